"""Putting a release into the tree: all of its files, or none.

A file can be replaced in one step, ten files cannot. So the new files are first written into the
folder `.release.part`, laid out as in the repository, with the built `dist/` beside them. Renaming
that folder to `.release` is the one step that decides: before it the tree is untouched and the next
run throws the folder away; after it the release stands, and `finish` moves each file to its place.
Moving a file away from the journal is also the note that it has been moved, so `finish` may be
stopped at any point and run again, by the same command or a later one, until the journal is gone.
Moves within one file system need no space and cannot leave half a file.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

PART, JOURNAL = ".release.part", ".release"
_TREE, _DIST, _OLD = "tree", "dist", "old"


def begin(root: Path) -> Path:
    """An empty folder to prepare a release in; what an earlier run left half prepared is thrown away."""
    part = root / PART
    if part.exists():
        shutil.rmtree(part)
    part.mkdir()
    return part


def dist(part: Path) -> Path:
    """Where the built files of the release being prepared go."""
    return part / _DIST


def decide(root: Path, files: Mapping[str, bytes], part: Path) -> None:
    """Write the new files of the tree beside the build and decide for the release, in this order."""
    (part / _TREE).mkdir()
    for name, content in files.items():
        path = part / _TREE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        old = root / name
        path.chmod(old.stat().st_mode & 0o777 if old.exists() else 0o644)
    for path in [*part.rglob("*"), part]:
        _to_disk(path)
    part.rename(root / JOURNAL)
    _to_disk(root)


def pending(root: Path) -> bool:
    """Was a release decided that does not stand in the tree yet?"""
    return (root / JOURNAL).is_dir()


def finish(root: Path) -> None:
    """Move what is left in the journal into the tree."""
    journal = root / JOURNAL
    for path in sorted((journal / _TREE).rglob("*")):
        if path.is_file():
            target = root / path.relative_to(journal / _TREE)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    if (journal / _DIST).is_dir():
        if (root / "dist").is_dir() and not (journal / _OLD).exists():
            (root / "dist").rename(journal / _OLD)
        (journal / _DIST).rename(root / "dist")
    shutil.rmtree(journal)


def _to_disk(path: Path) -> None:
    """Have the system write a file, or the names in a folder, before anything that follows."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
