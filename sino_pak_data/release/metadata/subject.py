"""What every metadata format says about the dataset, worked out once, and helpers that write JSON and Markdown.

Subject   a package about to be published: its tables and the files written so far
File      a file of the package with its size, SHA-256 and media type
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from sino_pak_data.cells.text import doi_address
from sino_pak_data.derive import licences
from sino_pak_data.derive.licences import Licence
from sino_pak_data.package import arrow
from sino_pak_data.package.facts import Facts, facts
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package

Tables = Mapping[str, tuple[Schema, list[Mapping[str, str]]]]
"""Authored and built tables: the schema and the rows in published order, as text."""

_DATED = ("events", "agreements", "observations")
_MARKUP = re.compile(r"[\\`*\[\]<>|~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_MEDIA_TYPES = {
    "references.json": "application/vnd.citationstyles.csl+json",
    "schemaorg.json": "application/ld+json",
    "claimreview.json": "application/ld+json",
    "croissant.json": "application/ld+json",
    "tables/csv-metadata.json": "application/csvm+json",
    "ro-crate-metadata.json": "application/ld+json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "md": "text/markdown",
    "html": "text/html",
    "bib": "application/x-bibtex",
    "cff": "text/yaml",
}
"""By path, else by suffix; everything else is plain text."""


@dataclass(frozen=True)
class File:
    """A file of the package."""

    path: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        """In hexadecimal."""
        return sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES.get(self.path) or _MEDIA_TYPES.get(self.path.rpartition(".")[2], "text/plain")


@dataclass(frozen=True)
class Subject:
    """A package about to be published: the one view of it that all documents share.

    tables  rows as text
    typed   the same tables as Arrow, as they are written to Parquet
    page    the explorer as a file, which a room that reads has made of them; empty where nobody asked for it
    files   every file made so far, by path; documents are added as they are written
    """

    package: Package
    tables: Tables
    typed: Mapping[str, pa.Table]
    page: bytes = b""
    files: dict[str, File] = field(default_factory=dict)

    @cached_property
    def values(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of each typed table as Python values."""
        return {name: list(arrow.rows_of(table)) for name, table in self.typed.items()}

    @cached_property
    def parquet(self) -> dict[str, bytes]:
        """The Parquet file of each table, made once: to compress it is half the time of a package."""
        return {name: arrow.parquet_bytes(table) for name, table in self.typed.items()}

    @cached_property
    def facts(self) -> Facts:
        return facts(self.package.descriptor)

    @cached_property
    def years(self) -> str:
        """First and last year of events, agreements and observations, as an ISO 8601 interval.

        Of all tables, in a dataset that has none of these; "" if nothing is dated.
        """
        dated = [table for table in self.package.authored if table.name in _DATED] or self.package.authored
        found = [*chain(*(table.years or () for table in dated))]
        return _interval(found) if found else ""

    def years_of(self, table: str) -> str:
        """The same of one table; "" if its rows have no dates."""
        schema, rows = self.tables[table]
        if schema.built and "year" in schema.key:  # a panel
            return _interval([int(row["year"]) for row in rows] or [0])
        return _interval(found) if (found := self.package[table].years) else ""

    @cached_property
    def licences(self) -> dict[str, list[Licence]]:
        """The licences of each table."""
        return {name: licences.of_table(self.package, name) for name in self.tables}

    @cached_property
    def all_licences(self) -> list[Licence]:
        """Those of the whole, each once, our own first."""
        return [*dict.fromkeys(chain(*self.licences.values()))]

    @cached_property
    def table_files(self) -> list[tuple[File, Schema]]:
        """The CSV and Parquet files, by path, each with the schema of its table."""
        files = (file for path, file in sorted(self.files.items()) if path.endswith((".csv", ".parquet")))
        return [(file, self.tables[PurePosixPath(file.path).stem][0]) for file in files]


def _interval(years: Sequence[int]) -> str:
    return f"{min(years):04}/{max(years):04}"


def address(work: Mapping[str, str]) -> str:
    """The web address of a row of `sources`: its DOI if it has one, else its URL, else ""."""
    return doi_address(work["doi"]) if work["doi"] else work["url"]


def json_text(value: Any) -> str:
    """Indented JSON in the given order, UTF-8 unescaped, with a newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def markdown_text(text: str) -> str:
    """Escapes text so that Markdown prints it as it is, in a table cell too."""
    return _MARKUP.sub(lambda found: "\\" + found[0], text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A Markdown table; the columns numbered in `right` are right-aligned. Cells are Markdown without a bare `|`."""
    rule = ["---:" if at in right else "---" for at in range(len(head))]
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + "|".join(rule) + "|", *lines[1:]]) + "\n"
