"""The tree that wheel and sdist are made from: what git tracks, and nothing else that lies about.

A build in the clone itself would take along a half-written note in `tables/`, modes that depend on
the umask and times that depend on the clock. So the tracked files are copied, as they stand, with
plain modes. A tree that is no clone, such as an unpacked sdist, is taken as it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.revision import git
from sino_pak_data.package.store import DESCRIPTOR


def tracked(root: Path) -> list[str]:
    """The files that git tracks below `root` and that are there; none where `root` is no clone."""
    try:
        names = git(root, "ls-files", "-z").decode("utf-8", "surrogateescape").split("\0")
    except PackageError:
        return []
    present = sorted({name for name in names if name and (root / name).is_file()})
    return present if DESCRIPTOR in present else []


def untracked(root: Path) -> list[str]:
    """The files that git neither tracks nor ignores: they are in no build."""
    if not tracked(root):
        return []
    names = git(root, "ls-files", "-z", "--others", "--exclude-standard").decode("utf-8", "surrogateescape")
    return sorted(name for name in names.split("\0") if name)


def copy(root: Path, out: Path, replaced: Mapping[str, bytes] | None = None) -> Path:
    """Copy the tree of `root` to the new folder `out`, some files replaced or added. Returns the folder to build in."""
    names = tracked(root)
    if not names and not replaced:
        return root
    for name in names:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, path)
        path.chmod(0o755 if os.access(root / name, os.X_OK) else 0o644)
    for name, content in (replaced or {}).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
        (out / name).chmod(0o644)
    return out


def environment(descriptor: Descriptor) -> dict[str, str]:
    """The environment of a build in which the clock, the zone, the locale and the hash seed say the same everywhere.

    The clock is the day of the release, `created` in the descriptor.
    """
    created = str(descriptor.json.get("created", ""))
    try:
        epoch = int(datetime.strptime(created, "%Y-%m-%dT%H:%M:%S%z").timestamp())
    except ValueError:
        raise PackageError(
            f"{DESCRIPTOR}: created must be a time such as 2026-11-24T00:00:00Z, not {created!r}"
        ) from None
    fixed = {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    return {**os.environ, **fixed}
