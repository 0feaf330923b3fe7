"""Rows of a provider's text by the names of its columns: in any order and case, whatever else is beside them.

A wanted column may have several names, `best|best_est`: providers rename columns from one edition to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.given import Given, lacking

_TEXTS = (".csv", ".tab", ".txt")
_NEVER_FAILS = "latin-1"
"""Decodes any byte: good enough for a header, and for files of which only numbers and codes are read."""


class Text(NamedTuple):
    """A table in a file.

    member  name in the archive; "" if the file is the text itself
    comma   what separates the cells
    header  names of the columns, in small letters
    """

    member: str
    comma: str
    header: list[str]


class Record(NamedTuple):
    """The wanted cells of a row, and where it is: file and line."""

    where: str
    cells: list[str]

    def number(self, cell: str) -> Decimal:
        """The number in a cell of this row. Raises `Unusable`."""
        try:
            number = Decimal(cell)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise Unusable(f"{self.where}: {cell!r} is not a number")
        return number

    def whole(self, cell: str) -> int:
        """The whole number in a cell, which may be written as 710.0. Raises `Unusable`."""
        if cell.isdecimal():
            return int(cell)
        number = self.number(cell)
        if number != number.to_integral_value():
            raise Unusable(f"{self.where}: {cell!r} is not a whole number")
        return int(number)


def lacking_columns(given: Given, wanted: Sequence[str]) -> str:
    """The sentence that says which columns the file lacks; "" if it has them all, or a text in the archive has."""
    if text_with(given, wanted):
        return ""
    texts = _texts(given)
    header = max((text.header for text in texts), key=lambda header: sum(map(header.__contains__, wanted)), default=[])
    return lacking([_found(name, header) for name in wanted], header)


def text_with(given: Given, wanted: Sequence[str]) -> Text | None:
    """The table with all of these columns, or none."""
    return next((text for text in _texts(given) if _indices(text.header, wanted)), None)


def records(given: Given, wanted: Sequence[str], encoding: str = _NEVER_FAILS) -> Iterator[Record]:
    """The wanted cells of each row, in the order wanted. Raises `Unusable` at a row that ends before them."""
    text = text_with(given, wanted)
    if text is None:
        raise Unusable(f"{given.name}: {lacking_columns(given, wanted)}")
    indices, place = _indices(text.header, wanted), f"{given.name}/{text.member}" if text.member else given.name
    last, lines = max(indices), given.lines(text.member, encoding, text.comma)
    next(lines)
    for line in lines:
        if len(line.cells) <= last:
            cells = f"{len(line.cells)} cells, not {len(text.header)}"
            raise Unusable(f"{place}:{line.number}: {cells}: the row is cut off, or a quote is missing")
        yield Record(f"{place}:{line.number}", [line.cells[index] for index in indices])


def _texts(given: Given) -> list[Text]:
    if given.archive:
        found = [_text(given, name) for name in given.members if name.lower().endswith(_TEXTS)]
    else:
        found = [_text(given, "")]
    return [text for text in found if text.header]


def _text(given: Given, member: str) -> Text:
    """The text with the separator that gives most columns."""
    headers = {comma: given.header(member, _NEVER_FAILS, comma) for comma in (",", "\t")}
    comma = max(headers, key=lambda comma: len(headers[comma]))
    return Text(member, comma, [name.removeprefix("ï»¿").strip('"').casefold() for name in headers[comma]])


def _indices(header: list[str], wanted: Sequence[str]) -> list[int]:
    """Where the wanted columns are; none if one is missing."""
    names = [_found(name, header) for name in wanted]
    return [header.index(name) for name in names] if all(name in header for name in names) else []


def _found(name: str, header: list[str]) -> str:
    """The one of the names of a column that the header has, else the first."""
    names = name.casefold().split("|")
    return next((one for one in names if one in header), names[0])
