"""What an export is given: every table as Python values, and what a file must say about itself.

An `Edition` is made once and written in each format; no export parses or types a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.metadata.facts import Subject, facts

_EPOCH = "1980-01-01T00:00:00Z"
PRECISIONS = ("day", "month", "year", "interval")


@dataclass(frozen=True)
class Column:
    """A column of a typed table.

    kind         "string", "integer", "number", "boolean", "date" (a day) or "list" (of strings)
    field        the field of the schema that it is, or whose date it bounds
    part         "" for the field itself; "start", "end" or "precision" for what the build adds to a date
    codes        the values that it may hold, in the order of their list; none if it is free
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
        """The creation time in the descriptor, so that no file depends on the clock."""
        return datetime.fromisoformat(str(self.descriptor.json.get("created", _EPOCH))).replace(tzinfo=None)

    @property
    def about(self) -> dict[str, str]:
        """What every file says about itself, by heading."""
        json = self.descriptor.json
        licences = [f"{each.get('title', each.get('name', ''))} {each.get('path', '')}" for each in json["licenses"]]
        return {
            "Title": self.title,
            "Version": self.version,
            "Created": self.created.date().isoformat(),
            "Description": str(json.get("description", "")),
            "Licence": "; ".join(licences),
            "Citation": facts(self.descriptor).citation,
            "Homepage": str(json.get("homepage", "")),
            "Dates": "As precise as their sources: 2017-02~ is about February 2017. _start and _end are days.",
            "Missing": "An empty cell is missing, never zero. The table coverage says what an absent row means.",
        }


def edition(subject: Subject) -> Edition:
    """The tables of a build as Python values."""
    tables = {
        name: TypedTable(schema, tuple(_columns(schema)), subject.values[name])
        for name, (schema, _) in subject.tables.items()
    }
    return Edition(subject.package.descriptor, tables)


def as_cell(value: Any) -> Any:
    """A list as one text, joined as in the CSV; anything else unchanged."""
    return ";".join(value) if isinstance(value, list) else value


def _columns(schema: Schema) -> Iterator[Column]:
    for field in schema.fields:
        name, title = field.name, field.title
        kind = "list" if field.many else field.type
        yield Column(name, kind, field, title, field.description, field.values, field.unit)
        if field.holds == "date":
            start, end = (f"{which} day that {name} can mean; missing where it is open." for which in ("First", "Last"))
            precision = f"How exact {name} is: day, month, year or interval."
            yield Column(f"{name}_start", "date", field, f"{title}, start", start, part="start")
            yield Column(f"{name}_end", "date", field, f"{title}, end", end, part="end")
            yield Column(
                f"{name}_precision", "string", field, f"{title}, precision", precision, PRECISIONS, part="precision"
            )
