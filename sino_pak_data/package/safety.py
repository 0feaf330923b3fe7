"""Limits on the names, types and sizes of files and on JSON, for packages that may be hostile.

Names, types and sizes are checked before any content is read. The limits leave room for a hundred
times the data of 2026 (40 files, 5 MB), and what is compressed must not become much larger than that
unless it is large already.
"""

from __future__ import annotations

import json
import os
import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from sino_pak_data.package.problem import PackageError

MOST_FILES = 1_000
LONGEST_NAME = 200
LARGEST_FILE = 512 * 2**20
"""Bytes: far more than people write by hand, and still checked within 1 GiB of memory."""
LARGEST_JSON = 8 * 2**20
MOST_BYTES = 2**30
MOST_RATIO = 200
"""Of unpacked to packed bytes, in files above 1 MiB."""

_LARGEST_DIRECTORY = 2**20
_END = 22  # bytes of the end record of a zip, before its comment (APPNOTE 4.3.16)
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_ENCRYPTED = 0x1 | 0x40 | 0x2000


class Fault(NamedTuple):
    """One difference between a file and what it should be. `file` is empty for the package as a whole."""

    file: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        return _printable(f"{shown(self.file) or 'package'}: {self.what}: expected {self.expected}, found {self.found}")


def shown(text: str, longest: int = 120) -> str:
    """Untrusted text made safe for a terminal: one line, printable, cut to `longest` characters."""
    return _printable(text[:longest]) + "..." * (len(text) > longest)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def name_fault(name: str) -> Fault | None:
    """What makes a file name unsafe, if anything: it must be a plain path below the root of the package."""
    parts = name.split("/")
    expected = f"a plain path of 1 to {LONGEST_NAME} characters below the package"
    found = (
        f"{len(name)} characters" if not 1 <= len(name) <= LONGEST_NAME
        else "a control character" if any(unicodedata.category(char) in ("Cc", "Cs") for char in name)
        else "a URL" if "://" in name
        else "a drive letter" if _DRIVE.match(name)
        else "a backslash" if "\\" in name
        else "a colon" if ":" in name
        else "an absolute path" if name.startswith("/")
        else "a path out of the package" if ".." in parts
        else "an empty or '.' component" if {"", "."} & set(parts)
        else "a name reserved by Windows" if any(_RESERVED.fullmatch(part) for part in parts)
        else "a component that ends with a dot or space" if any(part[-1] in ". " for part in parts)
        else ""
    )  # fmt: skip
    return Fault(name, "unsafe name", expected, found) if found else None


def names_faults(names: Iterable[str]) -> Iterator[Fault]:
    """Unsafe names, and names that some file system takes for the same file. Folders end with a slash."""
    seen: dict[str, str] = {}
    for name in names:
        fault = name_fault(name.removesuffix("/"))
        if fault:
            yield fault._replace(file=name)
            continue
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            what = "duplicate entry" if seen[folded] == name else "name differs only in case or accents"
            yield Fault(name, what, "one file of that name", seen[folded])
        seen[folded] = name
    folders = {str(folder) for folded in seen for folder in PurePosixPath(folded).parents}
    for clash in sorted(folders & seen.keys()):
        yield Fault(seen[clash], "ambiguous name", "a file or a folder", "both")


def sizes_faults(sizes: Iterable[tuple[str, int]], most: int = MOST_BYTES) -> Iterator[Fault]:
    """Files that are too large, alone or together."""
    total = 0
    for name, size in sizes:
        total += size
        if size > LARGEST_FILE:
            yield Fault(name, "too large", f"at most {LARGEST_FILE:,} bytes", f"{size:,}")
    if total > most:
        yield Fault("", "too large", f"at most {most:,} bytes in all", f"{total:,}")


def folder_faults(root: Path) -> list[Fault]:
    """What makes a folder unsafe to read: links, devices, pipes, names, sizes. Follows no link."""
    found: list[Fault] = []
    sizes: list[tuple[str, int]] = []
    folders = [root]
    while folders:
        for entry in os.scandir(folders.pop()):
            name = Path(entry.path).relative_to(root).as_posix()
            if len(sizes) + len(found) == MOST_FILES:
                return [*found, Fault("", "too many files", f"at most {MOST_FILES:,}", "more")]
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                folders.append(Path(entry.path))
                sizes.append((f"{name}/", 0))
            elif stat.S_ISREG(status.st_mode):
                sizes.append((name, status.st_size))
            else:
                found.append(Fault(name, "not a regular file", "a file or a folder", kind_name(status.st_mode)))
    return [*found, *names_faults(name for name, _ in sorted(sizes)), *sizes_faults(sorted(sizes))]


def zip_faults(path: Path) -> list[Fault]:
    """What makes a zip file unsafe to open. Raises OSError if the file itself cannot be read.

    The end record is read first, so that a directory of a million entries is refused unparsed.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        return [Fault(path.name, "too large", f"at most {MOST_BYTES:,} bytes", f"{size:,}")]
    with path.open("rb") as file:
        file.seek(max(0, size - _END - 2**16))
        tail = file.read()
    before, signature, end = tail.rpartition(b"PK\x05\x06")
    if not signature or len(end) < _END - 4:
        return [Fault(path.name, "not a complete zip file", "an end record", "none")]
    directory = int.from_bytes(end[8:12], "little")
    if directory > _LARGEST_DIRECTORY or before[-20:-16] == b"PK\x06\x07":  # ZIP64 has sizes of its own
        expected = f"at most {_LARGEST_DIRECTORY:,} bytes, not ZIP64"
        return [Fault(path.name, "directory too large", expected, f"{directory:,}")]
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_entries_faults(archive.infolist(), size))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as reason:
        return [Fault(path.name, "not a complete zip file", "a directory of entries", shown(str(reason)))]


def _entries_faults(entries: list[zipfile.ZipInfo], size: int) -> Iterator[Fault]:
    if len(entries) > MOST_FILES:
        yield Fault("", "too many entries", f"at most {MOST_FILES:,}", f"{len(entries):,}")
        return
    yield from names_faults(entry.orig_filename for entry in entries)
    for entry in entries:
        name, mode = entry.orig_filename, entry.external_attr >> 16
        if entry.flag_bits & _ENCRYPTED:
            yield Fault(name, "encrypted", "an unencrypted entry", "an encrypted one")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield Fault(name, "compression method", "stored or deflated", str(entry.compress_type))
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            yield Fault(name, "not a regular file", "a file or a folder", kind_name(mode))
        if entry.file_size > max(2**20, MOST_RATIO * entry.compress_size):
            ratio = f"{entry.file_size:,} bytes from {entry.compress_size:,}"
            yield Fault(name, "compression ratio", f"at most {MOST_RATIO} to 1", ratio)
    packed = sum(entry.compress_size for entry in entries)
    if packed > size:
        yield Fault("", "entries overlap", f"at most {size:,} bytes of content", f"{packed:,}")
    most = min(MOST_BYTES, max(2**28, 4 * size))
    yield from sizes_faults(((entry.orig_filename, entry.file_size) for entry in entries), most)


def kind_name(mode: int) -> str:
    """The type of a file of this mode, in words."""
    kinds = {
        stat.S_IFLNK: "a symbolic link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFDIR: "a folder", stat.S_IFREG: "a file",
    }  # fmt: skip
    return kinds.get(stat.S_IFMT(mode), "an unknown kind of file")


def json_object(content: bytes, name: str) -> dict[str, Any]:
    """The JSON object in a file. Raises `PackageError` that says what is wrong and where.

    Also refuses NaN, Infinity, numbers of thousands of digits, duplicate names, lone surrogates and
    nesting too deep for the parser.
    """
    if len(content) > LARGEST_JSON:
        raise PackageError(f"{name}: {len(content):,} bytes; the limit for JSON is {LARGEST_JSON:,}")
    try:
        read = json.loads(content.decode("utf-8"), object_pairs_hook=_unique_names, parse_constant=_refuse)
        json.dumps(read, ensure_ascii=False).encode()  # raises on a lone surrogate, which "\\ud800" can spell
    except json.JSONDecodeError as reason:
        raise PackageError(f"{name}:{reason.lineno}:{reason.colno}: not JSON: {reason.msg}") from None
    except RecursionError:
        raise PackageError(f"{name}: not acceptable JSON: nested too deeply") from None
    except ValueError as reason:
        raise PackageError(f"{name}: not acceptable JSON: {str(reason).partition(';')[0]}") from None
    if not isinstance(read, dict):
        raise PackageError(f"{name}: must be a JSON object")
    return read


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"duplicate name {name!r} in one object")
        found[name] = value
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a JSON number")
