"""The one way a table is written: `check` reports the difference, `format` removes it.

Columns in the order of the schema, rows in the order of their key, no spaces around a cell, quotes
only where a comma or quote needs them, LF at the end of every line, UTF-8 without byte order mark.
The meaning of a cell never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sino_pak_data.grammar import lines
from sino_pak_data.model.table import Row, Table

_SPACE = re.compile(r'(^|[,"])\s|\s([,"]|$)')
"""A space that may stand at the edge of a cell: looking for it first spares looking at every cell."""


class Difference(NamedTuple):
    """Where and how a table departs from its canonical text; `field` is empty for a whole row."""

    rule: str
    row: Row | None
    field: str
    message: str


def text(table: Table) -> str:
    """The canonical text of a table."""
    names = table.schema.names
    ordered = sorted(table.rows, key=lambda row: _order(table, row))
    return lines.document(names, ([row[name].strip() for name in names] for row in ordered))


def differences(table: Table) -> Iterator[Difference]:
    """Every place at which the table is not canonical, in the order of its lines."""
    names = table.schema.names
    if table.header != names:
        yield Difference("column-order", None, "", f"the columns are in another order than {','.join(names)}")
    last: tuple[str, ...] = ()
    for row in table.rows:
        loose = [name for name in table.header if row[name] != row[name].strip()] if _SPACE.search(row.text) else []
        for name in loose:
            yield Difference("stray-space", row, name, "spaces stand around the cell")
        if not loose and '"' in row.text and row.text != _line(table.header, row):
            yield Difference("needless-quotes", row, "", "a cell stands in quotes that needs none")
        key = _order(table, row)
        if key < last:
            yield Difference("row-order", row, table.schema.key[0], "the row stands below one with a later key")
        last = key


def _line(names: list[str], row: Row) -> str:
    return lines.write([row[name].strip() for name in names])


def _order(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(part.strip() for part in table.key(row))
