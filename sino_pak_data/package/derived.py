"""Columns that the build adds to a table: what a program needs and a person should not have to type.

    after a date          FIELD_start, FIELD_end, FIELD_precision
    after a reference     the column that `named_as` of the field names: the work without its place
    after references      the column that `counted_as` of the field names: how many of the works are independent

A published schema lists them and a published CSV has them. They need other tables: dates the calendar of their series, references what each work derives from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sino_pak_data.cells import edtf, references
from sino_pak_data.package.calendars import NO_CALENDARS, Calendars, calendars, of_rows
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.origins import Origins
from sino_pak_data.package.schema import DERIVED, Field, Json, Schema
from sino_pak_data.package.table import Table

SOURCES = "sources"


class Column(NamedTuple):
    """A column that is added after a field.

    part   "start", "end", "precision", "work" or "count"
    kind   "date", "string" or "integer"
    codes  the values that it may hold, if they are a list
    """

    name: str
    part: str
    kind: str
    title: str
    about: str
    codes: tuple[str, ...] = ()


class Others(NamedTuple):
    """What the columns of one table need from the other tables of its package."""

    calendars: Calendars = NO_CALENDARS
    origins: Origins = Origins()


ALONE = Others()
"""For rows without a package: years are civil, and each work is its own origin."""


def others(schema: Schema, table: Callable[[str], Table | None]) -> Others:
    """The others of a table; `table` gives a table by its name, or None if it is not in the package."""
    sources = table(SOURCES) if any(field.counted_as for field in schema.fields) else None
    return Others(calendars(schema, table), Origins(sources.rows if sources else ()))


def columns(field: Field) -> list[Column]:
    """The columns that the build adds after a field, in their order."""
    name, title = field.name, field.title
    if field.holds == "date":
        start, end = (
            f"First day that {name} can mean; missing where it is open.",
            f"Last day that {name} can mean; missing where it is open.",
        )
        exact = f"How exact {name} is: day, month or year; of an interval, its coarser side."
        return [
            Column(f"{name}_start", "start", "date", f"{title}, start", start),
            Column(f"{name}_end", "end", "date", f"{title}, end", end),
            Column(f"{name}_precision", "precision", "string", f"{title}, precision", exact, edtf.PRECISIONS),
        ]
    if field.named_as:
        return [
            Column(field.named_as, "work", "string", "Work", f"The work that {name} names, without the place in it.")
        ]
    if field.counted_as:
        about = f"How many of the {name} are independent: works that derive from one origin count once."
        return [Column(field.counted_as, "count", "integer", f"Independent {title.lower()}", about)]
    return []


def published(descriptor: Descriptor, schema: Schema) -> Json:
    """The Table Schema of a table in full, with these columns: that of its CSV and Parquet in a built package."""
    full = descriptor.published(schema)
    pairs = zip(full["fields"], schema.fields, strict=True)
    fields = [each for own, field in pairs for each in (own, *map(_listed, columns(field)))]
    named = [field.named_as for field in schema.fields if field.named_as]
    works = [{"fields": [one], "reference": {"resource": SOURCES, "fields": ["source_id"]}} for one in named]
    return full | {"fields": fields} | ({"foreignKeys": [*full.get("foreignKeys", []), *works]} if works else {})


def _listed(column: Column) -> Json:
    about = {"name": column.name, "type": column.kind, "title": column.title, "description": column.about}
    return about | ({"constraints": {"enum": [*column.codes]}} if column.codes else {}) | {DERIVED: True}


def values(field: Field, rows: Sequence[Mapping[str, str]], known: Others) -> Mapping[str, list[Any]]:
    """The values of these columns by part; None is missing."""
    cells = map(itemgetter(field.name), rows)
    if field.holds == "date":
        on = of_rows(field, rows, known.calendars)
        dates = [edtf.parse(cell, calendar) if cell else None for cell, calendar in zip(cells, on, strict=True)]
        return {part: [date and getattr(date, part) for date in dates] for part in ("start", "end", "precision")}
    if field.named_as:
        return {"work": [cell.partition("[")[0] or None for cell in cells]}
    if field.counted_as:
        return {"count": [known.origins.count(_works(cell)) for cell in cells]}
    return {}


def _works(cell: str) -> Iterable[str]:
    return dict.fromkeys(reference.source_id for reference in references.parse(cell)) if cell else ()
