"""Zip files that are the same bytes whenever and wherever they are made."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile, ZipInfo

_STAMP = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Same files, same bytes: no clock, order, umask or zlib gets in."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:  # stored, not deflated: deflate differs between builds of zlib
        for name in sorted(files):
            entry = ZipInfo(name, _STAMP)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


SUMS = "SHA256SUMS"


def with_sums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files and their SHA256SUMS, as `sha256sum -c` reads it: it covers the descriptor too."""
    lines = (f"{digest(files[name])}  {name}\n" for name in sorted(files))
    return {**files, SUMS: "".join(lines).encode()}


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()
