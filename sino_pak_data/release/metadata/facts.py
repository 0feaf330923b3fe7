"""What every format says of the dataset, told once: the descriptor's words, and what the rows add.

facts      title, version, creators, licence and the rest, from `datapackage.json` alone
Subject    a package about to be published: its tables and the files made so far
coverage   the years and states that the rows span
measured   the series that have values, and the works that these come from
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sino_pak_data.cells import edtf
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.derive import citations
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.store import DESCRIPTOR
from sino_pak_data.package.table import Package, Row
from sino_pak_data.release.archive import digest
from sino_pak_data.release.metadata.media import media_type

Tables = Mapping[str, tuple[Schema, list[Mapping[str, str]]]]

_DATED = ("events", "agreements", "observations")


@dataclass(frozen=True)
class Work:
    """A work that the dataset as a whole starts from: title and address."""

    title: str
    path: str


@dataclass(frozen=True)
class Facts:
    """The dataset in the words of its descriptor; `date` is the day of this version, ISO 8601."""

    name: str
    title: str
    description: str
    homepage: str
    version: str
    date: str
    keywords: tuple[str, ...]
    creators: tuple[str, ...]
    licence: str
    licence_url: str
    licence_note: str
    sources: tuple[Work, ...]

    @property
    def citation(self) -> str:
        """One line that names this version."""
        who = "; ".join(self.creators)
        return f"{who} ({self.date[:4]}). {self.title} ({self.name}), version {self.version} [dataset]. {self.homepage}"


def facts(descriptor: Descriptor) -> Facts:
    """The facts of a descriptor. Raises `PackageError` where one is missing."""
    json = descriptor.json
    try:
        licence = json["licenses"][0]
        creators = tuple(one["title"] for one in json["contributors"] if "creator" in one.get("roles", []))
        if not creators:
            raise KeyError("contributors with the role creator")
        return Facts(
            json["name"], json["title"], json["description"], json["homepage"], json["version"],
            json["created"][:10], tuple(json["keywords"]), creators,
            licence["name"], licence["path"], licence["title"],
            tuple(Work(one["title"], one["path"]) for one in json.get("sources", [])),
        )  # fmt: skip
    except (KeyError, IndexError, TypeError, AttributeError) as missing:
        raise PackageError(f"{DESCRIPTOR}: {missing} is missing or wrong: every metadata format needs it") from None


@dataclass(frozen=True)
class File:
    """One file of the package."""

    path: str
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        return media_type(self.path)


@dataclass(frozen=True)
class Coverage:
    """First and last year of what is recorded, and the states whose pairs are followed (rows of `actors`)."""

    first: int
    last: int
    states: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Subject:
    """What is described.

    tables  authored and built, each with its schema and its rows in published order
    files   content by path: all tables, and what was described before
    """

    package: Package
    tables: Tables
    made: Mapping[str, bytes]

    @cached_property
    def facts(self) -> Facts:
        return facts(self.package.descriptor)

    @cached_property
    def files(self) -> list[File]:
        return [File(path, len(content), digest(content)) for path, content in sorted(self.made.items())]

    @cached_property
    def coverage(self) -> Coverage:
        return coverage(self.package, self.tables)

    @cached_property
    def table_files(self) -> dict[str, Schema]:
        """The schema of each file that holds a table, by path."""
        return {
            file.path: schema
            for file in self.files
            for name, (schema, _) in self.tables.items()
            if file.path in {f"tables/{name}.csv", f"parquet/{name}.parquet"}
        }


def coverage(package: Package, tables: Tables) -> Coverage:
    """The years that events, agreements and observations touch, and the states of the dyad-years."""
    years = [
        year for name in _DATED for row in package[name].rows for year in _years(package[name].schema.date_of(row))
    ]
    codes = {row[side] for row in tables["dyad_years"][1] for side in ("iso1", "iso2")}
    actors = package.identifiers("actors")
    states = tuple(actors[code] for code in sorted(codes) if code in actors)
    return Coverage(min(years, default=0), max(years, default=0), states)


def _years(cell: str) -> Iterable[int]:
    try:
        return edtf.parse(cell).years() if cell else ()
    except Malformed:
        return ()


def measured(package: Package) -> tuple[list[Row], list[Row]]:
    """The indicators that have observations, and the works that give these; both in order of their identifiers."""
    rows = package["observations"].rows
    series = {row["indicator_id"] for row in rows}
    cited = {one.source_id for row in rows for one in citations.parsed(row["source"])}
    return _known(package, "indicators", series), _known(package, "sources", cited)


def _known(package: Package, table: str, wanted: set[str]) -> list[Row]:
    known = package.identifiers(table)
    return [known[name] for name in sorted(wanted & set(known))]


def address(work: Mapping[str, str]) -> str:
    """Where a work is found: its DOI as an address, else its web address, else nothing."""
    return f"https://doi.org/{work['doi']}" if work["doi"] else work["url"]


def without_empty(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties that say something; zero and false do."""
    return {name: value for name, value in properties.items() if value not in ("", None, [], {})}
