"""Rows whose cells stand one column off, and rows that stand twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set

from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Table
from sino_pak_data.reading.column_shift import Fit, pattern, unlike

_LOOKED_AT = 200


def shifted(table: Table) -> Iterator[tuple[int, int]]:
    """Line and place, counted from 0, of the first rows whose cells have slipped by a column.

    Rows of the wrong length are told elsewhere.
    """
    fit = Fit(table.schema, table.header)
    misfits: Counter[int] = Counter()
    for name in table.header:
        odd = _odd(table.schema, table.schema.by_name[name], table.distinct(name))
        if odd:
            misfits.update(at for at, row in enumerate(table.rows) if row[name] in odd)
    suspects = [at for at, count in sorted(misfits.items()) if count > 1]
    for at in suspects[:_LOOKED_AT]:
        row = table.rows[at]
        place = fit.shifted(list(row.values())) if len(row) == len(table.header) else None
        if place is not None:
            yield row.line, place


def _odd(schema: Schema, field: Field, cells: Set[str]) -> Set[str]:
    """The cells of a column that do not look like it."""
    lacking = {""} & cells if field.required else frozenset()
    if field.codes:
        return (cells - {*field.values, ""}) | lacking
    looks = pattern(field, schema)
    return unlike(looks, cells) | lacking if looks else lacking


def repeated(table: Table) -> Iterator[tuple[int, int]]:
    """Lines that say what an earlier line says, with that line; and a header that stands again, with line 1."""
    if len(table.by_key) == len(table.rows) and tuple(table.schema.key) not in table.by_key:
        return
    for key, row in zip(table.keys(), table.rows, strict=True):
        first = table.by_key[key]
        if list(row.values()) == table.header:
            yield row.line, 1
        elif first is not row and first == row:
            yield row.line, first.line
