"""How much a difference matters: the order in which a reader should see it, and the version it demands."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.package.schema import Field
from sino_pak_data.release.bump import Bump, Demand
from sino_pak_data.release.diff import Cell, PackageDiff, TableDiff
from sino_pak_data.release.merge_join import Key


class Weight(IntEnum):
    """How likely a difference is to change somebody's result, or to break their reference to a row.

    A row that is gone breaks a citation for good. A new key breaks it until `replaced_by` is read.
    A figure or date enters sums and time series, and so does an observation or link that is no longer
    there, which has no id to be cited by; a code or actor moves a row from one group of a
    cross-table to another. A new row changes counts, but falsifies no row that was used before.
    Which sources a row names bears on trust and not on the result; a text is read, not computed
    with; a note comments.
    """

    note = 1
    text = 2
    source = 3
    added = 4
    code = 5
    figure = 6
    renamed = 7
    removed = 8


class Entry(NamedTuple):
    """What became of one row.

    record     address of the row, the old one where it was renamed
    change     "removed", "renamed", "changed" or "added"
    cells      the cells that differ, the weightiest first; none for a row that came or went
    weights    of those cells
    successor  address of the row to use instead, where there is one
    """

    weight: Weight
    record: str
    change: str
    cells: tuple[Cell, ...] = ()
    weights: tuple[Weight, ...] = ()
    successor: str = ""


def entries(difference: PackageDiff) -> list[Entry]:
    """Every row that differs, the weightiest first, then by table and key."""
    found = [entry for table in difference.tables.values() for entry in _of_table(table, difference)]
    return sorted(found, key=lambda entry: -entry.weight)


def _of_table(table: TableDiff, difference: PackageDiff) -> Iterator[Entry]:
    def record(key: Key) -> str:
        return ids.address(table.name, key)

    for key in table.removed:
        successor = difference.retired.get(record(key), {}).get("replaced_by", "")
        rank = Weight.removed if table.identified else Weight.figure
        yield Entry(rank, record(key), "removed", successor=successor)
    for old, new, cells in table.renamed:
        yield Entry(Weight.renamed, record(old), "renamed", *_ranked(table, cells), successor=record(new))
    for key, cells in table.changed.items():
        ranked, weights = _ranked(table, cells)
        yield Entry(weights[0], record(key), "changed", ranked, weights)
    for key in table.added:
        yield Entry(Weight.added, record(key), "added")


def _ranked(table: TableDiff, cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], tuple[Weight, ...]]:
    """The cells with their weights, the weightiest first."""
    fields = table.new.schema.by_name
    ranked = sorted(((weight(fields.get(cell.field)), cell) for cell in cells), key=lambda pair: -pair[0])
    return tuple(cell for _, cell in ranked), tuple(rank for rank, _ in ranked)


def weight(field: Field | None) -> Weight:
    """The weight of a changed cell of this column."""
    if field is None or field.name == "note":
        return Weight.note
    if field.holds in ("reference", "references"):
        return Weight.source
    if field.type in ("integer", "number") or field.holds == "date":
        return Weight.figure
    if field.codes or field.type == "boolean" or field.holds in ("ids", "record", "records"):
        return Weight.code
    return Weight.text


def demands(difference: PackageDiff) -> list[Demand]:
    """What each kind of difference demands of the version, the greatest first."""
    found = [
        Demand(change.bump, _of_schema(change.place, change.property, change.old, change.new))
        for change in difference.schemas
    ]
    for table in difference.tables.values():
        for bump, change, keys in (
            (Bump.major, "removed", list(table.removed)),
            (Bump.major, "renamed", [one.old for one in table.renamed]),
            (Bump.minor, "added", list(table.added)),
            (Bump.patch, "changed", list(table.changed)),
        ):
            if keys:
                count = f"{len(keys):,} rows are {change}, the first" if len(keys) > 1 else f"a row is {change}:"
                found.append(Demand(bump, f"{table.name}: {count} {ids.address(table.name, keys[0])}"))
    return sorted(found, key=lambda demand: -demand.bump)


def _of_schema(place: str, name: str, old: object, new: object) -> str:
    if old is None or new is None:
        became = "removed" if new is None else "added"
        return (
            f"{place}: {name} is {became}"
            if old not in (None, True) or new not in (None, True)
            else f"{place}: the {name} is {became}"
        )
    return f"{place}: {name} changed from {old!r} to {new!r}"
