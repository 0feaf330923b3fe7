"""What a file changes: its values beside the latest that the tables have of the same editions, row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from sino_pak_data.cells.edtf import parsed
from sino_pak_data.cells.numbers import decimals
from sino_pak_data.derive.citations import works_of
from sino_pak_data.importing.editions import Edition
from sino_pak_data.importing.figures import Key, Value
from sino_pak_data.importing.selection import Scope
from sino_pak_data.package.table import Package, Row

Kind = Literal["added", "changed", "gone"]


class Change(NamedTuple):
    """A value that is not as the tables have it.

    old  the row of the latest edition that has it, or None
    new  what the file has, or None
    """

    key: Key
    old: Row | None
    new: Value | None

    @property
    def kind(self) -> Kind:
        return "added" if self.old is None else "changed" if self.new else "gone"


@dataclass
class Comparison:
    """A file beside the tables.

    changes    sorted by key
    unchanged  by indicator, reporter and partner, how many values are as they were
    left       (why, what) and how many values were left out
    """

    changes: list[Change] = field(default_factory=list)
    unchanged: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)


def compare(package: Package, values: Mapping[Key, Value], edition: Edition, scope: Scope) -> Comparison:
    """Every value of the file that is meant, and every one that the tables have in its years but the file lacks.

    A value is the same if it may round to the older one at as many decimals as that edition prints of the series, whichever
    way a half is rounded.
    """
    found = Comparison()
    rows = _latest(package, edition)
    places = _places(rows)
    for key, value in values.items():
        if why := scope.lacks(key):
            found.left[why, f"{key[0]} {key[1]}-{key[2]}"] += 1
            continue
        old = rows.get(key)
        if old is not None and _same(old, value, places[key[0], _source(old)]):
            found.unchanged[key[:3]] += 1
        else:
            found.changes.append(Change(key, old, value))
    found.changes += [Change(key, rows[key], None) for key in _gone(rows, values) if not scope.lacks(key)]
    found.changes.sort(key=lambda change: change.key)
    return found


def _source(row: Row) -> str:
    """The work that a value is from; "" if the reference is malformed, which a rule reports."""
    return next(iter(works_of(row)), "")


def _latest(package: Package, edition: Edition) -> dict[Key, Row]:
    """By key the row of this edition, else of the latest before it."""
    rank = {name: at for at, name in enumerate([*edition.before, edition.source_id])}
    found: dict[Key, Row] = {}
    for row in package["observations"].rows:
        key = (row["indicator_id"], row["reporter"], row["partner"], row["period"])
        at = rank.get(_source(row), -1)
        if at >= 0 and (key not in found or at > rank[_source(found[key])]):
            found[key] = row
    return found


def _places(rows: Mapping[Key, Row]) -> dict[tuple[str, str], int]:
    """By indicator and source, the most decimals of its values."""
    most: dict[tuple[str, str], int] = defaultdict(int)
    for key, row in rows.items():
        most[key[0], _source(row)] = max(most[key[0], _source(row)], decimals(row["value"]))
    return most


def _same(old: Row, new: Value, places: int) -> bool:
    apart = abs(Decimal(new.value) - Decimal(old["value"]))
    return apart * 2 <= Decimal(1).scaleb(-places)


def _gone(rows: Mapping[Key, Row], values: Mapping[Key, Value]) -> list[Key]:
    """The keys that the tables have and the file lacks, of its own series and pairs, between its first and last year."""
    pairs = {key[:3] for key in values}
    years: dict[str, list[int]] = defaultdict(list)
    for indicator, *_, period in values:
        years[indicator] += [*_years(period)]
    spans = {indicator: range(min(found), max(found) + 1) for indicator, found in years.items() if found}
    return [
        key
        for key in rows
        if key not in values and key[:3] in pairs and any(year in spans[key[0]] for year in _years(key[3]))
    ]


def _years(period: str) -> range:
    when = parsed(period)
    return when.years() if when else range(0)
