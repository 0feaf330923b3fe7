"""Are the files of a package those that it lists, whole, and no others?"""

from __future__ import annotations

import csv
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from sino_pak_data.package.safety import Fault, shown
from sino_pak_data.package.store import DESCRIPTOR, Store

SUMS = "SHA256SUMS"
LONGEST_SUMS = 2**20
AGREES = f"{SUMS} beside it agrees"
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


def resource_faults(descriptor: Mapping[str, Any], contents: Mapping[str, bytes]) -> Iterator[Fault]:
    """Bytes and hash of each resource; files that are no resource."""
    listed = {resource["path"]: resource for resource in descriptor["resources"]}
    for path, resource in listed.items():
        content = contents.get(path)
        if content is None:
            yield Fault(path, "listed and missing", "a file", "none")
            continue
        if len(content) != resource["bytes"]:
            yield Fault(path, "size", f"{resource['bytes']:,} bytes", f"{len(content):,}")
        yield from _hash(path, resource["hash"].removeprefix("sha256:"), content)
    for path in sorted(set(contents) - set(listed) - {DESCRIPTOR, SUMS}):
        yield Fault(path, "not listed", "no such file", "one")


def sums_faults(contents: Mapping[str, bytes]) -> Iterator[Fault]:
    """SHA256SUMS inside the package: every other file in order, so that the descriptor is covered too."""
    if SUMS not in contents:
        yield Fault(SUMS, "missing", "a line for each file", "no file")
        return
    others = sorted(set(contents) - {SUMS})
    expected = "".join(f"{sha256(contents[name]).hexdigest()}  {name}\n" for name in others)
    if contents[SUMS] == expected.encode():
        return
    told = dict(_lines(contents[SUMS]))
    wrong = [name for name in others if told.get(name) != sha256(contents[name]).hexdigest()]
    for name in wrong:
        yield from _hash(name, told.get(name, "no line in SHA256SUMS"), contents[name])
    for name in sorted(set(told) - set(others)):
        yield Fault(name, "listed and missing", "a file", "none")
    if not wrong and set(told) == set(others):
        yield Fault(SUMS, "not as a build writes it", "a line for each file in order, and nothing else", "other bytes")


def record_faults(store: Store, version: str) -> Iterator[Fault]:
    """RECORD of a wheel: hash and size of every other file of it."""
    names = set(store.names(""))
    record = f"sino_pak_data-{version}.dist-info/RECORD"
    if record not in names:
        yield Fault(record, "missing", f"a wheel of version {version}", "no such file")
        return
    try:
        rows = list(csv.reader(store.read(record).decode().splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error) as reason:
        yield Fault(record, "cannot be read", "lines of path, hash, size", shown(str(reason)))
        return
    listed: dict[str, tuple[str, str]] = {}
    for number, row in enumerate(rows, 1):
        if len(row) != 3 or row[0] in listed:
            yield Fault(f"{record}:{number}", "wrong line", "path, hash and size of another file", shown(",".join(row)))
            return
        listed[row[0]] = (row[1], row[2])
    for path, (told, size) in listed.items():
        if path == record:
            continue
        if path not in names:
            yield Fault(path, "listed and missing", "a file", "none")
            continue
        content = store.read(path)
        digest = urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
        if told != f"sha256={digest}":
            yield Fault(path, "hash", shown(told), f"sha256={digest}")
        if size != str(len(content)):
            yield Fault(path, "size", f"{shown(size)} bytes", f"{len(content):,}")
    for path in sorted(names - set(listed)):
        yield Fault(path, "not listed", "no such file", "one")


def beside_faults(path: Path) -> tuple[list[Fault], str]:
    """SHA256SUMS in the folder of a file, where it names the file: faults, and what to tell of it."""
    sums = path.parent / SUMS
    if not sums.is_file() or sums.stat().st_size > LONGEST_SUMS:
        return [], ""
    told = dict(_lines(sums.read_bytes())).get(path.name)
    if told is None:
        return [], f"{SUMS} beside it does not name it"
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    if digest != told:
        return [Fault(path.name, f"hash in {SUMS}", told, digest)], ""
    return [], AGREES


def _hash(path: str, told: str, content: bytes) -> Iterator[Fault]:
    digest = sha256(content).hexdigest()
    if told != digest:
        yield Fault(path, "hash", shown(told), digest)


def _lines(content: bytes) -> Iterator[tuple[str, str]]:
    for line in content.decode("utf-8", "replace").splitlines():
        match = _SUM.fullmatch(line)
        if match:
            yield match[2], match[1]
