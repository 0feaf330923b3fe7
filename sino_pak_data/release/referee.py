"""The reference tools as referees: frictionless on data packages, pandera on typed frames.

    judge          the files of a finished package, as a stranger receives them: what is found stops the build
    disagreements  the authored tables: what the tools find and our own check did not report at that place

Either way a finding is a defect of ours: `check` should have found it first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten
from typing import Any

import pyarrow as pa
from frictionless import FrictionlessException, Resource
from frictionless import Package as DataPackage
from pandera.errors import SchemaErrors

from sino_pak_data.package import arrow
from sino_pak_data.package.descriptor import PARQUET, Descriptor
from sino_pak_data.package.frames import to_pandas
from sino_pak_data.package.problem import PackageError, Problem
from sino_pak_data.package.schema import Json
from sino_pak_data.package.store import DESCRIPTOR, Folder, Zip
from sino_pak_data.package.table import Row, Table, read_table
from sino_pak_data.schemas import frame_schema

FRICTIONLESS, PANDERA = "reference-frictionless", "reference-pandera"
"""Codes of the problems that each tool finds."""

_RESOURCE = "https://datapackage.org/profiles/2.0/dataresource.json"
_HINT = "`check` itself does not report this: please report it, with the row, as a defect of sino-pak-data"
_LONGEST = 120
_MOST = 1_000_000  # frictionless stops at 1,000 errors of a table unless it is given another limit


def judge(files: Mapping[str, bytes]) -> list[Problem]:
    """Every fault of a finished package; `files` is the content by path."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            descriptor = Descriptor(Folder(Path(folder)))
        except PackageError:
            if found := _by_frictionless(lambda: DataPackage(str(Path(folder, DESCRIPTOR))), {}):
                return found
            raise
        tables = {name: read_table(descriptor, resource) for name, resource in descriptor.resources.items()}
        found = _by_frictionless(lambda: DataPackage(str(Path(folder, DESCRIPTOR))), tables)
        for name, table in tables.items():
            typed = arrow.read_parquet(descriptor.store, PARQUET.format(name), arrow.column_types(table.schema))
            found += _by_pandera(descriptor, table, typed, table.rows)
    return found


def must_pass(archive: Path) -> None:
    """Raises `PackageError` with every fault of a finished package, a zip."""
    store = Zip(archive)
    problems = judge({name: store.read(name) for name in store.names("")})
    found = [f"{p.file}:{p.line}:{p.column}: {p.field and f'{p.field}: '}{p.rule}: {p.message}" for p in problems]
    if found:
        raise PackageError("\n  ".join(["not published: the reference tools find faults in the package", *found]))


def disagreements(descriptor: Descriptor, tables: Mapping[str, Table], problems: Sequence[Problem]) -> list[Problem]:
    """What the tools find in authored tables at a cell for which `check` has no error.

    tables    those whose rows could be read
    problems  all that `check` reports; an error of a whole row speaks for its cells, one of the header for the file
    """
    errors = [problem for problem in problems if problem.severity == "error"]
    headers = {error.file for error in errors if error.line == 1}
    readable = {name: table for name, table in tables.items() if table.file not in headers}
    found = reference_problems(descriptor, readable, {error.file for error in errors})
    cells = {(error.file, error.line, error.field) for error in errors}
    rows = {(error.file, error.line) for error in errors}

    def reported(one: Problem) -> bool:
        if not one.field:  # the tools name no column for keys and for rows that cannot be typed
            return (one.file, one.line) in rows
        return not cells.isdisjoint({(one.file, one.line, one.field), (one.file, one.line, "")})

    return [one for one in found if not reported(one)]


def reference_problems(
    descriptor: Descriptor, tables: Mapping[str, Table], faulty: Collection[str] = ()
) -> list[Problem]:
    """Every fault that the tools find in authored tables.

    faulty  files with errors: a reference to a key that may itself be wrong is not judged
    """
    found = _by_frictionless(lambda: _as_data_package(descriptor, tables, faulty), tables)
    for table in tables.values():
        bad = {id(row): row for row in _untypable(table, table.rows)}
        found += [_problem(PANDERA, "it cannot be typed", table, row) for row in bad.values()]
        good = [row for row in table.rows if id(row) not in bad]
        found += _by_pandera(descriptor, table, arrow.table(table.schema, good), good)
    return found


def _as_data_package(descriptor: Descriptor, tables: Mapping[str, Table], faulty: Collection[str]) -> DataPackage:
    # frictionless judges the descriptor only if it has a resource, and copies rows three times unless they come
    # from a function
    package = DataPackage.from_descriptor({**descriptor.json, "resources": [{"name": "none", "data": []}]})
    package.clear_resources()
    sound = {name for name, table in tables.items() if table.file not in faulty}
    for table in tables.values():
        schema = descriptor.published(table.schema)
        keys = [k for k in schema.get("foreignKeys", []) if (k["reference"]["resource"] or table.name) in sound]
        lists = {field.name for field in table.schema.fields if field.type == "list"}
        keys = [k for k in keys if lists.isdisjoint(k["fields"])]  # frictionless cannot hash a list
        package.add_resource(_resource(table, {**schema, "foreignKeys": keys}))
    return package


def _resource(table: Table, schema: Json) -> Resource:
    def rows() -> Iterator[list[str]]:
        yield table.schema.names
        yield from ([row[name] for name in table.schema.names] for row in table.rows)

    # without its "$schema", frictionless refuses a resource that has properties of 2.0
    about = {"$schema": _RESOURCE, "name": table.name, "data": [], "schema": schema}
    return Resource.from_descriptor(about, data=rows)


def _by_frictionless(opened: Callable[[], DataPackage], tables: Mapping[str, Table]) -> list[Problem]:
    try:
        report = opened().validate(limit_errors=_MOST)
    except FrictionlessException as fault:
        reasons = [reason.message for reason in fault.reasons] or [fault.error.message]
        return [_problem(FRICTIONLESS, reason, DESCRIPTOR) for reason in reasons]
    found = [_problem(FRICTIONLESS, error.message, DESCRIPTOR) for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            number = getattr(error, "row_number", None)
            if number is None or task.name not in tables:
                found.append(_problem(FRICTIONLESS, error.message, task.place))
                continue
            # it counts records from 2, not lines, and names no column for a primary key
            table, row = tables[task.name], tables[task.name].rows[number - 2]
            one = "" if error.type == "primary-key" else getattr(error, "field_name", "")
            fields = error.field_names if error.type == "foreign-key" else [one]
            found += [_problem(FRICTIONLESS, error.note, table, row, field) for field in fields]
    return found


def _by_pandera(descriptor: Descriptor, table: Table, typed: pa.Table, rows: Sequence[Row]) -> list[Problem]:
    """The failures of a typed table whose rows are `rows`."""
    found: dict[tuple[Any, str, str], str] = {}
    try:
        frame_schema(descriptor, table.schema).validate(to_pandas(typed, table.schema), lazy=True)
    except SchemaErrors as failure:
        for case in failure.failure_cases.itertuples():
            # a key fails once for each of its columns, or for each column of the row
            field, value = ("", "") if case.schema_context == "DataFrameSchema" else (case.column, case.failure_case)
            found[case.index, field, str(case.check)] = str(value)
    places = dict(enumerate(rows))  # a failure of a whole column has no index
    return [_problem(PANDERA, what, table, places.get(at), field, value) for (at, field, what), value in found.items()]


def _untypable(table: Table, rows: Sequence[Row]) -> list[Row]:
    """The rows that cannot be typed, found by halving."""
    try:
        arrow.table(table.schema, rows)
    except (ValueError, LookupError, OverflowError, pa.ArrowException):
        half = len(rows) // 2
        return [*_untypable(table, rows[:half]), *_untypable(table, rows[half:])] if half else list(rows)
    return []


def _problem(
    rule: str, what: str, place: Table | str, row: Row | None = None, field: str = "", value: str | None = None
) -> Problem:
    """A problem of a cell, of a row, or of a whole file; `value` is what the tool saw, if that is not the cell."""
    tool, what = rule.removeprefix("reference-"), shorten(what, _LONGEST, placeholder=" …")
    if isinstance(place, str) or row is None:
        file = place if isinstance(place, str) else place.file
        return Problem(file, 1, 1, field, rule, "error", "", f"{tool}: {what}", _HINT)
    if not field:
        return Problem(place.file, row.line, 1, "", rule, "error", "", f"{tool} refuses the row: {what}", _HINT)
    seen = (row[field] if value is None else value)[:_LONGEST]
    message = f"{tool} refuses {seen!r}: {what}"
    return Problem(place.file, row.line, place.column(row, field), field, rule, "error", seen, message, _HINT)
