"""The constraints of a Table Schema: types, required, enum, pattern, bounds, keys and foreign keys.

`check`, `add`, `verify` and `build` all ask here, so they accept the same cells: those that Parquet, SQLite and other
Data Package tools read alike. Numbers are ASCII:

    integer = [ "-" ] 1*DIGIT                     within 64 bits
    number  = [ "-" ] 1*DIGIT [ "." 1*DIGIT ]     finite as a 64-bit float
    boolean = "true" / "false"

No plus sign, exponent, bare point, infinity, NaN, or digit of another script. An empty cell is missing, and breaks
nothing but `required`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from itertools import filterfalse
from math import isfinite
from typing import NamedTuple

from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row, Table

INTEGER = r"-?[0-9]+"
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
BOOLEANS = frozenset({"true", "false"})

_LIMIT = 2**63
_SAFE_DIGITS = 18  # a shorter integer fits into 64 bits, a shorter number is finite

Unmatched = Callable[[str, Set[str]], Set[str]]


class Violation(NamedTuple):
    """A cell or row that violates its schema.

    kind   "required", "type", "enum", "pattern", "minimum", "maximum", "unique", "key" or "foreign-key"
    field  the column; of a key, its first column
    first  for "key" and "unique", the earlier row with the same value; else None
    """

    kind: str
    table: Table
    row: Row
    field: str
    first: Row | None = None

    @property
    def value(self) -> str:
        return self.row[self.field]

    @property
    def column(self) -> Field:
        return self.table.schema.by_name[self.field]


def unmatched(pattern: str, cells: Collection[str]) -> set[str]:
    """The cells that a regular expression does not match whole."""
    return set(filterfalse(re.compile(pattern).fullmatch, cells))


def violation(field: Field, cell: str) -> str:
    """The kind of constraint of its column that a cell violates, or ""."""
    return cell_violations(field, {cell}).get(cell, "")


def cell_violations(field: Field, cells: Set[str], unmatched: Unmatched = unmatched) -> dict[str, str]:
    """The cells that violate a constraint of their column, each with the kind of the first one.

    `unmatched` matches the patterns of the schema. A pattern, list or bound that cannot be used at all is violated
    by every cell.
    """
    found = {"": "required"} if field.required and "" in cells else {}
    left = cells - {""}
    for kind, violating in _tests(field, unmatched):
        try:
            bad = violating(left)
        except (re.error, TypeError, ValueError, OverflowError):
            bad = left
        if bad:
            found |= dict.fromkeys(bad, kind)
            left -= bad
    return found


def _tests(field: Field, unmatched: Unmatched) -> Iterator[tuple[str, Callable[[Set[str]], Set[str]]]]:
    """The kind of each constraint of a column with the function that finds its violations among distinct cells."""
    limits = field.constraints
    if field.type in _TYPES:
        yield "type", _TYPES[field.type]
    if field.codes or "enum" in limits:
        yield "enum", lambda cells: _uncoded(field, cells)
    if "pattern" in limits:
        yield "pattern", lambda cells: unmatched(limits["pattern"], cells)
    read = {"integer": int, "number": float}.get(field.type)
    if read and "minimum" in limits:
        yield "minimum", lambda cells: {cell for cell in cells if read(cell) < limits["minimum"]}
    if read and "maximum" in limits:
        yield "maximum", lambda cells: {cell for cell in cells if read(cell) > limits["maximum"]}


def _uncoded(field: Field, cells: Set[str]) -> Set[str]:
    codes = set(field.values or map(str, field.constraints["enum"]))
    return {cell for cell in cells if not codes.issuperset(field.items(cell))} if field.many else cells - codes


def _not_integers(cells: Set[str]) -> Set[str]:
    bad = unmatched(INTEGER, cells)
    long = {cell for cell in cells if len(cell) > _SAFE_DIGITS} - bad
    # int() refuses more than 4,300 digits: the length comes before the value
    return bad | {cell for cell in long if len(cell) > 1_000 or not -_LIMIT <= int(cell) < _LIMIT}


def _not_numbers(cells: Set[str]) -> Set[str]:
    bad = unmatched(NUMBER, cells)
    return bad | {cell for cell in cells if len(cell) > _SAFE_DIGITS and cell not in bad and not isfinite(float(cell))}


_TYPES: dict[str, Callable[[Set[str]], Set[str]]] = {
    "integer": _not_integers,
    "number": _not_numbers,
    "boolean": lambda cells: cells - BOOLEANS,
}


def violations(tables: Mapping[str, Table], unmatched: Unmatched = unmatched) -> Iterator[Violation]:
    """Every violation in a set of tables, table by table: of cells, keys, and foreign keys into these tables."""
    for table in tables.values():
        for field in table.schema.fields:
            kinds = cell_violations(field, table.distinct(field.name), unmatched)
            for row in table.rows if kinds else ():
                if row[field.name] in kinds:
                    yield Violation(kinds[row[field.name]], table, row, field.name)
            if field.constraints.get("unique") and [*table.schema.key] != [field.name]:  # a key is unique by itself
                yield from _repeated("unique", table, field.name, ((row[field.name],) for row in table.rows))
        if len(table.by_key) < len(table.rows):
            yield from _repeated("key", table, table.schema.key[0], table.keys)
        for key in table.schema.foreign_keys:
            other = tables.get(key.table)
            absent = table.distinct(key.field) - other.distinct(key.target) - {""} if other else ()
            for row in table.rows if absent else ():
                if row[key.field] in absent:
                    yield Violation("foreign-key", table, row, key.field)


def _repeated(kind: str, table: Table, field: str, values: Iterable[tuple[str, ...]]) -> Iterator[Violation]:
    """The rows whose value, unless it is empty, an earlier row has."""
    seen: dict[tuple[str, ...], Row] = {}
    for value, row in zip(values, table.rows, strict=True):
        first = seen.setdefault(value, row)
        if first is not row and any(value):
            yield Violation(kind, table, row, field, first)
