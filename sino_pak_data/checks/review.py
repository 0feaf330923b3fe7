"""What a rule is given: the package under check, and a pencil that marks the right cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sino_pak_data.authored import canonical
from sino_pak_data.authored.read import Authored
from sino_pak_data.derive import citations
from sino_pak_data.grammar.references import Reference
from sino_pak_data.model.descriptor import Field
from sino_pak_data.model.problem import Problem
from sino_pak_data.model.table import Row, Table


class Mark(NamedTuple):
    """A fault found by a rule: which cell, what is wrong, what to do. The runner adds code and grade.

    row     None marks the header
    field   "" marks the whole row
    offset  character within the cell
    """

    table: Table
    row: Row | None
    field: str
    message: str
    hint: str = ""
    offset: int = 0


class Breach(NamedTuple):
    """A breach of the standard: what a Data Package tool says of one cell or row.

    kind   type, required, unique, enum, pattern, minimum, maximum, key or foreign-key
    other  for a key, the earlier row that has it; else None
    """

    kind: str
    table: Table
    row: Row
    field: str
    other: Row | None = None

    @property
    def value(self) -> str:
        return self.row[self.field]

    @property
    def column(self) -> Field:
        return self.table.schema.by_name[self.field]

    def mark(self, message: str, hint: str = "") -> Mark:
        return Mark(self.table, self.row, self.field, message, hint)


class Cited(NamedTuple):
    """A reference where it stands."""

    table: Table
    row: Row
    field: str
    reference: Reference

    def mark(self, message: str, hint: str = "") -> Mark:
        return Mark(self.table, self.row, self.field, message, hint, self.reference.at)


class Review:
    """One run of the check over one package.

    today     a date after it lies in the future
    standard  called once, when the first rule asks for the breaches of the standard
    """

    def __init__(self, package: Authored, today: date, standard: Callable[[Authored], list[Breach]]) -> None:
        self.package = package
        self.today = today
        self._standard = standard

    def breaches(self, kind: str) -> Iterator[Breach]:
        return (breach for breach in self._breaches if breach.kind == kind)

    @cached_property
    def _breaches(self) -> list[Breach]:
        return self._standard(self.package)

    def faults(self, *rules: str) -> Iterator[Problem]:
        """The faults of the text that reading the files has found."""
        return (fault for fault in self.package.faults if fault.rule in rules)

    @cached_property
    def differences(self) -> dict[str, list[tuple[Table, canonical.Difference]]]:
        """Where the tables are not canonical, by rule."""
        found: dict[str, list[tuple[Table, canonical.Difference]]] = {}
        for table in self.tables:
            if table.name not in self.package.unread:
                for one in canonical.differences(table):
                    found.setdefault(one.rule, []).append((table, one))
        return found

    @property
    def tables(self) -> list[Table]:
        return self.package.authored

    @cached_property
    def citations(self) -> list[Cited]:
        """Every reference that can be parsed."""
        return [Cited(table, row, field, one) for table, row, field, one, _ in citations.each(self.package)]

    def readable(self, *tables: str) -> bool:
        """Could the rows of all these tables be had? If not, nothing may be said of what refers to them."""
        return not self.package.unread.intersection(tables)

    def retired(self, table: str, key: str) -> Row | None:
        """The row of `retired` that tells of a withdrawn identifier."""
        return self.package.record(f"retired/{table}/{key}")


def retired_hint(row: Row) -> str:
    """What to do about a reference to a withdrawn record."""
    successor = row["replaced_by"]
    return f"use {successor}" if successor else f"it was withdrawn in {row['version']}: {row['reason']}"
