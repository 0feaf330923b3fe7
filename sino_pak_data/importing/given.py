"""The file that a person hands in: its name, digest and content in the forms that providers publish."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from sino_pak_data.add.add_input import parsed_json
from sino_pak_data.add.candidates import Unusable
from sino_pak_data.package.safety import LARGEST_FILE, zip_faults
from sino_pak_data.reading.canonical import trimmed

_BLOCK = 2**20
_ZIP = b"PK\x03\x04"
_LONGEST_CELL = 2**20
BROKEN = (OSError, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged archive may raise."""
_PREAMBLE = 40
"""Rows at most before a header."""
_MISSING = frozenset(
    {"", ".", "..", "...", ". .", "xxx", "na", "n/a", "n.a.", "nan", "null", "-", "\N{HORIZONTAL ELLIPSIS}"}
)
_MAGNITUDE = 18
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y")


class Line(NamedTuple):
    """A row of a file: its physical line, from 1, and its cells without spaces around them."""

    number: int
    cells: list[str]


class Record(NamedTuple):
    """A row below a header: its physical line, and its cells by column."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


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
        """The names in the archive, or none. Raises `Unusable` for one that is unsafe to open; it may be large, for it is streamed."""
        if not self.archive:
            return []
        for fault in zip_faults(self.path):
            if fault.what != "too large":
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

    @cached_property
    def encoding(self) -> str:
        """UTF-8, or Windows-1252 if the text is not UTF-8; a byte order mark is no part of it."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        with self.path.open("rb") as file:
            try:
                while block := file.read(_BLOCK):
                    decoder.decode(block)
            except UnicodeDecodeError:
                return "cp1252"
        return "utf-8-sig"

    def lines(
        self, member: str = "", encoding: str = "utf-8-sig", comma: str = ",", trim: bool = True
    ) -> Iterator[Line]:
        """The rows of a CSV text, or of that in an archive, one at a time; blank ones are left out. Raises `Unusable`.

        trim  without it cells keep the spaces around them: whoever reads a few of many columns trims those alone
        """
        where = f"{self.name}/{member}" if member else self.name
        with self._opened(member) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
            rows = csv.reader(text, delimiter=comma)
            before = csv.field_size_limit(_LONGEST_CELL)
            try:
                for cells in rows:
                    if any(cell.strip() for cell in cells):
                        yield Line(rows.line_num, [trimmed(cell) for cell in cells] if trim else cells)
            except UnicodeDecodeError:
                raise Unusable(f"{where}:{rows.line_num + 1}: not {encoding.removesuffix('-sig').upper()}") from None
            except csv.Error as reason:
                raise Unusable(f"{where}:{rows.line_num + 1}: not CSV: {reason}") from None
            except BROKEN as reason:
                raise Unusable(f"{where}:{rows.line_num + 1}: the archive is damaged: {reason}") from None
            finally:
                csv.field_size_limit(before)

    def table(self, wanted: Collection[str], member: str = "", encoding: str = "utf-8-sig") -> Iterator[Record]:
        """The rows below the header that has these columns, by column; a preamble above it is skipped. Raises `Unusable`.

        A row may be longer than the header by empty cells, and shorter.
        """
        header: list[str] = []
        for number, cells in self.lines(member, encoding):
            if header:
                if any(cells[len(header) :]):
                    raise Unusable(f"{self.name}:{number}: {len(cells)} cells below {len(header)} columns")
                yield Record(number, dict(zip(header, cells, strict=False)))
            elif {*wanted} <= {*cells}:
                header = cells

    def header(self, wanted: Collection[str], member: str = "", encoding: str = "utf-8-sig") -> list[str]:
        """Of the first rows the one that has most of these columns; none if this is no such text. Never raises."""
        first: list[list[str]] = []
        with suppress(Unusable):
            first = [line.cells for line in islice(self.lines(member, encoding), _PREAMBLE)]
        return max(first, key=lambda cells: len({*wanted} & {*cells}), default=[])

    def _opened(self, member: str) -> IO[bytes]:
        try:
            return zipfile.ZipFile(self.path).open(member) if member else self.path.open("rb")
        except BROKEN as reason:
            raise Unusable(f"{self.name}: cannot be read: {reason}") from None


def number(cell: object, where: str) -> Decimal | None:
    """The number in a cell, None for one of the marks that providers put where they have none. Raises `Unusable`.

    >>> number("1,234.5", "t:1"), number(". .", "t:1")
    (Decimal('1234.5'), None)
    """
    text = str(cell if cell is not None else "").strip()
    if text.lower() in _MISSING:
        return None
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise Unusable(f"{where}: {text[:40]!r} is no number, nor a mark for a missing one") from None
    if not value.is_finite() or (value and abs(value.adjusted()) > _MAGNITUDE):
        raise Unusable(f"{where}: {text[:40]!r} is no number that a series could have")
    return value


def day(text: str) -> str:
    """A day as providers write it, in the form of our tables; "" if it is none.

    >>> day("28 July 2022"), day("12 Feb 2026 12:26:12 PM")
    ('2022-07-28', '2026-02-12')
    """
    for form in _DAYS:
        words = " ".join(text.split()[: len(form.split())]).strip(";,")
        with suppress(ValueError):
            return datetime.strptime(words, form).date().isoformat()
    return ""


def is_year(text: str) -> bool:
    """Is this a year of four digits?"""
    return len(text) == 4 and text.isdecimal()


def lacking_header(wanted: Sequence[str], given: Given) -> str:
    """The message about columns that the header of a CSV text lacks, for an archive all; "" if it has them."""
    return lacking(wanted, [] if given.archive else given.header(wanted, encoding=given.encoding))


def lacking(wanted: Sequence[str], found: Sequence[str]) -> str:
    """The message about columns, or sheets, that are wanted and not there; "" if all are.

    >>> lacking(["Year", "Value"], ["Year", "Amount"])
    "expected 'Year', 'Value'; no 'Value' in 'Year', 'Amount'"
    """
    missing = [name for name in wanted if name not in found]
    if not missing:
        return ""
    return f"expected {_listed(wanted)}; no {_listed(missing)} in {_listed(found) or 'what the file begins with'}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:12]))
    return shown + (f" and {len(names) - 12} more" if len(names) > 12 else "")
