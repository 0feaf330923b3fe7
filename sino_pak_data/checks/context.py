"""What a rule is given: the package under check, with everything that several rules ask about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import TypeVar

from sino_pak_data.cells import ids
from sino_pak_data.checks import damage
from sino_pak_data.checks.damage import Damage
from sino_pak_data.checks.findings import Finding
from sino_pak_data.derive.dyad_years import top
from sino_pak_data.package import constraints
from sino_pak_data.package.constraints import Violation
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row, Table
from sino_pak_data.reading import canonical, column_shift
from sino_pak_data.reading.reader import Authored
from sino_pak_data.reading.source_text import FORMAT

Verdict = TypeVar("Verdict")

_MOST_COMPARED = 100_000


class CheckContext:
    """One check of one package. Everything is worked out when the first rule asks for it.

    today  dates after it are in the future
    """

    def __init__(self, package: Authored, today: date) -> None:
        self.package = package
        self.today = today
        self.tables = package.authored
        self._compared = 0
        self._guesses: dict[tuple[str, str], str] = {}

    @cached_property
    def violations(self) -> dict[str, list[Violation]]:
        """The violations of the Table Schema, by kind; a missing reference is of the kind "source"."""
        found: dict[str, list[Violation]] = defaultdict(list)
        for one in constraints.violations(self.package.readable):
            sourceless = one.kind == "required" and one.column.holds.startswith("reference")
            found["source" if sourceless else one.kind].append(one)
        return found

    @cached_property
    def departures(self) -> dict[str, list[Finding]]:
        """Where the tables are not canonical, by the rule that says so."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for table in self.tables:
            if table.name not in self.package.unread:
                for rule, row, field, message in canonical.differences(table, self.package.broken):
                    found[rule].append(Finding(table, row, field, message, FORMAT))
        return found

    def guess(self, where: str, word: str, known: Collection[str]) -> str:
        """The known word, of the table or code list `where`, that is probably meant, or ""; gives up after many."""
        if (where, word) not in self._guesses:
            self._compared += len(known)
            self._guesses[where, word] = ids.nearest(word, known) if self._compared <= _MOST_COMPARED else ""
        return self._guesses[where, word]

    def cells_where(
        self, holding: Sequence[str], judge: Callable[[str], Verdict | None]
    ) -> Iterator[tuple[Table, Row, Field, Verdict]]:
        """Table, row, column and verdict of each cell with a true verdict, in columns that hold these grammars.

        Each distinct cell of a column is judged once; empty cells are not judged.
        """
        for table in self.tables:
            for field in table.schema.holding(*holding):
                for row, found in self.column_where(table, field.name, judge):
                    yield table, row, field, found

    def column_where(
        self, table: Table, name: str, judge: Callable[[str], Verdict | None]
    ) -> Iterator[tuple[Row, Verdict]]:
        """The same of one column, whatever it holds: the rows, each with its verdict."""
        cells = table.distinct(name) - {""}
        verdicts = {cell: found for cell in cells if (found := judge(cell))}
        return ((row, verdicts[row[name]]) for row in (table.rows if verdicts else ()) if row[name] in verdicts)

    def rows_where(
        self, table: Table, columns: Sequence[str], judge: Callable[[Row], Verdict | None]
    ) -> Iterator[tuple[Row, Verdict]]:
        """The rows with a true verdict, and it; one row is judged for each combination of these cells."""
        cells = itemgetter(*columns)
        samples = dict(zip(map(cells, table.rows), table.rows, strict=True))
        verdicts = {key: found for key, row in samples.items() if (found := judge(row))}
        return ((row, verdicts[cells(row)]) for row in (table.rows if verdicts else ()) if cells(row) in verdicts)

    @cached_property
    def damage(self) -> dict[tuple[str, str], dict[str, Damage]]:
        """The damaged cells, by table and column."""
        found = {}
        for table in self.tables:
            for field in table.schema.fields:
                cells, kind = table.distinct(field.name) - field.missing, damage.kind_of(field, table.schema)
                suspects = damage.suspects(cells, kind)
                if not field.plain and damage.is_told_apart(field):  # the schema, and nothing else, says what is right
                    suspects = suspects & constraints.cell_violations(field, suspects).keys()
                damaged = {cell: one for cell in suspects if (one := damage.damage_of(cell, field, kind))}
                for cell in [cell for cell in damaged if damage.is_code_among(cell, cells)]:
                    del damaged[cell]
                if damaged:
                    found[table.name, field.name] = damaged
        return found

    def damaged_by(self, code: str) -> Iterator[Finding]:
        """Every cell damaged in the way that a rule describes."""
        for (name, field), damaged in self.damage.items():
            cells = {cell: one for cell, one in damaged.items() if one.code == code}
            for row, (_, message, hint, at) in self.column_where(self.package[name], field, cells.get) if cells else ():
                yield Finding(self.package[name], row, field, message, hint, at)

    @cached_property
    def shifted(self) -> dict[str, dict[int, int]]:
        """By table, the lines whose cells are one column off, each with the place (from 0) where that begins."""
        return {table.name: dict(column_shift.shifted(table)) for table in self.tables}

    @cached_property
    def repeated(self) -> dict[str, dict[int, int]]:
        """By table, the lines that are identical to an earlier line, each with the number of that line."""
        return {table.name: dict(column_shift.repeated(table)) for table in self.tables}

    def damaged(self, table: Table, row: Row, name: str) -> bool:
        """Is this cell, or the whole row, known to be damaged? Other rules then ignore it."""
        if row[name] in self.damage.get((table.name, name), ()):
            return True
        return row.line in self.shifted[table.name] or row.line in self.repeated[table.name]

    def readable(self, *tables: str) -> bool:
        """Are all keys of these tables known? If not, what refers to them cannot be judged."""
        return self._lacking_keys.isdisjoint(tables)

    def state_of(self, actor: str) -> str:
        """The actor at the top of the parents of one: the state of a company or ministry."""
        return top(actor, self.package.identifiers("actors") if "actors" in self.package.tables else {})

    @cached_property
    def _lacking_keys(self) -> set[str]:
        """The tables with a key that is lost: unread, damaged or in another column."""
        lacking = {*self.package.unread, *(name for name, shifted in self.shifted.items() if shifted)}
        lacking |= {name for name, field in self.damage if field in self.package[name].schema.key}
        for table in self.tables if self.package.broken else ():
            broken = [row for row in table.rows if (table.name, row.line) in self.package.broken]
            keys = [table.schema.by_name[part] for part in table.schema.key]
            if any(constraints.violation(field, row[field.name]) for row in broken for field in keys):
                lacking.add(table.name)
        return lacking

    def absent(self, table: str, key: str, retired: bool | None = None) -> tuple[str, str] | None:
        """Message and hint for an identifier that is not in a table; None if it is there, or may be.

        `retired` asks for withdrawn identifiers only, or for unknown ones only.
        """
        known = self.package.identifiers(table)
        if key in known or not key:
            return None
        gone = self.package.record(f"retired/{table}/{key}")
        if gone is not None:
            return (f"{key!r} was retired from {table}", retired_hint(gone)) if retired is not False else None
        if retired or not self.readable(table):
            return None
        close = self.package.named(table, key) or self.guess(table, key, known)
        return (
            f"{key!r} is not in {table}",
            f"did you mean {close!r}?" if close else f"add it to {self.package[table].file}",
        )


def retired_hint(row: Row) -> str:
    """What to do about a reference to a withdrawn record."""
    successor = row["replaced_by"]
    return f"use {successor}" if successor else f"it was withdrawn in {row['version']}: {row['reason']}"
