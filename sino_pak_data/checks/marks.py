"""A pencil that marks the right cell: what rules find, before it is given a code and a grade."""

from __future__ import annotations

from typing import NamedTuple

from sino_pak_data.cells.references import Reference
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row, Table


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
