"""`changes`: what happened to each row and cell in each release, from the files that `release` keeps in `changes/`."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package

FOLDER = "changes"
COLUMNS = ("record", "field", "change", "old", "new")
WHOLE = "*"
"""The `field` of a line about a whole row: added, removed or renamed."""


def rows(package: Package) -> Iterator[dict[str, str]]:
    """The lines of every `changes/VERSION.csv` with their version. Raises `PackageError` if one is not such a file."""
    store = package.descriptor.store
    for name in store.names(FOLDER):
        version = name.removeprefix(f"{FOLDER}/").removesuffix(".csv")
        for line in csv_lines.parse(store.read(name).decode("utf-8", "replace")):
            if len(line.cells) != len(COLUMNS) or (line.number == 1 and line.cells != list(COLUMNS)):
                wanted = f"expected {','.join(COLUMNS)}"
                raise PackageError(f"{name}:{line.number}:1: {wanted}; restore the file: only `release` writes it")
            if line.number > 1:
                yield {"version": version, **dict(zip(COLUMNS, line.cells, strict=True))}
