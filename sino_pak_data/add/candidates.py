"""New rows on their way into the tables: where each belongs, and writing all of them or none.

    rows ──placed──> the new text of each table ──overlaid──> a package to check ──write──> the tables

Only lines are inserted: a table whose text is not canonical, or cannot be read for certain, is
refused rather than rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError, Problem
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.store import Overlay
from sino_pak_data.package.table import Package, Row, Table
from sino_pak_data.reading import canonical
from sino_pak_data.reading.reader import Authored
from sino_pak_data.reading.write import replace_all


class New(NamedTuple):
    """A row that is to be added, its table, and where it was handed over, for a person to find it again."""

    table: str
    cells: Mapping[str, str]
    origin: str = ""


class Addition(NamedTuple):
    """What adding would make of the tables; nothing is written yet.

    before, after  text of each touched table by its path in the package, targets of references first
    package        the package as it would be
    """

    root: Path
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    package: Authored


class Changed(Exception):
    """A table is not as it was read: somebody else wrote it meanwhile."""


def placed(package: Authored, rows: Sequence[New], root: Path) -> Addition:
    """The tables with the rows in their places. Raises `PackageError` where a table cannot take one."""
    for fault in package.faults:
        if fault.file in {package.descriptor.table(name).path for name in package.unread}:
            raise _refusal(fault, "so new rows cannot be checked")
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for name in _targets_first(package.descriptor, {row.table for row in rows}):
        table = _writable(package, name, root)
        before[table.file] = (root / table.file).read_bytes()
        widened = Table(table.schema, table.file, table.header, [*table.rows, *_rows(table, rows)])
        after[table.file] = canonical.text(widened).encode("utf-8")
    return Addition(root, before, after, Authored(Descriptor(Overlay(root, after))))


def pending(package: Package, rows: Sequence[New]) -> Package:
    """The package with the rows at the end of their tables, so that other new rows can refer to them."""
    tables = dict(package.tables)
    for name in {row.table for row in rows}:
        table = package[name]
        tables[name] = Table(table.schema, table.file, table.header, [*table.rows, *_rows(table, rows)])
    return Package(package.descriptor, tables)


def write(addition: Addition) -> None:
    """Put the new text of every touched table in place: all or none.

    Raises `Changed` when a table is no longer what the addition was made from. Tables that others
    refer to come first, so that even a killed process leaves no reference to a row that is not there.
    """
    for file, content in addition.before.items():
        if (addition.root / file).read_bytes() != content:
            raise Changed(f"{file} was changed meanwhile, nothing was written: run the command again")
    replace_all({addition.root / file: content for file, content in addition.after.items()})


def identifier(schema: Schema) -> str:
    """The column of the id that a row is given once, or "" where the key is made of other columns."""
    key = schema.by_name[schema.key[0]]
    return key.name if len(schema.key) == 1 and key.constraints.get("pattern") and not key.holds else ""


def targets(schema: Schema) -> dict[str, str]:
    """The columns whose cells name rows of another table, with that table."""
    listed = {field.name: field.of for field in schema.fields if field.of}
    return listed | {key.field: key.table for key in schema.foreign_keys}


def missing(package: Package, new: New) -> list[str]:
    """The required columns of a row that are empty, the id left out: it can be proposed."""
    schema = package[new.table].schema
    key = identifier(schema)
    return [
        field.name for field in schema.fields if field.required and field.name != key and not new.cells.get(field.name)
    ]


def _writable(package: Authored, name: str, root: Path) -> Table:
    table = package[name]
    for fault in package.faults:
        if fault.file == table.file:
            raise _refusal(fault, "nothing was added")
    if canonical.text(table).encode("utf-8") != (root / table.file).read_bytes():
        raise PackageError(
            f"{table.file} is not in canonical form: run `sino-pak-data format` first; nothing was added"
        )
    return table


def _refusal(fault: Problem, end: str) -> PackageError:
    return PackageError(f"{fault.file}:{fault.line}:{fault.column}: {fault.message} ({fault.hint}); {end}")


def _rows(table: Table, rows: Sequence[New]) -> list[Row]:
    """Those of the rows that belong to the table, with all its columns."""
    names = table.schema.names
    return [Row({name: row.cells.get(name, "") for name in names}) for row in rows if row.table == table.name]


def _targets_first(descriptor: Descriptor, names: Iterable[str]) -> list[str]:
    """Tables in an order in which each comes after those that it refers to, as far as that can be."""
    wanted, ordered, seen = set(names), [], set()

    def visit(name: str) -> None:
        if name in seen or name not in descriptor.authored:
            return
        seen.add(name)
        for target in targets(descriptor.table(name).schema).values():
            visit(target)
        ordered.append(name)

    for name in descriptor.authored:
        visit(name)
    return [name for name in ordered if name in wanted]
