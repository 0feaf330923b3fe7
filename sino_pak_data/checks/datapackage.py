"""The standard's part: frictionless on descriptor, types, constraints, keys and foreign keys.

The rows are handed over as they were read, so that this layer looks only at what cells say and
its findings come back to the physical line. What it says is translated into breaches; the rules of
`rules/standard.py` word them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from frictionless import FrictionlessException, Resource, Schema
from frictionless import Package as DataPackage

from sino_pak_data.package.constraints import Violation, table_violations
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Table
from sino_pak_data.reading.reader import Authored

MOST_ERRORS = 10_000
"""Errors of one table that frictionless is asked for; of a table with more, `constraints` finds all in less memory."""

_ENFORCED = ("name", "type", "constraints")
_CONSTRAINT = re.compile(r'constraint "(\w+)"')


def breaches(package: Authored) -> list[Violation]:
    """Every breach of the standard. Raises `PackageError` where the descriptor itself is at fault."""
    tables = [table for table in package.authored if table.name not in package.unread]
    try:
        # frictionless judges the descriptor with a resource in it, but would copy rows given that way
        described = {**package.descriptor.json, "resources": [{"name": "none", "data": []}]}
        checked = DataPackage.from_descriptor(described)
        checked.clear_resources()
        for table in tables:
            checked.add_resource(_resource(package, table, {one.name for one in tables}))
        report = checked.validate(limit_errors=MOST_ERRORS)
    except FrictionlessException as fault:
        raise PackageError("datapackage.json: " + "; ".join(_notes(fault))) from None
    by_name = {table.name: table for table in tables}
    found: list[Violation] = []
    for task in report.tasks:
        table = by_name[task.name]
        cut_off = len(task.errors) >= MOST_ERRORS
        if cut_off:
            found += table_violations(table, package.readable)
        else:
            found += (breach for error in task.errors for breach in _breaches(table, error))
    if report.errors:
        raise PackageError("datapackage.json: " + "; ".join(error.message for error in report.errors))
    return found


def _resource(package: Authored, table: Table, names: set[str]) -> Resource:
    """A table for frictionless: the columns and properties that it enforces, and no others.

    The rows are handed over as a function, because frictionless copies data that it is given as a
    list three times over.
    """
    schema = package.descriptor.checkable(table.schema)
    columns = {column["name"]: column for column in schema["fields"]}
    keys = [key for key in schema.get("foreignKeys", []) if (key["reference"]["resource"] or table.name) in names]
    pointing = {*schema["primaryKey"], *(name for key in keys for name in key["fields"])}
    checked = [
        name
        for name in table.header
        if name in pointing or columns[name].keys() & {"constraints"} or columns[name]["type"] != "string"
    ]
    lean = {
        "fields": [{key: columns[name][key] for key in _ENFORCED if key in columns[name]} for name in checked],
        "primaryKey": schema["primaryKey"],
        "missingValues": schema["missingValues"],
        "foreignKeys": keys,
    }

    def rows() -> Iterator[list[str]]:
        yield checked
        for row in table.rows:
            yield [row[name].strip() for name in checked]

    return Resource(name=table.name, data=rows, schema=Schema.from_descriptor(lean))


def _breaches(table: Table, error: Any) -> list[Violation]:
    if not hasattr(error, "row_number"):
        raise PackageError(f"{table.file}: {error.message}")
    row = table.rows[error.row_number - 2]
    match error.type:
        case "type-error":
            return [Violation("type", table, row, error.field_name)]
        case "constraint-error":
            constraint = _CONSTRAINT.match(error.note)
            return [Violation(constraint[1] if constraint else "pattern", table, row, error.field_name)]
        case "unique-error":
            return [Violation("unique", table, row, error.field_name)]
        case "primary-key":
            first = table.by_key[table.key(row)]
            return [] if first is row else [Violation("key", table, row, table.schema.key[0], first)]
        case "foreign-key":
            return [Violation("foreign-key", table, row, name) for name in error.field_names]
        case "blank-row":
            return []
    raise PackageError(f"{table.file}:{row.line}: {error.message}")


def _notes(fault: FrictionlessException) -> list[str]:
    return [reason.message for reason in fault.reasons] or [fault.error.message]
