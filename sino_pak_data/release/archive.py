"""Same commit, same bytes: zips without a clock in them, and a copy of the tree that holds only what git tracks.

A build in the clone itself would take along half-written notes in `tables/`, modes that depend on the
umask and times that depend on the clock. A tree that is not a clone, such as an unpacked sdist, is
built where it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import DESCRIPTOR, git

_STAMP = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files; the same files always give the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:  # stored, not deflated: deflate differs between builds of zlib
        for name in sorted(files):
            entry = ZipInfo(name, _STAMP)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # Unix, rw-r--r--, whatever the umask
            archive.writestr(entry, files[name])
    return out.getvalue()


def sums(digests: Mapping[str, str]) -> bytes:
    """SHA256SUMS of files by name, in the format of `sha256sum -c`."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()


def untracked(root: Path) -> list[str]:
    """The files that git neither tracks nor ignores: no build includes them."""
    return _listed(root, "--others", "--exclude-standard") if _tracked(root) else []


def copy_tree(root: Path, out: Path, replaced: Mapping[str, bytes] | None = None) -> Path:
    """Copy what git tracks in `root` to the new folder `out`, with some files replaced or added.

    Returns the folder to build in: `out`, or `root` itself where it is not a clone and nothing is replaced.
    """
    names = _tracked(root)
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
    """Environment variables that fix clock, time zone, locale and hash seed of a build.

    The clock stands at `created` of the descriptor, the day of the release. Raises `PackageError` if that is not a time.
    """
    created = str(descriptor.json.get("created", ""))
    try:
        epoch = int(datetime.strptime(created, "%Y-%m-%dT%H:%M:%S%z").timestamp())
    except ValueError:
        raise PackageError(
            f"{DESCRIPTOR}: created must be a time such as 2026-11-24T00:00:00Z, not {created!r}"
        ) from None
    return {
        **os.environ, "SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0",
    }  # fmt: skip


def _tracked(root: Path) -> list[str]:
    """The files that git tracks and that exist; none where `root` is not a clone of a data package."""
    try:
        names = [name for name in _listed(root) if (root / name).is_file()]
    except PackageError:
        return []
    return names if DESCRIPTOR in names else []


def _listed(root: Path, *options: str) -> list[str]:
    names = git(root, "ls-files", "-z", *options).decode("utf-8", "surrogateescape")
    return sorted({name for name in names.split("\0") if name})
