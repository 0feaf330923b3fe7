"""What became of one record: the release in which it came, and when and how each of its cells changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sino_pak_data.cells.shown import visible, wrapped
from sino_pak_data.derive.changes import WHOLE
from sino_pak_data.loader.past import Past
from sino_pak_data.package.table import Package, Row
from sino_pak_data.records.find import Record, find, unknown_record
from sino_pak_data.records.pages import Page

if TYPE_CHECKING:
    import pandas as pd

UNRELEASED = "unreleased"
_Told = tuple[str, str, str, str]
"""Field, change, old and new."""


class Change(NamedTuple):
    """What a release did to a cell, or with field "*" to the row.

    version  of the release, or "unreleased"; `date` is its day
    change   "added", "removed", "renamed" or "changed"; a cell is added or removed where its column is
    new      the cell after; of a renamed row its address, of a removed one the record to use instead, if any
    """

    version: str
    date: str
    record: str
    field: str
    change: str
    old: str
    new: str


class History(Page):
    """The changes of a record, oldest first: prints them by release; `frame()` gives a DataFrame.

    record   its address, the present one if it was renamed
    came     the release in which it came, or "unreleased"
    changes  one per change, with the one that brought it
    """

    def __init__(self, record: str, heading: str, changes: list[Change]) -> None:
        self.record, self.heading, self.changes = record, heading, changes
        self.came = next(one.version for one in changes if one.change == "added" and one.field == WHOLE)

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def frame(self) -> pd.DataFrame:
        """A row per change: `version`, `date` (of the release), `record`, `field`, `change`, `old`, `new`."""
        import pandas as pd

        frame = pd.DataFrame(self.changes, columns=list(Change._fields))
        return frame.assign(date=pd.to_datetime(frame["date"].replace("", None)))

    def json(self) -> dict[str, Any]:
        """The record, the release in which it came, and every change."""
        return {"record": self.record, "came": self.came, "changes": [one._asdict() for one in self.changes]}

    def page(self, columns: int | None = None) -> str:
        lines = [click.style(visible(self.record), bold=True), *wrapped([self.heading] * bool(self.heading), columns)]
        for (version, date), some in groupby(self.changes, lambda one: (one.version, one.date)):
            lines += ["", f"{version}  {date}".rstrip(), *wrapped(map(_line, some), columns)]
        return "\n".join(lines)


def _line(one: Change) -> str:
    if one.field == WHOLE:
        more = {"renamed": f", before {one.record}", "removed": f"; use {one.new}" if one.new else ""}
        return one.change + more.get(one.change, "")
    with_column = {"added": " (new column)", "removed": " (column removed)"}.get(one.change, "")
    return f"{one.field}: {one.old or 'empty'} -> {one.new or 'empty'}{with_column}"


def history(past: Past, package: Package, wanted: str) -> History:
    """The history of an address, or of an identifier in any table, of today or of before.

    package  the records of today. Raises ValueError for a record that there never was, and `PackageError` if the
             releases, or what has changed since the last one, are not known.
    """
    address = _address(past, package, wanted)
    record = Record(package[address.partition("/")[0]], package.record(address) or Row({}))
    heading = record.heading if record.row and record.heading != address else ""
    return History(address, heading, changes(past, package, address))


def changes(past: Past, package: Package, address: str) -> list[Change]:
    """What became of the record that has this address, or had it when it was removed; oldest first."""
    walk = _Walk(past, address)
    walk.to_last_release(package)
    for version in reversed(past.versions[1:]):
        walk.before(version)
    walk.before_all()
    return walk.changes


def _address(past: Past, package: Package, wanted: str) -> str:
    """The address by which the record of an identifier or address is known now, or was when it was removed."""
    table = wanted.partition("/")[0]
    if table in package.descriptor.built:
        raise ValueError(f"{table} is built anew for each release; a history has a record, such as events/ID")
    gone = [line for line in _gone(past) if wanted in (line["record"], line["record"].partition("/")[2])]
    found = find(package, wanted)  # of what was withdrawn, the row of `retired` that names it
    known = [one.row["record"] if one.table.name == "retired" else one.address for one in found]
    known = known or [line["record"] for line in gone] or [wanted] * (wanted in past.released(table))
    if not known:
        raise ValueError(unknown_record(package, wanted))
    if len({*known}) > 1:
        raise ValueError(f"{wanted!r} is a record of several tables: give one of {', '.join(known)}")
    renamed = next((line["new"] for line in gone[::-1] if line["change"] == "renamed"), "")
    there = package.record(known[0]) is not None or not renamed
    return known[0] if there else _address(past, package, renamed)


def _gone(past: Past) -> Iterator[Mapping[str, str]]:
    """What a release says about records that it renamed or removed, oldest first."""
    every = chain.from_iterable(lines for tables in past.lines.values() for lines in tables.values())
    return (line for line in every if line["field"] == WHOLE and line["change"] in ("renamed", "removed"))


class _Walk:
    """Goes back from release to release with the cells that a record had, and notes what changed them.

    name    the address of the record
    cells   as they were then, empty if there was no such record
    """

    def __init__(self, past: Past, address: str) -> None:
        self.past, self.name, self.table = past, address, address.partition("/")[0]
        self.cells: dict[str, str] = {}
        self.changes: list[Change] = []

    def to_last_release(self, package: Package) -> None:
        """From the record of today to that of the last release."""
        today, rows = package.record(self.name), self.past.released(self.table)
        new, found = self.name, list[_Told]()
        if new not in rows:
            former = [row["record"] for row in package["retired"].rows if row["replaced_by"] == new]
            renamed = next((one for one in former if one in rows and package.record(one) is None), None)
            if renamed is not None:
                self.name, found = renamed, [(WHOLE, "renamed", renamed, new)]
        before = rows.get(self.name)
        if today is None or before is None:
            found += [(WHOLE, "removed" if today is None else "added", "", "")] if today is not before else []
        else:
            names = dict.fromkeys([*before, *package[self.table].schema.names])
            kinds = {name: "changed" if name in before and name in today else "added" for name in names}
            found += [(name, kinds[name], before.get(name, ""), today.get(name, "")) for name in names]
        self._note(UNRELEASED, found)
        self.cells = dict(before or {})

    def before(self, version: str) -> None:
        """From the record after a release to the one before it."""
        of_table = self.past.changed(version, self.table)
        self.name = of_table.renamed.get(self.name, self.name)
        own = of_table.records.get(self.name, ())
        whole = next((line["change"] for line in own if line["field"] == WHOLE), "")
        key = self.past.schema(version, self.table)["primaryKey"] if whole == "renamed" else ()
        found = [(one["field"], one["change"], one["old"], one["new"]) for one in own if one["field"] not in key]
        if self.cells and whole != "added":
            found += [(name, "added", "", self.cells.pop(name, "")) for name in of_table.columns]
        self._note(version, found[:1] if whole == "removed" else found)  # not the cells that went with it
        self.cells |= {line["field"]: line["old"] for line in own if line["field"] != WHOLE}
        self.cells = {} if whole == "added" else self.cells

    def before_all(self) -> None:
        """To the first release, which has no changes but all records."""
        if self.cells:
            self._note(self.past.versions[0], [(WHOLE, "added", "", "")])

    def _note(self, version: str, found: Iterable[_Told]) -> None:
        day = self.past.releases[version]["date"] if version != UNRELEASED else ""
        told = [Change(version, day, self.name, *one) for one in found if one[0] == WHOLE or one[2] != one[3]]
        self.changes = told + self.changes
