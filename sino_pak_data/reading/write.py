"""Write files completely or not at all. A lock on the package belongs here, around `replace_all`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Put `content` at `path`, which keeps its old content until the new one is on disk, and its mode."""
    replace_all({path: content})


def replace_all(contents: Mapping[Path, bytes]) -> None:
    """Put each content at its path, in the order given: all of them, or none if one cannot be written.

    Every content is on disk under a temporary name before the first is moved into place. A process killed between two
    moves leaves each file either old or new. Two processes never share a temporary name.
    """
    parts = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in contents}
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
