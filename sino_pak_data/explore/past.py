"""What became of every record, as columns: the changes of the releases, without what follows from the rows of today.

Of a change only the cell before is kept. The cell after is the one before the next change of the same column, or that
of today; a column that a release brought was empty until then. `history` in page/past.js unfolds it again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sino_pak_data.derive.changes import WHOLE
from sino_pak_data.loader.history import UNRELEASED, changes
from sino_pak_data.loader.load import Data
from sino_pak_data.loader.past import Past
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package, Table

Json = dict[str, Any]


def histories(data: Data) -> Json:
    """The releases, the columns that each brought, and per table the records' arrivals and changes.

    `tables` has for each table `came`, per record the place of its release, and `changes`: places of record and
    release, column, cell before. A renaming has the column "*" and the former address. {} if the releases are not known.
    """
    past, package = data.past, data.package
    with suppress(PackageError):
        versions = [*past.versions, UNRELEASED]
        return {
            "versions": [[version, past.releases.get(version, {}).get("date", "")] for version in versions],
            "columns": {version: _columns(past, package, version) for version in past.versions[1:]},
            "tables": {table.name: _packed(past, versions, package, table) for table in package.authored},
        }
    return {}


def _columns(past: Past, package: Package, version: str) -> dict[str, list[str]]:
    """The columns that a release added, by table."""
    found = {table.name: [*past.changed(version, table.name).columns] for table in package.authored}
    return {name: columns for name, columns in found.items() if columns}


def _packed(past: Past, versions: list[str], package: Package, table: Table) -> Json:
    """The histories of the records of a table, as columns."""
    places = {version: place for place, version in enumerate(versions)}
    came, lines = [], []
    for place, row in enumerate(table.rows):
        told = changes(past, package, table.address(row))
        first = max(at for at, one in enumerate(told) if one.field == WHOLE and one.change == "added")
        came.append(places[told[first].version])
        for one in told[first + 1 :]:
            if one.change != "added" or one.version == UNRELEASED:
                before = one.record if one.field == WHOLE else one.old
                lines.append((place, places[one.version], one.field, before))
    names = ("record", "version", "field", "old")
    columns = zip(*sorted(lines), strict=True) if lines else ((),) * len(names)
    return {"came": came, **dict(zip(names, map(list, columns), strict=True))}
