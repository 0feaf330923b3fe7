"""Bodies of issue forms as candidate rows.

GitHub renders a filled form as Markdown, each answer under the label of its question, and an
answer that was left out as `_No response_`:

    ### Date

    2022-06-29

The labels of our forms are the titles of the schemas' columns. `New source: ` before a label makes
it a column of `sources`: the work on which the row rests, added together with it unless its
address or DOI is known already. Codes may be given by their label, actors by their name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sino_pak_data.add.add_input import Unusable
from sino_pak_data.add.candidates import New, identifier
from sino_pak_data.add.csl import known_as
from sino_pak_data.add.new_ids import propose
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.web import bare_doi
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package

NEW_SOURCE = "New source: "
_HEADING = re.compile(r"^### (.+?)\s*$", re.MULTILINE)
_SILENT = "_No response_"
_UNKNOWN = {"side": "unclear", "redistribution": "unclear", "status": "unverified"}


def answers(body: str) -> dict[str, str]:
    """The answers of a rendered form by their label, empty where there is none.

    >>> answers("### Date\\n\\n2022-06-29\\n\\n### Place\\n\\n_No response_")
    {'Date': '2022-06-29', 'Place': ''}
    """
    _, *parts = _HEADING.split(body.replace("\r\n", "\n"))
    told = zip(parts[::2], (text.strip() for text in parts[1::2]), strict=True)
    return {label: "" if text == _SILENT else text for label, text in told}


def from_issue(body: str, package: Package, table: str = "") -> list[New]:
    """The candidate rows of a form: a new source first, if there is one. Raises `Unusable`."""
    told = answers(body)
    if not any(told.values()):
        raise Unusable("no filled form: nothing stands under a heading such as `### Date`")
    own = {label: text for label, text in told.items() if not label.startswith(NEW_SOURCE)}
    work = {label.removeprefix(NEW_SOURCE): text for label, text in told.items() if label not in own}
    schema = package[table or _table(package, own)].schema
    cells = _addressed(package, _cells(package, schema, own))
    if not any(work.values()):
        return [New(schema.table, cells)]
    source, fresh = _source(package, _cells(package, package["sources"].schema, work))
    column = schema.reference_fields[0]
    cells[column.name] = ";".join(filter(None, [cells.get(column.name, ""), source]))
    return [*fresh, New(schema.table, cells)]


def _table(package: Package, told: Mapping[str, str]) -> str:
    """The one table whose columns have all these titles."""
    fitting = [table.name for table in package.authored if set(told) <= {field.title for field in table.schema.fields}]
    if len(fitting) != 1:
        listed = ", ".join(told)
        raise Unusable(f"the headings ({listed}) fit {' and '.join(fitting) or 'no table'}: name the TABLE")
    return fitting[0]


def _cells(package: Package, schema: Schema, told: Mapping[str, str]) -> dict[str, str]:
    titles = {field.title: field for field in schema.fields}
    for label in told:
        if label not in titles:
            raise Unusable(unknown("question", label, list(titles)))
    found = {titles[label].name: _cell(package, titles[label], text) for label, text in told.items() if text}
    return (_UNKNOWN if schema.table == "sources" else {}) | found


def code_of(field: Field, text: str) -> str:
    """The code whose label a text is, whatever its case; else the text."""
    return next((code.value for code in field.codes if code.label.casefold() == text.casefold()), text)


def _addressed(package: Package, cells: dict[str, str]) -> dict[str, str]:
    """A record that is named by its id alone gets its table, a column named by its title its name."""
    if not {"record", "field"} <= set(cells):
        return cells
    table, slash, key = cells["record"].partition("/")
    if not slash:
        table, key = next((one.name for one in package.authored if table in package.identifiers(one.name)), ""), table
    fields = package[table].schema.fields if table in package.descriptor.authored else ()
    column = next((one.name for one in fields if one.title.casefold() == cells["field"].casefold()), cells["field"])
    return {**cells, "record": f"{table}/{key}" if table else key, "field": column}


def _cell(package: Package, field: Field, text: str) -> str:
    """An answer as the cell would say it."""
    if field.codes:
        return code_of(field, text)
    if field.name == "doi":
        return bare_doi(text)
    if field.many:
        items = [item.strip(" -*") for item in re.split(r"[;\n]", text)]
        return ";".join(_named(package, field, item) for item in items if item)
    return " ".join(text.split())


def _named(package: Package, field: Field, item: str) -> str:
    """The id that an item of a list means: an actor's by its name, a source's by its address."""
    if field.of == "actors":
        return package.named("actors", item) or item
    if field.of == "sources" and "://" in item:
        return known_as(package, item, item) or item
    return item


def _source(package: Package, cells: dict[str, str]) -> tuple[str, list[New]]:
    """The id of the work of a form, and its row if it is new."""
    known = known_as(package, cells.get("doi", ""), cells.get("url", ""))
    if known:
        return known, []
    column = identifier(package["sources"].schema)
    cells.setdefault(column, propose(package, "sources", cells))
    return cells[column], [New("sources", cells)]
