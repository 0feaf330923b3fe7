"""The one way a table is written: `check` reports the difference, `format` removes it.

Columns in the order of the schema, rows in the order of their key, no spaces around a cell and one between words, true and
false in lower case, quotes only around a comma or quote, LF at the end of every line, UTF-8 without byte order mark. The
meaning of a cell never changes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from operator import itemgetter, le

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row, Table

INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without width: at the edge of a cell they mean nothing."""

BOOLEANS = {"TRUE": "true", "FALSE": "false", "True": "true", "False": "false"}
"""True and false as spreadsheets and other programs write them."""

_SPACES = re.compile(" {2,}")
EDGES = INVISIBLE + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What `trimmed` takes away from around a cell."""


def trimmed(cell: str) -> str:
    r"""A cell without the spaces of any kind, and characters without width, around it.

    >>> trimmed("\u00a0PAK \u200b")
    'PAK'
    """
    return cell.strip() if cell.isascii() else cell.strip(EDGES)


def text(table: Table) -> str:
    """The canonical text of a table."""
    keyed = zip(table.keys, table.rows, strict=True)
    ordered = sorted(keyed, key=itemgetter(0)) if table.schema.key else keyed
    names, fields = header(table), table.schema.by_name
    own = table.schema.canonical  # in a package of others what stands in a cell may be meant
    rows = ([_cell(fields.get(name), row[name]) if own else trimmed(row[name]) for name in names] for _, row in ordered)
    return csv_lines.document(names, rows)


def header(table: Table) -> list[str]:
    """The columns of a table in the order of the schema; those that it does not know, if it lets them be, come last."""
    there, own = {*table.header}, table.schema.by_name
    known = [name for name in table.schema.names if name in there]
    if [name for name in table.header if name in own] == known:
        return table.header
    return known + [name for name in table.header if name not in own]


def _cell(field: Field | None, cell: str) -> str:
    """A cell, and the items of a list, with no needless spaces; the codes of a list once each, in alphabetical order."""
    if field and field.type == "boolean":
        return BOOLEANS.get(trimmed(cell), trimmed(cell))
    if "  " in cell:
        cell = _SPACES.sub(" ", cell)
    if field and field.holds in {"ids", "codes", "names", "records"} and ";" in cell:
        items = [item for item in map(trimmed, cell.split(";")) if item]
        return ";".join(sorted({*items}) if field.holds == "codes" else items)
    return trimmed(cell)


def differences(
    table: Table, broken: Container[tuple[str, int]] = frozenset()
) -> Iterator[tuple[str, Row | None, str, str]]:
    """Rule, row, column and message of every place at which the table is not canonical, in the order of its lines.

    Of a package that is not kept canonical, it is the order of its columns alone, which the standard asks for too.
    The column is "" for a whole row. `broken` holds rows, as table and line, whose keys say nothing about their order.
    """
    names, keys = header(table), table.keys
    if table.header != names and (table.schema.canonical or table.schema.match == "exact"):
        yield "column-order", None, "", f"the columns are not in the order {','.join(names)}"
    if not table.schema.canonical:
        return
    ordered = not table.schema.key or all(map(le, keys, keys[1:]))
    last: tuple[str, ...] = ()
    for key, row in zip(keys, table.rows, strict=True):
        if not row.canonical:
            yield from _of_row(table, row)
        if ordered or (table.name, row.line) in broken:
            continue
        if key < last:
            yield "row-order", row, table.schema.key[0], "the row comes after one with a later key"
        last = key


def _of_row(table: Table, row: Row) -> Iterator[tuple[str, Row, str, str]]:
    """Why a row is not written as its cells would be."""
    written = next(csv_lines.parse(row.text)).cells
    loose = [name for name, cell in zip(table.header, written, strict=False) if cell != trimmed(cell)]
    for name in loose:
        yield "stray-space", row, name, "spaces or invisible characters surround the cell"
    if not loose and '"' in row.text and len(written) == len(table.header):
        yield "needless-quotes", row, "", "a cell is quoted without need"
