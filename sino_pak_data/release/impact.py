"""How much a difference matters: the order in which to read it, and the version that it demands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Field
from sino_pak_data.release.diff import Cell, PackageDiff, TableDiff
from sino_pak_data.release.schema_diff import Bump

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Weight(IntEnum):
    """How likely a difference is to change somebody's result, or to break a citation of a row.

    A removed row breaks its citations for good, a renamed one until `replaced_by` is read. Figures and
    dates enter sums and series, and so do removed rows without an identifier of their own. A code or an
    actor moves a row from one group to another. An added row changes counts but falsifies nothing. The
    sources of a row bear on trust, its texts are read and its notes comment.
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
    """What happened to one row.

    record     address of the row, the old one where it was renamed
    change     "removed", "renamed", "changed" or "added"
    cells      the cells that differ, by falling weight; none for an added or removed row
    weights    of those cells
    successor  address of the row to use instead, where there is one
    """

    weight: Weight
    record: str
    change: str
    cells: tuple[Cell, ...] = ()
    weights: tuple[Weight, ...] = ()
    successor: str = ""


class Demand(NamedTuple):
    """The bump that a kind of difference demands, and why."""

    bump: Bump
    reason: str


def entries(difference: PackageDiff) -> list[Entry]:
    """Every row that differs, by falling weight, then by table and key."""
    found = [entry for table in difference.tables.values() for entry in _entries(table, difference.retired)]
    return sorted(found, key=lambda entry: -entry.weight)


def _entries(table: TableDiff, retired: Mapping[str, Mapping[str, str]]) -> Iterator[Entry]:
    for key in table.removed:
        record = table.address(key)
        successor = retired.get(record, {}).get("replaced_by", "")
        yield Entry(Weight.removed if table.identified else Weight.figure, record, "removed", successor=successor)
    for old, new, cells in table.renamed:
        yield Entry(Weight.renamed, table.address(old), "renamed", *_ranked(table, cells), table.address(new))
    for key, cells in table.changed.items():
        ranked, weights = _ranked(table, cells)
        yield Entry(weights[0], table.address(key), "changed", ranked, weights)
    for key in table.added:
        yield Entry(Weight.added, table.address(key), "added")


def _ranked(table: TableDiff, cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], tuple[Weight, ...]]:
    """The cells by falling weight, and their weights."""
    weights = {cell: weight(table.new.schema.by_name.get(cell.field)) for cell in cells}
    ranked = sorted(cells, key=lambda cell: -weights[cell])
    return tuple(ranked), tuple(map(weights.__getitem__, ranked))


def weight(field: Field | None) -> Weight:
    """The weight of a changed cell in this column."""
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
    """What each kind of difference demands of the version, the greatest bump first."""
    found = []
    for place, name, before, after, bump in difference.schemas:
        what = "added" if before is None else "removed" if after is None else f"changed from {before!r} to {after!r}"
        found.append(Demand(bump, f"{place}: {name} {what}"))
    for table in difference.tables.values():
        for bump, change, keys in (
            (Bump.major, "removed", list(table.removed)),
            (Bump.major, "renamed", [old for old, _, _ in table.renamed]),
            (Bump.minor, "added", list(table.added)),
            (Bump.patch, "changed", list(table.changed)),
        ):
            if keys:
                count = f"{len(keys):,} rows {change}, first" if len(keys) > 1 else f"1 row {change}:"
                found.append(Demand(bump, f"{table.name}: {count} {table.address(keys[0])}"))
    return sorted(found, key=lambda demand: -demand.bump)


def greatest(difference: PackageDiff) -> Bump:
    """The bump that the whole difference demands."""
    return next((demand.bump for demand in demands(difference)), Bump.none)


def reasons(difference: PackageDiff) -> list[str]:
    """What demands the greatest bump."""
    found = demands(difference)
    return [demand.reason for demand in found if demand.bump is found[0].bump]


def parts(version: str) -> tuple[int, int, int]:
    """The numbers of a version. Raises `PackageError` for anything but X.Y.Z.

    >>> parts("0.10.2") > parts("0.9.7")
    True
    """
    if not _VERSION.fullmatch(version):
        raise PackageError(f"{version!r} is not a version: use three numbers, such as 0.2.0")
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def is_version(version: str) -> bool:
    """Has it three numbers, such as 0.2.0, that say how much changed?"""
    return _VERSION.fullmatch(version) is not None


def least(old: str, bump: Bump) -> str:
    """The smallest version after `old` that announces such a change.

    Below 1.0.0 a breaking change demands only a new minor version: clause 4 of SemVer 2.0.0 promises
    nothing for 0.y.z, and 0.2.0 after 0.1.9 warns a reader as 2.0.0 will after 1.9.0.

    >>> least("1.4.2", Bump.major), least("0.4.2", Bump.major), least("0.4.2", Bump.patch)
    ('2.0.0', '0.5.0', '0.4.3')
    """
    major, minor, patch = parts(old)
    if bump is Bump.major and major > 0:
        return f"{major + 1}.0.0"
    if bump >= Bump.minor:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if bump else old
