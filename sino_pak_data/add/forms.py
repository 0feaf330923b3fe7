"""Bodies of issue forms as candidate rows.

GitHub renders a submitted form as Markdown: each answer under the label of its question, and an empty answer as
`_No response_`:

    ### Date

    2022-06-29

The labels of our forms are the titles of the columns. `New source: ` before a label makes it a column of `sources`:
the work that the row cites, added with it unless its DOI or address is known already; `New source 2: `, or the same
questions again, make another. An address among the sources of the row that is not known is a new source too. Codes may be
given by their label, actors by their name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from sino_pak_data.add.candidates import New, Unusable, id_column
from sino_pak_data.add.csl import UNVERIFIED, known_as
from sino_pak_data.add.new_ids import propose
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.text import bare_doi, doi_in, untracked
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package

NEW_SOURCE = "New source: "
FORM = "the form"
"""Where the rows of a form come from."""
_OF_SOURCE = re.compile(r"New source(?: ([2-9]))?: ")
_PLACE = re.compile(r"(?P<place>.*?)\s*(?P<locator>\[[^\[\]]*\])?")
_WEB = re.compile(r"https?://")
_HEADING = re.compile(r"^### (.+?)\s*$", re.MULTILINE)
_NO_RESPONSE = "_No response_"


def from_issue(body: str, package: Package, table: str = "", name: str = FORM) -> list[New]:
    """The candidate rows of a form in the file `name`, new sources first. Raises `Unusable` with file and line."""
    own, works = _answers(body.replace("\r\n", "\n"), name)
    schema, sources = package[table or _table(package, own, name)].schema, package["sources"].schema
    cited = next((field for field in schema.reference_fields if schema.table != sources.table), None)
    known, given = [_cells(package, sources, work, name) for work in works if any(work.values())], dict(own)
    references = _items(given.pop(cited.title, "")) if cited else []
    row = _addressed(package, _cells(package, schema, given, name))
    new: list[New] = []

    def key_of(work: dict[str, str]) -> str:
        """The id of a work: of one that we have, or a proposed one, with which the work becomes a row."""
        found = known_as(package, work.get("doi", ""), work.get("url", ""))
        if not found:
            taken = {one.cells[id_column(sources)] for one in new}
            found = work.setdefault(id_column(sources), propose(package, sources.table, work, taken))
            new.append(New(sources.table, work, FORM))
        return found

    keys = [
        key + locator for place, locator in references if (key := _work_id(package, place) or key_of(_unseen(place)))
    ]
    keys += map(key_of, known)
    if cited and keys:
        row[cited.name] = ";".join(keys)
    return [*new, New(schema.table, row, FORM)]


def _answers(body: str, name: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The answers about the row by their label, and those about each new source. Raises `Unusable`."""
    _, *parts = _HEADING.split(body)
    lines = [body.count("\n", 0, heading.start()) + 1 for heading in _HEADING.finditer(body)]
    own: dict[str, str] = {}
    works: dict[int, dict[str, str]] = {}
    for line, label, text in zip(lines, parts[::2], map(str.strip, parts[1::2]), strict=True):
        text = "" if text == _NO_RESPONSE else text
        source = _OF_SOURCE.match(label)
        if source:
            title, number = label[source.end() :], int(source[1] or 1)
            while title in works.setdefault(number, {}):  # the questions were copied for another source
                number += 1
            works[number][title] = text
        elif label in own:
            raise Unusable(f"{name}:{line}: the heading '### {label}' occurs twice: in an answer, write it without ###")
        else:
            own[label] = text
    if not any(own.values()) and not any(any(work.values()) for work in works.values()):
        raise Unusable(f"{name}: not a filled form: there is no text under a heading such as `### Date`")
    return own, [works[number] for number in sorted(works)]


def _items(text: str) -> list[tuple[str, str]]:
    """The items of a list of works, each with its locator in brackets, or ""."""
    items = (_PLACE.fullmatch(item.strip(" -*")) for item in re.split(r"[;\n](?![^\[]*\])", text))
    return [(item["place"], item["locator"] or "") for item in items if item and item["place"]]


def _work_id(package: Package, place: str) -> str:
    """The id of a work that we have, or what is given in place of an id; "" for an address or DOI that is new."""
    found = known_as(package, place)
    return found or ("" if _WEB.match(place) or doi_in(place) else place)


def _unseen(place: str) -> dict[str, str]:
    """A new work of which nothing is known but its address or DOI."""
    doi = doi_in(place)
    return {**UNVERIFIED, **({"doi": doi} if doi else {"url": untracked(place)})}


def cell(package: Package, field: Field, text: str) -> str:
    """An answer in the form of a cell: codes for labels, ids for names and addresses, `;` between items."""
    if field.coded:
        return _code(field, text)
    if field.name == "doi":
        return bare_doi(text)
    if not field.many:
        return " ".join(text.split())
    if field.of == "sources" and field.holds == "references":
        return ";".join((_work_id(package, place) or place) + locator for place, locator in _items(text))
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


def _table(package: Package, labels: Mapping[str, str], name: str) -> str:
    """The one table whose columns have all these titles."""
    fitting = [table.name for table in package.authored if {*labels} <= {field.title for field in table.schema.fields}]
    if len(fitting) != 1:
        tables = " and ".join(fitting) or "no table"
        raise Unusable(f"{name}: the headings ({', '.join(labels)}) fit {tables}: name the TABLE")
    return fitting[0]


def _cells(package: Package, schema: Schema, given: Mapping[str, str], name: str) -> dict[str, str]:
    """The answered columns of a table, given by their titles."""
    fields = {field.title: field for field in schema.fields}
    for label in given:
        if label not in fields:
            raise Unusable(f"{name}: {unknown('question', label, fields)}")
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
