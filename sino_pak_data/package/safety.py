"""What may not be opened: the names, kinds and sizes of files that a hostile package could hold.

Everything here is decided before a byte of content is read. The bounds are far above what the
dataset needs (2026: 40 files, 5 MB) and far below what would hurt a small machine.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

MOST_FILES = 1_000
LONGEST_FILE = 64 * 2**20
MOST_BYTES = 256 * 2**20
LONGEST_DIRECTORY = 2**20
MOST_RATIO = 200
RATIO_MATTERS_FROM = 2**20
LONGEST_NAME = 200

_END = struct.Struct("<4s4H2LH")
_LONGEST_END = _END.size + 0xFFFF
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1 | 0x40 | 0x2000


class Fault(NamedTuple):
    """Something that is not as it must be, for one line of a report."""

    file: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        told = f"{shown(self.file)}: {self.what}: expected {self.expected}, found {self.found}"
        return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in told)


def shown(text: str, longest: int = 120) -> str:
    """Text of others made fit for a terminal: one line, printable, not too long."""
    plain = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[:longest])
    return plain if len(text) <= longest else f"{plain}..."


def name_fault(name: str) -> Fault | None:
    """What is wrong with the name of a file in a package, if anything: it must lie below its root."""
    parts = name.split("/")
    if not name or len(name) > LONGEST_NAME:
        found = f"{len(name)} characters"
        return Fault(name, "unsafe name", f"1 to {LONGEST_NAME} characters", found)
    if any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000 for char in name):
        return Fault(name, "unsafe name", "printable characters", "a control character")
    found = (
        "a URL" if "://" in name
        else "a drive letter" if _DRIVE.match(name)
        else "a backslash" if "\\" in name
        else "a colon" if ":" in name
        else "an absolute path" if name.startswith("/")
        else "a step out of the package" if ".." in parts
        else "an empty part or a dot" if {"", "."} & set(parts)
        else "a name that Windows keeps to itself" if any(_RESERVED.fullmatch(part) for part in parts)
        else "a part that ends with a dot or blank" if any(part[-1] in ". " for part in parts)
        else ""
    )  # fmt: skip
    return Fault(name, "unsafe name", "a plain path below the package", found) if found else None


def names_faults(names: Iterable[str]) -> Iterator[Fault]:
    """Unsafe names, and those that become one file on some file system. Folders end with a slash."""
    seen: dict[str, str] = {}
    files, folders = set(), set()
    for name in names:
        fault = name_fault(name.removesuffix("/"))
        if fault:
            yield fault._replace(file=name)
            continue
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            what = "duplicate entry" if seen[folded] == name else "name differs in case or accents alone"
            yield Fault(name, what, "one file of that name", seen[folded])
        seen[folded] = name
        if not name.endswith("/"):
            files.add(folded)
        parts = folded.removesuffix("/").split("/")
        folders |= {"/".join(parts[:at]) for at in range(1, len(parts))}
    for clash in sorted(files & folders):
        yield Fault(seen[clash], "name is a file and a folder", "one of the two", "both")


def sizes_faults(sizes: Iterable[tuple[str, int]]) -> Iterator[Fault]:
    """Files that are too long, and too much of all."""
    total = 0
    for name, size in sizes:
        total += size
        if size > LONGEST_FILE:
            yield Fault(name, "too long", f"at most {LONGEST_FILE:,} bytes", f"{size:,}")
    if total > MOST_BYTES:
        yield Fault("", "too much in all", f"at most {MOST_BYTES:,} bytes", f"{total:,}")


def folder_faults(root: Path) -> list[Fault]:
    """What of a folder may not be read: links, devices, pipes, unsafe names, too much. Follows nothing."""
    found: list[Fault] = []
    sizes: list[tuple[str, int]] = []
    folders = [root]
    seen = 0
    while folders:
        for entry in os.scandir(folders.pop()):
            name = Path(entry.path).relative_to(root).as_posix()
            seen += 1
            if seen > MOST_FILES:
                return [*found, Fault("", "too many files", f"at most {MOST_FILES:,}", "more")]
            kind = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(kind.st_mode):
                folders.append(Path(entry.path))
            elif not stat.S_ISREG(kind.st_mode):
                found.append(Fault(name, "not a regular file", "a file or a folder", kind_name(kind.st_mode)))
                continue
            sizes.append((name + "/" * stat.S_ISDIR(kind.st_mode), kind.st_size * stat.S_ISREG(kind.st_mode)))
    sizes.sort()
    return [*found, *names_faults(name for name, _ in sizes), *sizes_faults(sizes)]


def zip_faults(path: Path) -> list[Fault]:
    """What of a zip file may not be opened. Raises OSError where the file itself cannot be read.

    The end record is looked at first: a directory of a million entries is refused before it is parsed.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        return [Fault(path.name, "too long", f"at most {MOST_BYTES:,} bytes", f"{size:,}")]
    end = _end_record(path, size)
    if end is None:
        return [Fault(path.name, "not a whole zip file", "a record of its end", "none")]
    entries, directory = end
    if entries > MOST_FILES:
        return [Fault(path.name, "too many entries", f"at most {MOST_FILES:,}", f"{entries:,}")]
    if directory > LONGEST_DIRECTORY:
        return [Fault(path.name, "directory too long", f"at most {LONGEST_DIRECTORY:,} bytes", f"{directory:,}")]
    try:
        with zipfile.ZipFile(path) as archive:
            return _entries_faults(archive.infolist(), size)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError, ValueError, struct.error) as reason:
        return [Fault(path.name, "not a whole zip file", "a directory of entries", shown(str(reason)))]


def _end_record(path: Path, size: int) -> tuple[int, int] | None:
    """The number of entries and the bytes of the directory that the end of a zip file declares."""
    with path.open("rb") as file:
        file.seek(max(0, size - _LONGEST_END))
        tail = file.read(_LONGEST_END)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return None
    _, _, _, _, entries, directory, _, _ = _END.unpack_from(tail, at)
    return entries, directory


def _entries_faults(entries: list[zipfile.ZipInfo], size: int) -> list[Fault]:
    found = list(names_faults(entry.orig_filename for entry in entries))
    for entry in entries:
        name, mode = entry.orig_filename, entry.external_attr >> 16
        if entry.flag_bits & _ENCRYPTED:
            found.append(Fault(name, "encrypted", "an open entry", "an encrypted one"))
        if entry.compress_type not in _METHODS:
            found.append(Fault(name, "compressed in an unknown way", "stored or deflated", str(entry.compress_type)))
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            found.append(Fault(name, "not a regular file", "a file or a folder", kind_name(mode)))
        if entry.file_size > max(RATIO_MATTERS_FROM, MOST_RATIO * entry.compress_size):
            what = f"{entry.file_size:,} bytes of {entry.compress_size:,}"
            found.append(Fault(name, "compressed too well", f"at most {MOST_RATIO} to 1", what))
    packed = sum(entry.compress_size for entry in entries)
    if packed > size:
        found.append(Fault("", "entries overlap", f"at most {size:,} bytes of content", f"{packed:,}"))
    return [*found, *sizes_faults((entry.orig_filename, entry.file_size) for entry in entries)]


def kind_name(mode: int) -> str:
    """What a file of this mode is, in words."""
    kinds = {
        stat.S_IFLNK: "a symbolic link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFDIR: "a folder", stat.S_IFREG: "a file",
    }  # fmt: skip
    return kinds.get(stat.S_IFMT(mode), "something else")
