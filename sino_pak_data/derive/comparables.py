"""What a figure can be compared with: independent values of the same quantity and of declared others.

The table `comparisons` says which indicators, whose rows, and what agreement would mean; this module
finds the rows and brings them to the figure's period:

    a flow, share, index or count of one year     twelve months that share at least half of the year
    a flow over several years                     the years added up, if none is missing
    a sum over several years                      for a figure of one year: a sum that covers at least half of it;
                                                  for one of several years: the same years, to four fifths
    a stock                                       at a time within the period or up to two years after it;
                                                  as a whole, at any time after its beginning

Values for part of a year decide nothing and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product
from math import inf
from typing import NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.cells.edtf import CIVIL, Calendar, parsed
from sino_pak_data.cells.references import parse
from sino_pak_data.derive.citations import Origins
from sino_pak_data.package.calendars import calendars
from sino_pak_data.package.table import Package, Row

_AFTER = timedelta(days=730)
_HALF_YEAR = 180


class Span(NamedTuple):
    """First and last day, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def is_year(self) -> bool:
        """Is it twelve months, whenever they begin?"""
        return 365 <= self.days <= 366

    def overlap(self, other: Span) -> int:
        """Days that both cover."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


def span(period: str, calendar: Calendar = CIVIL) -> Span | None:
    """The days of a cell of `period`; None if it is empty, malformed or open.

    >>> span("2018")
    Span(start=datetime.date(2018, 1, 1), end=datetime.date(2018, 12, 31))
    >>> span("2017-07/2018-04", Calendar.of(["07-01"])).days
    304
    """
    when = parsed(period, calendar)
    return Span(when.start, when.end) if when and when.start and when.end else None


class Value(NamedTuple):
    """A value to compare with.

    compared  the indicators that were added up
    value     in the unit of the figure; `upper` is infinite if the source says "at least"
    relation  to the figure: "same", "whole" or "other"
    """

    compared: tuple[str, ...]
    value: float
    upper: float
    period: Span
    sources: tuple[str, ...]
    records: tuple[str, ...]
    relation: str = ""


class Comparables:
    """The observations of a package, ready to be compared with figures."""

    def __init__(self, package: Package) -> None:
        self.origins = Origins(package)
        self._indicators = {row["indicator_id"]: row for row in package["indicators"].rows}
        self._calendars = calendars(package["observations"].schema, package.tables.get).get("period", {})
        self._comparisons = package["comparisons"].rows
        self._observed: dict[tuple[str, str, str], list[Value]] = defaultdict(list)  # indicator, reporter, partner
        for row in package["observations"].rows:
            when = self._span(row)
            if when is not None:
                value, indicator = float(row["value"]), row["indicator_id"]
                upper = inf if row["qualifier"] == "at_least" else value
                source, record = parse(row["source"])[0].source_id, package["observations"].address(row)
                series = self._observed[indicator, row["reporter"], row["partner"]]
                series.append(Value((indicator,), value, upper, when, (source,), (record,)))

    def of(self, claim: Row) -> Iterator[Value]:
        """Everything that a claim of kind figure can be compared with."""
        when = self._span(claim)
        if when is None:
            return
        indicator = claim["indicator_id"]
        way = "either" if self._indicators[indicator]["directed"] == "undirected" else "same"
        own = Row({"compared": indicator, "way": way, "relation": "same"})
        for declared in (own, *(row for row in self._comparisons if row["indicator_id"] == indicator)):
            compared, relation = tuple(ids.split(declared["compared"])), declared["relation"]
            measure = self._indicators[compared[0]]["measure"]
            for values in self._added(compared, declared["way"], claim):
                adds_up = measure == "flow" and not when.is_year
                for value in _years_added(values, when) if adds_up else values:
                    if _bears(value.period, when, measure, relation):
                        yield value._replace(relation=relation)

    def _span(self, row: Row) -> Span | None:
        """The days of the period of a claim or observation, on the calendar of its indicator."""
        indicator = row["indicator_id"]
        return span(row["period"], self._calendars.get(indicator, CIVIL)) if indicator in self._indicators else None

    def _added(self, compared: tuple[str, ...], way: str, claim: Row) -> Iterator[Iterable[Value]]:
        """Values for each order of the pair; several series are added up by source and period."""
        reporter, partner = claim["reporter"], claim["partner"]
        if way == "share":
            yield self._shares(compared, claim)
            return
        pairs = {
            "same": [[(reporter, partner)]],
            "turned": [[(partner, reporter)]],
            "either": [[(reporter, partner)], [(partner, reporter)]],
            "both": [[(reporter, partner), (partner, reporter)]],
            "all": [[(partner, "NONE")], [(partner, "WLD")]],
        }[way]
        for orders in pairs:
            parts = [self._independent(one, *order, claim) for one, order in product(compared, orders)]
            yield [_sum(compared, values) for values in _aligned(parts)]

    def _independent(self, indicator: str, reporter: str, partner: str, claim: Row) -> list[Value]:
        own = parse(claim["source"])[0].source_id
        values = self._observed.get((indicator, reporter, partner), [])
        return [value for value in values if self.origins.independent(value.sources, own)]

    def _shares(self, compared: tuple[str, ...], claim: Row) -> Iterator[Value]:
        """The partner's flows from the reporter as a percentage of its flows from the world in the same period."""
        partner = claim["partner"]
        wholes = self._independent(compared[0], partner, "WLD", claim)
        for part, whole in product(self._independent(compared[0], partner, claim["reporter"], claim), wholes):
            if whole.period == part.period and whole.value:
                share = 100 * part.value / whole.value
                sources = tuple(dict.fromkeys(part.sources + whole.sources))
                yield Value(compared, share, share, part.period, sources, part.records + whole.records)


def _bears(period: Span, when: Span, measure: str, relation: str) -> bool:
    """Does a value for this period say something about the period `when`?"""
    shared = period.overlap(when)
    if measure == "stock":
        return when.start <= period.end and (relation == "whole" or period.start <= when.end + _AFTER)
    if when.is_year:
        return shared >= _HALF_YEAR and (period.is_year or measure == "cumulative")
    return (relation == "other" and period.contains(when)) or shared >= 0.8 * max(period.days, when.days)


def _years_added(values: Iterable[Value], when: Span) -> Iterator[Value]:
    """The sum of each source's years within a longer period, if none is missing."""
    by_source: dict[tuple[str, ...], dict[Span, Value]] = defaultdict(dict)
    for value in values:
        if value.period.is_year and when.contains(value.period):
            by_source[value.sources][value.period] = value
    for years in by_source.values():
        if sum(period.days for period in years) == when.days:
            yield _sum(next(iter(years.values())).compared, list(years.values()))._replace(period=when)


def _aligned(parts: list[list[Value]]) -> Iterator[list[Value]]:
    """One value from every part, all from the same source and period."""
    first, *others = parts
    for one in first:
        matches = [[o for o in other if (o.sources, o.period) == (one.sources, one.period)] for other in others]
        if all(matches):
            yield [one, *(found[0] for found in matches)]


def _sum(compared: tuple[str, ...], values: list[Value]) -> Value:
    total, upper = sum(one.value for one in values), sum(one.upper for one in values)
    records = tuple(record for one in values for record in one.records)
    return Value(compared, total, upper, values[0].period, values[0].sources, records)
