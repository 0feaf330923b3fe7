"""Lines of comma-separated text, with the place of every cell.

    file   = line *( LF line ) [ LF ]
    line   = cell *( "," cell )
    cell   = bare / DQUOTE *( any but DQUOTE / DQUOTE DQUOTE ) DQUOTE
    bare   = *( any but DQUOTE, "," and LF )

This is RFC 4180 with one thing taken away: no cell holds a line end, so that a row is a line of
the file and a difference between two versions is a line of the difference. The reader is lenient:
a line that breaks the grammar still yields cells, and says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LONGEST_CELL_IN_LINES = 50
_NEEDS_QUOTES = re.compile(r'[,"\n\r]').search


class Line(NamedTuple):
    """One row of text.

    number  physical line on which the row begins, from 1
    text    the row as it stands, without its line end
    cells   what the cells say, quotes resolved
    fault   "" or the kind of fault: "stray-quote", "newline-in-cell"
    at      offset in `text` at which the fault shows
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
    found = [0]
    while True:
        closed = _after_quotes(text, found[-1])
        end = len(text) if closed < 0 else _end_of_cell(text, closed, comma)
        if end == len(text):
            return found
        found.append(end + 1)


def write(cells: list[str]) -> str:
    """The one canonical line for these cells: quotes only where the grammar needs them.

    >>> write(["a", "b,c"])
    'a,"b,c"'
    """
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
    cells = _simply_quoted(text.split('"'), comma)
    if cells:
        return cells, "", 0
    cells = []
    fault, place, at = "", 0, 0
    while True:
        if text.startswith('"', at):
            closed = _after_quotes(text, at)
            cell = text[at + 1 : closed - 1 if closed > 0 else len(text)].replace('""', '"')
            if closed < 0:
                return [*cells, cell], "open", at
            end = _end_of_cell(text, closed, comma)
            if end > closed:
                fault, place = fault or "stray-quote", place or closed
            cell += text[closed:end]
        else:
            end = _end_of_cell(text, at, comma)
            cell = text[at:end]
            if '"' in cell:
                place = place if fault else at + cell.index('"')
                fault = fault or "stray-quote"
        cells.append(cell)
        if end == len(text):
            return cells, fault, place
        at = end + 1


def _simply_quoted(parts: list[str], comma: str) -> list[str]:
    """The cells of a line split at its quotes, where each quote opens or closes a whole cell; else none."""
    if len(parts) % 2 == 0 or (parts[0] and parts[0][-1] != comma) or (parts[-1] and parts[-1][0] != comma):
        return []
    cells = parts[0][:-1].split(comma) if parts[0] else []
    for at in range(1, len(parts), 2):
        cells.append(parts[at])
        between = parts[at + 1]
        if at + 2 == len(parts):
            return cells + between[1:].split(comma) if between else cells
        if not between or between[0] != comma or between[-1] != comma:
            return []
        cells += between[1:-1].split(comma) if len(between) > 1 else []
    return cells


def _after_quotes(text: str, at: int) -> int:
    """Behind the quoted part that begins a cell; `at` where it begins with none, -1 where none ends it."""
    closed = at
    while text.startswith('"', closed):
        quote = text.find('"', closed + 1)
        if quote < 0:
            return -1
        closed = quote + 1
    return closed


def _end_of_cell(text: str, at: int, comma: str) -> int:
    found = text.find(comma, at)
    return len(text) if found < 0 else found
