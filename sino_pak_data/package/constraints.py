"""The constraints of a Table Schema: types, required, enum, pattern, bounds, lengths, keys and foreign keys.

`check`, `add`, `verify` and `build` all ask here, so they accept the same cells. In a package that is kept canonical
these are the cells that Parquet, SQLite and other Data Package tools read alike. Numbers are ASCII:

    integer = [ "-" ] 1*DIGIT                     within 64 bits
    number  = [ "-" ] 1*DIGIT [ "." 1*DIGIT ]     finite as a 64-bit float
    boolean = "true" / "false"

No plus sign, exponent, bare point, infinity, NaN, or digit of another script. Everywhere else, and for every other type,
they are what the standard lets pass, see `lexical`. A missing cell breaks nothing but `required`.

Patterns are those of a stranger too: those on which `re` could go back and forth for ever, such as (a+)+$, are matched
by RE2, whose time is linear.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import lru_cache, partial
from itertools import filterfalse
from math import isfinite
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.package import lexical
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Field, ForeignKey
from sino_pak_data.package.store import DESCRIPTOR

if TYPE_CHECKING:
    from sino_pak_data.package.descriptor import Descriptor
    from sino_pak_data.package.table import Row, Table

INTEGER = r"-?[0-9]+"
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
BOOLEANS = frozenset({"true", "false"})
ENFORCED = frozenset({
    "required", "unique", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
    "maxLength",
})  # fmt: skip

_LIMIT = 2**63
_SAFE_DIGITS = 18  # a shorter integer fits into 64 bits, a shorter number is finite
_OWN = frozenset({ids.SLUG, ids.ACTOR, ids.INDICATOR, INTEGER, NUMBER, r"[0-9]+\.[0-9]+\.[0-9]+"})
"""Patterns of ours, on which `re` never goes back."""
_PIECE = re.compile(
    r"(?:\\[^0-9]|\[\^?(?:\\.|[^\\\]])+\]|[^\\\[\](){}*+?|^$])(?P<times>\?|[*+]|\{[0-9]{1,2}(?:,[0-9]{1,2})?\})?"
)
_MOST_OPTIONS = 2
_ORDERED = frozenset({"integer", "number", "date", "time", "datetime", "year", "yearmonth", "duration"})
_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, limit: value < limit,
    "maximum": lambda value, limit: value > limit,
    "exclusiveMinimum": lambda value, limit: value <= limit,
    "exclusiveMaximum": lambda value, limit: value >= limit,
}
_LENGTHS: Mapping[str, Callable[[int, int], bool]] = {
    "minLength": lambda size, limit: size < limit,
    "maxLength": lambda size, limit: size > limit,
}


class Violation(NamedTuple):
    """A cell or row that violates its schema.

    kind    "type", "key", "foreign-key" or the name of a constraint
    field   the column; of a key, its first column
    first   for "key" and "unique", the earlier row with the same value; else None
    target  for "foreign-key", the key that leads nowhere
    parts   for "key" and "unique", the columns that together have one value twice
    """

    kind: str
    table: Table
    row: Row
    field: str
    first: Row | None = None
    target: ForeignKey | None = None
    parts: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        return self.row[self.field]

    @property
    def column(self) -> Field:
        return self.table.schema.by_name[self.field]


def unmatched(pattern: str, cells: Set[str]) -> set[str]:
    """The cells that a regular expression does not match whole; none for one that RE2 does not know, see `unknown`."""
    if linear(pattern):
        return set(filterfalse(re.compile(pattern).fullmatch, cells))
    if unknown(pattern):
        if reason := broken(pattern):
            raise ValueError(reason)
        return set()
    listed = list(cells)
    matched = _re2(rf"\A(?:{pattern})\z", listed)
    return {cell for cell, matches in zip(listed, matched, strict=True) if not matches}


@lru_cache(maxsize=1024)
def broken(pattern: str) -> str:
    """Why a pattern is no regular expression, or ""."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as reason:
        return str(reason) if unknown(pattern) else ""  # RE2 knows what XML Schema has and `re` has not
    return ""


@lru_cache(maxsize=1024)
def unknown(pattern: str) -> bool:
    """Does a pattern have parts that RE2 lacks, such as a look ahead, or is it too large?"""
    if linear(pattern):
        return False
    try:
        _re2(pattern, [])
        _re2(rf"\A(?:{pattern})\z", [""])
    except ValueError:
        return True
    return False


@lru_cache(maxsize=1024)
def linear(pattern: str) -> bool:
    """Can `re` match it in linear time? RE2 comes with pyarrow, which takes a fifth of a second to import.

    It can if nothing but single characters is repeated: one of them without a limit, and two within narrow limits.
    """
    if pattern in _OWN:
        return True
    for part in pattern.split("|"):
        pieces = [*_PIECE.finditer(part)]
        times = [piece["times"] for piece in pieces if piece["times"]]
        endless = sum(one in "*+" for one in times)
        if sum(len(piece[0]) for piece in pieces) != len(part) or endless > 1 or len(times) - endless > _MOST_OPTIONS:
            return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _re2(pattern: str, cells: Sequence[str]) -> list[bool]:
    import pyarrow as pa
    import pyarrow.compute as pc

    found: list[bool] = pc.match_substring_regex(pa.array(cells, pa.string()), pattern).to_pylist()
    return found


def violation(field: Field, cell: str) -> str:
    """The kind of constraint of its column that a cell violates, or ""."""
    return cell_violations(field, {cell}).get(cell, "")


def cell_violations(field: Field, cells: Set[str]) -> dict[str, str]:
    """The cells that violate a constraint of their column, each with the kind of the first one.

    A pattern, list or bound that cannot be used at all is violated by every cell; `refuse_unusable` says so beforehand.
    """
    found = dict.fromkeys(field.missing & cells, "required") if field.required else {}
    left = cells - field.missing
    for kind, violating in _tests(field):
        try:
            bad = violating(left)
        except (re.error, TypeError, ValueError, AttributeError, OverflowError):
            bad = left
        if bad:
            found |= dict.fromkeys(bad, kind)
            left -= bad
    return found


def refuse_unusable(descriptor: Descriptor) -> None:
    """Raises `PackageError` for a constraint or format that no cell could be held against, such as a broken pattern."""
    given = {one["name"]: one.get("schema") for one in descriptor.json["resources"]}
    for name, table in descriptor.resources.items():
        for field in table.schema.fields:
            if reason := _unusable(field):
                origin = given[name] if isinstance(given[name], str) else f"{DESCRIPTOR}, schema of {name}"
                raise PackageError(f"{origin}: fields[{field.name}].{reason}")


def _unusable(field: Field) -> str:
    """What is wrong with the constraints of a column, or with the form of its type, in a few words; "" if nothing is."""
    try:
        read = _reader(field)
    except ValueError as fault:
        return f"format: {fault}"
    limits = field.constraints
    if "pattern" in limits and (reason := broken(limits["pattern"])):
        return f"constraints.pattern is not a regular expression: {reason}"
    for kind in _bounds(field):
        try:
            _BOUNDS[kind](_bound(read, limits[kind]), _bound(read, limits[kind]))
            fits = isinstance(limits[kind], str) or field.type in {"integer", "number", "year", "duration"}
        except (TypeError, ValueError, OverflowError):
            fits = False
        if not fits:
            return f"constraints.{kind} must be a value of type {field.type}, not {limits[kind]!r:.40}"
    return ""


def _reader(field: Field) -> lexical.Reader:
    """The function from a sound cell to its value."""
    own = {"integer": int, "number": float}.get(field.type) if field.plain else None
    return own or lexical.reader(field.type, field.options)


def _bound(read: lexical.Reader, limit: Any) -> Any:
    return read(limit) if isinstance(limit, str) else limit


def _tests(field: Field) -> Iterator[tuple[str, Callable[[Set[str]], Set[str]]]]:
    """The kind of each constraint of a column with the function that finds its violations among distinct cells."""
    limits, read = field.constraints, _reader(field)
    if field.plain and field.type in _TYPES:
        yield "type", _TYPES[field.type]
    elif read is not str:
        yield "type", lambda cells: {cell for cell in cells if not _readable(read, cell)}
    if field.codes:
        yield "enum", lambda cells: _uncoded(field, cells)
    if "enum" in limits:
        yield "enum", lambda cells: _unlisted(read, limits["enum"], cells) if not field.many else set()
    if "pattern" in limits:
        yield "pattern", lambda cells: unmatched(limits["pattern"], cells)
    for kind in _bounds(field):
        yield kind, partial(_out_of_bounds, _BOUNDS[kind], read, limits[kind])
    for kind in _LENGTHS.keys() & limits.keys():
        yield kind, partial(_of_other_length, _LENGTHS[kind], read, limits[kind])


def _bounds(field: Field) -> list[str]:
    """The bounds of a column whose type has an order."""
    return [kind for kind in _BOUNDS if kind in field.constraints and field.type in _ORDERED]


def _readable(read: lexical.Reader, cell: str) -> bool:
    try:
        read(cell)
    except (ValueError, OverflowError):
        return False
    return True


def _uncoded(field: Field, cells: Set[str]) -> Set[str]:
    codes = set(field.values)
    return {cell for cell in cells if not codes.issuperset(field.items(cell))} if field.many else cells - codes


def _unlisted(read: lexical.Reader, listed: Sequence[Any], cells: Set[str]) -> Set[str]:
    """The cells that are neither spelled as a value of the list nor have its value."""
    other = cells - {one for one in listed if isinstance(one, str)}
    values = [_bound(read, one) for one in listed] if other else []
    return {cell for cell in other if read(cell) not in values}


def _out_of_bounds(beyond: Callable[[Any, Any], bool], read: lexical.Reader, limit: Any, cells: Set[str]) -> Set[str]:
    end = _bound(read, limit)
    return {cell for cell in cells if beyond(*_alike(read(cell), end))}


def _alike(value: Any, end: Any) -> tuple[Any, Any]:
    """Both without a time zone, if one of them has none: only then can they be compared."""
    if getattr(value, "tzinfo", None) is None or getattr(end, "tzinfo", None) is None:
        return tuple(one.replace(tzinfo=None) if hasattr(one, "tzinfo") else one for one in (value, end))
    return value, end


def _of_other_length(other: Callable[[int, int], bool], read: lexical.Reader, limit: int, cells: Set[str]) -> Set[str]:
    values = {cell: read(cell) for cell in cells}
    return {cell for cell, one in values.items() if other(len(one if isinstance(one, list | dict) else cell), limit)}


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


def violations(tables: Mapping[str, Table]) -> Iterator[Violation]:
    """Every violation in a set of tables, table by table: of cells, keys, and foreign keys into these tables."""
    for table in tables.values():
        schema = table.schema
        for field in schema.fields:
            kinds = cell_violations(field, table.distinct(field.name))
            if field.name in schema.key and not field.required:  # the standard: a part of a key is never missing
                kinds |= dict.fromkeys(field.missing & table.distinct(field.name), "required")
            for row in table.rows if kinds else ():
                if row[field.name] in kinds:
                    yield Violation(kinds[row[field.name]], table, row, field.name)
            if field.constraints.get("unique") and schema.key != (field.name,):  # a key is unique by itself
                yield from _repeated("unique", table, (field.name,))
        for key in schema.unique_keys:
            yield from _repeated("unique", table, key)
        if schema.key and len(table.by_key) < len(table.rows):
            yield from _repeated("key", table, schema.key)
        for foreign in schema.foreign_keys:
            other = tables.get(foreign.table)
            if other and other.schema.by_name.keys() >= {target for _, target in foreign.pairs}:
                yield from _dangling(table, foreign, other)


def _repeated(kind: str, table: Table, key: tuple[str, ...]) -> Iterator[Violation]:
    """The rows whose cells in these columns, unless one of them is missing, an earlier row has."""
    seen: dict[tuple[str, ...], Row] = {}
    missing = [table.schema.by_name[part].missing for part in key]
    for row in table.rows:
        value = tuple(map(row.__getitem__, key))
        first = seen.setdefault(value, row)
        if first is not row and not any(map(frozenset.__contains__, missing, value)):
            yield Violation(kind, table, row, key[0], first, parts=key)


def _dangling(table: Table, foreign: ForeignKey, other: Table) -> Iterator[Violation]:
    """The rows whose foreign key names no row of the other table; of a list, each item must name one."""
    field = table.schema.by_name[foreign.field]
    if foreign.others:
        here, there = (itemgetter(*columns) for columns in zip(*foreign.pairs, strict=True))
        known = set(map(there, other.rows))
        missing = [table.schema.by_name[name].missing for name, _ in foreign.pairs]
        for row in table.rows:
            if here(row) not in known and not any(map(frozenset.__contains__, missing, here(row))):
                yield Violation("foreign-key", table, row, foreign.field, target=foreign)
        return
    absent = table.distinct(foreign.field) - other.distinct(foreign.target) - field.missing
    if field.type == "list":
        targets = frozenset(other.distinct(foreign.target))
        absent = {cell for cell in absent if not targets.issuperset(listed(field, cell))}
    for row in table.rows if absent else ():
        if row[foreign.field] in absent:
            yield Violation("foreign-key", table, row, foreign.field, target=foreign)


def listed(field: Field, cell: str) -> list[str]:
    """The items of a cell of a column whose type is a list, else the cell alone."""
    return cell.split(field.options.get("delimiter", ",")) if field.type == "list" else [cell]
