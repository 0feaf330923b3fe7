"""Lines of comma-separated text, with the place of every cell.

    file   = line *( LF line ) [ LF ]
    line   = cell *( "," cell )
    cell   = bare / DQUOTE *( any but DQUOTE / DQUOTE DQUOTE ) DQUOTE
    bare   = *( any but DQUOTE, "," and LF )

This is RFC 4180 without line ends in cells: a row is a line of the file, and a changed row is a line of a diff.
A line that breaks the grammar still yields cells, with the kind of its fault.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

_LONGEST_CELL_IN_LINES = 50
_QUOTE_OR_BREAK = re.compile(r'["\n\r]').search
_NEEDS_QUOTES = re.compile(r'[,"\n\r]').search


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

    `comma` separates the cells; some spreadsheets write another character.

    >>> [line.cells for line in parse('a,"b,c"\nd,e\n')]
    [['a', 'b,c'], ['d', 'e']]
    """
    lines = split(text)
    at = 0
    while at < len(lines):
        line = line_at(lines, at, comma)
        yield line
        at += 1 + line.text.count("\n")


def rows(lines: Iterable[str]) -> Iterator[str]:
    """The text of every row of some physical lines, one at a time: most rows are a line.

    >>> [*rows(['a,"b', 'c"', "d,e"])]
    ['a,"b\\nc"', 'd,e']
    """
    following = iter(lines)
    waiting: deque[str] = deque()
    while (text := waiting.popleft() if waiting else next(following, None)) is not None:
        if text.count('"') % 2:
            waiting.extend(islice(following, _LONGEST_CELL_IN_LINES - 1 - len(waiting)))
            text = line_at([text, *waiting], 0).text
            for _ in range(text.count("\n")):
                waiting.popleft()
        yield text


def split(text: str) -> list[str]:
    """The physical lines of a text."""
    return text.removesuffix("\n").split("\n") if text else []


def line_at(lines: list[str], at: int, comma: str = ",") -> Line:
    """The row that begins on `lines[at]`, with the following lines that belong to it."""
    text = lines[at]
    if '"' not in text:
        return Line(at + 1, text, text.split(comma))
    cells, fault, place = _quoted(text, comma)
    if fault != "open":
        return Line(at + 1, text, cells, fault, place)
    following = range(at + 1, min(at + _LONGEST_CELL_IN_LINES, len(lines)))
    closing = next((number for number in following if lines[number].count('"') % 2), at)
    joined = "\n".join(lines[at : closing + 1])
    joined_cells, still_broken, _ = _quoted(joined, comma)
    if still_broken:
        return Line(at + 1, text, cells, "stray-quote", place)
    place = next(start for start, cell in zip(offsets(joined, comma), joined_cells, strict=True) if "\n" in cell)
    return Line(at + 1, joined, joined_cells, "newline-in-cell", place)


def offsets(text: str, comma: str = ",") -> list[int]:
    """Where each cell of a line begins, counted from 0: as many as `parse` makes of it.

    >>> offsets('a,"b,c",d')
    [0, 2, 8]
    """
    return [cell.start() + (number > 0) for number, cell in enumerate(_cell(comma).finditer(text))]


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


def _quoted(text: str, comma: str) -> tuple[list[str], str, int]:
    """Cells of a line with quotes in it; fault "", "stray-quote" or "open", and its offset."""
    cells: list[str] = []
    fault, place = "", 0
    for number, (quoted, rest) in enumerate(_cell(comma).findall(text)):
        if quoted and quoted.count('"') % 2:
            return [*cells, quoted[1:].replace('""', '"')], "open", offsets(text, comma)[number]
        if not fault and (rest if quoted else '"' in rest):
            fault, place = "stray-quote", offsets(text, comma)[number] + (len(quoted) or rest.index('"'))
        cells.append(quoted[1:-1].replace('""', '"') + rest if quoted else rest)
    return cells, fault, place


@cache
def _cell(comma: str) -> re.Pattern[str]:
    """A cell: what is quoted, if anything (all that is left if the quote is never closed), and what follows."""
    comma = re.escape(comma)
    return re.compile(rf'(?:^|{comma})("[^"]*+(?:""[^"]*+)*+"?)?([^{comma}]*)')
