"""What an export is given: every table as Python values, and what a file must say about itself.

An `Edition` is made once and written in each format; no export parses or types a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sino_pak_data.package import derived
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.facts import Facts
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.metadata.subject import Subject


@dataclass(frozen=True)
class Column:
    """A column of a typed table.

    kind         "string", "integer", "number", "boolean", "date" (a day) or "list" (of strings)
    field        the field of the schema that it is, or whose date it bounds
    part         "" for the field itself; of a column that the build adds after it, see `package.derived`
    codes        the values that it may hold, in the order of their list; none if it is free, or a list
    unit         of a number
    """

    name: str
    kind: str
    field: Field
    title: str
    description: str
    codes: tuple[str, ...] = ()
    unit: str = ""
    part: str = ""


@dataclass(frozen=True)
class TypedTable:
    """A table with a tuple of Python values per row; None is missing, a list is a list of strings."""

    schema: Schema
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]

    @property
    def name(self) -> str:
        return self.schema.table


@dataclass(frozen=True)
class Edition:
    """A version of the dataset; `tables` are all of it, authored and built."""

    descriptor: Descriptor
    facts: Facts
    tables: Mapping[str, TypedTable]

    @property
    def version(self) -> str:
        return self.facts.version

    @property
    def created(self) -> datetime:
        """The day of this version at midnight, so that no file depends on the clock."""
        return datetime.fromisoformat(self.facts.date)

    @property
    def about(self) -> dict[str, str]:
        """What every file says about itself, by heading."""
        return {
            "Title": self.facts.title,
            "Version": self.version,
            "Created": self.facts.date,
            "Description": self.facts.description,
            "Licence": f"{self.facts.licence_note} {self.facts.licence_url}",
            "Citation": self.facts.citation,
            "Homepage": self.facts.homepage,
            "Dates": "As precise as their sources: 2017-02~ is about February 2017. _start and _end are days.",
            "Missing": "An empty cell is missing, never zero. The table coverage says what an absent row means.",
        }


def edition(subject: Subject) -> Edition:
    """The tables of a build as Python values."""
    tables = {
        name: TypedTable(schema, tuple(_columns(schema)), subject.values[name])
        for name, (schema, _) in subject.tables.items()
    }
    return Edition(subject.package.descriptor, subject.facts, tables)


def as_cell(value: Any) -> Any:
    """A list as one text, joined as in the CSV; anything else unchanged."""
    return ";".join(value) if isinstance(value, list) else value


def _columns(schema: Schema) -> Iterator[Column]:
    for field in schema.fields:
        name, title = field.name, field.title
        kind = "list" if field.many else field.type
        yield Column(name, kind, field, title, field.description, field.values if field.coded else (), field.unit)
        for added in derived.columns(field):
            yield Column(added.name, added.kind, field, added.title, added.about, added.codes, part=added.part)
