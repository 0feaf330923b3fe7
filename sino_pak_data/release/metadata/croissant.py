"""croissant.json: MLCommons Croissant 1.1, with one record set per Parquet file and one per code list.

A code list is a record set of type `sc:Enumeration` with its records inline; a column of codes references
its field `value` in the form that mlcroissant reads (`references.field`).
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.metadata.facts import File, Subject, json_text

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
Json = dict[str, Any]

_CR = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileProperty",
    "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
    "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator",
    "source", "subField", "transform",
)  # fmt: skip
CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _CR},
}
"""The context as the specification prints it: mlcroissant warns about any other."""


def document(subject: Subject) -> str:
    """The file."""
    facts, descriptor = subject.facts, subject.package.descriptor
    schemas = [schema for schema, _ in subject.tables.values()]
    parquet = [(file, schema) for file, schema in subject.table_files if file.path.endswith(".parquet")]
    return json_text(
        {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": CONFORMS_TO,
            "name": facts.name,
            "alternateName": facts.title,
            "description": facts.description,
            "version": facts.version,
            "datePublished": facts.date,
            "url": facts.homepage,
            "license": facts.licence_url,
            "creator": [{"@type": "sc:Organization", "name": name} for name in facts.creators],
            "keywords": list(facts.keywords),
            "citeAs": facts.citation,
            "isLiveDataset": False,
            "distribution": [_file(file, schema) for file, schema in parquet],
            "recordSet": [
                *(_table(schema, subject.typed[schema.table].schema) for schema in schemas),
                *(_codes(name, field, descriptor.about_codes(name)[1]) for name, field in _code_lists(schemas).items()),
            ],
        }
    )


def _code_lists(schemas: list[Schema]) -> dict[str, Field]:
    """Every code list by name, in that order, with a column that uses it."""
    found = {field.code_list: field for schema in schemas for field in schema.fields if field.codes}
    return dict(sorted(found.items()))


def _file(file: File, schema: Schema) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": schema.description,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _table(schema: Schema, typed: pa.Schema) -> Json:
    # No references between tables: mlcroissant joins along each of them, and fails on list columns and on
    # tables that refer to themselves. datapackage.json has the foreign keys.
    return {
        "@type": "cr:RecordSet",
        "@id": schema.table,
        "name": schema.table,
        "description": schema.description,
        "key": [{"@id": f"{schema.table}/{part}"} for part in schema.key],
        "field": [_column(schema, column) for column in typed],
    }


def _column(schema: Schema, column: pa.Field) -> Json:
    """One column of the Parquet file, the derived columns of a date included."""
    found: Json = {
        "@type": "cr:Field",
        "@id": f"{schema.table}/{column.name}",
        "name": column.name,
        "description": column.metadata[b"description"].decode(),
        "dataType": _data_type(column.type),
        "source": {"fileObject": {"@id": f"parquet/{schema.table}.parquet"}, "extract": {"column": column.name}},
    }
    if pa.types.is_list(column.type):
        found |= {"isArray": True, "arrayShape": "-1"}
    field = schema.by_name.get(column.name)
    if field is not None and field.codes:
        found["references"] = {"field": {"@id": f"codes-{field.code_list}/value"}}
    return found


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_date(kind):
        return "sc:Date"
    if pa.types.is_integer(kind):
        return "sc:Integer"
    if pa.types.is_floating(kind):
        return "sc:Float"
    return "sc:Boolean" if pa.types.is_boolean(kind) else "sc:Text"


def _codes(name: str, field: Field, description: str) -> Json:
    home = f"codes-{name}"
    parts = {"value": "The code.", "label": "Its name.", "description": "Its meaning."}
    return {
        "@type": "cr:RecordSet",
        "@id": home,
        "name": home,
        "description": description or f"Codes of {name}.",
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{home}/value"},
        "field": [
            {"@type": "cr:Field", "@id": f"{home}/{part}", "name": part, "description": text, "dataType": "sc:Text"}
            for part, text in parts.items()
        ],
        "data": [{f"{home}/{part}": getattr(code, part) for part in parts} for code in field.codes],
    }
