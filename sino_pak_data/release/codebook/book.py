"""What a codebook says, as plain data; how it looks is the business of `markdown` and `page`.

    book(descriptor)           from the schemas alone: the same until a schema changes
    book(descriptor, tables)   with counts, years and an example from the rows

Anchors are stable and meant for links: `#events` a table, `#events.date` a column, `#codes-domain` a
code list, `#codes-domain.military` a code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Code, Field, Schema
from sino_pak_data.release.codebook import counts
from sino_pak_data.release.metadata.facts import Facts, Tables, facts

_KINDS = {
    "date": "date",
    "reference": "reference",
    "references": "list of references",
    "ids": "list of identifiers",
    "names": "list of names",
    "record": "address of a record",
    "records": "list of addresses of records",
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "true or false",
}


@dataclass(frozen=True)
class Column:
    """One column.

    kind     what a cell holds, in words
    table    the table whose identifiers it holds, or ""
    absence  what an empty cell means; "never" if there is none
    filled   rows in which it is not empty; None without rows
    codes    rows per code; empty without rows or codes
    """

    anchor: str
    field: Field
    kind: str
    table: str
    absence: str
    filled: int | None
    codes: Mapping[str, int]


@dataclass(frozen=True)
class Chapter:
    """One table; `rows`, `example` and `decades` are None without rows at hand."""

    schema: Schema
    columns: tuple[Column, ...]
    rows: int | None
    example: Mapping[str, str] | None
    decades: counts.Decades | None

    @property
    def anchor(self) -> str:
        return self.schema.table

    @property
    def purpose(self) -> str:
        """The first sentence of the description."""
        return self.schema.description.split(". ")[0].rstrip(".") + "."


@dataclass(frozen=True)
class CodeList:
    """One list of codes and the columns that use it, each with its table."""

    name: str
    title: str
    description: str
    codes: tuple[Code, ...]
    uses: tuple[Column, ...]

    @property
    def anchor(self) -> str:
        return f"codes-{self.name}"


@dataclass(frozen=True)
class Book:
    """The whole codebook."""

    facts: Facts
    chapters: tuple[Chapter, ...]
    lists: tuple[CodeList, ...]

    @property
    def counted(self) -> bool:
        """Were rows at hand?"""
        return any(chapter.rows is not None for chapter in self.chapters)


def book(descriptor: Descriptor, tables: Tables | None = None) -> Book:
    """The codebook of all tables, authored ones first."""
    schemas = [resource.schema for resource in (descriptor.authored | descriptor.built).values()]
    chapters = tuple(_chapter(schema, None if tables is None else tables[schema.table][1]) for schema in schemas)
    columns = [column for chapter in chapters for column in chapter.columns if column.field.codes]
    names = sorted({column.field.code_list for column in columns})
    lists = tuple(_list(descriptor, name, [c for c in columns if c.field.code_list == name]) for name in names)
    return Book(facts(descriptor), chapters, lists)


def code_anchor(code_list: str, value: str) -> str:
    """Where one code stands; a space of the code becomes an underscore."""
    return f"codes-{code_list}.{value.replace(' ', '_')}"


def _chapter(schema: Schema, rows: counts.Rows | None) -> Chapter:
    columns = tuple(_column(schema, field, rows) for field in schema.fields)
    if rows is None:
        return Chapter(schema, columns, None, None, None)
    return Chapter(schema, columns, len(rows), counts.example(schema, rows), counts.decades(schema, rows))


def _column(schema: Schema, field: Field, rows: counts.Rows | None) -> Column:
    table = {key.field: key.table for key in schema.foreign_keys}.get(field.name) or field.of
    kind = "code" if field.codes else _KINDS[field.holds or field.type]
    return Column(
        f"{schema.table}.{field.name}",
        field,
        "identifier" if kind == "text" and (table or schema.key == (field.name,)) else kind,
        table,
        absence(schema, field),
        None if rows is None else counts.filled(rows, field),
        Counter() if rows is None or not field.codes else counts.codes(rows, field),
    )


def absence(schema: Schema, field: Field) -> str:
    """What an empty cell of a column means, as the rest of a sentence that begins "empty:"."""
    if field.required or field.name in schema.key:
        return "never"
    if field.count.get("bound") == "coverage":
        return "no row of coverage speaks of it"
    if field.count:
        return "nobody searched, or an unsystematic search found nothing; zero stands only where it is known"
    if field.series:
        return "the source gives no value for that year"
    if schema.built:
        return "there is nothing of the kind to make it from"
    if field.name == "note":
        return "nothing to add"
    if field.holds == "date":
        return "not known, has not happened or does not apply"
    if field.many or field.name in {key.field for key in schema.foreign_keys}:
        return "none is recorded"
    return "not known or does not apply"


def _list(descriptor: Descriptor, name: str, uses: list[Column]) -> CodeList:
    title, description = descriptor.about_codes(name)
    return CodeList(name, title or name, description, uses[0].field.codes, tuple(uses))
