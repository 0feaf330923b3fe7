"""What became of every record, as columns: the changes of the releases, without what follows from the rows of today.

Of a change only the cell before is kept. The cell after is the one before the next change of the same column, or that
of today; a column that a release brought was empty until then. `history` in page/past.js unfolds it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from sino_pak_data.cells import ids
from sino_pak_data.derive.changes import SCHEMAS, WHOLE
from sino_pak_data.loader.history import UNRELEASED
from sino_pak_data.loader.load import Data
from sino_pak_data.loader.past import Past
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package, Table

Json = dict[str, Any]
_COLUMN_ADDED = ("column", "added")


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
            "columns": {version: dict(_columns(past, version)) for version in past.versions[1:]},
            "tables": {table.name: _Walk(past, versions, package, table).packed() for table in package.authored},
        }
    return {}


def _columns(past: Past, version: str) -> Iterator[tuple[str, list[str]]]:
    """The columns that a release added, by table."""
    added = [
        line["record"]
        for line in past.lines.get(version, {}).get(SCHEMAS, ())
        if (line["field"], line["change"]) == _COLUMN_ADDED
    ]
    found: dict[str, list[str]] = {}
    for place in added:
        table, _, column = place.removeprefix(f"{SCHEMAS}/").partition(".")
        found.setdefault(table, []).append(column)
    yield from found.items()


class _Walk:
    """Goes back from the records of today through the releases, as `loader.history` does for one of them.

    now   the address that each record had, as far as the walk has come, and its place today
    came  per record the place of the release in which it came
    """

    def __init__(self, past: Past, versions: list[str], package: Package, table: Table) -> None:
        self.past, self.versions, self.name = past, versions, table.name
        self.changes: list[tuple[int, int, str, str]] = []
        self.came = [0] * len(table.rows)
        self.now = {table.address(row): place for place, row in enumerate(table.rows)}
        self._to_last_release(table, {row["record"]: row["replaced_by"] for row in package["retired"].rows})
        for version in range(len(versions) - 2, 0, -1):
            self._before(version)

    def packed(self) -> Json:
        """What it found, as columns."""
        names = ("record", "version", "field", "old")
        columns = zip(*sorted(self.changes), strict=True) if self.changes else ((),) * len(names)
        return {"came": self.came, **dict(zip(names, map(list, columns), strict=True))}

    def _to_last_release(self, table: Table, replaced: Mapping[str, str]) -> None:
        """From the records of today to those of the last release."""
        released, unreleased = self._released(), len(self.versions) - 1
        former = {new: old for old, new in replaced.items() if old in released and old not in self.now}
        for place, row in enumerate(table.rows):
            address = old = table.address(row)
            if address not in released:
                del self.now[address]
                old = former.get(address, "")
                if not old:
                    self.came[place] = unreleased
                    continue
                self.now[old] = place
                self.changes.append((place, unreleased, WHOLE, old))
            before = released[old]
            self.changes += [
                (place, unreleased, name, before.get(name, "")) for name in row if before.get(name, "") != row[name]
            ]

    def _released(self) -> Mapping[str, Mapping[str, str]]:
        version = self.past.versions[-1]
        if self.name not in self.past.releases[version]["tables"]:
            return {}
        key = self.past.schema(version, self.name)["primaryKey"]
        return {ids.address(self.name, (row[part] for part in key)): row for row in self.past.rows(version, self.name)}

    def _before(self, version: int) -> None:
        """From the records after a release to those before it."""
        name = self.versions[version]
        lines = self.past.lines.get(name, {}).get(self.name, ())
        whole = {line["record"]: line for line in lines if line["field"] == WHOLE}
        renamed = {old: line["new"] for old, line in whole.items() if line["change"] == "renamed"}
        for old, new in renamed.items():
            if new in self.now:
                self.now[old] = self.now.pop(new)
                self.changes.append((self.now[old], version, WHOLE, old))
        key = self.past.schema(name, self.name)["primaryKey"] if renamed else ()
        for line in lines:
            address, field = line["record"], line["field"]
            if field != WHOLE and address in self.now and not (address in renamed and field in key):
                self.changes.append((self.now[address], version, field, line["old"]))
        for address, line in whole.items():
            if line["change"] == "added" and address in self.now:
                self.came[self.now.pop(address)] = version
