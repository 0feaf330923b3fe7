"""What changed between two packages, row by row and cell by cell.

A row whose line is the same on both sides is never parsed. Memory is the two texts and the differences.
`compare` returns plain data; `cli.render.changes` prints it and `release.impact` judges it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.release.merge_join import Key, Side, Unsorted, in_order, keyed_rows, merge_join, side_of, sides
from sino_pak_data.release.schema_diff import SchemaChange, compare_schemas


class Cell(NamedTuple):
    """A cell that differs; a side without the column or row has the empty string."""

    field: str
    old: str
    new: str


@dataclass
class TableDiff:
    """The rows of one table that differ.

    added, removed  key to the line of the file; `new.cells` and `old.cells` parse it
    changed         key to the changed cells in columns that both sides have
    renamed         old key, new key as `retired` gives it, and the other cells that changed
    dropped         old key to the filled cells in columns that the new side lacks, of rows that both have
    """

    old: Side
    new: Side
    added: dict[Key, str] = field(default_factory=dict)
    removed: dict[Key, str] = field(default_factory=dict)
    changed: dict[Key, tuple[Cell, ...]] = field(default_factory=dict)
    renamed: list[tuple[Key, Key, tuple[Cell, ...]]] = field(default_factory=list)
    dropped: dict[Key, tuple[Cell, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.new.schema.table

    def address(self, key: Key) -> str:
        return ids.address(self.name, key)

    @property
    def identified(self) -> bool:
        """Whether its rows have an identifier of their own that people cite.

        Rows keyed by what they say (an observation by series, period and source; a link; a discrepancy)
        have none to withdraw: a corrected row may come back under the same key.
        """
        return len(self.old.schema.key) == 1

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows by kind of change."""
        return {change: len(getattr(self, change)) for change in ("added", "removed", "renamed", "changed")}

    def __bool__(self) -> bool:
        return any(self.counts.values())


@dataclass
class PackageDiff:
    """Two packages, and every difference of their schemas and rows.

    tables  each table that was compared with its difference, even an empty one
    whole   whether all authored tables were compared
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
        """The built tables, if all authored tables were compared and some differ; None for one that cannot be derived.

        Today's code derives both sides, so they differ by their rows only.
        """
        found: dict[str, TableDiff | None] = {}
        for name in self.new.built if self.whole and any(self.tables.values()) else ():
            if name in self.old.built:
                found[name] = None
                with suppress(PackageError):
                    found[name] = compare_tables(*sides(self.old, self.new, name))
        return found

    @cached_property
    def retired(self) -> Mapping[str, dict[str, str]]:
        """The rows of the new `retired` by the address that they withdraw."""
        side = side_of(self.new, "retired")
        rows = [side.cells(line) for _, line in keyed_rows(side)] if side else []
        return {row["record"]: row for row in rows}


def compare(old: Descriptor, new: Descriptor, tables: Iterable[str] = ()) -> PackageDiff:
    """Every difference from `old` to `new`, or those of some tables only; built tables only when named.

    Raises `PackageError` for a table whose rows are not certain, such as one with a duplicate key.
    """
    authored = old.authored | new.authored
    known = [*authored, *(old.built | new.built)]
    wanted = list(tables) or list(authored)
    for name in wanted:
        if name not in known:
            raise PackageError(ids.unknown("table", name, known))
    schemas = compare_schemas(old, new)
    if tables:
        schemas = [c for c in schemas if c.place.partition(".")[0] in wanted or c.place.startswith("codes/")]
    compared = {name: compare_tables(*sides(old, new, name)) for name in wanted}
    difference = PackageDiff(old, new, schemas, compared, not tables)
    for table in compared.values():
        _find_renamed(table, difference.retired)
    return difference


def compare_tables(old: Side, new: Side) -> TableDiff:
    """The rows that differ; a renamed row counts as removed and added."""
    difference = TableDiff(old, new)
    gone = [name for name in old.header if name not in new.header]
    try:
        for key, before, after in merge_join(old, new):
            if before is None:
                difference.added[key] = after or ""
            elif after is None:
                difference.removed[key] = before
            else:
                was = old.cells(before)
                if cells := _changed_cells(was, new.cells(after)):
                    difference.changed[key] = cells
                if cells := _filled(was, gone):
                    difference.dropped[key] = cells
    except Unsorted:
        return compare_tables(in_order(old), in_order(new))
    return difference


def _changed_cells(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Cell, ...]:
    return tuple(Cell(name, old, after[name]) for name, old in before.items() if old != after.get(name, old))


def _filled(row: Mapping[str, str], names: Iterable[str]) -> tuple[Cell, ...]:
    """The cells of some columns that are not empty, as cells that are no more."""
    return tuple(Cell(name, row[name], "") for name in names if row[name])


def _find_renamed(table: TableDiff, retired: Mapping[str, Mapping[str, str]]) -> None:
    """Join a removed and an added row where `retired` says that one replaces the other."""
    added = {table.address(key): key for key in table.added}
    for key in list(table.removed):
        successor = added.pop(retired.get(table.address(key), {}).get("replaced_by", ""), None)
        if successor is not None:
            before, after = table.old.cells(table.removed.pop(key)), table.new.cells(table.added.pop(successor))
            cells = tuple(cell for cell in _changed_cells(before, after) if cell.field not in table.new.key)
            table.renamed.append((key, successor, cells))
            if cells := _filled(before, [name for name in before if name not in after]):
                table.dropped[key] = cells
