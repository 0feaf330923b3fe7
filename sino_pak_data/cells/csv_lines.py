"""Lines of comma-separated text, with the place of every cell.

    file   = line *( LF line ) [ LF ]
    line   = cell *( "," cell )
    cell   = bare / DQUOTE *( any but DQUOTE / DQUOTE DQUOTE ) DQUOTE
    bare   = *( any but DQUOTE, "," and LF )

This is RFC 4180 without line ends in cells: a row is a line of the file, and a change of a row is a line of a diff.
The reader is lenient: a line that breaks the grammar still yields cells, and the kind of its fault.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

_LONGEST_CELL_IN_LINES = 50
_QUOTE_OR_BREAK = re.compile(r'["\n\r]').search
_NEEDS_QUOTES = re.compile(r'[,"\n\r]').search
_QUOTED = r'"((?:[^"]|"")*+)"'


class Line(NamedTuple):
    """One row of text.

    number  physical line on which the row begins, from 1
    text    the row as written, without its line end
    cells   the cells, quotes resolved
    fault   "" or the kind of fault: "stray-quote", "newline-in-cell"
    at      offset of the fault in `text`
    """

    number: int
    text: str
    cells: list[str]
    fault: str = ""
    at: int = 0


def parse(text: str, comma: str = ",") -> Iterator[Line]:
    r"""Every row of a text whose line ends are LF; a blank line is a row of one empty cell.

    `comma` separates the cells: another character only to read what a spreadsheet wrote.

    >>> [line.cells for line in parse('a,"b,c"\nd,e\n')]
    [['a', 'b,c'], ['d', 'e']]
    """
    lines = split(text)
    at = 0
    while at < len(lines):
        line = line_at(lines, at, comma)
        yield line
        at += 1 + line.text.count("\n")


def split(text: str) -> list[str]:
    """The physical lines of a text."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def line_at(lines: list[str], at: int, comma: str = ",") -> Line:
    """The row that begins on `lines[at]`, with the following lines that belong to it."""
    text = lines[at]
    if '"' not in text:
        return Line(at + 1, text, text.split(comma))
    cells, fault, place = _quoted(text, comma)
    if fault == "open":
        text = _with_following(lines, at, comma)
        cells, fault, place = _quoted(text, comma)
        fault = "stray-quote"
        if "\n" in text:
            fault = "newline-in-cell"
            place = offsets(text, comma)[next(at for at, cell in enumerate(cells) if "\n" in cell)]
    return Line(at + 1, text, cells, fault, place)


def offsets(text: str, comma: str = ",") -> list[int]:
    """Where each cell of a line begins, counted from 0: as many as `parse` makes of it.

    >>> offsets('a,"b,c",d')
    [0, 2, 8]
    """
    return [cell.start() for cell in _cells(text, comma)]


def write(cells: list[str]) -> str:
    """The canonical line for these cells: quotes only where the grammar needs them.

    >>> write(["a", "b,c"])
    'a,"b,c"'
    """
    line = ",".join(cells)
    if line.count(",") == len(cells) - 1 and not _QUOTE_OR_BREAK(line):
        return line
    return ",".join('"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES(cell) else cell for cell in cells)


def document(names: list[str], rows: Iterable[Iterable[str]]) -> str:
    """A header and its rows as the text of a file.

    >>> document(["a", "b"], [["1", "2,3"]])
    'a,b\\n1,"2,3"\\n'
    """
    return "".join(write(list(cells)) + "\n" for cells in [names, *rows])


def _with_following(lines: list[str], at: int, comma: str) -> str:
    """The line and those after it up to the one that closes its quote, or the line alone."""
    joined = lines[at]
    for following in lines[at + 1 : at + _LONGEST_CELL_IN_LINES]:
        joined += "\n" + following
        if following.count('"') % 2:
            return joined if _quoted(joined, comma)[1] == "" else lines[at]
    return lines[at]


def _quoted(text: str, comma: str) -> tuple[list[str], str, int]:
    """Cells of a line with quotes in it; fault "", "stray-quote" or "open", and its offset."""
    if _line(comma).fullmatch(text) and len(text) < csv.field_size_limit():
        return next(csv.reader([text], delimiter=comma)), "", 0  # in C; few lines need the loop below
    cells: list[str] = []
    fault, place = "", 0
    for cell in _cells(text, comma):
        quoted, rest = cell.groups()
        if _is_open(cell):
            return [*cells, text[cell.start() + 1 :].replace('""', '"')], "open", cell.start()
        if not fault and (rest if quoted is not None else '"' in rest):
            fault, place = "stray-quote", cell.start(2) + (0 if quoted is not None else rest.index('"'))
        cells.append((quoted or "").replace('""', '"') + rest)
    return cells, fault, place


def _cells(text: str, comma: str) -> Iterator[re.Match[str]]:
    """The cells of a line: what is quoted, and what follows. An open quote makes one cell of all that is left."""
    at = 0
    while at <= len(text):
        cell = _cell(comma).match(text, at)
        assert cell is not None
        yield cell
        at = len(text) + 1 if _is_open(cell) else cell.end() + 1


def _is_open(cell: re.Match[str]) -> bool:
    return cell[1] is None and cell[2].startswith('"')


@cache
def _cell(comma: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_QUOTED})?([^{re.escape(comma)}]*)")


@cache
def _line(comma: str) -> re.Pattern[str]:
    cell = f'(?:{_QUOTED}|[^"{re.escape(comma)}]*+)'
    return re.compile(f"{cell}(?:{re.escape(comma)}{cell})*+")
