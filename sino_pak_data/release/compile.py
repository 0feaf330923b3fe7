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
from sino_pak_data.package import arrow
from sino_pak_data.package.arrow import content_hash, parquet_bytes
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Json, Schema
from sino_pak_data.package.store import DESCRIPTOR
from sino_pak_data.package.table import Package
from sino_pak_data.release.archive import with_sums
from sino_pak_data.release.metadata import documents
from sino_pak_data.release.metadata.facts import File, Subject, Tables

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "LICENSE-DATA", "CITATION.cff")
"""Written by hand or checked in, and passed on as they are; what is written about the tables stands in `describe`."""


def package_files(package: Package, tables: Tables | None = None) -> dict[str, bytes]:
    """Every file of the published package by name; `tables` is what `compiled` made of it, if that is at hand."""
    descriptor = package.descriptor
    tables = tables or compiled(package)
    subject = Subject(package, tables, _typed(tables))
    content = {f"tables/{name}.csv": _csv(schema, rows) for name, (schema, rows) in tables.items()}
    content |= {f"parquet/{name}.parquet": parquet_bytes(table) for name, table in subject.typed.items()}
    for name in DOCUMENTS:
        if not descriptor.store.exists(name):
            raise PackageError(f"{name} is missing: the package cannot be published without it")
        content[name] = descriptor.store.read(name)
    subject.files.update({path: File(path, each) for path, each in content.items()})
    documents.write(subject)
    files = subject.files
    resources = [
        {
            **_listed(name, files[f"tables/{name}.csv"]),
            "contentHash": content_hash(subject.typed[name]),
            "encoding": "utf-8",
            "schema": descriptor.published(schema),
        }
        for name, (schema, _) in tables.items()
    ]
    others = sorted(set(files) - {f"tables/{name}.csv" for name in tables})
    resources += [_listed(path.lower().replace("/", "-").replace(".", "-"), files[path]) for path in others]
    files[DESCRIPTOR] = File(DESCRIPTOR, _json({**descriptor.json, "resources": resources}))
    return with_sums({path: file.content for path, file in files.items()})


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
    files = {f"{name}.parquet": parquet_bytes(table) for name, table in typed.items()}
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


def _listed(name: str, file: File) -> Json:
    ending = file.path.rpartition(".")[2] if "." in file.path else "txt"
    # frictionless cannot read lists from Parquet: "binary" has it check bytes and hash alone
    return {
        "name": name,
        "path": file.path,
        "format": "binary" if ending == "parquet" else ending,
        "mediatype": file.media_type,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
