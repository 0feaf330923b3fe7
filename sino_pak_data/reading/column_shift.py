"""Rows whose cells are in the wrong columns, seen from what cells look like; and rows that occur twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import chain, filterfalse, repeat

from sino_pak_data.package.constraints import cell_violations
from sino_pak_data.package.schema import Field, Schema, grammar_pattern, id_pattern
from sino_pak_data.package.table import Table

_TYPES = {"number": r"[+-]?[0-9]+(?:\.[0-9]+)?", "integer": r"[+-]?[0-9]+", "boolean": "true|false"}
_CLEAR = 2
_LOOKED_AT = 200
_LOOKS = frozenset({"required", "type", "enum", "pattern"})
"""Violations that show in the look of a cell."""


class Fit:
    """How well cells fit the columns of a table, in the order of a header."""

    def __init__(self, schema: Schema, header: Sequence[str]) -> None:
        self.tests = [_Looks(schema.by_name[name], schema) if name in schema.by_name else _any for name in header]

    def misfits(self, cells: Sequence[str]) -> int:
        """How many cells do not look like their column; cells that are not there count as empty."""
        padded = chain(cells, repeat(""))
        return sum(not test(cell) for test, cell in zip(self.tests, padded, strict=False))

    def slip(self, cells: Sequence[str]) -> int | None:
        """The place from which the cells of a row that is too long or too short are in the wrong columns."""
        extra = len(cells) - len(self.tests)
        if extra > 0:
            shortened = ((at, [*cells[:at], *cells[at + extra :]]) for at in range(1, len(self.tests) + 1))
            least, later = min((self.misfits(one), -at) for at, one in shortened)
            at = -later
        else:
            widened = ((at, [*cells[:at], *[""] * -extra, *cells[at:]]) for at in range(len(cells) + 1))
            least, at = min((self.misfits(one), at or len(cells)) for at, one in widened)
        return at if least < self.misfits(cells) or least == 0 else None

    def shifted(self, cells: Sequence[str]) -> int | None:
        """The place from which the cells of a row of the right length are one column off.

        They are if two or more cells do not look like their columns, and all would with an empty cell moved to another
        place. What was at that place may be lost.
        """
        if self.misfits(cells) < _CLEAR:
            return None
        for gone in (at for at, cell in enumerate(cells) if not cell):
            rest = [*cells[:gone], *cells[gone + 1 :]]
            for at in range(len(cells)):
                lost = not self.tests[at]("")
                if self.misfits([*rest[:at], "", *rest[at:]]) == lost:
                    return min(gone, at)
        return None


def _any(_: str) -> bool:
    return True


class _Looks:
    """Whether cells look like a column; any cell looks like free text."""

    def __init__(self, field: Field, schema: Schema) -> None:
        self._field, self._test = field, _test(field, schema)

    def __call__(self, cell: str) -> object:
        return self._test(cell) if self._test else not self.odd({cell})

    def odd(self, cells: Set[str]) -> Set[str]:
        """Those of the cells that do not."""
        if self._test:
            return set(filterfalse(self._test, cells))
        return {cell for cell, kind in cell_violations(self._field, cells).items() if kind in _LOOKS}


def _test(field: Field, schema: Schema) -> Callable[[str], object] | None:
    """A quick test of a cell; None where only the constraints of the column can tell."""
    target = next((key.table for key in schema.foreign_keys if key.field == field.name), "")
    looks = id_pattern(target) if target and field.plain else grammar_pattern(field) or _TYPES.get(field.type)
    matches: Callable[[str], object] = bool
    if not field.plain or (not looks and "pattern" in field.constraints):
        return None
    if field.coded:
        matches = frozenset(field.values).__contains__
    elif looks:
        matches = re.compile(looks).fullmatch
    elif not field.required:
        return lambda _: True
    return matches if field.required else lambda cell: not cell or matches(cell)


def shifted(table: Table) -> Iterator[tuple[int, int]]:
    """Line and place (from 0) of the first rows whose cells are one column off; not of rows of the wrong length."""
    misfits: Counter[int] = Counter()
    for name in table.schema.names:
        odd = _Looks(table.schema.by_name[name], table.schema).odd(table.distinct(name))
        if odd:
            misfits.update(at for at, row in enumerate(table.rows) if row[name] in odd)
    suspects = [at for at, count in sorted(misfits.items()) if count >= _CLEAR]
    if not suspects:
        return
    fit = Fit(table.schema, table.header)
    for at in suspects[:_LOOKED_AT]:
        row = table.rows[at]
        place = fit.shifted(list(row.values())) if len(row) == len(table.header) else None
        if place is not None:
            yield row.line, place


def repeated(table: Table) -> Iterator[tuple[int, int]]:
    """Lines equal to an earlier line, with that line; a repeated header, with line 1."""
    if not table.schema.key or (len(table.by_key) == len(table.rows) and tuple(table.schema.key) not in table.by_key):
        return
    for key, row in zip(table.keys, table.rows, strict=True):
        first = table.by_key[key]
        if list(row.values()) == table.header:
            yield row.line, 1
        elif first is not row and first == row:
            yield row.line, first.line
