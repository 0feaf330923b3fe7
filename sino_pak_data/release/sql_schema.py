"""Typed tables normalized for SQL: no cell that a query must split.

TABLE              every column as loaded; a list also as the text of its cell
TABLE.FIELD        one reference is followed by its place in the work, FIELD_locator
TABLE_FIELD        one row per item of a list: the key of its row, position (`item` if the key has one), the item
records            every record by its address: the target of evidence, citations and discrepancies, which may
                   point to any table
search             titles, summaries and notes of every record, for full-text search (FTS5)
about, codebook, codes   what the file is, what a column and what a code means
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sino_pak_data.cells import ids, references
from sino_pak_data.package.schema import Code, Field, Schema
from sino_pak_data.release.typed_tables import Column, Edition, TypedTable, as_cell

_AFFINITY = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_HEADINGS = ("title", "name", "statement", "what")
_SUMMARIES = ("summary", "definition", "reason", "finding")
_SEARCH = "SELECT record, title FROM search WHERE search MATCH 'gwadar AND loan' ORDER BY rank"
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
    """A table of the database.

    owner      the table whose key its first columns repeat
    full_text  whether it is an index of words; its first column is not one of them
    """

    name: str
    description: str
    attributes: list[Attribute]
    key: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(repr=False)
    owner: str = ""
    owner_key: tuple[str, ...] = ()
    full_text: bool = False


def relations(edition: Edition) -> Iterator[Relation]:
    """Every relation of the database, targets of foreign keys first."""
    keys = {table.name: table.schema.key[0] for table in edition.tables.values()}
    data = [_records(edition), _search(edition)]
    for table in edition.tables.values():
        main = _main(table)
        data.append(main)
        data += [_items(table, main, each, keys) for each in table.schema.fields if each.many]
    yield from data
    yield _about(edition)
    yield _codebook(edition, data)
    yield _codes(edition)


def _main(table: TypedTable) -> Relation:
    schema = table.schema
    attributes, values = [], []
    columns = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.columns)
    for column, cells in zip(table.columns, columns, strict=True):
        name = column.name
        required = column.part in ("", "work") and (column.field.required or name in schema.key)
        target = {"": _target(schema, column.field), "work": ("sources", "source_id")}.get(column.part)
        attributes.append(Attribute(name, _AFFINITY.get(column.kind, "TEXT"), column.description, required, target))
        values.append(_stored(column, cells))
        if column.field.holds == "reference" and not column.part:
            split = [references.parse(cell)[0] if cell else None for cell in cells]
            attributes.append(Attribute(f"{name}_locator", "TEXT", f"Place in the work that {name} names."))
            values.append([(each and each.locator) or None for each in split])
    return Relation(table.name, schema.description, attributes, schema.key, list(zip(*values, strict=True)))


def _target(schema: Schema, of: Field) -> tuple[str, str] | None:
    if of.holds == "record" and schema.key != (of.name,):  # the key of `retired` names what no longer exists
        return RECORDS, "record"
    return next(((key.table, key.target) for key in schema.foreign_keys if key.field == of.name), None)


def _items(table: TypedTable, main: Relation, of: Field, keys: Mapping[str, str]) -> Relation:
    """The relation of a list column."""
    schema, names = table.schema, [column.name for column in table.columns]
    at, key_at = names.index(of.name), [names.index(part) for part in schema.key]
    rows = [
        (*(as_cell(row[part]) for part in key_at), position, *_item_cells(of, text))
        for row in table.rows
        for position, text in enumerate(row[at] or (), 1)
    ]
    attributes = [replace(each, target=None) for part in schema.key for each in main.attributes if each.name == part]
    position = "item" if "position" in schema.key else "position"
    attributes.append(Attribute(position, "INTEGER", "1 for the first item of the cell.", True))
    if of.holds == "names":
        attributes += _texts(name="A name, family name first; an organisation with a comma in braces.")
    elif of.holds == "codes":
        attributes += _texts(code=f"A code of {of.code_list}; see codes.")
    elif of.holds == "records":
        attributes.append(Attribute("record", "TEXT", of.description, True, (RECORDS, "record")))
    else:
        target = of.of or "sources"
        name = keys[target] if keys[target] not in schema.key else f"other_{keys[target]}"
        attributes.append(Attribute(name, "TEXT", f"Row of {target}.", True, (target, keys[target])))
        if of.holds == "references":
            attributes.append(Attribute("locator", "TEXT", "Place in the work."))
    about = f"{of.title} of {table.name}, one row each. {of.description}"
    key = (*schema.key, position)
    return Relation(f"{table.name}_{of.name}", about, attributes, key, sorted(rows), table.name, schema.key)


def _item_cells(of: Field, text: str) -> tuple[str | None, ...]:
    if of.holds != "references":
        return (text.strip(),)
    (reference,) = references.parse(text)
    return reference.source_id, reference.locator or None


def _texts(**described: str) -> list[Attribute]:
    """Required columns of text, with their descriptions."""
    return [Attribute(name, "TEXT", description, True) for name, description in described.items()]


def _records(edition: Edition) -> Relation:
    rows = []
    for name in edition.descriptor.authored:
        table = edition.tables[name]
        names = [column.name for column in table.columns]
        heading = next((names.index(each) for each in _HEADINGS if each in names), None)
        key = [names.index(part) for part in table.schema.key]
        for row in table.rows:
            parts = [str(as_cell(row[part])) for part in key]
            rows.append((ids.address(name, parts), name, ":".join(parts), heading and row[heading]))
    rows += _retired(edition, {record for record, *_ in rows})
    attributes = _texts(
        record="Table, slash, key.",
        table_name="The table that it is in.",
        key="Its key there; the parts of a composite key are joined with a colon.",
    )
    attributes.append(Attribute("label", "TEXT", "Its title, name or statement; a retired record has none."))
    description = "Every record of the tables that people write, and every retired one, which a coding may still name."
    return Relation(RECORDS, description, attributes, ("record",), rows)


def _search(edition: Edition) -> Relation:
    rows = []
    for name in edition.descriptor.authored:
        table = edition.tables[name]
        names = [column.name for column in table.columns]
        key = [names.index(part) for part in table.schema.key]
        texts = [
            next((names.index(one) for one in some if one in names), None)
            for some in (_HEADINGS, _SUMMARIES, ("note",))
        ]
        for row in table.rows:
            found = [row[at] if at is not None else None for at in texts]
            if any(found):
                rows.append((ids.address(name, [str(as_cell(row[part])) for part in key]), *found))
    attributes = _texts(record="Table, slash, key.")
    attributes += [
        Attribute("title", "TEXT", "Its title, name or statement."),
        Attribute("summary", "TEXT", "Its summary, or what it has instead: definition, reason, finding."),
        Attribute("note", "TEXT", "Its note."),
    ]
    description = f"Every record that has such a text: {_SEARCH}."
    return Relation("search", description, attributes, ("record",), rows, full_text=True)


def _retired(edition: Edition, known: set[str]) -> Iterator[tuple[str, str, str, None]]:
    """Address, table and key of each retired record that is not in a table again."""
    table = edition.tables.get("retired")
    if table is not None:
        at = [column.name for column in table.columns].index("record")
        for record in dict.fromkeys(str(row[at]) for row in table.rows):
            if record not in known:
                yield record, *ids.parse_address(record), None


def _about(edition: Edition) -> Relation:
    attributes = _texts(heading="The subject.", text="The text.")
    return Relation(
        "about", "What this file is.", attributes, ("heading",), [*edition.about.items(), ("Search", _SEARCH)]
    )


def _codebook(edition: Edition, data: list[Relation]) -> Relation:
    columns = {(table.name, column.name): column for table in edition.tables.values() for column in table.columns}
    rows = []
    for relation in data:
        for position, each in enumerate(relation.attributes, 1):
            column = columns.get((relation.name, each.name))
            title, unit, recipe = (column.title, column.unit, column.field.recipe) if column else ("", "", "")
            kind = (each.affinity, int(each.required), ".".join(each.target) if each.target else None)
            texts = (title or None, each.description, unit or None, recipe or None)
            rows.append((relation.name, position, each.name, *kind, *texts))
    attributes = [
        *_texts(table_name="The table."),
        Attribute("position", "INTEGER", "Position of the column in its table, from 1.", True),
        *_texts(column_name="The column.", type="TEXT, INTEGER or REAL."),
        Attribute("required", "INTEGER", "1 where a row must have a value.", True),
        Attribute("refers_to", "TEXT", "Table and column that its values come from."),
        Attribute("title", "TEXT", "Its name for people."),
        Attribute("description", "TEXT", "What it contains.", True),
        Attribute("unit", "TEXT", "Unit of a number."),
        Attribute("recipe", "TEXT", "How a column of a built table is made."),
    ]
    return Relation("codebook", "What each column contains.", attributes, ("table_name", "position"), rows)


def _codes(edition: Edition) -> Relation:
    rows = [
        (table.name, each.name, position, code.value, code.label, code.description, *_definition(code))
        for table in edition.tables.values()
        for each in table.schema.fields
        for position, code in enumerate(each.codes, 1)
    ]
    attributes = [
        *_texts(table_name="The table.", column_name="The column."),
        Attribute("position", "INTEGER", "Position of the code in its list, from 1.", True),
        *_texts(code="The text of the cell.", label="Its name for people.", description="What it means."),
        Attribute("include", "TEXT", "What is coded so."),
        Attribute("exclude", "TEXT", "What is not, and where it goes instead."),
        Attribute("plover", "TEXT", "Nearest events and modes of PLOVER, joined with |."),
    ]
    return Relation("codes", "What each code means.", attributes, ("table_name", "column_name", "code"), rows)


def _definition(code: Code) -> tuple[str | None, ...]:
    return code.include or None, code.exclude or None, code.plover or None


def _stored(column: Column, cells: Any) -> Any:
    """Values as SQLite stores them: days as ISO text, booleans as 0 and 1, a list as the text of its cell."""
    if column.kind == "boolean":
        return [cell if cell is None else int(cell) for cell in cells]
    if column.kind == "date":
        return [cell if cell is None else cell.isoformat() for cell in cells]
    return [as_cell(cell) for cell in cells] if column.kind == "list" else cells
