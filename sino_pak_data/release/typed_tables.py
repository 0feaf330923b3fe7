"""What a format is given: every table typed, with what a file must say of itself.

An `Edition` is made once and written in each format, so no format reads or types a cell of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sino_pak_data.package import arrow
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.metadata.facts import Tables, facts

_EPOCH = "1980-01-01T00:00:00Z"


@dataclass(frozen=True)
class Column:
    """A column of a typed table.

    kind   "string", "integer", "number", "boolean", "date" (a day) or "list" (of strings)
    field  the field of the schema that it is, or whose date it bounds
    part   "" for the field itself; "start", "end" or "precision" for what the build adds to a date
    """

    name: str
    kind: str
    field: Field
    part: str = ""

    @property
    def description(self) -> str:
        return {
            "": self.field.description,
            "start": f"First day that {self.field.name} can mean; missing where it is open.",
            "end": f"Last day that {self.field.name} can mean; missing where it is open.",
            "precision": f"How exact {self.field.name} is: day, month, year or interval.",
        }[self.part]

    @property
    def title(self) -> str:
        return f"{self.field.title}, {self.part}" if self.part else self.field.title

    @property
    def codes(self) -> tuple[str, ...]:
        """The values that the column may hold, in the order of their list; none where it is free."""
        return ("day", "month", "year", "interval") if self.part == "precision" else self.field.values


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
    """A version of the dataset."""

    descriptor: Descriptor
    tables: Mapping[str, TypedTable]

    @property
    def version(self) -> str:
        return self.descriptor.version

    @property
    def title(self) -> str:
        return str(self.descriptor.json.get("title", ""))

    @property
    def created(self) -> datetime:
        """When the descriptor says that it was made: a file has no other clock."""
        return datetime.fromisoformat(str(self.descriptor.json.get("created", _EPOCH))).replace(tzinfo=None)

    @property
    def about(self) -> dict[str, str]:
        """What every file tells of itself, by heading."""
        json = self.descriptor.json
        licences = [
            f"{one.get('title', one.get('name', ''))} {one.get('path', '')}" for one in json.get("licenses", [])
        ]
        home = str(json.get("homepage", ""))
        return {
            "Title": self.title,
            "Version": self.version,
            "Created": self.created.date().isoformat(),
            "Description": str(json.get("description", "")),
            "Licence": "; ".join(licences),
            "Citation": facts(self.descriptor).citation,
            "Homepage": home,
            "Dates": "As precise as their sources: 2017-02~ is about February 2017. _start and _end are days.",
            "Missing": "An empty cell is missing, never zero. What an absent row means stands in coverage.",
        }


def edition(descriptor: Descriptor, tables: Tables) -> Edition:
    """The typed form of compiled tables."""
    return Edition(descriptor, {name: _typed(schema, rows) for name, (schema, rows) in tables.items()})


def as_cell(value: Any) -> Any:
    """A list as the one text that stands in the CSV; anything else unchanged."""
    return ";".join(value) if isinstance(value, list) else value


def _typed(schema: Schema, rows: Any) -> TypedTable:
    table = arrow.table(schema, rows)
    columns = tuple(_columns(schema))
    values = [table.column(column.name).to_pylist() for column in columns]
    return TypedTable(schema, columns, list(zip(*values, strict=True)))


def _columns(schema: Schema) -> Iterator[Column]:
    for field in schema.fields:
        yield Column(field.name, "list" if field.many else field.type, field)
        if field.holds == "date":
            for part in arrow.DERIVED:
                yield Column(f"{field.name}_{part}", "string" if part == "precision" else "date", field, part)
