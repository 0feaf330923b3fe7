"""The standard's part once more, without its library: types, constraints, keys and foreign keys, in a tenth of the time.

It serves the fast check, and stands in where a table has more breaches than can be carried from
the library. A test holds that it finds what `datapackage.breaches` finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from decimal import Decimal, InvalidOperation

from sino_pak_data.checks.marks import Breach
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Table
from sino_pak_data.reading.column_shift import unlike
from sino_pak_data.reading.reader import Authored

_PLAIN_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_BOOLEANS = frozenset({"true", "True", "TRUE", "1", "false", "False", "FALSE", "0"})


def breaches(package: Authored) -> Iterator[Breach]:
    """Every breach of the standard, table by table and column by column."""
    for table in package.authored:
        if table.name not in package.unread:
            yield from of_table(package, table)


def of_table(package: Authored, table: Table) -> Iterator[Breach]:
    """The breaches of one table: of its cells, its key and its foreign keys."""
    for field in table.schema.fields:
        kinds = _broken(field, table.distinct(field.name))
        if kinds:
            for row in table.rows:
                if row[field.name] in kinds:
                    yield Breach(kinds[row[field.name]], table, row, field.name)
        if field.constraints.get("unique"):
            yield from _repeated(table, field.name)
    yield from _same_key(table)
    yield from _foreign(package, table)


def _broken(field: Field, cells: Set[str]) -> dict[str, str]:
    """The cells of a column that break something, with what they break."""
    limits = field.constraints.keys()
    lacking = {""} & cells if field.required else frozenset()
    if not field.codes and field.type not in _TYPES and limits <= {"required", "pattern"}:
        cells = lacking | (unlike(field.constraints["pattern"], cells) if "pattern" in limits else frozenset())
    elif field.type == "number" and limits <= {"required"}:
        cells = lacking | unlike(_PLAIN_NUMBER, cells)
    return {cell: kind for cell in cells if (kind := breach(field, cell))}


def breach(field: Field, cell: str) -> str:
    """What of a column a cell breaks: required, type, enum, pattern, minimum, maximum, or "" for nothing."""
    if not cell:
        return "required" if field.required else ""
    number: Decimal | None = None
    if field.type in _TYPES:
        number = _TYPES[field.type](cell)
        if number is None:
            return "type"
        if number.is_nan():
            return ""
    limits = field.constraints
    if field.codes and cell not in field.values:
        return "enum"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
        return "pattern"
    if number is not None and "minimum" in limits and not number >= Decimal(str(limits["minimum"])):
        return "minimum"
    if number is not None and "maximum" in limits and not number <= Decimal(str(limits["maximum"])):
        return "maximum"
    return ""


def _number(cell: str) -> Decimal | None:
    try:
        return Decimal(cell)
    except InvalidOperation:
        return None


def _integer(cell: str) -> Decimal | None:
    try:
        return Decimal(int(cell))
    except ValueError:
        return None


def _boolean(cell: str) -> Decimal | None:
    return Decimal(0) if cell in _BOOLEANS else None


_TYPES: dict[str, Callable[[str], Decimal | None]] = {"number": _number, "integer": _integer, "boolean": _boolean}


def _repeated(table: Table, name: str) -> Iterator[Breach]:
    seen: set[str] = set()
    for row in table.rows:
        if row[name] in seen:
            yield Breach("unique", table, row, name)
        if row[name]:
            seen.add(row[name])


def _same_key(table: Table) -> Iterator[Breach]:
    if len(table.by_key) == len(table.rows):
        return
    for key, row in zip(table.keys(), table.rows, strict=True):
        first = table.by_key[key]
        if first is not row and any(key):
            yield Breach("key", table, row, table.schema.key[0], first)


def _foreign(package: Authored, table: Table) -> Iterator[Breach]:
    for key in table.schema.foreign_keys:
        if key.table in package.unread:
            continue
        lost = table.distinct(key.field) - package[key.table].distinct(key.target) - {""}
        if lost:
            for row in table.rows:
                if row[key.field] in lost:
                    yield Breach("foreign-key", table, row, key.field)
