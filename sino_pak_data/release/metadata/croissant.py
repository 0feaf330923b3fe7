"""croissant.json: MLCommons Croissant 1.1, with one record set per Parquet file and one per code list.

A code list is a record set of type `sc:Enumeration` with its records inline; a column of codes references its
field `value`, in the form that mlcroissant reads (`references.field`).
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pyarrow as pa

from sino_pak_data.package.descriptor import PARQUET
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.metadata.subject import Subject, json_text

Json = dict[str, Any]

_DATA_TYPES = {"date32[day]": "sc:Date", "int64": "sc:Integer", "double": "sc:Float", "bool": "sc:Boolean"}
"""By Arrow type; everything else is text."""


def document(subject: Subject) -> str:
    """The file."""
    facts, schemas = subject.facts, [schema for schema, _ in subject.tables.values()]
    code_lists = {field.code_list: field for schema in schemas for field in schema.fields if field.codes}
    return json_text(
        {
            # Word for word as the specification prints it: mlcroissant warns about any other context.
            "@context": json.loads(files(__package__).joinpath("croissant_context.json").read_text(encoding="utf-8")),
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.1",
            "name": facts.name,
            "alternateName": facts.title,
            **facts.shared,
            "license": [licence.path for licence in subject.all_licences],
            "creator": [_creator(creator.linked_data) for creator in facts.creators],
            "citeAs": facts.citation,
            "isLiveDataset": False,
            "distribution": [
                {
                    **_entity("FileObject", file.path, schema.description),
                    "contentUrl": file.path,
                    "contentSize": f"{file.size} B",
                    "encodingFormat": "application/x-parquet",
                    "sha256": file.sha256,
                }
                for file, schema in subject.table_files
                if file.path.endswith(".parquet")
            ],
            "recordSet": [
                *(_table(schema, subject.typed[schema.table].schema) for schema in schemas),
                *(_codes(subject, name, field) for name, field in sorted(code_lists.items())),
            ],
        }
    )


def _creator(properties: Json) -> Json:
    """A creator with the prefix that the context of Croissant gives to schema.org."""
    return {
        name: _creator(one) if isinstance(one, dict) else f"sc:{one}" if name == "@type" else one
        for name, one in properties.items()
    }


def _table(schema: Schema, typed: pa.Schema) -> Json:
    # No references between tables: mlcroissant joins along each of them, and fails on list columns and on
    # tables that refer to themselves. datapackage.json has the foreign keys.
    return {
        **_entity("RecordSet", schema.table, schema.description),
        "key": [{"@id": f"{schema.table}/{part}"} for part in schema.key],
        "field": [_column(schema, column) for column in typed],
    }


def _column(schema: Schema, column: pa.Field) -> Json:
    """One column of the Parquet file, the derived columns of a date included."""
    field = schema.by_name.get(column.name)
    return {
        **_entity("Field", column.name, column.metadata[b"description"].decode(), schema.table),
        "dataType": _DATA_TYPES.get(str(column.type), "sc:Text"),
        "source": {"fileObject": {"@id": PARQUET.format(schema.table)}, "extract": {"column": column.name}},
        **({"isArray": True, "arrayShape": "-1"} if pa.types.is_list(column.type) else {}),
        # mlcroissant cannot follow a reference from a list column.
        **({"references": {"field": {"@id": f"codes-{field.code_list}/value"}}} if field and field.coded else {}),
    }


def _codes(subject: Subject, code_list: str, field: Field) -> Json:
    name, parts = f"codes-{code_list}", {"value": "The code.", "label": "Its name.", "description": "Its meaning."}
    return {
        **_entity("RecordSet", name, subject.package.descriptor.about_codes(code_list)),
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{name}/value"},
        "field": [{**_entity("Field", part, text, name), "dataType": "sc:Text"} for part, text in parts.items()],
        "data": [{f"{name}/{part}": getattr(code, part) for part in parts} for code in field.codes],
    }


def _entity(kind: str, name: str, description: str, within: str = "") -> Json:
    home = f"{within}/{name}" if within else name
    return {"@type": f"cr:{kind}", "@id": home, "name": name, "description": description}
