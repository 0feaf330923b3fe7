"""The files that a release changes, from the state of the repository and the difference to the last one.

    datapackage.json                            version and date
    CODEBOOK.md, CITATION.cff, .zenodo.json     made again from it
    CHANGELOG.md                                the section, with what was written under `Unreleased`
    changes/VERSION.csv                         every row and cell that differs, one line each
    releases.json                               the release, its commit, and a hash of each table

Every row stands in a CSV and not in the changelog, because the second release of a dataset changes
a thousand of them: the changelog tells what matters, the CSV answers what became of one row. It is
text like the tables, can be searched, and is published as the built table `changes`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from sino_pak_data.cells import csv_lines
from sino_pak_data.derive.changes import COLUMNS, FOLDER, WHOLE
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.revision import git
from sino_pak_data.package.store import DESCRIPTOR, Store
from sino_pak_data.package.table import Package
from sino_pak_data.release import last
from sino_pak_data.release.diff import PackageDiff
from sino_pak_data.release.impact import entries
from sino_pak_data.release.metadata.documents import REPOSITORY

CHANGELOG = "CHANGELOG.md"
_UNRELEASED = re.compile(r"^## Unreleased[ \t]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


class Overlaid:
    """A store with some files replaced or added: the repository as it will be."""

    def __init__(self, below: Store, files: Mapping[str, bytes]) -> None:
        self.below, self.files, self.place = below, files, below.place

    def names(self, under: str) -> Iterator[str]:
        own = {name for name in self.files if name.startswith(f"{under}/")}
        return iter(sorted(own | set(self.below.names(under))))

    def exists(self, name: str) -> bool:
        return name in self.files or self.below.exists(name)

    def read(self, name: str) -> bytes:
        return self.files[name] if name in self.files else self.below.read(name)


def changed_files(
    root: Path, package: Package, version: str, day: str, section: str, difference: PackageDiff | None
) -> dict[str, bytes]:
    """New content by path. `section` is the generated part of the changelog, `day` is YYYY-MM-DD."""
    store = package.descriptor.store
    commit = git(root, "rev-parse", "HEAD").decode().strip()
    files = {DESCRIPTOR: _descriptor(store.read(DESCRIPTOR).decode("utf-8"), version, day)}
    descriptor = Descriptor(Overlaid(store, files))
    files |= {name: made(descriptor).encode("utf-8") for name, made in REPOSITORY.items()}
    files[CHANGELOG] = _changelog(store.read(CHANGELOG).decode("utf-8"), version, day, section).encode("utf-8")
    if difference is not None:
        rows = sorted([*_rows(difference), *_schemas(difference)])
        files[f"{FOLDER}/{version}.csv"] = csv_lines.document(list(COLUMNS), rows).encode("utf-8")
    releases = [*last.listed(root), last.entry(descriptor, version, day, commit)]
    files[last.FILE] = (json.dumps({"releases": releases}, indent=2) + "\n").encode("utf-8")
    return files


def _rows(difference: PackageDiff) -> Iterator[list[str]]:
    """A line for a row that came, went or was renamed, and a line for every cell that differs."""
    for entry in entries(difference):
        if entry.change != "changed":
            yield [entry.record, WHOLE, entry.change, "", entry.successor]
        for cell in entry.cells:
            yield [entry.record, cell.field, "changed", cell.old, cell.new]


def _schemas(difference: PackageDiff) -> Iterator[list[str]]:
    for place, name, old, new, _ in difference.schemas:
        what = "added" if old is None else "removed" if new is None else "changed"
        cells = ["" if value is None or value is True else " ".join(str(value).split()) for value in (old, new)]
        yield [f"schemas/{place}", name, what, *cells]


def _descriptor(text: str, version: str, day: str) -> bytes:
    """The descriptor with version and date replaced and nothing else touched."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise PackageError(f"{day!r} is no day: YYYY-MM-DD is wanted") from None
    for name, value in (("version", version), ("created", f"{day}T00:00:00Z")):
        text = re.sub(rf'^(  "{name}": )"[^"]*"', rf'\g<1>"{value}"', text, count=1, flags=re.MULTILINE)
        if json.loads(text).get(name) != value:
            raise PackageError(f"{DESCRIPTOR}: no line '  \"{name}\": …' at its top level that could be replaced")
    return text.encode("utf-8")


def _changelog(text: str, version: str, day: str, section: str) -> str:
    """The changelog with the section above those of older releases; what stands under Unreleased comes first."""
    if f"\n## {version} " in text:
        raise PackageError(
            f"{CHANGELOG} has a section {version} already: what is not released stands under `## Unreleased`"
        )
    written = _UNRELEASED.search(text)
    by_hand = f"{written[1].strip()}\n\n" if written and written[1].strip() else ""
    text = _UNRELEASED.sub("", text)
    head, mark, older = text.partition("\n## ")
    return f"{head.rstrip()}\n\n## {version} ({day})\n\n{by_hand}{section.strip()}\n{mark}{older}"
