"""What a rule is given: the package under check, read once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sino_pak_data.cells import ids
from sino_pak_data.cells.references import Reference
from sino_pak_data.checks import damage
from sino_pak_data.checks.marks import Breach, Cited, Mark
from sino_pak_data.derive import citations
from sino_pak_data.package.constraints import violation
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.table import Row, Table
from sino_pak_data.reading import canonical, column_shift
from sino_pak_data.reading.faults import FORMAT
from sino_pak_data.reading.reader import Authored

Verdict = TypeVar("Verdict")
Made = TypeVar("Made")

_MOST_COMPARED = 100_000


class Review:
    """One run of the check over one package.

    today     a date after it lies in the future
    standard  called once, when the first rule asks for the breaches of the standard
    """

    def __init__(self, package: Authored, today: date, standard: Callable[[Authored], Iterable[Breach]]) -> None:
        self.package = package
        self.today = today
        self._standard = standard
        self._compared = 0
        self._made: dict[Callable[[Review], Any], Any] = {}
        self._guesses: dict[tuple[str, int], str] = {}
        self._slipped: dict[str, dict[int, int]] = {}
        self._repeated: dict[str, dict[int, int]] = {}

    def breaches(self, kind: str) -> Sequence[Breach]:
        """The breaches of one kind."""
        return self._breaches.get(kind, [])

    @cached_property
    def _breaches(self) -> dict[str, list[Breach]]:
        found: dict[str, list[Breach]] = defaultdict(list)
        for breach in self._standard(self.package):
            found[breach.kind].append(breach)
        return found

    def faults(self, *rules: str) -> Iterator[Problem]:
        """The faults of the text that reading the files has found."""
        return (fault for fault in self.package.faults if fault.rule in rules)

    @cached_property
    def differences(self) -> dict[str, list[tuple[Table, canonical.Difference]]]:
        """Where the tables are not canonical, by rule."""
        found: dict[str, list[tuple[Table, canonical.Difference]]] = {}
        for table in self.tables:
            if table.name not in self.package.unread:
                for one in canonical.differences(table, self.package.broken):
                    found.setdefault(one.rule, []).append((table, one))
        return found

    def guess(self, word: str, known: Collection[str]) -> str:
        """The known word that may be meant, or ""; where very many are unknown, for the first ones only."""
        key = (word, id(known))
        if key not in self._guesses:
            self._compared += len(known)
            if self._compared > _MOST_COMPARED:
                return ""
            self._guesses[key] = ids.nearest(word, known)
        return self._guesses[key]

    def departures(self, rule: str) -> Iterator[Mark]:
        """Marks for these differences."""
        for table, found in self.differences.get(rule, []):
            yield Mark(table, found.row, found.field, found.message, FORMAT)

    def once(self, make: Callable[[Review], Made]) -> Made:
        """What a function makes of this review, made when the first rule asks for it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @property
    def tables(self) -> list[Table]:
        return self.package.authored

    def where(self, table: Table, name: str, judge: Callable[[str], Verdict | None]) -> Iterator[tuple[Row, Verdict]]:
        """The rows whose cell of a column is judged other than None, each with the verdict.

        Every cell that is not empty is judged once, however often it stands there.
        """
        verdicts = {cell: found for cell in table.distinct(name) if cell and (found := judge(cell)) is not None}
        if verdicts:
            for row in table.rows:
                if row[name] in verdicts:
                    yield row, verdicts[row[name]]

    @cached_property
    def damage(self) -> dict[tuple[str, str], dict[str, str]]:
        """By table and column: the cells that are damaged, with the code of the rule that tells how."""
        found = {}
        for table in self.tables:
            for field in table.schema.fields:
                kind = damage.kind_of(field, table.schema)
                suspects = damage.suspects(table.distinct(field.name), kind)
                codes = {cell: code for cell in suspects if (code := damage.named(cell, kind))}
                if codes:
                    found[table.name, field.name] = codes
        return found

    def damaged_by(self, code: str) -> Iterator[tuple[Table, Row, str]]:
        """Every cell that is damaged in the way of one rule: table, row and column."""
        for (name, field), codes in self.damage.items():
            cells = {cell for cell, found in codes.items() if found == code}
            if cells:
                table = self.package[name]
                yield from ((table, row, field) for row in table.rows if row[field] in cells)

    def slipped(self, table: Table) -> dict[int, int]:
        """Lines of a table whose cells stand one column off, each with the place from which they do."""
        if table.name not in self._slipped:
            self._slipped[table.name] = dict(column_shift.shifted(table))
        return self._slipped[table.name]

    def repeated(self, table: Table) -> dict[int, int]:
        """Lines of a table that say what an earlier one says, each with the number of that line."""
        if table.name not in self._repeated:
            self._repeated[table.name] = dict(column_shift.repeated(table))
        return self._repeated[table.name]

    def damaged(self, table: Table, row: Row, name: str) -> bool:
        """Is this cell, or the whole row, known to be damaged? Then no other rule need speak of it."""
        if row[name] in self.damage.get((table.name, name), ()):
            return True
        return row.line in self.slipped(table) or row.line in self.repeated(table)

    def references(self, judge: Callable[[Reference], bool], *tables: str) -> Iterator[Cited]:
        """The references that a judge picks, in these tables or in all; each cell is judged once."""

        def picked(cell: str) -> list[Reference] | None:
            return [one for one in citations.parsed(cell) if judge(one)] or None

        for table in self.tables:
            if not tables or table.name in tables:
                for field in table.schema.reference_fields:
                    for row, found in self.where(table, field.name, picked):
                        yield from (Cited(table, row, field.name, one) for one in found)

    @cached_property
    def cited(self) -> frozenset[str]:
        """The ids of all works that are referred to."""
        columns = ((table, field) for table in self.tables for field in table.schema.reference_fields)
        cells = {cell for table, field in columns for cell in table.distinct(field.name)}
        return frozenset(one.source_id for cell in cells for one in citations.parsed(cell))

    def readable(self, *tables: str) -> bool:
        """Could the keys of all these tables be had? If not, nothing may be said of what refers to them."""
        return not any(name in self.package.unread or self._keyless(name) for name in tables)

    def _keyless(self, name: str) -> bool:
        """Has a table a row whose key is lost, because its cell is damaged or the cells have slipped?"""
        table = self.package[name]
        if any((name, part) in self.damage for part in table.schema.key) or self.slipped(table):
            return True
        lost = [row for row in table.rows if (name, row.line) in self.package.broken] if self.package.broken else []
        return any(violation(table.schema.by_name[part], row[part]) for row in lost for part in table.schema.key)

    def retired(self, table: str, key: str) -> Row | None:
        """The row of `retired` that tells of a withdrawn identifier."""
        return self.package.record(f"retired/{table}/{key}")


def retired_hint(row: Row) -> str:
    """What to do about a reference to a withdrawn record."""
    successor = row["replaced_by"]
    return f"use {successor}" if successor else f"it was withdrawn in {row['version']}: {row['reason']}"
