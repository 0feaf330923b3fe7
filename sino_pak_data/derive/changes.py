"""`changes`: what became of each row and cell in each release, from the files that `release` leaves in `changes/`."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package

FOLDER = "changes"
COLUMNS = ("record", "field", "change", "old", "new")
WHOLE = "*"


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per line of `changes/VERSION.csv`, the version with it. Raises `PackageError` for another file."""
    store = package.descriptor.store
    for name in store.names(FOLDER):
        version = name.removeprefix(f"{FOLDER}/").removesuffix(".csv")
        for line in csv_lines.parse(store.read(name).decode("utf-8", "replace")):
            if len(line.cells) != len(COLUMNS) or (line.number == 1 and line.cells != list(COLUMNS)):
                wanted = f"expected {','.join(COLUMNS)}"
                raise PackageError(f"{name}:{line.number}:1: {wanted}; restore the file, `release` writes it once")
            if line.number > 1:
                yield {"version": version, **dict(zip(COLUMNS, line.cells, strict=True))}
