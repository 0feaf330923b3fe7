"""The layers of a package from the outside in. Each relies on those before it, so the first with a fault is the last."""

from __future__ import annotations

import re
import shlex
import stat
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

from sino_pak_data.package import derived, form
from sino_pak_data.package.artifacts import NAME, PACKAGE, REPOSITORY, WHEEL, recognized
from sino_pak_data.package.descriptor import PARQUET, Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.safety import Fault, folder_faults, json_object, shown, zip_faults
from sino_pak_data.package.schema import DERIVED
from sino_pak_data.package.store import DESCRIPTOR, Folder, Store, Zip, installed_store
from sino_pak_data.verify import listing, tables
from sino_pak_data.verify.descriptor_form import form_faults
from sino_pak_data.verify.others import Others

_WHEEL_DATA = "sino_pak_data/data/"
_SIGNED_ONLY = (
    "not shown by this: who made it. Whoever changes a licence, a document or a row can compute the hashes anew; that "
    "nobody did, only the publisher's signature shows"
)
_CITED = re.compile(r"""^(version|date-released): *["']?([^"'\n]*)""", re.MULTILINE)


@dataclass
class Report:
    """What was verified and found.

    notes      what else was compared, or could not be
    outcome    what is shown where there is no fault
    unproven   what no comparison of a file with itself or with a list beside it can show, and what does
    """

    place: str
    unproven: str
    name: str = ""
    version: str = ""
    files: int = 0
    tables: int = 0
    rows: int = 0
    seconds: float = 0.0
    outcome: str = "complete and consistent"
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def verify(path: Path) -> Report:
    """Find what is wrong with a package: a folder, a zip or a wheel. Nothing in it is trusted, executed or written.

    Any other published file is compared with the SHA256SUMS next to it and not opened.
    """
    began = time.perf_counter()
    report = Report(str(path), _unproven(path))
    try:
        for layer in _layers(path, report):
            report.faults += layer
            if report.faults:
                break
    except (PackageError, OSError, BadZipFile, zlib.error, MemoryError) as reason:
        report.faults.append(Fault(path.name, "cannot be read", "a package", shown(str(reason) or repr(reason), 300)))
    report.seconds = time.perf_counter() - began
    return report


def _unproven(path: Path) -> str:
    """What a package with consistent hashes does not show, and the command that does."""
    file = "ZIP" if path.is_dir() else shlex.quote(str(path))
    unpacked = ", where ZIP is the file that the folder was unpacked from" if path.is_dir() else ""
    return f"{_SIGNED_ONLY}: gh attestation verify {file} --repo {REPOSITORY}{unpacked}"


def _layers(path: Path, report: Report) -> Iterator[Iterable[Fault]]:
    mode = path.stat().st_mode
    folder, wheel = stat.S_ISDIR(mode), path.suffix.lower() == ".whl"
    if not folder and not stat.S_ISREG(mode):
        raise PackageError(f"{path} is neither a folder nor a file")
    artifact, version = recognized(f"{path.name}.zip" if folder else path.name) or (None, "")
    if not folder and (artifact not in (PACKAGE, WHEEL) if artifact else path.suffix.lower() not in (".zip", ".whl")):
        report.files = 1
        yield listing.neighbour_faults(path, report.notes, required=True)
        return
    if not folder:
        yield zip_faults(path)
        yield listing.neighbour_faults(path, report.notes, required=False)
    store: Store = Folder(path) if folder else Zip(path, base="" if wheel else None)
    if artifact is None and not wheel and (others := _others(store)):
        yield from _of_others(others, report)
        return
    yield folder_faults(path) if folder else listing.layout_faults(path, wheel)
    files = {name: store.read(name) for name in store.names("")}
    data = Zip(path, base=_WHEEL_DATA) if wheel else store
    contents = {name: files[_WHEEL_DATA * wheel + name] for name in data.names("")}
    if DESCRIPTOR not in contents:
        yield [Fault(DESCRIPTOR, "missing", "the descriptor of a data package", "no file")]
    described = json_object(contents[DESCRIPTOR], DESCRIPTOR)
    yield form_faults(described, wheel)
    if isinstance(store, Zip):
        yield _folder_faults(store, "" if wheel else f"{described['name']}-{described['version']}/")
    report.name, report.version, report.files = described["name"], described["version"], len(files)
    if described["name"] != NAME:
        report.unproven = _SIGNED_ONLY
    if wheel:
        yield listing.record_faults(files, report.version)
    else:
        yield [*listing.resource_faults(described, contents), *listing.sums_faults(contents)]
    if version and version != report.version:
        yield [Fault(path.name, "version", f"{report.version} as in {DESCRIPTOR}", shown(version))]
    yield _citation_faults(described, contents.get("CITATION.cff", b""))
    yield from _table_layers(Descriptor(data, canonical=True), contents, wheel, report)


def _others(store: Store) -> Others | None:
    """The package, if it is not of this dataset and says so."""
    if not store.exists(DESCRIPTOR):
        return None
    described = json_object(store.read(DESCRIPTOR), DESCRIPTOR)
    return None if described.get("name") == NAME else Others(store, described)


def _of_others(others: Others, report: Report) -> Iterator[Iterable[Fault]]:
    form.package(others.described, DESCRIPTOR)
    report.name = shown(others.described.get("name", "a package without a name"), 60)
    report.version = shown(others.described.get("version", ""), 20)
    yield from others.layers()
    report.notes += others.notes
    report.files, report.tables = others.files, len(others.rows)
    report.rows = sum(len(table.rows) for table in others.rows.values())
    report.unproven = _SIGNED_ONLY
    report.outcome = "as their schemas say" if others.unhashed else report.outcome


def _folder_faults(store: Zip, wanted: str) -> Iterator[Fault]:
    """A zip unpacks into one folder that its package names; up to release 0.5.0 it has none."""
    if store.base not in ("", wanted):
        yield Fault("", "folder in the zip", wanted, shown(store.base))
    if store.outside:
        yield Fault(store.outside[0], "outside the folder", f"a file in {shown(store.base)}", "another place")


def _citation_faults(described: Mapping[str, str], citation: bytes) -> Iterator[Fault]:
    cited = dict(_CITED.findall(citation.decode("utf-8", "replace")))
    for name, expected in (("version", described["version"]), ("date-released", described["created"][:10])):
        if cited.get(name, expected) != expected:
            yield Fault("CITATION.cff", name, f"{expected} as in {DESCRIPTOR}", shown(cited[name]))


def _table_layers(
    descriptor: Descriptor, contents: Mapping[str, bytes], wheel: bool, report: Report
) -> Iterator[Iterable[Fault]]:
    resources = descriptor.authored | descriptor.built
    paths = {name: f"{name}.parquet" if wheel else PARQUET.format(name) for name in resources}
    yield tables.column_faults(resources.values())
    absent = [path for path in paths.values() if path not in contents]
    yield [Fault(path, "missing", "a Parquet file per table", "none") for path in absent]
    typed, rows, damaged, so_far = {}, {}, [], Counter[str]()
    for name, resource in resources.items():
        try:
            typed[name] = tables.from_parquet(paths[name], contents[paths[name]], resource.schema, so_far)
            rows[name] = tables.as_rows(resource, typed[name]) if wheel else tables.from_csv(resource, contents, so_far)
        except tables.Damaged as reason:
            damaged.append(reason.args[0])
    yield damaged
    report.tables, report.rows = len(rows), sum(len(table.rows) for table in rows.values())
    yield tables.cell_faults(rows)
    hashes = {one["name"]: one["contentHash"] for one in descriptor.json["resources"] if "schema" in one}
    yield (
        fault
        for name, table in rows.items()
        for fault in tables.typed_faults(paths[name], typed[name], table, hashes[name], rows)
    )
    try:
        ours = Descriptor(installed_store())
        different = f"this is sino-pak-data {ours.version}" if ours.version != descriptor.version else ""
    except PackageError as reason:
        different = str(reason)
    if different:
        report.notes.append(f"built tables not derived again: {different}")
    else:
        yield _schema_faults(descriptor, ours)
        yield tables.built_faults(descriptor, rows, typed)


def _schema_faults(descriptor: Descriptor, ours: Descriptor) -> Iterator[Fault]:
    """A version has one set of schemas, which this program has if it has that version.

    Up to release 0.5.0 they did not list the columns that the build adds.
    """
    found = {one["name"]: one["schema"] for one in descriptor.json["resources"] if "schema" in one}
    whole = any(field.get(DERIVED) for schema in found.values() for field in schema["fields"])
    wanted = {
        name: derived.published(ours, resource.schema) if whole else ours.published(resource.schema)
        for name, resource in (ours.authored | ours.built).items()
    }
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            yield Fault(DESCRIPTOR, f"schema of {name}", f"the schema of version {ours.version}", "another or none")
