"""Limits on the names, types and sizes of files and on JSON, for packages that may be hostile.

Names, types and sizes are checked before any content is read. The limits leave room for a hundred times
the data of 2026 (40 files, 5 MB); only a large file may be unpacked to hundreds of megabytes.
"""

from __future__ import annotations

import json
import os
import re
import stat
import struct
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UNSAFE = {
    "a control character": r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]",
    "a URL": "://",
    "a drive letter": r"\A[A-Za-z]:",
    "a backslash": r"\\",
    "a colon": ":",
    "an absolute path": r"\A/",
    "a path out of the package": r"(?:\A|/)\.\.(?:/|\Z)",
    "an empty or '.' component": r"(?:\A|/)\.?(?:/|\Z)",
    "a character that Windows forbids": r"[<>\"|?*]",
    "a name reserved by Windows": r"(?i)(?:\A|/)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.[^/]*)?(?:/|\Z)",
    "a component that ends with a dot or space": r"[. ](?:/|\Z)",
}


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
    found = [f"{len(name)} characters"] if not 1 <= len(name) <= LONGEST_NAME else []
    found += [words for words, pattern in _UNSAFE.items() if re.search(pattern, name)]
    if not found:
        return None
    expected = f"a plain path of 1 to {LONGEST_NAME} characters below the package"
    return Fault(name, "unsafe name", expected, found[0])


def names_faults(names: Iterable[str]) -> Iterator[Fault]:
    """Unsafe names, and names that some file system takes for the same file. Folders end with a slash."""
    seen: dict[str, str] = {}
    for name in names:
        folded = unicodedata.normalize("NFC", name).casefold()
        if fault := name_fault(name.removesuffix("/")):
            yield fault._replace(file=name)
        elif folded in seen:
            what = "duplicate entry" if seen[folded] == name else "name differs only in case or accents"
            yield Fault(name, what, "one file of that name", seen[folded])
        seen[folded] = name
    folders = {str(folder) for folded in seen for folder in PurePosixPath(folded).parents}
    for clash in sorted(folders & seen.keys()):
        yield Fault(seen[clash], "ambiguous name", "a file or a folder", "both")


def sizes_faults(sizes: Mapping[str, int], most: int = MOST_BYTES) -> Iterator[Fault]:
    """Files that are too large, alone or together."""
    for name, size in sizes.items():
        if size > LARGEST_FILE:
            yield Fault(name, "too large", f"at most {LARGEST_FILE:,} bytes", f"{size:,}")
    total = sum(sizes.values())
    if total > most:
        yield Fault("", "too large", f"at most {most:,} bytes in all", f"{total:,}")


def folder_faults(root: Path) -> Iterator[Fault]:
    """What makes a folder unsafe to read: links, devices, pipes, names, sizes. Follows no link."""
    sizes: dict[str, int] = {}
    folders = [root]
    while folders:
        for entry in os.scandir(folders.pop()):
            if len(sizes) == MOST_FILES:
                yield Fault("", "too many files", f"at most {MOST_FILES:,}", "more")
                return
            path, status = Path(entry.path), entry.stat(follow_symlinks=False)
            name, is_folder = path.relative_to(root).as_posix(), stat.S_ISDIR(status.st_mode)
            sizes[f"{name}/" if is_folder else name] = 0 if is_folder else status.st_size
            if is_folder:
                folders.append(path)
            elif not stat.S_ISREG(status.st_mode):
                yield Fault(name, "not a regular file", "a file or a folder", kind_name(status.st_mode))
    yield from names_faults(sorted(sizes))
    yield from sizes_faults(sizes)


def zip_faults(path: Path) -> Iterator[Fault]:
    """What makes a zip file unsafe to open. Raises OSError if the file itself cannot be read.

    The end record is read first, so that a directory of a million entries is refused unparsed.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END - 2**16))
        before, signature, end = file.read(_END + 2**16).rpartition(b"PK\x05\x06")
    directory = int.from_bytes(end[8:12], "little")
    if size > MOST_BYTES:
        yield Fault(path.name, "too large", f"at most {MOST_BYTES:,} bytes", f"{size:,}")
    elif not signature or len(end) < _END - 4:
        yield Fault(path.name, "not a complete zip file", "an end record", "none")
    elif before[-20:-16] == b"PK\x06\x07":  # its record of sizes would replace the one read here
        yield Fault(path.name, "ZIP64", "a zip file without extensions", "a ZIP64 directory")
    elif directory > _LARGEST_DIRECTORY:
        yield Fault(path.name, "directory too large", f"at most {_LARGEST_DIRECTORY:,} bytes", f"{directory:,}")
    else:
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as reason:
            yield Fault(path.name, "not a complete zip file", "a directory of entries", shown(str(reason)))
        else:
            yield from _entries_faults(entries, size)


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
    sizes = {entry.orig_filename: entry.file_size for entry in entries}
    yield from sizes_faults(sizes, min(MOST_BYTES, max(2**28, 4 * size)))


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
        if b"\\u" in content:  # raises on a lone surrogate, which "\\ud800" and nothing else can spell
            json.dumps(read, ensure_ascii=False).encode()
    except json.JSONDecodeError as reason:
        raise PackageError(f"{name}:{reason.lineno}:{reason.colno}: not JSON: {reason.msg}") from None
    except (ValueError, RecursionError) as reason:
        problem = "nested too deeply" if isinstance(reason, RecursionError) else str(reason).partition(";")[0]
        raise PackageError(f"{name}: not acceptable JSON: {problem}") from None
    if not isinstance(read, dict):
        raise PackageError(f"{name}: must be a JSON object")
    return read


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"duplicate name {name!r} in one object")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a JSON number")
