"""Tables to files: what a data package holds and what the wheel carries.

    package_files   CSV and Parquet of every table, built ones too, documents, descriptor with bytes
                    and SHA-256 of each, and `contentHash` of each table: see `typed.content`
    wheel_files     the Parquet and the descriptor alone

Nothing here writes to disk; both return name and content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from sino_pak_data.cells import csv_lines
from sino_pak_data.derive.tables import BUILT
from sino_pak_data.package import arrow, parquet
from sino_pak_data.package.content import content_hash
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Json, Schema
from sino_pak_data.package.store import DESCRIPTOR
from sino_pak_data.package.table import Package
from sino_pak_data.release.archive import digest, with_sums
from sino_pak_data.release.metadata import documents
from sino_pak_data.release.metadata.facts import Tables
from sino_pak_data.release.metadata.media import media_type

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "LICENSE-DATA", "CITATION.cff")
"""Written by hand or checked in, and passed on as they are; what is written about the tables stands in `describe`."""


def package_files(package: Package, tables: Tables | None = None) -> dict[str, bytes]:
    """Every file of the published package by name; `tables` is what `compiled` made of it, if that is at hand."""
    descriptor = package.descriptor
    tables = tables or compiled(package)
    csv = {f"tables/{name}.csv": _csv(schema, rows) for name, (schema, rows) in tables.items()}
    typed = _typed(tables)
    others = {f"parquet/{name}.parquet": parquet.written(table) for name, table in typed.items()}
    for name in DOCUMENTS:
        if not descriptor.store.exists(name):
            raise PackageError(f"{name} is missing: the package cannot be published without it")
        others[name] = descriptor.store.read(name)
    others |= documents.written(package, tables, {**csv, **others})
    resources = [
        {
            **_listed(name, f"tables/{name}.csv", csv),
            "contentHash": content_hash(typed[name]),
            "encoding": "utf-8",
            "schema": descriptor.published(schema),
        }
        for name, (schema, _) in tables.items()
    ]
    resources += [_listed(name.lower().replace("/", "-").replace(".", "-"), name, others) for name in sorted(others)]
    return with_sums({**csv, **others, DESCRIPTOR: _json({**descriptor.json, "resources": resources})})


def wheel_files(package: Package) -> dict[str, bytes]:
    """What the loader of an installed wheel reads: a descriptor and a Parquet file per table."""
    tables = compiled(package)
    typed = _typed(tables)
    resources = [
        {
            "name": name,
            "path": f"{name}.parquet",
            "format": "parquet",
            "contentHash": content_hash(typed[name]),
            "schema": package.descriptor.published(schema),
        }
        for name, (schema, _) in tables.items()
    ]
    files = {f"{name}.parquet": parquet.written(table) for name, table in typed.items()}
    return {**files, DESCRIPTOR: _json({**package.descriptor.json, "resources": resources})}


def compiled(package: Package) -> dict[str, tuple[Schema, list[Mapping[str, str]]]]:
    """Authored and built tables, rows as text, sorted by key."""
    found: dict[str, tuple[Schema, list[Mapping[str, str]]]] = {}
    for table in package.authored:
        found[table.name] = (table.schema, table.schema.in_order(table.rows))
    for name, resource in package.descriptor.built.items():
        found[name] = (resource.schema, resource.schema.in_order(BUILT[name](package)))
    return found


def _csv(schema: Schema, rows: list[Mapping[str, str]]) -> bytes:
    return csv_lines.document(schema.names, ([row[name] for name in schema.names] for row in rows)).encode()


def _typed(tables: Tables) -> dict[str, pa.Table]:
    return {name: arrow.table(schema, rows) for name, (schema, rows) in tables.items()}


def _listed(name: str, path: str, files: Mapping[str, bytes]) -> Json:
    ending = path.rpartition(".")[2] if "." in path else "txt"
    content = files[path]
    # frictionless cannot read lists from Parquet: "binary" has it check bytes and hash alone
    return {
        "name": name,
        "path": path,
        "format": "binary" if ending == "parquet" else ending,
        "mediatype": media_type(path),
        "bytes": len(content),
        "hash": f"sha256:{digest(content)}",
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
