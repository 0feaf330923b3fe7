"""Tables to files: what a data package contains and what the wheel carries.

The descriptor gives size and SHA-256 of each file, and a `contentHash` (`package.arrow`) of each table. Nothing here
writes to disk. The build hook of the wheel imports this module without the extra `curate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile, ZipInfo

from sino_pak_data.cells import csv_lines
from sino_pak_data.derive.licences import TERMS
from sino_pak_data.derive.tables import BUILT
from sino_pak_data.package import arrow, derived
from sino_pak_data.package.arrow import cell_text, content_hash
from sino_pak_data.package.artifacts import SUMS
from sino_pak_data.package.descriptor import CSV, PARQUET
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.releases import FILE
from sino_pak_data.package.schema import Json, Schema
from sino_pak_data.package.store import DESCRIPTOR
from sino_pak_data.package.table import Package
from sino_pak_data.release.metadata import documents
from sino_pak_data.release.metadata.subject import File, Subject, Tables, json_text

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "LICENSE-DATA", "CITATION.cff")
"""Files of the repository that are published unchanged; `metadata.documents` generates the others."""
EXPLORER = "explore.html"
_STAMP = (1980, 1, 1, 0, 0, 0)


def compiled(package: Package, page: bytes = b"") -> Subject:
    """The one view of a build: authored and built tables, rows sorted by key, as text and typed, and the explorer's page."""
    made: list[tuple[Schema, Iterable[Mapping[str, str]]]] = [(table.schema, table.rows) for table in package.authored]
    made += [(resource.schema, BUILT[name](package)) for name, resource in package.descriptor.built.items()]
    tables: Tables = {schema.table: (schema, schema.in_order(rows)) for schema, rows in made}
    typed = {
        name: arrow.table(schema, rows, derived.others(schema, package.tables.get))
        for name, (schema, rows) in tables.items()
    }
    return Subject(package, tables, typed, page)


def package_files(package: Package, subject: Subject | None = None) -> dict[str, bytes]:
    """Every file of the published package by path; `subject` is what `compiled` made of it.

    A dataset of somebody else has its tables, those of `DOCUMENTS` that it wrote, and their hashes.
    Raises `PackageError` if one of our `DOCUMENTS` is missing.
    """
    subject = subject or compiled(package)
    files, store = subject.files, package.descriptor.store
    content = {}
    for name, (schema, rows) in subject.tables.items():
        content[CSV.format(name)] = _csv(schema, rows, subject.values[name])
    content |= {PARQUET.format(name): table for name, table in subject.parquet.items()}
    for name in DOCUMENTS:
        if not store.exists(name) and package.descriptor.own:
            raise PackageError(f"{name} is missing: the package cannot be published without it")
    content |= {name: store.read(name) for name in (*DOCUMENTS, FILE) if store.exists(name)}
    content |= {EXPLORER: subject.page} if subject.page else {}
    files.update({path: File(path, each) for path, each in content.items()})
    if package.descriptor.own:
        documents.write(subject)
    tables = {CSV.format(name): name for name in subject.tables}
    resources = [
        {**_listed(name, files[path]), "encoding": "utf-8", **_about(subject, name), **_rows(subject, name)}
        for path, name in tables.items()
    ]
    others = sorted(files.keys() - tables)
    resources += [_listed(path.lower().replace("/", "-").replace(".", "-"), files[path]) for path in others]
    files[DESCRIPTOR] = File(DESCRIPTOR, _descriptor(subject, resources))
    files[SUMS] = File(SUMS, sums({path: file.sha256 for path, file in files.items()}))
    return {path: file.content for path, file in files.items()}


def wheel_files(package: Package, subject: Subject | None = None) -> dict[str, bytes]:
    """What an installed wheel carries: a descriptor, a Parquet file per table, the releases, terms, `references.bib`."""
    subject = subject or compiled(package)
    files = {f"{name}.parquet": table for name, table in subject.parquet.items()}
    resources = [
        {"name": name, "path": f"{name}.parquet", "format": "parquet", **_about(subject, name), **_rows(subject, name)}
        for name in subject.tables
    ]
    texts = {name: documents.PACKAGE[name](subject).encode() for name in (TERMS, "references.bib")}
    files |= {FILE: package.descriptor.store.read(FILE)} if package.descriptor.store.exists(FILE) else {}
    return {**files, **texts, DESCRIPTOR: _descriptor(subject, resources)}


def zipped(files: Mapping[str, bytes], folder: str = "") -> bytes:
    """A zip of these files, in a folder if one is named; the same files always give the same bytes."""
    inside = f"{folder}/" if folder else ""
    out = BytesIO()
    with ZipFile(out, "w") as archive:  # stored, not deflated: deflate differs between builds of zlib
        for name in sorted(files):
            entry = ZipInfo(inside + name, _STAMP)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # Unix, rw-r--r--, whatever the umask
            archive.writestr(entry, files[name])
    return out.getvalue()


def sums(digests: Mapping[str, str]) -> bytes:
    """SHA256SUMS of files by name, in the format of `sha256sum -c`."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()


def _csv(schema: Schema, rows: Iterable[Mapping[str, str]], typed: Iterable[tuple[Any, ...]]) -> bytes:
    """Rows as text, with the columns that the build adds; `typed` has them as values."""
    columns, own = [*arrow.column_types(schema)], {*schema.names}
    cells = (
        [row[name] if name in own else cell_text(value) for name, value in zip(columns, values, strict=True)]
        for row, values in zip(rows, typed, strict=True)
    )
    return csv_lines.document(columns, cells).encode()


def _listed(name: str, file: File) -> Json:
    suffix = file.path.rpartition(".")[2] if "." in file.path else "txt"
    # frictionless cannot read lists from Parquet: "binary" makes it check size and hash only
    form = "binary" if suffix == "parquet" else suffix
    listed = {"name": name, "path": file.path, "format": form, "mediatype": file.media_type}
    return {**listed, "bytes": file.size, "hash": f"sha256:{file.sha256}"}


def _rows(subject: Subject, name: str) -> Json:
    """What a resource says about the rows of a table."""
    schema = derived.published(subject.package.descriptor, subject.tables[name][0])
    return {"contentHash": content_hash(subject.typed[name], subject.values[name]), "schema": schema}


def _about(subject: Subject, name: str) -> Json:
    """The licences of a table, and the years that its rows are dated by: `temporal`, as DCAT names it."""
    licences = {"licenses": [licence.json for licence in subject.licences[name]]}
    return licences | ({"temporal": years} if (years := subject.years_of(name)) else {})


def _descriptor(subject: Subject, resources: list[Json]) -> bytes:
    whole: Json = {"licenses": [licence.json for licence in subject.all_licences]}
    whole |= {"temporal": subject.years} if subject.years else {}
    return json_text({**subject.package.descriptor.json, **whole, "resources": resources}).encode()
