"""The package of `tests` checked by bulk, as the tests of this folder need it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sino_pak_data.bulk.check import Outcome, check
from sino_pak_data.bulk.engines import opened
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder

Checked = Callable[..., Outcome]

MEMORY = 512


@pytest.fixture
def bulk() -> Checked:
    """Check the tables of a package, or other files as its only table."""

    def run(folder: Path, files: Sequence[Path] = (), engine: str = "duckdb", keep: int | None = None) -> Outcome:
        descriptor = Descriptor(Folder(folder))
        paths = {name: [folder / one.path] for name, one in descriptor.authored.items()}
        paths = {next(iter(paths)): list(files)} if files else paths
        with opened(engine, "local[2]", f"{MEMORY}MB") as runs:
            return check(descriptor, paths, runs, MEMORY, root=folder, keep=keep)

    return run
