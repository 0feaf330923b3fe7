"""From what a query found to problems: the row is read where it is, and worded by the rules of `check`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sino_pak_data.bulk.files import Source
from sino_pak_data.bulk.places import Place, Places
from sino_pak_data.bulk.plan import Slot
from sino_pak_data.cells import csv_lines, ids
from sino_pak_data.cells.csv_lines import Line
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import named
from sino_pak_data.checks.rules.dates import impossible_date, malformed_date
from sino_pak_data.checks.rules.standard import RULE_OF, findings, repeated
from sino_pak_data.checks.runner import problem_of
from sino_pak_data.package.constraints import Violation, violation
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Row, Table
from sino_pak_data.reading.canonical import trimmed
from sino_pak_data.reading.reader import rows_of
from sino_pak_data.reading.source_text import SHORTEN, Collector, decoded

DATES = {"malformed-date": malformed_date, "impossible-date": impossible_date}
_MOST_COMPARED = 100_000
_LETTERS = 40
_LOOKED_ON = 1_000


def rule_of(slot: Slot, kind: str) -> str:
    """The rule of `check` that reports a kind of violation."""
    sourceless = kind == "required" and slot.field.holds.startswith("reference")
    return RULE_OF.get("source" if sourceless else kind, kind)


class Guesses:
    """Known words that were probably meant; gives up after many, as `check` does."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._compared = 0

    def __call__(self, where: str, word: str, known: Collection[str]) -> str:
        if (where, word) not in self._known:
            self._compared += len(known)
            self._known[where, word] = ids.nearest(word, known) if self._compared <= _MOST_COMPARED else ""
        return self._known[where, word]


class Rows:
    """The rows of one file, read one by one where they are.

    rejected  the offsets of rows that have no number
    rows      how many have one
    """

    def __init__(self, source: Source, schema: Schema, rejected: NDArray[np.int64], rows: int) -> None:
        self.source = source
        self._rows = rows
        self.table = Table(schema, source.shown, list(source.header))
        self._header = source.layout.header
        self._rejected = rejected
        self._places = Places(source.path, self._header, rejected)
        self._careful: Places | None = None

    def close(self) -> None:
        self._places.close()
        if self._careful is not None:
            self._careful.close()

    def at(self, number: int, broken: list[tuple[Slot, str]]) -> tuple[Row, Line]:
        """The row of a number, which breaks these rules: so it is known when it is found."""
        for places in self._ways():
            row, line = self._read(places, number)
            if row is not None and self._agrees(row, line, broken):
                return row, line
        row, line = self._read(self._careful or self._places, number)
        later = number
        while row is None and later < number + _LOOKED_ON:  # a quote is never closed: its row swallowed some lines
            one, line = self._read(self._places, later)
            row = one if one is not None and self._agrees(one, line, broken) else None
            later += 1
        return (Row({}), Line(0, "", [])) if row is None else (row, line)

    def _ways(self) -> Iterator[Places]:
        """Places to look for a row in: the careful ones first if not every line is a row."""
        if self._careful is None and self._places.rows != self._rows:
            self._careful = Places(self.source.path, self._header, self._rejected, careful=True)
        if self._careful is not None:
            yield self._careful
        yield self._places

    def _read(self, places: Places, number: int) -> tuple[Row | None, Line]:
        place = places.of_row(number)
        if place is None:
            return None, Line(0, "", [])
        line = self.line(places, place)
        cells = zip(self.source.header, map(trimmed, line.cells), strict=False)
        text = line.text if self.source.layout.delimiter == "," else ""
        return Row(cells, place.line, text), line

    def line(self, places: Places, place: Place) -> Line:
        """The row that begins at a place, as text."""
        text = places.text_at(place.byte).decode("utf-8", "replace").replace("\r\n", "\n")
        text = text.removeprefix("\ufeff") if place.byte == 0 else text
        if not self.source.layout.quote or not text:
            return Line(place.line, text, text.split(self.source.layout.delimiter))
        return csv_lines.line_at(csv_lines.split(text), 0, self.source.layout.delimiter)._replace(number=place.line)

    def _agrees(self, row: Row, line: Line, broken: list[tuple[Slot, str]]) -> bool:
        """Does the row break what the row that is meant breaks?"""
        if line.fault or len(line.cells) != len(self.source.header):
            return False
        return all(self._breaks(row, slot, kind) for slot, kind in broken)

    def _breaks(self, row: Row, slot: Slot, kind: str) -> bool:
        cell = row[slot.field.name]
        if kind == "foreign-key" or (kind == "required" and not slot.field.required):
            return (cell in slot.field.missing) == (kind == "required")
        if kind in DATES:
            return any(DATES[kind](cell))
        if kind == "invisible-character":
            return "\0" in cell
        return violation(slot.field, cell) == kind

    def problems(
        self, number: int, broken: list[tuple[Slot, str]], known: Mapping[str, Collection[str]], guess: Guesses
    ) -> Iterator[Problem]:
        """What is wrong with the row of a number. `known` has the keys of the tables that foreign keys refer to."""
        row, line = self.at(number, broken)
        for slot, kind in broken:
            for finding in _findings(self.table, row, slot, kind, known, guess):
                yield self.placed(problem_of(named(rule_of(slot, kind)), finding), line)

    def placed(self, problem: Problem, line: Line) -> Problem:
        """The problem with its column, where cells are separated by something else than commas."""
        if self.source.layout.delimiter == "," or problem.field not in self.source.header:
            return problem
        at = self.source.header.index(problem.field)
        starts = csv_lines.offsets(line.text, self.source.layout.delimiter)
        if at >= len(starts):
            return problem
        return replace(problem, column=starts[at] + 1, value=line.cells[at][:_LETTERS])

    def repeated(self, row: Row, first: Row, line: Line, kind: str, parts: tuple[str, ...], where: str) -> Problem:
        """The problem of a row whose key an earlier one has."""
        one = Violation(kind, self.table, row, parts[0], first, parts=parts)
        return self.placed(problem_of(named(RULE_OF[kind]), repeated(one, where)), line)

    def torn(self, number: int, kind: str) -> list[Problem]:
        """What is wrong with a row of a number that no engine can take apart."""
        place = self._places.of_row(number)
        return self.rejected(place.byte, kind) if place else []

    def rejected(self, byte: int, kind: str) -> list[Problem]:
        """What is wrong with a row that no engine can take apart, and that has no number."""
        place = self._places.of_byte(byte)
        raw = self._places.text_at(byte)
        found = Collector(self.source.shown)
        text = decoded(raw, "", found)
        if text is not None and kind == "long":
            found.add("too-large", f"the row has {len(text):,} characters or more", SHORTEN, value=text[:_LETTERS])
        elif text is not None and self.source.layout.delimiter == ",":
            rows_of(list(self.source.header), [text], 0, self.table.schema, found)
        if not found.problems:
            self._plainly(found, raw.decode("utf-8", "replace"), kind)
        return [replace(one, line=one.line + place.line - 1) for one in found.problems]

    def _plainly(self, found: Collector, text: str, kind: str) -> None:
        """Word what the reader of hand-kept tables sees otherwise: other delimiters, quotes that it forgives."""
        if kind in {"few", "many"}:
            have, want = len(text.split(self.source.layout.delimiter)), len(self.source.header)
            message = f"the row has {have} cells; the header has {want}"
            found.add("ragged-row", message, "a cell is missing, or one has the delimiter in it", value=text[:_LETTERS])
        else:
            hint = 'put the whole cell in quotes and double each quote inside: "say ""so"""'
            found.add("stray-quote", "a double quote in the wrong place", hint, value=text[:_LETTERS])


class Typed(Rows):
    """The rows of a file of Parquet: they have a number, from 1, in place of a line, and no columns of characters.

    cells  those of the rows that will be asked for, by number from 0
    """

    def __init__(self, source: Source, schema: Schema, cells: Mapping[int, Mapping[str, str | None]]) -> None:
        self.source = source
        self.table = Table(schema, source.shown, [])
        self._cells = cells

    def close(self) -> None:
        """Nothing is open."""

    def at(self, number: int, broken: list[tuple[Slot, str]]) -> tuple[Row, Line]:
        cells = ((one, cell or "") for one, cell in self._cells[number].items())
        return Row(cells, number + 1), Line(number + 1, "", [])

    def placed(self, problem: Problem, line: Line) -> Problem:
        return replace(problem, line=line.number, column=1)


def _findings(
    table: Table, row: Row, slot: Slot, kind: str, known: Mapping[str, Collection[str]], guess: Guesses
) -> Iterator[Finding]:
    field = slot.field
    if kind in DATES:
        yield from (Finding(table, row, field.name, *fault) for fault in DATES[kind](row[field.name]))
    elif kind == "invisible-character":
        hint, at = "delete it, or type the cell again", max(row[field.name].find("\0"), 0)
        yield Finding(table, row, field.name, "U+0000 (NULL) is invisible", hint, at)
    elif slot.foreign is not None:
        key = slot.foreign
        value = ":".join(row[own] for own, _ in key.pairs)
        there, others = known.get(key.table, ()), " and ".join(target for _, target in key.pairs)
        close = "" if key.others else guess(key.table, value, there)
        hint = f"did you mean {close!r}?" if close else f"correct it, or add a row to {key.table}"
        yield Finding(table, row, field.name, f"{value!r} is not in {others} of {key.table}", hint)
    else:
        sourceless = kind == "required" and field.holds.startswith("reference")
        yield from findings(guess, "source" if sourceless else kind, Violation(kind, table, row, field.name))


def same_key(one: Row, other: Row, parts: tuple[str, ...]) -> bool:
    """Have two rows the same cells in these columns?"""
    return all(one[part] == other[part] for part in parts)
