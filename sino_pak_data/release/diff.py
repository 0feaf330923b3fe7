"""What changed between two packages, row by row and cell by cell.

Canonical tables are sorted by key, so two of them are compared as one walks through two card
indexes: the lower key is the card the other side lacks, equal keys are one row, and a row whose
line is the same on both sides is never taken apart. Memory is the two texts and the differences; a
row that came or went is kept as its line. A table that is not sorted is sorted first.

`compare` returns plain data. How it is shown stands in `report.changes`, what it demands of the
version in `release.demands`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.release.merge_join import Key, Side, Unsorted, cards, in_order, keyed, side_of, sides, walk
from sino_pak_data.release.schema_diff import SchemaChange, compare_schemas


class Cell(NamedTuple):
    """A cell that differs; a side that lacks the column or row has the empty string."""

    field: str
    old: str
    new: str


class Renamed(NamedTuple):
    """A row under a new key, as `retired` says, and the cells that changed besides."""

    old: Key
    new: Key
    cells: tuple[Cell, ...]


@dataclass
class TableDiff:
    """The rows of one table that differ.

    added, removed  key to the line of the file; `new.cells`, `old.cells` take it apart
    changed         key to the cells of the columns that both sides have
    """

    old: Side
    new: Side
    added: dict[Key, str] = field(default_factory=dict)
    removed: dict[Key, str] = field(default_factory=dict)
    changed: dict[Key, tuple[Cell, ...]] = field(default_factory=dict)
    renamed: list[Renamed] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.new.schema.table

    @property
    def identified(self) -> bool:
        """Have its rows an id of their own that people cite?

        Rows keyed by what they say (an observation by series, period and source; a link; a discrepancy; a
        cell of the coverage) have none to withdraw: a corrected one may come back under the same key.
        """
        return len(self.old.key) == 1

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows by what became of them."""
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "renamed": len(self.renamed),
            "changed": len(self.changed),
        }

    def __bool__(self) -> bool:
        return any(self.counts.values())


@dataclass
class PackageDiff:
    """Two packages, and every difference of their schemas and rows.

    tables  each table that was compared with its difference, even an empty one
    whole   were all authored tables compared?
    """

    old: Descriptor
    new: Descriptor
    schemas: list[SchemaChange]
    tables: dict[str, TableDiff]
    whole: bool = True

    def __bool__(self) -> bool:
        return bool(self.schemas) or any(self.tables.values())

    @cached_property
    def derived(self) -> dict[str, TableDiff | None]:
        """The built tables, where all authored ones were compared and differ; None for one that cannot be derived.

        They follow from what stands in `tables` and are shown as counts, but a verdict that turns is news. Both
        sides are derived by the code of today, so that they differ by their rows only.
        """
        if not self.whole or not any(self.tables.values()):
            return {}
        return {name: self._derived(name) for name in self.new.built if name in self.old.built}

    def _derived(self, name: str) -> TableDiff | None:
        try:
            return compare_tables(*sides(self.old, self.new, name))
        except PackageError:
            return None

    @cached_property
    def retired(self) -> Mapping[str, dict[str, str]]:
        """The rows of the newer `retired` by the address they withdraw."""
        side = side_of(self.new, "retired")
        rows = [side.cells(line) for _, line in cards(side)] if side else []
        return {row["record"]: row for row in rows}


def compare(old: Descriptor, new: Descriptor, tables: Iterable[str] = ()) -> PackageDiff:
    """Every difference from `old` to `new`, or those of some tables only; built ones only when named.

    Raises `PackageError` for a table that cannot be read for certain, such as one with two rows of
    one key: `check` tells where.
    """
    every = dict.fromkeys([*old.authored, *new.authored, *old.built, *new.built])
    wanted = list(tables) or list(dict.fromkeys([*old.authored, *new.authored]))
    for name in wanted:
        if name not in every:
            raise PackageError(ids.unknown("table", name, every))
    schemas = compare_schemas(old, new)
    if tables:
        schemas = [c for c in schemas if c.place.partition(".")[0] in wanted or c.place.startswith("codes/")]
    found = {name: compare_tables(*sides(old, new, name)) for name in wanted}
    difference = PackageDiff(old, new, schemas, found, not tables)
    for table in found.values():
        _rename(table, difference.retired)
    return difference


def compare_tables(old: Side, new: Side) -> TableDiff:
    """The rows that differ, before any is known to be renamed."""
    try:
        return _compared(old, new)
    except Unsorted:
        return _compared(in_order(old), in_order(new))


def _compared(old: Side, new: Side) -> TableDiff:
    difference = TableDiff(old, new)
    same_columns = old.header == new.header
    for key, before, after in walk(keyed(old), keyed(new)):
        if before is None:
            difference.added[key] = after or ""
        elif after is None:
            difference.removed[key] = before
        elif before != after or not same_columns:
            cells = _cells(old.cells(before), new.cells(after))
            if cells:
                difference.changed[key] = cells
    return difference


def _cells(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(name, before[name], after[name]) for name in before if before[name] != after.get(name, before[name])
    )


def _rename(table: TableDiff, retired: Mapping[str, Mapping[str, str]]) -> None:
    """Take for one row what `retired` says was removed under one key and added under another."""
    by_address = {ids.address(table.name, key): key for key in table.added}
    for key in list(table.removed):
        successor = by_address.pop(retired.get(ids.address(table.name, key), {}).get("replaced_by", ""), None)
        if successor is not None:
            before, after = table.old.cells(table.removed.pop(key)), table.new.cells(table.added.pop(successor))
            changed = tuple(cell for cell in _cells(before, after) if cell.field not in table.new.key)
            table.renamed.append(Renamed(key, successor, changed))
