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

Json = dict[str, Any]
_COLUMN_ADDED = ("column", "added")


def histories(data: Data) -> Json:
    """The releases, the columns that each brought, and per table the records' arrivals and changes.

    `tables` has for each table `came`, per record the place of its release, and `changes`: places of record and
    release, column, cell before. A renaming has the column "*" and the former address. {} if the releases are not known.
    """
    past = data.past
    with suppress(PackageError):
        versions = [*past.versions, UNRELEASED]
        return {
            "versions": [[version, past.releases.get(version, {}).get("date", "")] for version in versions],
            "columns": {version: dict(_columns(past, version)) for version in past.versions[1:]},
            "tables": {table.name: _Table(past, versions, table.name).walked(data) for table in data.package.authored},
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


class _Table:
    """Walks back from the records of today through the releases, as `loader.history` does for one of them."""

    def __init__(self, past: Past, versions: list[str], name: str) -> None:
        self.past, self.versions, self.name = past, versions, name
        self.changes: list[tuple[int, int, str, str]] = []

    def walked(self, data: Data) -> Json:
        today = {data.package[self.name].address(row): row for row in data.package[self.name].rows}
        names = {address: place for place, address in enumerate(today)}
        came = [0] * len(today)
        last = len(self.versions) - 1
        released = self._released()
        former = {row["record"]: row["replaced_by"] for row in data.package["retired"].rows}
        now = dict(names)  # the address that a record had, as far as the walk has come, to its place today
        for address, place in names.items():
            before = released.get(address)
            if before is None:
                old = next(
                    (one for one, new in former.items() if new == address and one in released and one not in today),
                    None,
                )
                del now[address]
                if old is None:
                    came[place] = last
                    continue
                now[old] = place
                self.changes.append((place, last, WHOLE, old))
                before = released[old]
            row = today[address]
            self.changes += [
                (place, last, field, before.get(field, "")) for field in row if before.get(field, "") != row[field]
            ]
        for at in range(last - 1, 0, -1):
            self._before(at, now, came)
        columns = ("record", "version", "field", "old")
        cells = zip(*sorted(self.changes), strict=True) if self.changes else [()] * len(columns)
        return {"came": came, **dict(zip(columns, map(list, cells), strict=True))}

    def _released(self) -> Mapping[str, Mapping[str, str]]:
        version = self.past.versions[-1]
        if self.name not in self.past.releases[version]["tables"]:
            return {}
        key = self.past.schema(version, self.name)["primaryKey"]
        return {ids.address(self.name, (row[part] for part in key)): row for row in self.past.rows(version, self.name)}

    def _before(self, at: int, now: dict[str, int], came: list[int]) -> None:
        """From the records after a release to those before it."""
        lines = self.past.lines.get(self.versions[at], {}).get(self.name, ())
        renamed = {
            line["record"]: line["new"] for line in lines if line["change"] == "renamed" and line["field"] == WHOLE
        }
        for old, new in renamed.items():
            if new in now:
                self.changes.append((place := now.pop(new), at, WHOLE, old))
                now[old] = place
        keys = {*self.past.schema(self.versions[at], self.name)["primaryKey"]} if renamed else set()
        for line in lines:
            place = now.get(line["record"])
            if place is None or line["change"] == "renamed" or (line["record"] in renamed and line["field"] in keys):
                continue
            if line["field"] != WHOLE:
                self.changes.append((place, at, line["field"], line["old"]))
            elif line["change"] == "added":
                came[place] = at
                del now[line["record"]]
