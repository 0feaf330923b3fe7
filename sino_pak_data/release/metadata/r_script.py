"""sino-pak-data.R: reads the CSV of a package in R, with the types of its schemas.

The functions are in `functions.R`. Below them comes what they read by: the columns of each table with their types in R,
and the codes of each column in the order of their list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files

from sino_pak_data.package import derived
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.metadata.subject import Subject

NAME = "sino-pak-data.R"

_TYPES = {"string": "character", "integer": "integer", "number": "double", "boolean": "logical", "date": "Date"}


def document(subject: Subject) -> str:
    """The file."""
    schemas = [schema for schema, _ in subject.tables.values()]
    columns = {schema.table: _vector(_types(schema)) for schema in schemas}
    codes = {
        schema.table: _list(
            {name: _values(listed) for field in schema.fields for name, listed in _codes(field).items()}, "    "
        )
        for schema in schemas
    }
    functions = files(__package__).joinpath("functions.R").read_text(encoding="utf-8")
    return f"{functions}\nspd_columns <- {_list(columns)}\n\nspd_codes <- {_list(codes)}\n"


def _types(schema: Schema) -> dict[str, str]:
    """The type in R of each column of the CSV."""
    types = {}
    for field in schema.fields:
        coded = ("ordered" if field.ordered else "factor") if field.coded else ""
        types[field.name] = "list" if field.many else coded or _TYPES[field.type]
        types |= {one.name: "ordered" if one.codes else _TYPES[one.kind] for one in derived.columns(field)}
    return types


def _codes(field: Field) -> dict[str, Iterable[str]]:
    """The codes of a column, and of one that the build adds after it: precision, finest first."""
    own: dict[str, Iterable[str]] = {field.name: field.values} if field.coded else {}
    return own | {one.name: one.codes for one in derived.columns(field) if one.codes}


def _values(texts: Iterable[str]) -> str:
    return f"c({', '.join(map(_text, texts))})"


def _vector(pairs: dict[str, str]) -> str:
    return "c(\n" + ",\n".join(f"    {name} = {_text(value)}" for name, value in pairs.items()) + "\n  )"


def _list(pairs: dict[str, str], indent: str = "  ") -> str:
    inside = ",\n".join(f"{indent}{name} = {value}" for name, value in pairs.items())
    return f"list(\n{inside}\n{indent[2:]})" if pairs else "list()"


def _text(text: str) -> str:
    """A string of R, whose escapes are those of JSON."""
    return json.dumps(text)
