"""The file that a person hands in: its name, digest and content in the forms that providers publish."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple

from sino_pak_data.add.add_input import parsed_json
from sino_pak_data.add.candidates import Unusable
from sino_pak_data.package.safety import LARGEST_FILE, zip_faults
from sino_pak_data.reading.canonical import trimmed

_BLOCK = 2**20
_ZIP = b"PK\x03\x04"
_LONGEST_CELL = 2**20


class Line(NamedTuple):
    """A row of a file: its physical line, from 1, and its cells without spaces around them."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Given:
    """A file on disk. Nothing of it is read before it is asked for."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def sha256(self) -> str:
        digest = sha256()
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB."""
        with self.path.open("rb") as file:
            return file.read(2**16)

    @property
    def archive(self) -> bool:
        """Is it a zip archive? A workbook is one too."""
        return self.head.startswith(_ZIP)

    @cached_property
    def members(self) -> list[str]:
        """The names in the archive, or none. Raises `Unusable` for one that is unsafe to open."""
        if not self.archive:
            return []
        if fault := next(iter(zip_faults(self.path)), None):
            raise Unusable(f"{self.name}: {fault}")
        with zipfile.ZipFile(self.path) as archive:
            return archive.namelist()

    def json(self) -> Any:
        """The value of a JSON text; numbers keep their digits. Raises `Unusable`."""
        if self.path.stat().st_size > LARGEST_FILE:
            raise Unusable(f"{self.name}: more than {LARGEST_FILE:,} bytes: ask the provider for less at a time")
        try:
            return parsed_json(self.path.read_bytes().decode("utf-8-sig"), self.name)
        except UnicodeDecodeError:
            raise Unusable(f"{self.name}: not UTF-8, which JSON is in") from None

    def lines(self, member: str = "", encoding: str = "utf-8-sig", comma: str = ",") -> Iterator[Line]:
        """The rows of a CSV text, or of that in an archive, one at a time; blank ones are left out. Raises `Unusable`."""
        where = f"{self.name}/{member}" if member else self.name
        with self._opened(member) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
            rows = csv.reader(text, delimiter=comma)
            before = csv.field_size_limit(_LONGEST_CELL)
            try:
                for cells in rows:
                    if any(cell.strip() for cell in cells):
                        yield Line(rows.line_num, [trimmed(cell) for cell in cells])
            except UnicodeDecodeError:
                raise Unusable(f"{where}:{rows.line_num + 1}: not {encoding.removesuffix('-sig').upper()}") from None
            except csv.Error as reason:
                raise Unusable(f"{where}:{rows.line_num + 1}: not CSV: {reason}") from None
            finally:
                csv.field_size_limit(before)

    def header(self, member: str = "", encoding: str = "utf-8-sig", comma: str = ",", within: int = 1) -> list[str]:
        """The cells of one of the first rows, the longest of so many; none if this is no such text."""
        first: list[Line] = []
        try:
            for line in self.lines(member, encoding, comma):
                first.append(line)
                if len(first) == within:
                    break
        except Unusable:
            pass
        return max((line.cells for line in first), key=len, default=[])

    def _opened(self, member: str) -> IO[bytes]:
        return zipfile.ZipFile(self.path).open(member) if member else self.path.open("rb")


def lacking(wanted: list[str], found: list[str]) -> str:
    """The message about columns, or sheets, that are wanted and not there; "" if all are.

    >>> lacking(["Year", "Value"], ["Year", "Amount"])
    "expected 'Year', 'Value'; no 'Value' in 'Year', 'Amount'"
    """
    missing = [name for name in wanted if name not in found]
    if not missing:
        return ""
    return f"expected {_listed(wanted)}; no {_listed(missing)} in {_listed(found) or 'what the file begins with'}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:12]))
    return shown + (f" and {len(names) - 12} more" if len(names) > 12 else "")
