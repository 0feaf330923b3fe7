"""Workbooks (.xlsx) row by row. Needs openpyxl, of the extra `curate`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.given import BROKEN, Given

BLUE, RED = "blue", "red"
_COLOURS = {12: BLUE, 10: RED, "FF0000FF": BLUE, "FFFF0000": RED, "000000FF": BLUE, "00FF0000": RED}
"""Places in the palette that every workbook has, and colours written out."""

_MEMBER = "xl/workbook.xml"


def sheets(given: Given) -> list[str]:
    """The names of the sheets; none if the file is no workbook."""
    if _MEMBER not in given.members:
        return []
    with closing(_opened(given)) as book:
        return list(book.sheetnames)


def rows(given: Given, sheet: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """Number and cells of the rows of a sheet. A cell has `value`; `colour` tells that of its font. Raises `Unusable`."""
    with closing(_opened(given)) as book:
        cells = enumerate(book[sheet].iter_rows(), 1)
        while (row := _next(cells, given, sheet)) is not None:
            yield row


def _next(cells: Iterator[tuple[int, Sequence[Any]]], given: Given, sheet: str) -> tuple[int, Sequence[Any]] | None:
    try:
        return next(cells, None)
    except (*BROKEN, ParseError, TypeError, AttributeError) as reason:  # openpyxl lets through whatever the XML causes
        raise Unusable(f"{given.name}: {sheet}: cannot be read: {reason}") from None


def colour(cell: Any) -> str:
    """`BLUE`, `RED` or "" for the font of a cell that has a value."""
    font = getattr(cell, "font", None)
    return _COLOURS.get(font.color.value, "") if font is not None and font.color is not None else ""


def _opened(given: Given) -> Any:
    try:
        return openpyxl.load_workbook(given.path, read_only=True, data_only=True)
    except (*BROKEN, InvalidFileException, ParseError, TypeError, AttributeError) as reason:
        raise Unusable(f"{given.name}: no workbook that can be read: {reason}") from None
