"""Much work in steps: each takes some of the files, and what it has made outlives a run that is killed.

A step is named after the content of its files, so that the same files make the same step in a later run. It is done when
its note, `NAME.json`, is in the folder of notes; all that it made is on disk by then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sino_pak_data.bulk.feeds import Written
from sino_pak_data.package.problem import PackageError
from sino_pak_data.reading.write import replace

SIZE = 2**30
"""Bytes of files in a step."""
_ENDS = 2**20


@dataclass(frozen=True)
class File:
    """A file and what tells its content from others: its size, and a digest of its beginning and end.

    No time of the file is asked: clocks jump, and copying changes it.
    """

    path: Path
    size: int
    digest: str

    @property
    def identity(self) -> str:
        return f"{self.size}-{self.digest}"


@dataclass(frozen=True)
class Step:
    """Files that are read together, all written alike."""

    written: Written
    files: tuple[File, ...]

    def name(self, query: str) -> str:
        """What names the step of doing this with its files: another query, and it is another step."""
        return sha256("\n".join((query, *(file.identity for file in self.files))).encode()).hexdigest()[:16]

    @property
    def paths(self) -> list[Path]:
        return [file.path for file in self.files]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def looked_at(path: Path) -> File:
    """A file with its size and digest. Raises `PackageError` if it cannot be read."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest = sha256(file.read(_ENDS))
            if size > _ENDS:
                file.seek(max(_ENDS, size - _ENDS))
                digest.update(file.read())
    except OSError as reason:
        raise PackageError(f"{path}: cannot be read: {reason.strerror or reason}") from None
    return File(path, size, digest.hexdigest()[:32])


def steps(groups: Sequence[tuple[Written, Sequence[File]]], size: int = SIZE) -> Iterator[Step]:
    """The steps over groups of files written alike, each of files of about `size` bytes, or of one that is larger."""
    for written, files in groups:
        taken: list[File] = []
        for file in files:
            if taken and sum(one.size for one in taken) + file.size > size:
                yield Step(written, tuple(taken))
                taken = []
            taken.append(file)
        if taken:
            yield Step(written, tuple(taken))


def distinct(groups: Sequence[tuple[Written, Sequence[Path]]]) -> tuple[list[tuple[Written, list[File]]], list[Path]]:
    """The files with their content looked at, each content once, and the files that are copies of others."""
    seen: set[str] = set()
    kept: list[tuple[Written, list[File]]] = []
    copies = []
    for written, paths in groups:
        files = []
        for file in map(looked_at, paths):
            if file.identity in seen:
                copies.append(file.path)
            else:
                seen.add(file.identity)
                files.append(file)
        kept.append((written, files))
    return kept, copies


class Notes:
    """The folder of the notes of steps that are done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> dict[str, dict[str, Any]]:
        """Each note by the name of its step. Raises `PackageError` for one that is not ours."""
        found = {}
        for path in sorted(self.folder.glob("*.json")):
            try:
                found[path.stem] = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as reason:
                raise PackageError(
                    f"{path}: not a note of this program: {reason}; remove it to do its step again"
                ) from None
        return found

    def write(self, name: str, note: dict[str, Any]) -> None:
        """Call a step done."""
        self.folder.mkdir(parents=True, exist_ok=True)
        replace(self.folder / f"{name}.json", json.dumps(note, indent=1).encode())


def on_disk(path: Path) -> None:
    """Wait until a file that another library has written is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
