"""What the rows of a table add to its codebook: how many, how full, which codes, which years, one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sino_pak_data.cells import edtf
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.package.schema import Field, Schema

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Decades:
    """Rows by decade of one column, gaps included; a span counts where it begins.

    field    the column
    counts   first year of the decade and number of rows
    undated  rows without a year in that column
    """

    field: str
    counts: tuple[tuple[int, int], ...]
    undated: int

    @property
    def most(self) -> int:
        return max(count for _, count in self.counts)


def filled(rows: Rows, field: Field) -> int:
    """Rows in which the cell is not empty."""
    return sum(bool(row[field.name]) for row in rows)


def codes(rows: Rows, field: Field) -> Counter[str]:
    """Number of rows per code."""
    return Counter(row[field.name] for row in rows if row[field.name])


def decades(schema: Schema, rows: Rows) -> Decades | None:
    """Rows by decade of the date column that is filled most often, or of a column `year`; None without either."""
    dated = schema.holding("date") or [field for field in schema.fields if field.unit == "year"]
    if not dated or not rows:
        return None
    field = max(dated, key=lambda one: filled(rows, one))
    years = [_year(row[field.name]) for row in rows]
    found = Counter(year // 10 * 10 for year in years if year is not None)
    if not found:
        return None
    span = range(min(found), max(found) + 1, 10)
    return Decades(field.name, tuple((decade, found[decade]) for decade in span), years.count(None))


def _year(cell: str) -> int | None:
    try:
        when = edtf.parse(cell) if cell else None
    except Malformed:
        return None
    first = when and (when.start or when.end)
    return first.year if first else None


def example(schema: Schema, rows: Rows) -> Mapping[str, str] | None:
    """The row that the examples of the schema name, else the fullest, the first of equals."""
    wanted = [schema.by_name[part].example for part in schema.key]
    named = (row for row in rows if [row[part] for part in schema.key] == wanted)
    return next(named, None) or max(rows, key=lambda row: sum(map(bool, row.values())), default=None)
