"""The standard's part: frictionless on descriptor, types, constraints, keys and foreign keys.

The rows are handed over as they were read, so that this layer looks only at what cells say and
its findings come back to the physical line. What it says is translated into breaches; the rules of
`rules/standard.py` word them.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from frictionless import FrictionlessException
from frictionless import Package as DataPackage

from sino_pak_data.authored.read import Authored
from sino_pak_data.checks.review import Breach
from sino_pak_data.model.descriptor import Json
from sino_pak_data.model.problem import PackageError
from sino_pak_data.model.table import Table

_CONSTRAINT = re.compile(r'constraint "(\w+)"')


def breaches(package: Authored) -> list[Breach]:
    """Every breach of the standard. Raises `PackageError` where the descriptor itself is at fault."""
    tables = [table for table in package.authored if table.name not in package.unread]
    try:
        report = DataPackage.from_descriptor(_descriptor(package, tables)).validate(limit_errors=sys.maxsize)
    except FrictionlessException as fault:
        raise PackageError("datapackage.json: " + "; ".join(_notes(fault))) from None
    by_name = {table.name: table for table in tables}
    found = [b for task in report.tasks for error in task.errors for b in _breaches(by_name[task.name], error)]
    if report.errors:
        raise PackageError("datapackage.json: " + "; ".join(error.message for error in report.errors))
    return found


def _descriptor(package: Authored, tables: list[Table]) -> Json:
    names = {table.name for table in tables}
    resources = []
    for table in tables:
        schema = package.descriptor.checkable(table.schema)
        schema["foreignKeys"] = [
            key for key in schema.get("foreignKeys", []) if (key["reference"]["resource"] or table.name) in names
        ]
        columns = schema["fields"]
        schema["fields"] = [next(c for c in columns if c["name"] == name) for name in table.header]
        data = [table.header, *([row[name].strip() for name in table.header] for row in table.rows)]
        resources.append({"name": table.name, "data": data, "schema": schema})
    return {**package.descriptor.json, "resources": resources}


def _breaches(table: Table, error: Any) -> list[Breach]:
    if not hasattr(error, "row_number"):
        raise PackageError(f"{table.file}: {error.message}")
    row = table.rows[error.row_number - 2]
    match error.type:
        case "type-error":
            return [Breach("type", table, row, error.field_name)]
        case "constraint-error":
            constraint = _CONSTRAINT.match(error.note)
            return [Breach(constraint[1] if constraint else "pattern", table, row, error.field_name)]
        case "unique-error":
            return [Breach("unique", table, row, error.field_name)]
        case "primary-key":
            first = table.by_key[table.key(row)]
            return [] if first is row else [Breach("key", table, row, table.schema.key[0], first)]
        case "foreign-key":
            return [Breach("foreign-key", table, row, name) for name in error.field_names]
        case "blank-row":
            return []
    raise PackageError(f"{table.file}:{row.line}: {error.message}")


def _notes(fault: FrictionlessException) -> list[str]:
    return [reason.message for reason in fault.reasons] or [fault.error.message]
