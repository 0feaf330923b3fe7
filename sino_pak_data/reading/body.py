"""The rows of a table: their cells without the spaces around them, and what is wrong with their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Row
from sino_pak_data.reading.column_shift import Fit
from sino_pak_data.reading.faults import FORMAT, Faults
from sino_pak_data.reading.limits import LONGEST_CELL

INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without width: at the edge of a cell they mean nothing."""

_EDGES = INVISIBLE + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_MERGE = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_QUOTING = 'put the whole cell in quotes and double each quote inside: "say ""so"""'
_EMPTY = ", \t\u00a0"
_SAME = 0.9
_FEW = 3
_LOOKED_AT = 200


def trimmed(cell: str) -> str:
    r"""A cell without what may stand around it: spaces of any kind, and characters without width.

    >>> trimmed("\u00a0PAK \u200b")
    'PAK'
    """
    return cell.strip() if cell.isascii() else cell.strip(_EDGES)


def _loose(text: str) -> bool:
    """Do spaces stand around a cell of this line, which has no quotes?"""
    return ", " in text or " ," in text or text[0] == " " or text[-1] == " "


def rows(header: list[str], parsed: Iterator[csv_lines.Line], schema: Schema, faults: Faults) -> list[Row] | None:
    """Every row, or None where all of them have slipped. A row with a fault is there as far as it goes."""
    found: list[Row] = []
    ragged: Counter[int] = Counter()
    empty: list[int] = []
    for line in parsed:
        text = line.text
        if text[:1] in _EMPTY and not text.strip(_EMPTY):
            empty.append(line.number)
            if len(empty) == 1 or empty[-2] + 1 < line.number:
                _tell_empty(text, line.number, faults)
            continue
        cells = line.cells
        if '"' in text or not (text.isascii() and text.isprintable()) or (" " in text and _loose(text)):
            cells = [trimmed(cell) for cell in cells]
        if len(text) > LONGEST_CELL and any(len(cell) > LONGEST_CELL for cell in cells):
            cells, text = _cut(header, cells, line, faults), ""
        elif line.fault or text.startswith(_MERGE):
            _tell_broken(line, faults)
        elif len(cells) != len(header):
            ragged[len(cells)] += 1
            slip = Fit(schema, header).slip(cells) if len(faults.broken) < _LOOKED_AT else None
            _tell_ragged(header, cells, line, slip, faults)
        found.append(Row(zip(header, cells, strict=False), line.number, text))
    count, times = ragged.most_common(1)[0] if ragged else (0, 0)
    if times >= _FEW and times > _SAME * len(found):
        faults.withdraw("ragged-row")
        line_number = min(faults.broken)
        message = f"{times} of {len(found)} rows have {count} cells, the header {len(header)}"
        hint = "a column was added to or taken from the rows, or from the header alone"
        faults.add("ragged-row", message, hint, line_number)
        return None
    return found


def _tell_empty(text: str, line: int, faults: Faults) -> None:
    if "," in text:
        faults.add("empty-row", "the row has no cell with anything in it", f"{FORMAT}, or delete it", line)
    else:
        faults.add("blank-line", "the line is blank", FORMAT, line)


def _tell_broken(line: csv_lines.Line, faults: Faults) -> None:
    at = line.at
    if line.text.startswith(_MERGE):
        message = "a merge left its mark: two versions of these rows wait for a decision"
        hint = "keep the right rows, and delete the lines of <, = and >"
        faults.add_row("conflict-marker", message, hint, line.number, 1, line.text[:40])
    elif line.fault == "newline-in-cell":
        message = "a cell runs over the end of the line"
        faults.add_row("newline-in-cell", message, "join the lines: one row is one line", line.number, at + 1)
    else:
        message = "a double quote stands where none may"
        faults.add_row("stray-quote", message, _QUOTING, line.number, at + 1, line.text[at : at + 20])


def _tell_ragged(header: list[str], cells: list[str], line: csv_lines.Line, slip: int | None, faults: Faults) -> None:
    """`slip` is the place from which the cells stand under wrong names, where their looks tell it."""
    have, want = len(cells), len(header)
    starts = [*csv_lines.offsets(line.text), len(line.text)]
    message = f"the row has {have} cells, the header {want}"
    if have < want:
        at = have if slip is None else slip
        message += f": {header[at]!r} is missing" + (" and what follows" if at == have < want - 1 else "")
        hint = "add the missing commas; an empty cell is two commas in a row"
    else:
        at = want if slip is None else slip
        hint = _comma_hint(header, cells, slip)
    column = starts[at] + 1
    faults.add_row("ragged-row", message, hint, line.number, column, line.text[column - 1 :][:40])


def _comma_hint(header: list[str], cells: list[str], slip: int | None) -> str:
    if slip is None or slip == 0:
        return "a comma inside a cell needs the whole cell in double quotes"
    before, after = cells[slip - 1], cells[slip]
    if before.lstrip("+-").isdigit() and after[:3].isdigit():
        return f"write {before}{after}: a number has no comma for its thousands"
    if not after:
        return f"delete one comma after {header[slip - 1]!r}"
    return f"if {before!r} and {after!r} are one cell, put it in double quotes"


def _cut(header: list[str], cells: list[str], line: csv_lines.Line, faults: Faults) -> list[str]:
    """The cells, long ones cut, so that nothing later has to carry them."""
    place = next(at for at, cell in enumerate(cells) if len(cell) > LONGEST_CELL)
    name = header[place] if place < len(header) else "a cell beyond the header"
    message = f"the cell of {name!r} has {len(cells[place]):,} characters, a cell at most {LONGEST_CELL:,}"
    hint = "shorten it; a quote that is never closed makes one cell of many"
    column = csv_lines.offsets(line.text)[place] + 1
    faults.add_row("too-large", message, hint, line.number, column, cells[place][:40])
    return [cell[:40] for cell in cells]
