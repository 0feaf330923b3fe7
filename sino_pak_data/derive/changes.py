"""`changes`: what became of each row and cell in each release, from the files that `release` leaves in `changes/`."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.grammar import lines
from sino_pak_data.model.table import Package

FOLDER = "changes"
COLUMNS = ("record", "field", "change", "old", "new")
WHOLE = "*"


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per line of `changes/VERSION.csv`, the version with it."""
    store = package.descriptor.store
    for name in store.names(FOLDER):
        version = name.removeprefix(f"{FOLDER}/").removesuffix(".csv")
        parsed = lines.parse(store.read(name).decode("utf-8"))
        header = next(parsed).cells
        for line in parsed:
            yield {"version": version, **dict(zip(header, line.cells, strict=True))}
