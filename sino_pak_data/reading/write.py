"""Write files completely or not at all, one process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir

from sino_pak_data.package.problem import PackageError

PATIENCE = 60
"""Seconds to wait for the other."""


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Keep every other command from writing in a package, from reading what is to be changed to the last file in place.

    May be taken again by the one who has it. Raises `PackageError` if the other does not end, or without filelock.
    """
    try:
        from filelock import FileLock, Timeout
    except ModuleNotFoundError:
        raise PackageError("what writes needs filelock: pip install 'sino-pak-data[curate]'") from None
    lock = FileLock(_lock_file(root.resolve()), PATIENCE, mode=0o666, is_singleton=True)
    try:
        lock.acquire()
    except Timeout:
        raise PackageError(
            f"another command has been writing in {root} for {PATIENCE} seconds; run this again when it is done"
        ) from None
    except OSError as reason:
        raise PackageError(f"writing cannot be locked: {reason}") from None
    try:
        yield
    finally:
        lock.release()


def _lock_file(root: Path) -> Path:
    """The file that is locked for a package. It stays behind, empty, where git does not call it uncommitted.

    All who share a clone share its folder `.git`; outside a clone the lock is where temporary files are.
    """
    name = f"sino-pak-data-{sha256(os.fsencode(root)).hexdigest()[:20]}.lock"
    for folder in (root, *root.parents):
        marker = folder / ".git"
        if marker.is_file():  # of a further work tree: "gitdir: " and its folder in the clone
            return folder / marker.read_text(encoding="utf-8").partition("gitdir:")[2].strip() / name
        if marker.is_dir():
            return marker / name
    return Path(gettempdir()) / name


def replace(path: Path, content: bytes) -> None:
    """Put `content` at `path`, which keeps its old content until the new one is on disk, and its mode."""
    replace_all({path: content})


def replace_all(contents: Mapping[Path, bytes]) -> None:
    """Put each content at its path, in the order given: all of them, or none if one cannot be written.

    Every content is on disk under a temporary name before the first is moved into place. A process killed between two
    moves leaves each file either old or new. No two writers share a temporary name.
    """
    parts = {path: path.with_name(f".{path.name}.{token_hex(4)}.part") for path in contents}
    before: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            with parts[path].open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # or a crash of the machine could leave the moved file empty
            if path.exists():
                parts[path].chmod(path.stat().st_mode)
        for path, part in parts.items():
            before[path] = path.read_bytes() if path.exists() else None
            part.replace(path)
    except OSError:
        for path, old in before.items():
            if parts[path].exists():
                continue  # not moved yet
            if old is None:
                path.unlink()
            else:
                replace(path, old)
        raise
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
