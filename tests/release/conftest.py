"""A small package before and after an edit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sino_pak_data.model.descriptor import Descriptor
from sino_pak_data.model.store import Folder
from sino_pak_data.release.diff import PackageDiff, compare

Edit = Callable[[str, str, str], None]


@pytest.fixture
def edit(base: Path) -> Edit:
    """Replace text in a file of the base; its state before stands in `base.parent / "old"`."""
    shutil.copytree(base, base.parent / "old")

    def run(file: str, old: str, new: str) -> None:
        path = base / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return run


def changes(base: Path, *tables: str) -> PackageDiff:
    return compare(Descriptor(Folder(base.parent / "old")), Descriptor(Folder(base)), tables)
