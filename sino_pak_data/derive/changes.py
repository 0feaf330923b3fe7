"""`changes`: what happened to each row and cell in each release, from the files that `release` keeps in `changes/`.

    record           field       change    old           new
    events/ID        *           added
    events/ID        *           removed                 the record to use instead, if any; then a line per filled cell:
    events/ID        date        removed   the cell
    events/ID        *           renamed                 its new address, then a line per cell that changed with it
    events/ID        date        changed   the cell      the cell
    events/ID        targets     removed   the cell                      of a column that is no more
    schemas/PLACE    property    …         the value     the value
    schemas/TABLE    definition  …         JSON                          the columns, codes and keys of the table before

From a table and the lines of a release follow the rows that it had before that release (`loader.history`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import CATEGORIES, ITEMS, Json
from sino_pak_data.package.table import Package

FOLDER = "changes"
COLUMNS = ("record", "field", "change", "old", "new")
WHOLE = "*"
"""The `field` of a line about a whole row: added, removed or renamed."""
SCHEMAS = "schemas"
DEFINITION = "definition"
"""The `field` of a line with the former schema of a table, which types the cells that it had then."""
_WORDS = ("title", "description", "example", "recipe", "label", "include", "exclude", "examples", "sources", "plover")


def rows(package: Package) -> Iterator[dict[str, str]]:
    """The lines of every `changes/VERSION.csv` with their version. Raises `PackageError` if one is not such a file."""
    store = package.descriptor.store
    for name in store.names(FOLDER):
        version = name.removeprefix(f"{FOLDER}/").removesuffix(".csv")
        for line in csv_lines.parse(store.read(name).decode("utf-8", "replace")):
            if len(line.cells) != len(COLUMNS) or (line.number == 1 and line.cells != list(COLUMNS)):
                wanted = f"expected {','.join(COLUMNS)}"
                raise PackageError(f"{name}:{line.number}:1: {wanted}; restore the file: only `release` writes it")
            if line.number > 1:
                yield {"version": version, **dict(zip(COLUMNS, line.cells, strict=True))}


def definition(published: Json) -> str:
    """A published Table Schema as one line of JSON, without its words."""
    return json.dumps(_wordless(published), ensure_ascii=False, separators=(",", ":"))


def _wordless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _wordless(one) for name, one in value.items() if name not in _WORDS}
    return [_wordless(one) for one in value] if isinstance(value, list) else value


def schema_of(line: str, newer: Json) -> Json:
    """The Table Schema that a definition was made of.

    Its words are those of the schema that came after it, and so is, in a definition of before there was one, its `record`.
    """
    schema: Json = json.loads(line)
    names = [field["name"] for field in schema["fields"]]
    later = {name: listed for name, listed in newer.get("record", {}).items() if name != "shown_as"}
    schema.setdefault("record", {name: [one for one in listed if one in names] for name, listed in later.items()})
    words = {name: newer.get(name, "") for name in ("title", "description")}
    fields = {field["name"]: field for field in newer.get("fields", ())}
    for field in schema["fields"]:
        known = fields.get(field["name"], {})
        field |= {"title": known.get("title", field["name"]), "description": known.get("description", "")}
        for listed in (CATEGORIES, ITEMS):
            labels = {code["value"]: code for code in known.get(listed, ())}
            field |= {listed: [_worded(code, labels) for code in field[listed]]} if listed in field else {}
    return schema | words


def _worded(code: Json, known: Mapping[str, Json]) -> Json:
    words = known.get(code["value"], {})
    return code | {"label": words.get("label", code["value"]), "description": words.get("description", "")}
