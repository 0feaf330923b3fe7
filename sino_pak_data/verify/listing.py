"""Does a package hold exactly the files that it lists, unchanged? Hashes cover the files; a zip has bytes around them too."""

from __future__ import annotations

import re
import struct
import zlib
from base64 import urlsafe_b64encode
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sino_pak_data.package.artifacts import SUMS, original
from sino_pak_data.package.safety import Fault, name_fault, shown
from sino_pak_data.package.store import DESCRIPTOR, Store

LARGEST_SUMS = 2**20
_SUM = re.compile(
    r"(?P<digest>[0-9a-fA-F]{64}) [ *](?:\./)?(?P<path>.+)"  # of GNU, for text and binary
    r"|SHA256 \((?:\./)?(?P<tagged>.+)\) = (?P<last>[0-9a-fA-F]{64})"  # of BSD
)


def layout_faults(path: Path, wheel: bool) -> Iterator[Fault]:
    """Bytes outside the content of the entries that a build would not write (APPNOTE 4.3).

    Entries follow each other without gaps, in the order of their names (a wheel: of its directory);
    each local header repeats its directory record, without extra fields; nothing precedes the first
    entry, follows the directory or is a comment. Only a wheel may be deflated.
    """
    content = path.read_bytes()
    with ZipFile(path) as archive:
        entries = archive.infolist()
    at, directory = 0, b""
    for entry in entries if wheel else sorted(entries, key=lambda entry: entry.filename):
        entry.compress_type = entry.compress_type if wheel else ZIP_STORED
        header = entry.FileHeader(zip64=False)
        begin, end = at + len(header), at + len(header) + entry.compress_size
        if content[at:begin] != header:
            yield Fault(entry.filename, "zip entry", f"the header that a build writes at byte {at:,}", "other bytes")
            return
        if entry.compress_type == ZIP_DEFLATED:  # zipfile ignores what follows the end of the stream
            stream = zlib.decompressobj(-zlib.MAX_WBITS)
            stream.decompress(content[begin:end], entry.file_size + 1)
            if not stream.eof or stream.unused_data:
                yield Fault(entry.filename, "zip entry", "one deflate stream", "bytes after it, or no end")
        mode = 0o644 << 16 if wheel and entry.external_attr == 0o644 << 16 else 0o100644 << 16
        fixed = struct.pack("<3H2L", 0, 0, 0, mode, at)  # comment length, disk, internal and external attributes
        directory += b"PK\x01\x02" + bytes((20, 3)) + header[4:30] + fixed + entry.filename.encode()
        at = end
    count = len(entries)
    directory += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), at, 0)
    if content[at:] != directory:
        yield Fault(
            path.name, "zip directory", f"{len(directory):,} bytes without comments or extra fields", "other bytes"
        )


def resource_faults(descriptor: Mapping[str, Any], contents: Mapping[str, bytes]) -> Iterator[Fault]:
    """Sizes and hashes in the descriptor; files that it does not list."""
    listed = {one["path"]: (str(one["bytes"]), one["hash"]) for one in descriptor["resources"]}
    others = contents.keys() - {DESCRIPTOR, SUMS}
    found = {path: (str(len(contents[path])), f"sha256:{sha256(contents[path]).hexdigest()}") for path in others}
    yield from _faults(DESCRIPTOR, listed, found)


def sums_faults(contents: Mapping[str, bytes]) -> Iterator[Fault]:
    """SHA256SUMS in the package: it lists every other file, so it covers the descriptor too."""
    if SUMS not in contents:
        yield Fault(SUMS, "missing", "a line per file", "no file")
        return
    digests = {path: sha256(contents[path]).hexdigest() for path in sorted(contents) if path != SUMS}
    listed = {path: ("", digest) for path, digest in _sums(contents[SUMS]).items()}
    different = list(_faults(SUMS, listed, {path: ("", digest) for path, digest in digests.items()}))
    if not different and contents[SUMS] != "".join(f"{digest}  {path}\n" for path, digest in digests.items()).encode():
        yield Fault(SUMS, "form", "a line per file in order, and nothing else", "other lines")
    yield from different


def listed_sums_faults(store: Store, compared: set[str]) -> Iterator[Fault]:
    """The files that SHA256SUMS in a package of somebody else lists; it need not list all. Adds them to `compared`."""
    for path, digest in _sums(store.read(SUMS)).items():
        compared.add(path)
        if name_fault(path) or not store.exists(path):
            yield Fault(path, "missing", f"a file, as {SUMS} lists it", "none")
        elif (actual := sha256(store.read(path)).hexdigest()) != digest:
            yield Fault(path, f"hash in {SUMS}", digest, actual)


def record_faults(contents: Mapping[str, bytes], version: str) -> Iterator[Fault]:
    """RECORD of a wheel: sizes and hashes of all its other files."""
    record = f"sino_pak_data-{version}.dist-info/RECORD"
    if record not in contents:
        yield Fault(record, "missing", f"a wheel of version {version}", "no such file")
        return
    rows = [line.rsplit(",", 2) for line in contents[record].decode("utf-8", "replace").splitlines()]
    listed = {row[0]: (row[-1], row[1]) for row in rows if len(row) == 3}
    if len(listed) < len(rows):
        yield Fault(record, "form", "a line of path, hash and size per file", f"{len(listed)} of {len(rows)} lines")
        return
    found = {record: ("", "")}  # it lists itself without size and hash
    for path in contents.keys() - {record}:
        digest = urlsafe_b64encode(sha256(contents[path]).digest()).decode().rstrip("=")
        found[path] = (str(len(contents[path])), f"sha256={digest}")
    yield from _faults(record, listed, found)


def neighbour_faults(path: Path, notes: list[str], required: bool) -> Iterator[Fault]:
    """Compare a file with the SHA256SUMS in its folder. Notes whether that agrees or does not list the file.

    required  it is a fault if there is nothing to compare with
    """
    sums = path.parent / SUMS
    exists = sums.is_file() and sums.stat().st_size <= LARGEST_SUMS
    listed = _sums(sums.read_bytes()) if exists else {}
    digest = _digest(path) if listed else ""
    expected = listed.get(path.name) or listed.get(original(path.name))
    same = next((name for name, one in listed.items() if one == digest), "")
    if expected == digest:
        notes.append(f"matches the {SUMS} next to it")
    elif expected:
        yield Fault(path.name, f"hash in {SUMS}", expected, digest)
    elif same:
        notes.append(f"matches {shown(same)} in the {SUMS} next to it")
    else:
        found = f"the {SUMS} next to it lists neither its name nor its hash" if exists else f"no {SUMS}"
        notes += [found] if exists else []
        if required:
            yield Fault(path.name, "cannot be verified alone", f"a {SUMS} next to it that lists it", found)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _faults(listing: str, listed: dict[str, tuple[str, str]], found: dict[str, tuple[str, str]]) -> Iterator[Fault]:
    """Files missing or not listed, or with another size or digest than the listing gives."""
    for path in sorted(listed.keys() | found.keys()):
        if path not in found:
            yield Fault(path, "missing", f"a file, as {listing} lists it", "none")
        elif path not in listed:
            yield Fault(path, f"not listed in {listing}", "no such file", "a file")
        else:
            for what, expected, actual in zip(("size in bytes", "hash"), listed[path], found[path], strict=True):
                if expected != actual:
                    yield Fault(path, what, shown(expected), actual)


def _sums(content: bytes) -> dict[str, str]:
    """The digests in a SHA256SUMS by path, in any form that a tool writes; lines of another form are left out.

    Of a file that it lists with different digests, all of them, which no file can match.
    """
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"  # PowerShell's > writes it
    found: dict[str, str] = {}
    for match in filter(None, map(_SUM.fullmatch, content.decode(encoding, "replace").splitlines())):
        path, digest = match["path"] or match["tagged"], (match["digest"] or match["last"]).lower()
        found[path] = digest if found.get(path, digest) == digest else f"{found[path]} and {digest}"
    return found
