"""A small package before and after an edit."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.release.diff import PackageDiff, compare
from tests.conftest import copy_base, lent

Edit = Callable[[str, str, str], None]


@pytest.fixture
def edit(base: Path, shelf: Path) -> Iterator[Edit]:
    """Replace text in a file of the base, which is 0.1.0; its state before is in `base.parent / "old"`."""

    def run(file: str, old: str, new: str) -> None:
        path = base / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with lent(shelf / "old", base.parent / "old") as before:
        for package in (before, base):
            number(package, "0.1.0")
        yield run


def number(package: Path, version: str) -> None:
    """Give a package a version."""
    path = package / "datapackage.json"
    path.write_text(re.sub('"version": "[^"]+"', f'"version": "{version}"', path.read_text(encoding="utf-8"), count=1))


def changes(base: Path, *tables: str) -> PackageDiff:
    return compare(Descriptor(Folder(base.parent / "old")), Descriptor(Folder(base)), tables)


def git(folder: Path, *words: str, name: str = "A") -> str:
    """What a git command prints, run as somebody of that name."""
    command = ["git", "-c", f"user.name={name}", "-c", "user.email=a@example.org", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@cache
def objects_of_the_base() -> TemporaryDirectory[str]:
    """A repository with what git makes of the files of the base; made once, for it is a file each."""
    store = TemporaryDirectory()
    root = Path(store.name)
    copy_base(root)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    return store


def commit(folder: Path, message: str, name: str = "A") -> None:
    """Commit everything in a folder; it becomes a repository if it is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--template=")
        known = folder / ".git" / "objects" / "info" / "alternates"
        known.parent.mkdir(exist_ok=True)
        known.write_text(f"{objects_of_the_base().name}/.git/objects\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message, name=name)
