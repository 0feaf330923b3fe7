"""Is an archive, byte for byte, the one that a build writes of its content?

Checksums cover what is in the entries of a zip, not what lies around them: stamps, attributes,
order, gaps, comments. A build leaves no choice there, so all of it can be predicted: for each entry
its local header, then its content, then the directory and the end record, and nothing between.
What stands here is the layout of a zip file (APPNOTE 4.3), written apart from the code that makes ours.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sino_pak_data.package.safety import Fault

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s2B5H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UNIX, _UTF8 = 20, 3, 0x800
_MODE = 0o100644 << 16
_MODES = {_MODE, 0o644 << 16}
_STAMP = (1980, 1, 1, 0, 0, 0)


def archive_faults(path: Path, wheel: bool) -> Iterator[Fault]:
    """The first byte that is not as predicted, and deflated entries with something behind their end.

    A wheel may be deflated, in the order of its builder and with one stamp of its own on all entries.
    Of its bytes only the last bits of a deflated entry, which no reader looks at, are free.
    """
    with ZipFile(path) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if not wheel and names != sorted(names):
        yield Fault(path.name, "not as a build writes it", "entries in order of their names", "another order")
        return
    stamp = entries[0].date_time if wheel and entries else _STAMP
    content = path.read_bytes()
    at = 0
    for place, predicted in _predicted(entries, stamp, wheel):
        found = content[place : place + len(predicted)]
        if found != predicted:
            yield _difference(path.name, place, predicted, found)
            return
        at = place + len(predicted)
    if at != len(content):
        yield Fault(path.name, "not as a build writes it", f"{at:,} bytes", f"{len(content):,}")
    for entry in entries:
        if entry.compress_type == ZIP_DEFLATED and not _ends_where_it_should(content, entry):
            yield Fault(entry.filename, "damaged", "one stream of deflated bytes", "an end before or after it")


def _predicted(
    entries: list[ZipInfo], stamp: tuple[int, int, int, int, int, int], wheel: bool
) -> Iterator[tuple[int, bytes]]:
    """Every byte outside the contents, as pieces with their places."""
    at = 0
    directory = b""
    for entry in entries:
        name = entry.filename.encode()
        flags = 0 if entry.filename.isascii() else _UTF8
        method = entry.compress_type if wheel else 0
        mode = entry.external_attr if wheel and entry.external_attr in _MODES else _MODE
        common = (flags, method, *_dos(stamp), entry.CRC, entry.compress_size, entry.file_size, len(name), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, *common) + name
        yield at, local
        directory += _CENTRAL.pack(b"PK\x01\x02", _VERSION, _UNIX, _VERSION, *common, 0, 0, 0, mode, at) + name
        at += len(local) + entry.compress_size
    yield at, directory + _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), at, 0)


def _dos(stamp: tuple[int, int, int, int, int, int]) -> tuple[int, int]:
    """Time and date as MS-DOS counts them."""
    year, month, day, hour, minute, second = stamp
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _difference(name: str, place: int, predicted: bytes, found: bytes) -> Fault:
    pairs = zip(predicted, found, strict=False)
    at = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(predicted), len(found)))
    here = f"{found[at]:#04x}" if at < len(found) else "the end"
    return Fault(name, "not as a build writes it", f"{predicted[at]:#04x} at byte {place + at:,}", here)


def _ends_where_it_should(content: bytes, entry: ZipInfo) -> bool:
    begin = entry.header_offset + _LOCAL.size + len(entry.filename.encode())
    stream = zlib.decompressobj(-15)
    try:
        stream.decompress(content[begin : begin + entry.compress_size], entry.file_size + 1)
    except zlib.error:
        return False
    return stream.eof and not stream.unused_data
