"""The days that a period of a series covers, on the calendar of the series."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sino_pak_data.cells import edtf
from sino_pak_data.cells.malformed import Malformed

_STARTS = {"fiscal_pak": 7, "fiscal_usa": 10}
"""Month of the year before in which a fiscal year begins."""


class Span(NamedTuple):
    """First and last day, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def is_year(self) -> bool:
        """Twelve months, wherever they begin?"""
        return 365 <= self.days <= 366

    def overlap(self, other: Span) -> int:
        """Days that both cover."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


def span(period: str, frequency: str) -> Span | None:
    """The days of a cell of `period`; None where it is empty, malformed or open.

    A year of a fiscal series is named by the calendar year in which it ends.

    >>> span("2018", "annual")
    Span(start=datetime.date(2018, 1, 1), end=datetime.date(2018, 12, 31))
    >>> span("2018", "fiscal_pak")
    Span(start=datetime.date(2017, 7, 1), end=datetime.date(2018, 6, 30))
    >>> span("2017-07/2018-04", "fiscal_pak").days
    304
    """
    try:
        when = edtf.parse(period)
    except Malformed:
        return None
    if when.start is None or when.end is None:
        return None
    month = _STARTS.get(frequency)
    if month is None or when.precision != "year":
        return Span(when.start, when.end)
    return Span(date(when.start.year - 1, month, 1), date(when.start.year, month, 1) - timedelta(days=1))
