"""Rows of a provider's text by the names of its columns: in any order and case, whatever else is beside them.

For the long files of research projects, whose header is the first line, of which a few columns are read, and which come as
they are or in an archive, with commas or tabs. A wanted column may have several names, `best|best_est`: projects rename
columns from one edition to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.given import Given, day, lacking, number
from sino_pak_data.reading.canonical import trimmed

_TEXTS = (".csv", ".tab", ".txt")
_ANY_BYTES = "latin-1"
"""Decodes every byte: for headers, and for files of which only numbers and codes are read."""
_MARK = "\N{BYTE ORDER MARK}".encode().decode(_ANY_BYTES)


@lru_cache(maxsize=2**15)
def _day(cell: str) -> date | None:
    return date.fromisoformat(found) if (found := day(cell)) else None


class Text(NamedTuple):
    """A table in a file.

    member  name in the archive; "" if the file is the text itself
    comma   what separates the cells
    header  names of the columns, in small letters
    """

    member: str
    comma: str
    header: list[str]


class Picked(NamedTuple):
    """The wanted cells of a row, and where it is: file and line."""

    where: str
    cells: list[str]

    def number(self, cell: str) -> Decimal:
        """The number in a cell of this row. Raises `Unusable`."""
        value = number(cell, self.where)
        if value is None:
            raise Unusable(f"{self.where}: {cell!r} is no number")
        return value

    def whole(self, cell: str) -> int:
        """The whole number in a cell, which may be written as 710.0. Raises `Unusable`."""
        if cell.isdecimal():
            return int(cell)
        value = self.number(cell)
        if value != value.to_integral_value():
            raise Unusable(f"{self.where}: {cell!r} is no whole number")
        return int(value)

    def pair(self, one: str, two: str) -> tuple[str, str]:
        """The numbers of two states, the lower first. Raises `Unusable`."""
        return (one, two) if self.whole(one) < self.whole(two) else (two, one)

    def day(self, cell: str) -> date:
        """The day in a cell, which may have a time after it. Raises `Unusable`."""
        if (found := _day(cell)) is None:
            raise Unusable(f"{self.where}: {cell!r} is no date such as 2021-07-14")
        return found


def lacking_columns(given: Given, wanted: Sequence[str]) -> str:
    """The sentence that says which columns the file lacks; "" if it has them all, or a text in the archive has."""
    if text_with(given, wanted):
        return ""
    headers = [text.header for text in _texts(given)]
    header = max(headers, key=lambda header: sum(_found(name, header) in header for name in wanted), default=[])
    return lacking([_found(name, header) for name in wanted], header)


def text_with(given: Given, wanted: Sequence[str]) -> Text | None:
    """The table with all of these columns, or none."""
    return next((text for text in _texts(given) if _indices(text.header, wanted)), None)


def records(given: Given, wanted: Sequence[str], encoding: str = _ANY_BYTES) -> Iterator[Picked]:
    """The wanted cells of each row, in the order wanted. Raises `Unusable` at a row that ends before them."""
    text = text_with(given, wanted)
    if text is None:
        raise Unusable(f"{given.name}: {lacking_columns(given, wanted)}")
    indices, place = _indices(text.header, wanted), f"{given.name}/{text.member}" if text.member else given.name
    last, lines = max(indices), given.lines(text.member, encoding, text.comma, trim=False)
    next(lines)
    for line, cells in lines:
        if len(cells) <= last:
            counts = f"{len(cells)} cells, not {len(text.header)}"
            raise Unusable(f"{place}:{line}: {counts}: the row is cut off, or a quote is missing")
        yield Picked(f"{place}:{line}", [trimmed(cells[index]) for index in indices])


def _texts(given: Given) -> list[Text]:
    """The tables in a file."""
    members = [name for name in given.members if name.lower().endswith(_TEXTS)] if given.archive else [""]
    return [text for member in members if (text := _text(given, member)).header]


def _text(given: Given, member: str) -> Text:
    """The text with the separator that gives most columns."""
    headers: dict[str, list[str]] = {",": [], "\t": []}
    for comma in headers:
        with suppress(Unusable, StopIteration):
            headers[comma] = next(given.lines(member, _ANY_BYTES, comma)).cells
    comma = max(headers, key=lambda comma: len(headers[comma]))
    return Text(member, comma, [name.removeprefix(_MARK).strip('"').casefold() for name in headers[comma]])


def _indices(header: list[str], wanted: Sequence[str]) -> list[int]:
    """Where the wanted columns are; none if one is missing."""
    names = [_found(name, header) for name in wanted]
    return [header.index(name) for name in names] if all(name in header for name in names) else []


def _found(name: str, header: list[str]) -> str:
    """The one of the names of a column that the header has, else the first."""
    names = name.casefold().split("|")
    return next((one for one in names if one in header), names[0])
