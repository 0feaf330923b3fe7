"""Typed tables taken apart for SQL: no cell that a query must split.

TABLE              every column as loaded; a list stays beside as the text of its cell
TABLE.FIELD        one reference becomes FIELD_id and FIELD_locator behind the text
TABLE_FIELD        one row per item of a list: the key of its row, position, the item
records            every record of every table by its address, so that evidence, citations and
                   discrepancies, which may point to any table, have something to point to
about, codebook, codes   what the file is, what a column and what a code means
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sino_pak_data.cells import ids, references
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.typed_tables import Edition, TypedTable, as_cell

_AFFINITY = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_HEADINGS = ("title", "name", "statement")
_TARGET = {"references": "sources"}
RECORDS = "records"


@dataclass(frozen=True)
class Attribute:
    """A column of a relation; `target` is the table and column of its foreign key."""

    name: str
    affinity: str
    description: str
    required: bool = False
    target: tuple[str, str] | None = None


@dataclass(frozen=True)
class Relation:
    """A table of the database; `owner` is the table whose key its first columns repeat."""

    name: str
    description: str
    attributes: list[Attribute]
    key: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(repr=False)
    owner: str = ""
    owner_key: tuple[str, ...] = ()


def relations(edition: Edition) -> Iterator[Relation]:
    """Every relation of the database, those first to which others point."""
    keys = {table.name: table.schema.key[0] for table in edition.tables.values()}
    data = [_records(edition)]
    for table in edition.tables.values():
        data.append(_main(table))
        data += [_link(table, one, keys) for one in table.schema.fields if one.many]
    yield from data
    yield _about(edition)
    yield _codebook(edition, data)
    yield _codes(edition)


def _main(table: TypedTable) -> Relation:
    schema = table.schema
    attributes, values = [], []
    for at, column in enumerate(table.columns):
        required = not column.part and (column.field.required or column.name in schema.key)
        target = None if column.part else _target(schema, column.field)
        affinity = _AFFINITY.get(column.kind, "TEXT")
        attributes.append(Attribute(column.name, affinity, column.description, required, target))
        values.append([_stored(row[at]) for row in table.rows])
        if column.field.holds == "reference":
            split = [references.parse(row[at])[0] if row[at] else None for row in table.rows]
            about = f"Work that {column.name} names."
            attributes.append(Attribute(f"{column.name}_id", "TEXT", about, required, ("sources", "source_id")))
            values.append([one and one.source_id for one in split])
            attributes.append(
                Attribute(f"{column.name}_locator", "TEXT", f"Place in the work that {column.name} names.")
            )
            values.append([(one and one.locator) or None for one in split])
    return Relation(table.name, schema.description, attributes, schema.key, list(zip(*values, strict=True)))


def _target(schema: Schema, of: Field) -> tuple[str, str] | None:
    if of.holds == "record" and schema.key != (of.name,):  # the key of `retired` names what is gone
        return RECORDS, "record"
    return next(((key.table, key.target) for key in schema.foreign_keys if key.field == of.name), None)


def _link(table: TypedTable, of: Field, keys: Mapping[str, str]) -> Relation:
    schema = table.schema
    names = [column.name for column in table.columns]
    at, key_at = names.index(of.name), [names.index(part) for part in schema.key]
    main = {one.name: one for one in _main(replace(table, rows=[])).attributes}
    owner = [replace(main[part], target=None) for part in schema.key]
    item = _item(of, schema, keys)
    rows = [
        (*(_stored(row[part]) for part in key_at), position, *_taken_apart(of, text))
        for row in table.rows
        for position, text in enumerate(row[at] or (), 1)
    ]
    position = Attribute("position", "INTEGER", "1 for the first item of the cell.", True)
    key = (*schema.key, "position")
    about = f"{of.title} of {table.name}, one row each. {of.description}"
    return Relation(
        f"{table.name}_{of.name}", about, [*owner, position, *item], key, sorted(rows), table.name, schema.key
    )


def _item(of: Field, schema: Schema, keys: Mapping[str, str]) -> list[Attribute]:
    """The columns of one item of a list."""
    if of.holds == "names":
        return [Attribute("name", "TEXT", "A name, family name first; an organisation with a comma in braces.", True)]
    if of.holds == "records":
        return [Attribute("record", "TEXT", of.description, True, (RECORDS, "record"))]
    target = of.of or _TARGET[of.holds]
    name = keys[target] if keys[target] not in schema.key else f"other_{keys[target]}"
    item = [Attribute(name, "TEXT", f"Row of {target}.", True, (target, keys[target]))]
    return [*item, Attribute("locator", "TEXT", "Place in the work.")] if of.holds == "references" else item


def _taken_apart(of: Field, text: str) -> tuple[str | None, ...]:
    if of.holds != "references":
        return (text.strip(),)
    (one,) = references.parse(text)
    return one.source_id, one.locator or None


def _records(edition: Edition) -> Relation:
    rows = []
    for name in edition.descriptor.authored:
        table = edition.tables[name]
        names = [column.name for column in table.columns]
        heading = next((names.index(one) for one in _HEADINGS if one in names), None)
        key = [names.index(part) for part in table.schema.key]
        for row in table.rows:
            parts = [str(as_cell(row[part])) for part in key]
            rows.append((ids.address(name, parts), name, ":".join(parts), heading and row[heading]))
    attributes = [
        Attribute("record", "TEXT", "Table, slash, key.", True),
        Attribute("table_name", "TEXT", "The table in which it stands.", True),
        Attribute("key", "TEXT", "Its key there; the parts of a longer one are joined with a colon.", True),
        Attribute("label", "TEXT", "Its title, name or statement."),
    ]
    return Relation(RECORDS, "Every record of the tables that people write.", attributes, ("record",), rows)


def _about(edition: Edition) -> Relation:
    attributes = [Attribute("heading", "TEXT", "What is told.", True), Attribute("text", "TEXT", "The words.", True)]
    return Relation("about", "What this file is.", attributes, ("heading",), list(edition.about.items()))


def _codebook(edition: Edition, data: list[Relation]) -> Relation:
    titles = {
        (table.name, column.name): (column.title, column.field.unit, column.field.recipe)
        for table in edition.tables.values()
        for column in table.columns
    }
    rows = []
    for relation in data:
        for position, one in enumerate(relation.attributes, 1):
            title, unit, recipe = titles.get((relation.name, one.name), ("", "", ""))
            target = ".".join(one.target) if one.target else None
            told = (
                one.affinity,
                int(one.required),
                target,
                title or None,
                one.description,
                unit or None,
                recipe or None,
            )
            rows.append((relation.name, position, one.name, *told))
    attributes = [
        Attribute("table_name", "TEXT", "The table.", True),
        Attribute("position", "INTEGER", "Place of the column in its table, from 1.", True),
        Attribute("column_name", "TEXT", "The column.", True),
        Attribute("type", "TEXT", "TEXT, INTEGER or REAL.", True),
        Attribute("required", "INTEGER", "1 where a row must have a value.", True),
        Attribute("refers_to", "TEXT", "Table and column whose values these are."),
        Attribute("title", "TEXT", "What to call it."),
        Attribute("description", "TEXT", "What it holds.", True),
        Attribute("unit", "TEXT", "Unit of a number."),
        Attribute("recipe", "TEXT", "How a column of a built table is made."),
    ]
    return Relation("codebook", "What each column holds.", attributes, ("table_name", "position"), rows)


def _codes(edition: Edition) -> Relation:
    rows = [
        (table.name, one.name, position, code.value, code.label, code.description)
        for table in edition.tables.values()
        for one in table.schema.fields
        for position, code in enumerate(one.codes, 1)
    ]
    attributes = [
        Attribute("table_name", "TEXT", "The table.", True),
        Attribute("column_name", "TEXT", "The column.", True),
        Attribute("position", "INTEGER", "Place of the code in its list, from 1.", True),
        Attribute("code", "TEXT", "What stands in the cell.", True),
        Attribute("label", "TEXT", "What to call it.", True),
        Attribute("description", "TEXT", "What it means.", True),
    ]
    return Relation("codes", "What each code means.", attributes, ("table_name", "column_name", "code"), rows)


def _stored(value: Any) -> Any:
    """A value as SQLite holds it: days as ISO text, truth as 0 and 1, a list as the text of its cell."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else as_cell(value)
