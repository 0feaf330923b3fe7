"""The one way a table is written: `check` reports the difference, `format` removes it.

Columns in the order of the schema, rows in the order of their key, nothing around a cell, quotes
only where a comma or quote needs them, LF at the end of every line, UTF-8 without byte order mark.
The meaning of a cell never changes.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row, Table
from sino_pak_data.reading.body import trimmed

_LISTS = frozenset({"ids", "names", "records"})


class Difference(NamedTuple):
    """Where and how a table departs from its canonical text; `field` is empty for a whole row."""

    rule: str
    row: Row | None
    field: str
    message: str


def text(table: Table) -> str:
    """The canonical text of a table."""
    names = table.schema.names
    ordered = sorted(zip(table.keys(), table.rows, strict=True), key=lambda pair: pair[0])
    fields = table.schema.fields
    return csv_lines.document(names, ([_cell(field, row[field.name]) for field in fields] for _, row in ordered))


def _cell(field: Field, cell: str) -> str:
    """A cell with nothing around it, and a list with nothing around its items."""
    if field.holds in _LISTS and ";" in cell:
        return ";".join(item for item in map(trimmed, cell.split(";")) if item)
    return trimmed(cell)


def differences(table: Table, broken: Container[tuple[str, int]] = frozenset()) -> Iterator[Difference]:
    """Every place at which the table is not canonical, in the order of its lines.

    `broken` holds rows, as table and line, whose keys say nothing of their order.
    """
    names = table.schema.names
    if table.header != names:
        yield Difference("column-order", None, "", f"the columns are in another order than {','.join(names)}")
    keys = table.keys()
    ordered = keys == sorted(keys)
    last: tuple[str, ...] = ()
    for key, row in zip(keys, table.rows, strict=True):
        if (csv_lines.write([*row.values()]) if '"' in row.text else ",".join(row.values())) != row.text:
            yield from _departures(table, row)
        if ordered or (table.name, row.line) in broken:
            continue
        if key < last:
            yield Difference("row-order", row, table.schema.key[0], "the row stands below one with a later key")
        last = key


def _departures(table: Table, row: Row) -> Iterator[Difference]:
    """Why the text of a row is not what its cells would be written as."""
    told = next(csv_lines.parse(row.text)).cells if row.text else []
    loose = [name for name, cell in zip(table.header, told, strict=False) if cell != trimmed(cell)]
    for name in loose:
        yield Difference("stray-space", row, name, "spaces or invisible characters stand around the cell")
    if not loose and '"' in row.text and len(told) == len(table.header):
        yield Difference("needless-quotes", row, "", "a cell stands in quotes that needs none")
