"""Are the rows of a table what its schema says: types, constraints, keys, references?

The schema comes with the package, so its patterns are matched by RE2, whose time is linear in the
text, never by Python's own engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sino_pak_data.cells import edtf, ids, references
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.package.safety import Fault, shown
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Row, Table

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(?:\.[0-9]{1,400})?(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST_PATTERN = 2_000

Known = Mapping[str, Collection[str]]


def cells_faults(table: Table, known: Known) -> Iterator[Fault]:
    """Every kind of fault of each column: the first place, and how many more there are."""
    for field in table.schema.fields:
        filled = [row for row in table.rows if row[field.name]]
        if (field.required or field.name in table.schema.key) and len(filled) < len(table.rows):
            empty = [row for row in table.rows if not row[field.name]]
            yield _first(table, field.name, empty, "a value")
        for expected, wrong in _tests(field):
            bad = _rejected(filled, field.name, wrong)
            if bad:
                yield _first(table, field.name, bad, expected)
                break
        else:
            yield from _pointers(table, field, filled, known)
    yield from _key_faults(table)


def identifiers(tables: Mapping[str, Table]) -> Known:
    """The keys of each table, and under `/` the address of every record."""
    found: dict[str, set[str]] = {name: {":".join(t.key(row)) for row in t.rows} for name, t in tables.items()}
    found["/"] = {f"{name}/{key}" for name, keys in found.items() for key in keys}
    return found


def _tests(field: Field) -> Iterator[tuple[str, Callable[[list[str]], set[str]]]]:
    """What cells of a column must be, and a function that finds those that are not among distinct ones."""
    plain: dict[str, tuple[str, Callable[[str], bool]]] = {
        "integer": ("a whole number", lambda cell: bool(_INTEGER.fullmatch(cell))),
        "number": ("a number", lambda cell: bool(_NUMBER.fullmatch(cell)) and isfinite(float(cell))),
        "boolean": ("true or false", lambda cell: cell in ("true", "false")),
    }
    if field.type in plain:
        expected, is_good = plain[field.type]
        yield expected, _not(is_good)
    grammar: dict[str, tuple[str, Callable[[str], Any]]] = {
        "date": ("a date", edtf.parse),
        "reference": ("one reference", _one),
        "references": ("references", _many),
    }
    if field.holds in grammar:
        form, parse = grammar[field.holds]
        yield form, _not(_parses(parse))
    if field.codes:
        yield f"a code of {field.name}", _not(lambda cell: cell in field.values)
    limits = field.constraints
    if "enum" in limits:
        yield "a value of its list", _not(lambda cell: cell in limits["enum"])
    if "pattern" in limits:
        pattern = str(limits["pattern"])
        yield f"the form {shown(pattern, 60)}", lambda cells: _unmatched(pattern, cells)
    if field.type in ("integer", "number"):
        if "minimum" in limits:
            yield f"at least {limits['minimum']}", _not(lambda cell: float(cell) >= limits["minimum"])
        if "maximum" in limits:
            yield f"at most {limits['maximum']}", _not(lambda cell: float(cell) <= limits["maximum"])


def _rejected(rows: list[Row], name: str, wrong: Callable[[list[str]], set[str]]) -> list[Row]:
    bad = wrong(list(dict.fromkeys(row[name] for row in rows)))
    return [row for row in rows if row[name] in bad] if bad else []


def _not(is_good: Callable[[str], bool]) -> Callable[[list[str]], set[str]]:
    return lambda cells: {cell for cell in cells if not is_good(cell)}


def _parses(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def is_good(cell: str) -> bool:
        try:
            parse(cell)
        except Malformed:
            return False
        return True

    return is_good


def _one(cell: str) -> None:
    if len(references.parse(cell)) != 1:
        raise Malformed("expected one reference", cell)


def _many(cell: str) -> None:
    references.parse(cell)


def _unmatched(pattern: str, cells: list[str]) -> set[str]:
    """The cells that a pattern does not match whole; all of them where it is no pattern."""
    if len(pattern) > _LONGEST_PATTERN:
        return set(cells)
    try:
        matched = pc.match_substring_regex(pa.array(cells, pa.string()), rf"\A(?:{pattern})\z").to_pylist()
    except (pa.ArrowException, ValueError):
        return set(cells)
    return {cell for cell, is_good in zip(cells, matched, strict=True) if not is_good}


def _pointers(table: Table, field: Field, rows: list[Row], known: Known) -> Iterator[Fault]:
    """Foreign keys, items of lists, works of references, addresses of records."""
    target, items = _target(table.schema, field)
    if not target:
        return
    there = known.get(target, ())
    bad = [row for row in rows if any(item not in there for item in items(row[field.name]))]
    if bad:
        where = "a record of the package" if target == "/" else f"rows of {target}"
        yield _first(table, field.name, bad, where)


def _target(schema: Schema, field: Field) -> tuple[str, Callable[[str], Sequence[str]]]:
    if field.holds in ("reference", "references"):
        return "sources", lambda cell: [one.source_id for one in references.parse(cell)]
    if field.holds == "ids":
        return field.of, ids.split
    if field.holds in ("record", "records") and schema.key != (field.name,):
        return "/", ids.split if field.holds == "records" else _whole
    return next((key.table for key in schema.foreign_keys if key.field == field.name), ""), _whole


def _whole(cell: str) -> Sequence[str]:
    return (cell,)


def _key_faults(table: Table) -> Iterator[Fault]:
    seen = table.by_key
    doubles = [row for row in table.rows if seen[table.key(row)] is not row]
    if doubles:
        yield _first(table, "+".join(table.schema.key), doubles, "a key of its own")
    elif table.schema.in_order(table.rows) != table.rows:
        yield Fault(table.file, "order", "rows in the order of their key", "another order")


def _first(table: Table, name: str, rows: list[Row], expected: str) -> Fault:
    row = rows[0]
    cell = ":".join(row[part] for part in name.split("+"))
    more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
    place = f"{table.file}:{row.line}" if row.line else table.file
    return Fault(place, name, expected, f"{shown(cell)!r}{more}")
