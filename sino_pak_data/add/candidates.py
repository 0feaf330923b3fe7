"""Candidate rows, their places in the tables, and writing all of them or none.

    rows --place--> the new text of each table --overlay--> a package to check --write--> the tables

Lines are only inserted. A table that is not in canonical form, or cannot be read without problems, is refused, not
rewritten.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.store import Overlay
from sino_pak_data.package.table import Package, Row, Table
from sino_pak_data.reading import canonical
from sino_pak_data.reading.reader import Authored
from sino_pak_data.reading.write import replace_all


class Unusable(Exception):
    """Input that cannot be read as rows; the text says where and why."""


class New(NamedTuple):
    """A candidate row; `origin` is where it came from, for messages: a file and line, or ""."""

    table: str
    cells: Mapping[str, str]
    origin: str = ""


class Addition(NamedTuple):
    """The tables as they would be with the new rows; nothing is written yet.

    before, after  text of each changed table by its path in the package, referenced tables first
    package        the package with the new text
    """

    root: Path
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    package: Authored


def place(package: Authored, rows: Sequence[New], root: Path) -> Addition:
    """Insert the rows into their tables. Raises `PackageError` if a table cannot take or check them."""
    changed = {row.table for row in rows}
    needed = {package.descriptor.table(name).path for name in changed | package.unread}
    for problem in package.problems:
        if problem.file in needed:
            where = f"{problem.file}:{problem.line}:{problem.column}"
            raise PackageError(f"{where}: {problem.message} ({problem.hint}); until then rows cannot be checked")
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for name in filter(changed.__contains__, referenced(package.descriptor, changed)):
        file = package[name].file
        before[file] = (root / file).read_bytes()
        if canonical.text(package[name]).encode("utf-8") != before[file]:
            raise PackageError(f"{file} is not in canonical form: run `sino-pak-data format` first; nothing was added")
        after[file] = canonical.text(extended(package[name], rows)).encode("utf-8")
    return Addition(root, before, after, Authored(Descriptor(Overlay(root, after))))


def pending(package: Package, rows: Sequence[New]) -> Package:
    """The package with the rows appended to their tables, so that other new rows can refer to them."""
    tables = {name: extended(package[name], rows) for name in {row.table for row in rows}}
    return Package(package.descriptor, package.tables | tables)


def write(addition: Addition) -> None:
    """Write every changed table, or none. Raises `PackageError` if a table has changed since it was read.

    Referenced tables come first: even a killed process leaves no reference to a row that is not there.
    """
    for file, content in addition.before.items():
        if (addition.root / file).read_bytes() != content:
            raise PackageError(f"{file} was changed in the meantime, nothing was written: run the command again")
    try:
        replace_all({addition.root / file: content for file, content in addition.after.items()})
    except OSError as reason:
        raise PackageError(f"the tables cannot be written, all of them are unchanged: {reason}") from reason


def extended(table: Table, rows: Sequence[New]) -> Table:
    """The table followed by those of the rows that belong to it, with all its columns."""
    names = table.schema.names
    added = [Row({name: row.cells.get(name, "") for name in names}) for row in rows if row.table == table.name]
    return Table(table.schema, table.file, table.header, [*table.rows, *added])


def referenced(descriptor: Descriptor, names: Collection[str]) -> list[str]:
    """The tables and all that they refer to, each after those that it refers to unless the references are circular."""
    found: list[str] = []
    entered: set[str] = set()

    def visit(name: str) -> None:
        if name in descriptor.authored and name not in entered:
            entered.add(name)
            for target in targets(descriptor.table(name).schema).values():
                visit(target)
            found.append(name)

    for name in descriptor.authored:
        if name in names:
            visit(name)
    return found


def id_column(schema: Schema) -> str:
    """The column of a table's assigned id, or "" if its key is made of other columns."""
    key = schema.by_name[schema.key[0]]
    return key.name if len(schema.key) == 1 and key.constraints.get("pattern") and not key.holds else ""


def targets(schema: Schema) -> dict[str, str]:
    """The columns whose cells hold ids of another table, each with that table."""
    return {field.name: field.of for field in schema.fields if field.of} | {
        key.field: key.table for key in schema.foreign_keys
    }


def labels(package: Package, schema: Schema, field: Field) -> dict[str, str]:
    """The codes or ids that a column may hold, each with what it stands for; empty for free text."""
    if field.holds == "record":
        return {table.address(row): table.schema.heading_of(row) for table in package.authored for row in table.rows}
    if target := targets(schema).get(field.name):
        ids = package.identifiers(target).items()
        return {key: package[target].schema.heading_of(row) for key, row in ids}
    codes = {code.value: f"{code.label}: {code.description}" for code in field.codes}
    return {"true": "", "false": ""} if field.type == "boolean" else codes


def missing(package: Package, new: New) -> list[str]:
    """The required columns that a row leaves empty, except the id, which can be proposed."""
    schema = package[new.table].schema
    required = (field.name for field in schema.fields if field.required and field.name != id_column(schema))
    return [name for name in required if not new.cells.get(name)]
