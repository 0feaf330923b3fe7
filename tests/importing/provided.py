"""Files as providers hand them out, made of the texts in `golden`."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path for path in GOLDEN.glob("*/*") if not path.name.endswith(".expected.csv"))
_SHEET = "=== "
_COLOURS = {" {blue}": "FF0000FF", " {red}": "FFFF0000"}


def as_provided(case: Path, folder: Path) -> Path:
    """The file as the provider hands it out: a workbook, an archive, or the text as it is."""
    if case.is_dir():
        with zipfile.ZipFile(folder / case.name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in sorted(case.iterdir()):
                archive.writestr(member.name, member.read_bytes())
        return folder / case.name
    if case.suffixes[-2:] == [".xlsx", ".txt"]:
        return workbook(case.read_text(encoding="utf-8"), folder / case.stem)
    return Path(shutil.copy(case, folder))


def workbook(text: str, path: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for part in text.split(_SHEET)[1:]:
        title, _, cells = part.partition("\n")
        sheet = book.create_sheet(title)
        for row, line in enumerate(csv.reader(cells.splitlines()), 1):
            for column, cell in enumerate(line, 1):
                _fill(sheet.cell(row, column), cell)
    book.save(path)
    return path


def _fill(place: openpyxl.cell.Cell, cell: str) -> None:
    for ending, colour in _COLOURS.items():
        if cell.endswith(ending):
            place.font = Font(color=colour)
            cell = cell.removesuffix(ending)
    try:
        place.value = int(cell) if cell.isdecimal() else float(cell)
    except ValueError:
        place.value = cell or None
