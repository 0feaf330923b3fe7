"""tables/csv-metadata.json: the CSV files as the W3C's CSV on the Web describes them, where its readers look for it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sino_pak_data.package.facts import filled
from sino_pak_data.package.schema import Schema
from sino_pak_data.release.metadata.subject import Subject, json_text

NAME = "tables/csv-metadata.json"
_DATA_TYPES = {"int64": "integer", "double": "number", "bool": "boolean", "date32[day]": "date"}
"""By Arrow type; everything else is text."""


def document(subject: Subject) -> str:
    """The file."""
    facts = subject.facts
    return json_text(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:title": facts.title,
            "dc:description": facts.description,
            "dc:license": {"@id": facts.licence_url},
            "tables": [_table(schema, subject.typed[schema.table].schema) for schema, _ in subject.tables.values()],
        }
    )


def _table(schema: Schema, typed: pa.Schema) -> dict[str, Any]:
    keys = [
        {
            "columnReference": key.field,
            "reference": {"resource": f"{key.table}.csv", "columnReference": key.target},
        }
        for key in schema.foreign_keys
    ]
    return {
        "url": f"{schema.table}.csv",
        "dc:title": schema.title,
        "dc:description": schema.description,
        "tableSchema": filled(
            {
                "columns": [_column(schema, column) for column in typed],
                "primaryKey": list(schema.key),
                "foreignKeys": keys,
            }
        ),
    }


def _column(schema: Schema, column: pa.Field) -> dict[str, Any]:
    """One column; a list is separated by semicolons."""
    field = schema.by_name.get(column.name)
    many = pa.types.is_list(column.type)
    return filled(
        {
            "name": column.name,
            "titles": column.name,
            "dc:description": column.metadata[b"description"].decode(),
            "datatype": "string" if many else _DATA_TYPES.get(str(column.type), "string"),
            "separator": ";" if many else "",
            "required": field is not None and field.required,
        }
    )
