"""The military expenditure workbook of SIPRI: a sheet per measure, a row per state, a column per year."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from sino_pak_data.importing.given import BROKEN, Given, is_year, lacking, number
from sino_pak_data.importing.provider import Content, Figure, Item, Left
from sino_pak_data.importing.workbook import BLUE, RED, colour, rows, sheets

_SHEETS = ("Current US$", "Share of GDP")
_FLAGS = {BLUE: "estimate", RED: "highly uncertain", "": ""}
_CONSTANT = re.compile(r"Constant \(\d{4}\) US\$")
_SPAN = re.compile(r"(\d{4})\s*[-\N{EN DASH}]\s*(\d{4})")
_SAVED = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d{2}-\d{2})")
_CORE = "docProps/core.xml"


def mismatch(given: Given) -> str:
    """What the workbook lacks of its sheets."""
    found = sheets(given)
    if not found:
        return f"expected a workbook with the sheets {', '.join(map(repr, _SHEETS))}; found none"
    return lacking(_SHEETS, found)


def read(given: Given) -> Content:
    """The values of every sheet that has a series of ours; the others are counted."""
    title = next((str(cells[0].value or "") for _, cells in rows(given, _SHEETS[0])), "")
    span = _SPAN.search(title)
    years = f"{span[1]}-{span[2]}" if span else "all years"
    edition = {"title": f"SIPRI Military Expenditure Database {years}", "edition": years}
    saved = _saved(given)
    return Content(edition | ({"published": saved} if saved else {}), _figures(given))


def _saved(given: Given) -> str:
    """The day on which the workbook was last saved, as its properties say; "" if they do not."""
    if _CORE not in given.members:
        return ""
    with suppress(*BROKEN), zipfile.ZipFile(given.path) as archive:
        found = _SAVED.search(archive.read(_CORE))
        return found[1].decode() if found else ""
    return ""


def _figures(given: Given) -> Iterator[Item]:
    for sheet in sheets(given):
        years: dict[int, str] = {}
        read_it = sheet in _SHEETS or _CONSTANT.fullmatch(sheet)
        for row, cells in rows(given, sheet):
            if not years:
                years = _years(cells)
            elif read_it:
                yield from _of_state(given, sheet, row, cells, years)
            elif count := sum(isinstance(cell.value, int | float) for cell in cells[1:]):
                yield Left(sheet, "no indicator of ours", count)


def _years(cells: Sequence[Any]) -> dict[int, str]:
    """The columns of years in the row of headings; none in another row."""
    if not cells or str(cells[0].value).strip() != "Country":
        return {}
    headings = ((at, str(cell.value).strip()) for at, cell in enumerate(cells))
    return {at: heading for at, heading in headings if is_year(heading)}


def _of_state(given: Given, sheet: str, row: int, cells: Sequence[Any], years: dict[int, str]) -> Iterator[Item]:
    state = str(cells[0].value or "").strip()
    for at, year in years.items():
        cell = cells[at] if at < len(cells) else None
        value = number(cell.value if cell else None, f"{given.name}: {sheet}: row {row}, {year}")
        if value is not None:
            yield Figure(sheet, state, year, value, flag=_FLAGS[colour(cell)])
