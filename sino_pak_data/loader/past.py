"""The authored tables as each release had them, rebuilt backwards: the rows of a release less its changes are those before.

A table of an earlier release is a file again, in a store that `load.Data` opens like any other, so everything that a
reader may ask of today's rows can be asked of it. What was rebuilt is held against the SHA-256 that the release noted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from sino_pak_data.cells import csv_lines, ids
from sino_pak_data.derive import changes
from sino_pak_data.derive.changes import DEFINITION, SCHEMAS, WHOLE
from sino_pak_data.package.descriptor import CSV, Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.releases import listed
from sino_pak_data.package.schema import Json
from sino_pak_data.package.store import DESCRIPTOR, Folder, Revision, below
from sino_pak_data.package.table import Package
from sino_pak_data.records.find import table_of

Rows = Sequence[Mapping[str, str]]
Lines = Sequence[Mapping[str, str]]


class Changed(NamedTuple):
    """What a release did to a table.

    records  the lines about each record, by the address that it had before
    renamed  the address before, by the one after
    columns  those that are new
    """

    records: Mapping[str, Lines]
    renamed: Mapping[str, str]
    columns: Sequence[str]


NO_RELEASES = "{0} does not say which releases there were, so no earlier one can be rebuilt"
UNFIT = (
    "{0} of {1} cannot be rebuilt: what follows from the changes since is not the table that was released. `verify` this "
    "package, or install sino-pak-data=={1}"
)


class Past:
    """The releases of a package and their tables. Nothing is read before it is asked for, and then once."""

    def __init__(self, descriptor: Descriptor) -> None:
        self.descriptor = descriptor
        self._rows: dict[tuple[str, str], Rows] = {}
        self._changed: dict[tuple[str, str], Changed] = {}
        self._released_rows: dict[str, Mapping[str, Mapping[str, str]]] = {}

    @cached_property
    def releases(self) -> dict[str, Json]:
        """By version, oldest first. Raises `PackageError` if the package does not know them."""
        found = {str(release["version"]): release for release in listed(self.descriptor.store)}
        if not found:
            raise PackageError(NO_RELEASES.format(self.descriptor.store.place))
        return found

    @cached_property
    def versions(self) -> list[str]:
        """Oldest first."""
        return [*self.releases]

    @cached_property
    def lines(self) -> dict[str, dict[str, list[Mapping[str, str]]]]:
        """What each release changed, by its version and the table; `schemas` for what it changed there."""
        resource = self.descriptor.table("changes")
        every: Iterable[Mapping[str, str]]
        if self.descriptor.store.exists(resource.path):
            every = table_of(self.descriptor, resource).rows
        else:
            every = changes.rows(Package(self.descriptor, {}))
        found: dict[str, dict[str, list[Mapping[str, str]]]] = {}
        for line in every:
            table = line["record"].partition("/")[0]
            found.setdefault(line["version"], {}).setdefault(table, []).append(line)
        return found

    def changed(self, version: str, name: str) -> Changed:
        """What a release did to a table, by record."""
        if (version, name) not in self._changed:
            lines = self.lines.get(version, {})
            records: dict[str, list[Mapping[str, str]]] = {}
            for line in lines.get(name, ()):
                records.setdefault(line["record"], []).append(line)
            renamed = {line["new"]: line["record"] for line in lines.get(name, ()) if line["change"] == "renamed"}
            places = [
                line["record"]
                for line in lines.get(SCHEMAS, ())
                if (line["field"], line["change"]) == ("column", "added")
            ]
            of_table = f"{SCHEMAS}/{name}."
            columns = [place.removeprefix(of_table) for place in places if place.startswith(of_table)]
            self._changed[version, name] = Changed(records, renamed, columns)
        return self._changed[version, name]

    def released(self, name: str) -> Mapping[str, Mapping[str, str]]:
        """The rows of a table as the last release had them, by address; none if it had no such table."""
        if name not in self._released_rows:
            last = self.versions[-1]
            there = name in self.releases[last]["tables"]
            key = self.schema(last, name)["primaryKey"] if there else ()
            rows = self.rows(last, name) if there else ()
            self._released_rows[name] = {ids.address(name, (row[part] for part in key)): row for row in rows}
        return self._released_rows[name]

    def schema(self, version: str, name: str) -> Json:
        """The Table Schema of a table as a release had it."""
        later = self._after(version)
        if later is None:
            return self._released.published(self._released.authored[name].schema)
        newer = self.schema(later, name) if name in self.releases[later]["tables"] else {}
        place = (f"{SCHEMAS}/{name}", DEFINITION)
        lines = self.lines.get(later, {}).get(SCHEMAS, ())
        former = next((line["old"] for line in lines if (line["record"], line["field"]) == place), None)
        return newer if former is None else changes.schema_of(former, newer)

    def rows(self, version: str, name: str) -> Rows:
        """The rows of a table as a release had them. Raises `PackageError` where they are not known."""
        if (version, name) not in self._rows:
            later = self._after(version)
            self._rows[version, name] = self._newest(name) if later is None else self._before(later, version, name)
        return self._rows[version, name]

    def text(self, version: str, name: str) -> bytes:
        """The CSV of a table as a release had it. Raises `PackageError` if it cannot be rebuilt to the byte."""
        content = _document(_names(self.schema(version, name)), self.rows(version, name))
        if sha256(content).hexdigest() != self.releases[version]["tables"][name]["sha256"]:
            raise PackageError(UNFIT.format(name, version))
        return content

    def _after(self, version: str) -> str | None:
        """The next release."""
        later = self.versions.index(version) + 1
        return self.versions[later] if later < len(self.versions) else None

    def _before(self, later: str, version: str, name: str) -> Rows:
        """The rows of a table before a release."""
        there = name in self.releases[later]["tables"]
        newer, rows = (self.schema(later, name), self.rows(later, name)) if there else ({}, [])
        try:
            return undone(name, rows, newer, self.schema(version, name), self.lines.get(later, {}).get(name, ()))
        except KeyError:
            raise PackageError(UNFIT.format(name, version)) from None

    def _newest(self, name: str) -> Rows:
        """The rows of a table as the last release had them: today's if none has changed, else from its commit."""
        newest = self.releases[self.versions[-1]]
        for descriptor in (self.descriptor, self._released):
            if name in descriptor.authored:
                table = table_of(descriptor, descriptor.authored[name])
                if sha256(_document(table.schema.names, table.rows)).hexdigest() == newest["tables"][name]["sha256"]:
                    return table.rows
        raise PackageError(
            f"{name} has changed since {newest['version']} and how is not known here ({self._missing or 'no clone'}), so "
            f"no earlier version of it can be rebuilt; install a release, such as sino-pak-data=={newest['version']}"
        )

    @cached_property
    def _released(self) -> Descriptor:
        """The package at the commit of the last release, if this is a clone that has it; else today's."""
        store, commit = self.descriptor.store, self.releases[self.versions[-1]]["commit"]
        self._missing = ""
        if isinstance(store, Folder) and (store.root / ".git").exists():
            try:
                return Descriptor(Revision(store.root, commit))
            except PackageError as reason:
                self._missing = str(reason)
        return self.descriptor


def undone(table: str, rows: Rows, newer: Json, older: Json, lines: Lines) -> Rows:
    """The rows of a table without the changes of one release; the schemas are those after and before it."""
    if not lines and older == newer:
        return rows
    names = _names(older)
    shared = {*names} & {*(_names(newer) if newer else names)}
    keys = [schema["primaryKey"] for schema in (newer, older) if schema]
    joined = next((key for key in keys if {*key} <= shared), keys[0])  # as `diff` joins them
    found = {
        ids.address(table, (row[part] for part in joined)): {name: row.get(name, "") for name in names} for row in rows
    }
    for line in lines:
        if line["field"] == WHOLE and line["change"] == "added":
            del found[line["record"]]
    for line in lines:
        if line["field"] == WHOLE and line["change"] != "added":
            found[line["record"]] = found.pop(line["new"]) if line["change"] == "renamed" else dict.fromkeys(names, "")
    for line in lines:
        if line["field"] != WHOLE:
            found[line["record"]][line["field"]] = line["old"]
    return sorted(found.values(), key=lambda row: [row[part] for part in older["primaryKey"]])


def _names(schema: Json) -> list[str]:
    return [field["name"] for field in schema["fields"]]


def _document(names: list[str], rows: Rows) -> bytes:
    return csv_lines.document(names, ([row[name] for name in names] for row in rows)).encode()


class Former:
    """The store of an earlier release: its descriptor, and its authored tables as CSV."""

    def __init__(self, past: Past, version: str) -> None:
        self.place = f"{version}, rebuilt from {past.descriptor.store.place}"
        self._past, self._version = past, version
        self._files: dict[str, bytes] = {}

    @cached_property
    def _tables(self) -> dict[str, str]:
        return {CSV.format(name): name for name in self._past.releases[self._version]["tables"]}

    def names(self, under: str) -> Iterator[str]:
        return below(under, sorted([DESCRIPTOR, *self._tables]))

    def exists(self, name: str) -> bool:
        return name == DESCRIPTOR or name in self._tables

    def read(self, name: str) -> bytes:
        """A file. Raises `PackageError` if the table cannot be rebuilt."""
        if name not in self._files:
            if not self.exists(name):
                raise FileNotFoundError(f"{name} in {self.place}")
            table = self._tables.get(name)
            self._files[name] = self._descriptor() if table is None else self._past.text(self._version, table)
        return self._files[name]

    def _descriptor(self) -> bytes:
        release = self._past.releases[self._version]
        resources = [
            {"name": name, "path": path, "schema": self._past.schema(self._version, name)}
            for path, name in self._tables.items()
        ]
        about = {"version": self._version, "created": f"{release['date']}T00:00:00Z", "resources": resources}
        return json.dumps({**self._past.descriptor.json, **about}).encode()
