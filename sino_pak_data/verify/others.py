"""A data package that somebody else made: its tables against their schemas, and its files against the hashes it lists.

Most list no hashes, so that nothing shows whether a file was altered; the notes say so. Only what the descriptor
lists is read: the folder may be a clone with its history.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sino_pak_data.package import arrow, constraints, derived
from sino_pak_data.package.artifacts import SUMS
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.safety import Fault, name_fault, shown
from sino_pak_data.package.store import DESCRIPTOR, Store
from sino_pak_data.package.table import Table, read_table
from sino_pak_data.verify import listing, tables

Json = dict[str, Any]

_ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
_DEFAULT = "md5"
"""What a hash is of, in the standard, if it does not say so."""


class Others:
    """The layers of such a package, and what they found of it.

    files      how many were read
    unhashed   those with no hash in the package, so that nothing shows whether they were altered
    notes      what could not be compared
    rows       the tables that could be read
    """

    def __init__(self, store: Store, described: Json) -> None:
        self.store, self.described = store, described
        self.files = 1
        self.unhashed: list[str] = []
        self.notes: list[str] = []
        self.rows: dict[str, Table] = {}
        self._compared: set[str] = set()

    def layers(self) -> Iterator[Iterable[Fault]]:
        """What is wrong, from the outside in."""
        descriptor = Descriptor(self.store)
        constraints.refuse_unusable(descriptor)
        self.notes += [f"not checked: {shown(name)}: {shown(reason)}" for name, reason in descriptor.unchecked]
        yield self._file_faults()
        if self.store.exists(SUMS):
            yield listing.listed_sums_faults(self.store, self._compared)
        self._note_unhashed()
        yield self._table_faults(descriptor)
        yield tables.cell_faults(self.rows)
        yield self._content_faults(descriptor)
        for table in self.rows.values():
            patterns = {one.name: one.constraints.get("pattern", "") for one in table.schema.fields}
            unknown = [name for name, pattern in patterns.items() if constraints.unknown(pattern)]
            self.notes += [f"not checked: the pattern of {shown(f'{table.name}.{name}')}" for name in unknown]

    def _note_unhashed(self) -> None:
        """Say of which files the package lists no hash. The descriptor cannot list its own."""
        paths = [path for resource in self.described["resources"] for path in _paths(resource) if "://" not in path]
        self.unhashed = [path for path in paths if path not in self._compared]
        if self.unhashed and len(self.unhashed) == len(paths):
            self.notes.append("it lists no hashes, so nothing shows whether a file was altered")
        elif self.unhashed:
            first, more = ", ".join(map(shown, self.unhashed[:3])), len(self.unhashed[3:])
            named = f"{first} and {more} more" if more else first
            self.notes.append(f"it lists no hash of {named}, so nothing shows whether that was altered")

    def _file_faults(self) -> Iterator[Fault]:
        """Files that are missing, or have another size or hash than the descriptor says."""
        for resource in self.described["resources"]:
            for path in _paths(resource):
                if "://" in path:
                    self.notes.append(f"not fetched: {shown(path)}")
                elif fault := name_fault(path):
                    yield fault
                elif not self.store.exists(path):
                    yield Fault(path, "missing", f"a file, as {DESCRIPTOR} lists it", "none")
                else:
                    self.files += 1
                    yield from self._altered(path, resource) if len(_paths(resource)) == 1 else ()

    def _altered(self, path: str, resource: Json) -> Iterator[Fault]:
        content = self.store.read(path)
        if "bytes" in resource and resource["bytes"] != len(content):
            yield Fault(path, "size in bytes", str(resource["bytes"]), str(len(content)))
        algorithm, _, expected = resource.get("hash", "").rpartition(":")
        algorithm = (algorithm or _DEFAULT).lower().replace("-", "")
        if expected and algorithm not in _ALGORITHMS:
            self.notes.append(f"not compared: {shown(path)}, whose hash is {shown(algorithm)}")
        elif expected:
            self._compared.add(path)
            digest = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
            if digest != expected.lower():
                yield Fault(path, "hash", shown(resource["hash"]), f"{algorithm}:{digest}")

    def _table_faults(self, descriptor: Descriptor) -> Iterator[Fault]:
        so_far = Counter[str]()
        for resource in (descriptor.authored | descriptor.built).values():
            if not resource.path.endswith(".parquet"):
                try:
                    tables.limit_cells(resource.path, self.store.read(resource.path).count(b","), so_far)
                    table = read_table(descriptor, resource)
                except tables.Damaged as reason:
                    yield reason.args[0]
                    continue
                yield from _header_faults(resource, table)
                self.rows[resource.name] = table

    def _content_faults(self, descriptor: Descriptor) -> Iterator[Fault]:
        """The hash of the rows, which only a package that this program built has."""
        listed = {one["name"]: one["contentHash"] for one in self.described["resources"] if "contentHash" in one}
        for name, table in self.rows.items():
            if name in listed:
                others = derived.others(table.schema, self.rows.get)
                digest = arrow.content_hash(arrow.table(table.schema, table.rows, others))
                if digest != listed[name]:
                    yield Fault(table.file, "hash of rows", shown(str(listed[name])), digest)


def _paths(resource: Json) -> list[str]:
    path = resource.get("path", [])
    return [path] if isinstance(path, str) else path


def _header_faults(resource: Resource, table: Table) -> Iterator[Fault]:
    """Columns that are missing or unknown, where the schema does not allow it, or stand in another order."""
    match, own = resource.schema.match, [name for name in table.header if name in {*resource.columns}]
    unknown = [name for name in table.header if name not in own]
    missing = [name for name in resource.schema.names if name not in own]
    if (
        (unknown and match not in {"subset", "partial"})
        or (missing and match not in {"superset", "partial"})
        or not own
    ):
        yield Fault(table.file, "columns", shown(",".join(resource.columns)), shown(",".join(table.header)))
    elif match == "exact" and own != [name for name in resource.columns if name in own]:
        yield Fault(table.file, "order of columns", shown(",".join(resource.columns)), shown(",".join(own)))
