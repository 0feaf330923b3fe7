"""Is a downloaded package whole and consistent? Nothing of it is trusted, executed or written.

From outside in, and no further than the first layer with a fault, since each relies on the one before:

    container   the files of a folder, the entries of a zip: names, kinds, sizes (`model.untrusted`);
                an archive is byte for byte what a build writes (`archive`); SHA256SUMS beside it
    descriptor  strict JSON of the right form (`form`)
    listing     hash and size of every file, none missing, none more (`listing`)
    version     one number in file name, descriptor and citation
    tables      types, constraints, keys (`cells`); what a Parquet file may hold (`parquet`); CSV against
                Parquet, built against authored (`tables`)

This tells damage, and a package that contradicts itself. Whether it is the one that was published
is told by SHA256SUMS from a place that you trust, and by nothing inside it.
"""

from __future__ import annotations

import re
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

from sino_pak_data.derive.tables import BUILT
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.safety import Fault, folder_faults, json_object, shown, zip_faults
from sino_pak_data.package.store import DESCRIPTOR, Folder, Store, Zip, installed_store
from sino_pak_data.package.table import Table
from sino_pak_data.verify import archive, cells, form, listing, parquet, tables
from sino_pak_data.verify.memory import MOST_MEMORY, bounded

_WHEEL_DATA = "sino_pak_data/data/"
_NAMED = re.compile(
    r"sino-pak-data-(?P<zip>.+)\.zip|sino_pak_data-(?P<whl>.+)-py3-none-any\.whl|sino-pak-data-(?P<dir>\d.*)"
)
_EXPORT = re.compile(r".+(?:\.sqlite|\.xlsx|-stata\.zip|\.tar\.gz)")
_CITED = re.compile(r"""^(version|date-released): *["']?([^"'\n]*)""", re.MULTILINE)


@dataclass
class Report:
    """What was found. `notes` says what could not be compared, or was beyond what is asked."""

    place: str
    version: str = ""
    files: int = 0
    tables: int = 0
    rows: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def verify(path: Path) -> Report:
    """Every fault of a package: a folder, a zip or a wheel. Of any other file only its hash beside it is compared."""
    began = time.perf_counter()
    report = Report(str(path))
    try:
        with bounded():
            for layer in _layers(path, report):
                report.faults += layer
                if report.faults:
                    break
    except MemoryError:
        report.faults.append(Fault(path.name, "takes too much memory", f"at most {MOST_MEMORY:,} bytes", "more"))
    except (PackageError, OSError, BadZipFile) as reason:  # the last two where it changes while it is read
        report.faults.append(Fault(path.name, "cannot be read", "a package", shown(str(reason), 300)))
    report.seconds = time.perf_counter() - began
    return report


def _layers(path: Path, report: Report) -> Iterator[list[Fault]]:
    """The faults of one layer after the other; a layer is looked at when the one before has none."""
    kind = path.stat().st_mode
    if not stat.S_ISDIR(kind) and not stat.S_ISREG(kind):
        raise PackageError(f"{path} is neither a folder nor a file")
    wheel, folder = path.suffix == ".whl", stat.S_ISDIR(kind)
    if not folder and _EXPORT.fullmatch(path.name):
        yield _export_layer(path, report)
        return
    yield folder_faults(path) if folder else zip_faults(path)
    if not folder:
        beside, note = listing.beside_faults(path)
        report.notes += [note] if note else []
        yield beside
        yield list(archive.archive_faults(path, wheel))
    whole: Store = Folder(path) if folder else Zip(path, base="")
    store: Store = Zip(path, base=_WHEEL_DATA) if wheel else whole
    if not store.exists(DESCRIPTOR):
        yield [Fault(DESCRIPTOR, "missing", "the descriptor of a data package", "no file")]
    described = json_object(store.read(DESCRIPTOR), DESCRIPTOR)
    yield list(_built_package(described, wheel)) or list(form.form_faults(described, wheel))
    report.version = described["version"]
    report.files = sum(1 for _ in whole.names(""))
    contents = {name: store.read(name) for name in store.names("")}
    if wheel:
        yield list(listing.record_faults(whole, report.version))
    else:
        yield [*listing.resource_faults(described, contents), *listing.sums_faults(contents)]
    yield list(_version_faults(path, described, contents))
    yield from _table_layers(Descriptor(store), contents, wheel, report)


def _export_layer(path: Path, report: Report) -> list[Fault]:
    """The database, the workbook and their like: whether it is the published file, and nothing of what is in it."""
    faults, note = listing.beside_faults(path)
    if not faults and note != listing.AGREES:
        return [Fault(path.name, "cannot be verified alone", f"{listing.SUMS} beside it that names it", note or "none")]
    report.files = 1
    report.notes += [note] if note else []
    return faults


def _built_package(described: Mapping[str, object], wheel: bool) -> Iterator[Fault]:
    """A clone is not a package: it lists schemas by path and no hashes."""
    resources = described.get("resources")
    given = resources[0] if isinstance(resources, list) and resources else {}
    if isinstance(given, dict) and isinstance(given.get("schema"), str) and not wheel:
        yield Fault(DESCRIPTOR, "not a built package", "what `build` makes", "a clone: use `check` there")


def _version_faults(path: Path, described: Mapping[str, str], contents: Mapping[str, bytes]) -> Iterator[Fault]:
    version, created = described["version"], described["created"][:10]
    named = _NAMED.fullmatch(path.name)
    told = named and (named["zip"] or named["whl"] or named["dir"])
    if told and told != version:
        yield Fault(path.name, "version", f"{version} as in {DESCRIPTOR}", shown(told))
    cited = dict(_CITED.findall(contents.get("CITATION.cff", b"").decode("utf-8", "replace")))
    for name, expected in (("version", version), ("date-released", created)):
        if cited.get(name, expected) != expected:
            yield Fault("CITATION.cff", name, f"{expected} as in {DESCRIPTOR}", shown(cited[name]))


def _table_layers(
    descriptor: Descriptor, contents: Mapping[str, bytes], wheel: bool, report: Report
) -> Iterator[list[Fault]]:
    resources = {**descriptor.authored, **descriptor.built}
    paths = {name: f"{name}.parquet" if wheel else f"parquet/{name}.parquet" for name in resources}
    yield [
        Fault(path, "missing", "a Parquet file per table", "none") for path in paths.values() if path not in contents
    ]
    typed = {name: parquet.from_parquet(paths[name], contents[paths[name]], r.schema) for name, r in resources.items()}
    yield [one for one in typed.values() if isinstance(one, Fault)]
    rows: dict[str, Table] = {}
    for name, resource in resources.items():
        read = (
            tables.as_rows(resource, paths[name], typed[name])
            if wheel
            else tables.from_csv(resource, contents[resource.path])
        )
        if isinstance(read, Fault):
            yield [read]
        else:
            rows[name] = read
    report.tables, report.rows = len(rows), sum(len(table.rows) for table in rows.values())
    known = cells.identifiers(rows)
    yield [fault for table in rows.values() for fault in cells.cells_faults(table, known)]
    yield [fault for name in rows for fault in tables.typed_faults(paths[name], typed[name], rows[name])]
    hashes = {one["name"]: one["contentHash"] for one in descriptor.json["resources"] if "schema" in one}
    yield [fault for name in rows for fault in tables.hash_faults(rows[name].file, hashes[name], typed[name])]
    ours = _own_descriptor()
    if ours is None or ours.version != descriptor.version:
        own = ours.version if ours else "without data"
        report.notes.append(f"built tables not derived again: this is sino-pak-data {own}")
        return
    yield list(_schema_faults(descriptor, ours))
    yield list(tables.built_faults(descriptor, rows, as_text=not wheel))


def _schema_faults(descriptor: Descriptor, ours: Descriptor) -> Iterator[Fault]:
    """The schemas of a version are those of the program of that version."""
    wanted = [*ours.authored, *BUILT]
    found = [*descriptor.authored, *descriptor.built]
    if sorted(found) != sorted(wanted):
        yield Fault(DESCRIPTOR, "tables", ", ".join(wanted), ", ".join(found))
        return
    for name in wanted:
        if descriptor.published(descriptor.table(name).schema) != ours.published(ours.table(name).schema):
            yield Fault(DESCRIPTOR, f"schema of {name}", f"that of version {ours.version}", "another")


def _own_descriptor() -> Descriptor | None:
    try:
        return Descriptor(installed_store())
    except PackageError:
        return None
