"""Dates as precise as their source: a subset of EDTF (ISO 8601-2), levels 0 and 1.

    cell     = date / interval
    interval = ( date / ".." ) "/" ( date / ".." )       ".." is an open side
    date     = year [ "-" month [ "-" day ] ] [ mark ]
    year     = 4DIGIT          month = 2DIGIT         day = 2DIGIT
    mark     = "~" / "?" / "%"                           approximate, uncertain, both

A mark belongs to its date: `1965-03-02/1965-03-09~` began on a known day and ended on about the ninth.

Left out on purpose: seasons, sets, unspecified digits, years of five digits, times of day, and `2005/` for an unknown
end (write `2005/..`, or the year alone).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from sino_pak_data.cells.text import Malformed

Precision = Literal["day", "month", "year"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
"""From the finest to the coarsest."""

_DATE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?[~?%]?"
PATTERN = rf"(?:{_DATE}|{_DATE}/(?:{_DATE}|\.\.)|\.\./{_DATE})"
"""The form of a cell as a regular expression; only `parse` knows whether the day exists."""

_ONE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[~?%]?)")


class Calendar(NamedTuple):
    """When years begin.

    starts  year, month and day: from the year of that name on, years begin on this day of the calendar year before; the
            latest first. A fiscal year is named for the calendar year in which it ends.
    """

    starts: tuple[tuple[int, int, int], ...] = ()

    @classmethod
    def of(cls, year_starts: Iterable[str]) -> Calendar:
        """From month and day (`07-01`), and the first day of the first year that begins otherwise (`1976-10-01`).

        What lies between two such years is in none of them. Raises `Malformed`.

        >>> american = Calendar.of(["07-01", "1976-10-01"])
        >>> [str(day) for year in (1976, 1977) for day in american.year(year)]
        ['1975-07-01', '1976-06-30', '1976-10-01', '1977-09-30']
        """
        days = [(text, _one(f"2001-{text}" if len(text) == 5 else text, text, 0)) for text in year_starts]
        if wrong := next((text for text, day in days if day.precision != "day" or day.start is None), ""):
            raise Malformed("expected a day such as 07-01 or 1976-10-01", wrong)
        first = ((0 if len(text) == 5 else day.start.year + 1, day.start) for text, day in days if day.start)
        return cls(tuple(sorted(((since, day.month, day.day) for since, day in first), reverse=True)))

    def year(self, year: int) -> tuple[date, date]:
        """First and last day of a year."""
        for since, month, day in self.starts:
            if since <= year:
                return date(max(year - 1, MINYEAR), month, day), _moved(date(year, month, day), -1, "day")
        return date(year, 1, 1), date(year, 12, 31)


CIVIL = Calendar()
"""From January to December."""


class Impossible(Malformed):
    """A date in the right form that does not exist, or an interval that runs backwards."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date as a source gives it.

    text              the cell, unchanged
    start, end        first and last day that it could be or covers, both included; None on an open side
    precision         "day", "month" or "year"; of an interval, the coarser of its dates
    certain           neither end is marked ~, ? or %
    earliest, latest  as start and end, with the marks: a marked date reaches one unit of its precision further
    """

    text: str
    start: date | None
    end: date | None
    precision: Precision
    certain: bool = True
    earliest: date | None = None
    latest: date | None = None

    @property
    def interval(self) -> bool:
        """Has it two sides?"""
        return "/" in self.text

    def widened(self) -> tuple[date, date]:
        """First and last day that it could mean; an open side reaches to the end of the calendar.

        `2005~` reaches from 2004 to 2006, `2005-04?` from March to May. A mark of an interval moves its own side only:
        the first date outwards to the past, the second to the future.
        """
        return self.earliest or date.min, self.latest or date.max

    def before(self, other: Date) -> bool | None:
        """Was this over before the other began? None if it cannot be known.

        >>> parse("2005").before(parse("2006")), parse("2006").before(parse("2005-12"))
        (True, False)
        >>> parse("2005-04").before(parse("2005")) is None
        True
        """
        first, last = self.widened()
        other_first, other_last = other.widened()
        return True if last < other_first else False if first >= other_last else None

    def years(self) -> range:
        """Every year the date touches; an open side ends at the closed one.

        >>> list(parse("2001-09/2003").years())
        [2001, 2002, 2003]
        """
        first, last = self.start or self.end, self.end or self.start
        if first is None or last is None:
            return range(0)
        return range(first.year, last.year + 1)


def _moved(day: date, step: int, precision: Precision) -> date:
    """The first (`step` -1) or last day (1) one unit of a precision away, within the calendar."""
    if precision == "day":
        return date.fromordinal(min(max(day.toordinal() + step, date.min.toordinal()), date.max.toordinal()))
    year, month = divmod(day.year * 12 + day.month - 1 + step * (1 if precision == "month" else 12), 12)
    if not MINYEAR <= year <= MAXYEAR:
        return day
    last = monthrange(year, month + 1)[1]
    ends_month = precision == "month" and step > 0
    return date(year, month + 1, last if ends_month else min(day.day, last))


def _one(text: str, cell: str, at: int, calendar: Calendar = CIVIL) -> Date:
    """The date without an interval, at an offset of its cell."""
    found = _ONE.fullmatch(text)
    if found is None:
        raise Malformed("expected a date such as 2005, 2005-04 or 2005-04-05", cell, at)
    year, month, day = (int(part or 0) for part in found.group("year", "month", "day"))
    if not year:
        raise Impossible("there is no year 0000", cell, at)
    if found["month"] and not 1 <= month <= 12:
        raise Impossible(f"there is no month {month:02}", cell, at + 5)
    last = monthrange(year, month or 12)[1]
    if found["day"] and not 1 <= day <= last:
        raise Impossible(f"there is no day {day:02} in {year:04}-{month:02}, its last day is {last}", cell, at + 8)
    if month:
        start, end = date(year, month, day or 1), date(year, month, day or last)
    else:
        start, end = calendar.year(year)
    precision: Precision = "day" if day else "month" if month else "year"
    if not found["mark"]:
        return Date(text, start, end, precision, True, start, end)
    return Date(text, start, end, precision, False, _moved(start, -1, precision), _moved(end, 1, precision))


@lru_cache(maxsize=65536)
def parse(cell: str, calendar: Calendar = CIVIL) -> Date:
    """The date that a cell holds. Raises `Malformed`, or `Impossible` for a day that does not exist.

    calendar  of years without a month; months are always those of the civil calendar

    >>> d = parse("2005-04~")
    >>> d.start.isoformat(), d.end.isoformat(), d.precision, d.certain
    ('2005-04-01', '2005-04-30', 'month', False)
    >>> parse("2015-04/..").end is None
    True
    >>> parse("2015-04/2017").precision
    'year'
    """
    left, slash, right = cell.partition("/")
    if not slash:
        return _one(cell, cell, 0, calendar)
    if left == right == "..":
        raise Malformed("an interval needs at least one date", cell)
    first = None if left == ".." else _one(left, cell, 0, calendar)
    last = None if right == ".." else _one(right, cell, len(left) + 1, calendar)
    start, end = first.start if first else None, last.end if last else None
    if start and end and start > end:
        raise Impossible("the interval ends before it begins", cell, len(left) + 1)
    sides = [side for side in (first, last) if side]
    return Date(
        cell,
        start,
        end,
        max((side.precision for side in sides), key=PRECISIONS.index),
        all(side.certain for side in sides),
        first.earliest if first else None,
        last.latest if last else None,
    )


def parsed(cell: str, calendar: Calendar = CIVIL) -> Date | None:
    """The date of a cell; None for an empty or malformed one, which rules report."""
    try:
        return parse(cell, calendar) if cell else None
    except Malformed:
        return None
