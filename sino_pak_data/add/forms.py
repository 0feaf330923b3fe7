"""Bodies of issue forms as candidate rows.

GitHub renders a submitted form as Markdown: each answer under the label of its question, and an empty answer as
`_No response_`:

    ### Date

    2022-06-29

The labels of our forms are the titles of the columns. `New source: ` before a label makes it a column of `sources`:
the work that the row cites, added with it unless its DOI or address is known already. Codes may be given by their
label, actors by their name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from sino_pak_data.add.candidates import New, Unusable, id_column
from sino_pak_data.add.csl import UNVERIFIED, known_as
from sino_pak_data.add.new_ids import propose
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.text import bare_doi
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package

NEW_SOURCE = "New source: "
_HEADING = re.compile(r"^### (.+?)\s*$", re.MULTILINE)
_NO_RESPONSE = "_No response_"


def from_issue(body: str, package: Package, table: str = "") -> list[New]:
    """The candidate rows of a form, a new source first. Raises `Unusable`."""
    _, *parts = _HEADING.split(body.replace("\r\n", "\n"))
    texts = ("" if text == _NO_RESPONSE else text for text in map(str.strip, parts[1::2]))
    given = dict(zip(parts[::2], texts, strict=True))
    if not any(given.values()):
        raise Unusable("not a filled form: there is no text under a heading such as `### Date`")
    own = {label: text for label, text in given.items() if not label.startswith(NEW_SOURCE)}
    work = {label.removeprefix(NEW_SOURCE): text for label, text in given.items() if label not in own}
    schema, sources = package[table or _table(package, own)].schema, package["sources"].schema
    row = _addressed(package, _cells(package, schema, own))
    if not any(work.values()):
        return [New(schema.table, row)]
    source = _cells(package, sources, work)
    known = known_as(package, source.get("doi", ""), source.get("url", ""))
    key = known or source.setdefault(id_column(sources), propose(package, sources.table, source))
    cited = schema.reference_fields[0].name
    row[cited] = ";".join(filter(None, [row.get(cited, ""), key]))
    return [*([] if known else [New(sources.table, source)]), New(schema.table, row)]


def cell(package: Package, field: Field, text: str) -> str:
    """An answer in the form of a cell: codes for labels, ids for names and addresses, `;` between items."""
    if field.coded:
        return _code(field, text)
    if field.name == "doi":
        return bare_doi(text)
    if not field.many:
        return " ".join(text.split())
    items = (item.strip(" -*") for item in re.split(r"[;\n]", text))
    found = [_code(field, item) if field.codes else _id(package, field, item) for item in items if item]
    return ";".join(sorted({*found}) if field.codes else found)


def _code(field: Field, text: str) -> str:
    """The code that an answer names by its label, else the answer."""
    return next((code.value for code in field.codes if code.label.casefold() == text.casefold()), text)


def _id(package: Package, field: Field, item: str) -> str:
    """The id that an item of a list names: an actor by its name, a source by its DOI or address."""
    if field.of == "actors":
        return package.named("actors", item) or item
    return (known_as(package, item) or item) if field.of == "sources" else item


def _table(package: Package, labels: Mapping[str, str]) -> str:
    """The one table whose columns have all these titles."""
    fitting = [table.name for table in package.authored if {*labels} <= {field.title for field in table.schema.fields}]
    if len(fitting) != 1:
        tables = " and ".join(fitting) or "no table"
        raise Unusable(f"the headings ({', '.join(labels)}) fit {tables}: name the TABLE")
    return fitting[0]


def _cells(package: Package, schema: Schema, given: Mapping[str, str]) -> dict[str, str]:
    """The answered columns of a table, given by their titles."""
    fields = {field.title: field for field in schema.fields}
    for label in given:
        if label not in fields:
            raise Unusable(unknown("question", label, fields))
    filled = {fields[label].name: cell(package, fields[label], text) for label, text in given.items() if text}
    return (UNVERIFIED if schema.table == "sources" else {}) | filled


def _addressed(package: Package, row: dict[str, str]) -> dict[str, str]:
    """Complete a correction: a bare id gets its table, a column given by its title its name."""
    if not {"record", "field"} <= row.keys():
        return row
    record, title = row["record"], row["field"].casefold()
    if "/" not in record:
        holders = (table.name for table in package.authored if record in package.identifiers(table.name))
        record = "/".join([*islice(holders, 1), record])
    table = record.partition("/")[0]
    fields = package[table].schema.fields if table in package.descriptor.authored else ()
    column = next((field.name for field in fields if field.title.casefold() == title), row["field"])
    return {**row, "record": record, "field": column}
