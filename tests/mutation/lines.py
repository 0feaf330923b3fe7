"""Damage to the text of a table: to some of its lines, or to the whole file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from sino_pak_data.reading.source_text import LONGEST_CELL


def _quoted(line: str) -> bool:
    return '"' in line


def _inside(line: str, what: str) -> str:
    """The line with an insertion in its first quoted cell."""
    at = line.index('"') + 3
    return line[:at] + what + line[at:]


def _key(line: str) -> str:
    return line.partition(",")[0]


def _two(line: str) -> str:
    return ",".join(line.split(",")[:2])


def _after_two(line: str, cell: str) -> str:
    return f"{_two(line)},{cell}{line[len(_two(line)) :]}"


@dataclass(frozen=True)
class Slip:
    """A change of three lines of a table, and where the check must report it.

    damaged  from the old line to the new text, which may contain a line end
    column   from the old line to the column of the fault, from 1
    below    how many lines below the old one the fault is
    where    the lines to change
    """

    rule: str
    table: str
    damaged: Callable[[str], str]
    column: Callable[[str], int] = lambda line: 1
    below: int = 0
    where: Callable[[str], bool] = lambda line: True


SLIPS = [
    Slip("ragged-row", "observations", lambda line: _after_two(line, "zz"), lambda line: len(_two(line)) + 2),
    Slip("ragged-row", "agreements", lambda line: _after_two(line, '"é, è"'), lambda line: len(_two(line)) + 2, where=lambda line: line.split(",")[1][0] != '"'),
    Slip("ragged-row", "coverage", _key, lambda line: len(_key(line)) + 1),
    Slip("blank-line", "claims", lambda line: line + "\n", below=1),
    Slip("empty-row", "coverage", lambda line: line + "\n,,,,,", below=1),
    Slip("conflict-marker", "agreements", lambda line: line + "\n=======", below=1),
    Slip("repeated-row", "discrepancies", lambda line: f"{line}\n{line}", below=1),
    Slip("shifted-row", "observations", lambda line: _after_two(line, "")[:-1], where=lambda line: line[-1] == ","),
    Slip("stray-space", "claims", lambda line: " " + line),
    Slip("needless-quotes", "discrepancies", lambda line: f'"{_key(line)}"{line[len(_key(line)) :]}', where=lambda line: '"' not in line),
    Slip("stray-quote", "agreements", lambda line: line + '"', lambda line: len(line) + 1, where=lambda line: line[-1] not in '",'),
    Slip("stray-quote", "events", lambda line: _inside(line, '"'), lambda line: line.index('"') + 5, where=_quoted),
    Slip("newline-in-cell", "events", lambda line: _inside(line, "\n"), lambda line: line.index('"') + 1, where=_quoted),
]  # fmt: skip


@dataclass(frozen=True)
class Spoiling:
    """A change of a whole file, and where the check must report it."""

    rule: str
    table: str
    spoilt: Callable[[bytes], bytes]
    line: int = 1
    column: int = 1


def _turned(text: bytes) -> bytes:
    """The last two columns are swapped."""
    rows = csv.reader(text.decode().splitlines())
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([*cells[:-2], cells[-1], cells[-2]] for cells in rows)
    return out.getvalue().encode()


def _rows_turned(text: bytes) -> bytes:
    header, first, second, *rest = text.splitlines(keepends=True)
    return b"".join([header, second, first, *rest])


SPOILINGS = [
    Spoiling("byte-order-mark", "events", lambda text: b"\xef\xbb\xbf" + text),
    Spoiling("line-ending", "agreements", lambda text: text.replace(b"\n", b"\r\n")),
    Spoiling("line-ending", "claims", lambda text: text.replace(b"\n", b"\r")),
    Spoiling("not-utf8", "coverage", lambda text: text.replace(b"1947", b"19\xe947", 1), 2, 39),
    Spoiling("not-utf8", "evidence", lambda text: text.decode().encode("utf-16")),
    Spoiling("empty-file", "comparisons", lambda text: b""),
    Spoiling("wrong-delimiter", "coverage", lambda text: text.replace(b";", b"/").replace(b",", b";")),
    Spoiling("separator-line", "evidence", lambda text: b"sep=,\n" + text),
    Spoiling("stray-space", "coverage", lambda text: text.replace(b",", b" ,", 1)),
    Spoiling("wrong-header", "evidence", lambda text: text.replace(b"stance", b"stanse", 1), 1, 17),
    Spoiling("duplicated-column", "discrepancies", lambda text: text.replace(b"\n", b",note\n", 1), 1, 32),
    Spoiling("nameless-column", "coverage", lambda text: text.replace(b"\n", b",\n", 1), 1, 46),
    Spoiling("column-order", "retired", _turned),
    Spoiling("too-large", "discrepancies", lambda text: text.replace(b"\n", b"\n" + b"x" * LONGEST_CELL, 1), 2),
    Spoiling("row-order", "actors", _rows_turned, 3),
]  # fmt: skip
