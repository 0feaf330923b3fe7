"""What a figure can be compared with: independent values of the same quantity and of declared others.

The table `comparisons` says which indicators, whose rows, and what agreement would mean; this module
finds the rows and brings them to the figure's time:

    measure                     its own time                               a neighbouring time
    flow, share, index, count   the year that the series calls so: of a    twelve months that share half of the
                                fiscal series, the fiscal year 2018        calendar year under another name
    flow over several years     those years added up, if none is missing
    sum over several years      the same years, to four fifths; for a      for a figure of one year: another sum
                                figure of one year: a sum to that year     that covers half of it
    stock                       in the last year of the period             earlier in it, or up to two years after;
                                                                           of a whole, at any later time

Values for part of a year are left out. What a figure is part of, and what it may be instead, counts at either time.

A **series** is what one producer publishes: an indicator for one reporter, partner and period. Works that print it, the
producer's own or the press, print vintages of one value, and the latest published counts. Producers have indicators
of their own, so the values of two producers stand side by side. An indicator that `comparisons` compares with others
is what works state without naming their books: it has no producer, and each work that states it counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from datetime import date, timedelta
from itertools import product
from math import inf
from typing import NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.cells.edtf import CIVIL, Calendar, Date, parsed
from sino_pak_data.derive import citations
from sino_pak_data.package.calendars import calendars
from sino_pak_data.package.table import Package, Row

_AFTER = timedelta(days=730)
_YEAR = timedelta(days=365)
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

    compared    the indicators that were added up
    value       in the unit of the figure; `upper` is infinite if the source says "at least"
    way         whose rows: a code of `comparison_way`
    named       the period as its series writes it
    published   the earliest date of its works, of each when it was published or else how far it reaches
    relation    to the figure: "same", "whole" or "other"
    own         is it for the figure's own time, not a neighbouring one?
    superseded  did a later work give the value of the series anew?
    party       does one of the two states give it, without naming its books?
    """

    compared: tuple[str, ...]
    value: float
    upper: float
    period: Span
    sources: tuple[str, ...]
    records: tuple[str, ...]
    way: str = "same"
    named: str = ""
    published: Date | None = None
    relation: str = ""
    own: bool = True
    superseded: bool = False
    party: bool = False

    @property
    def vintage(self) -> str:
        """When it was published: "first" within twelve months after its period, "later", or "" if that is not known."""
        if self.published is None or self.published.start is None or self.published.end is None:
            return ""
        limit = self.period.end + _YEAR
        return "first" if self.published.end <= limit else "later" if self.published.start > limit else ""

    @property
    def series(self) -> tuple[object, ...]:
        """Indicators, pairs and period: what works of one producer give in one or several vintages."""
        return (self.relation, self.period, *dict.fromkeys(record.rsplit(":", 2)[0] for record in self.records))


class Comparables:
    """The observations of a package, ready to be compared with its figures."""

    def __init__(self, package: Package) -> None:
        self.origins = package.origins
        self._indicators = {row["indicator_id"]: row for row in package["indicators"].rows}
        self._calendars = calendars(package["observations"].schema, package.tables.get).get("period", {})
        known = self._indicators.keys()
        self._comparisons = [
            row for row in package["comparisons"].rows if known >= {*ids.split(row["compared"])} > set()
        ]
        self._notes = {(row["indicator_id"], row["compared"], row["way"]): row["note"] for row in self._comparisons}
        self._stated = {row["indicator_id"] for row in self._comparisons}
        compared = (one for row in self._comparisons for one in ids.split(row["compared"]))
        asked = {*package["claims"].distinct("indicator_id"), *compared}
        works = {row["source_id"]: parsed(row["published"] or row["covers_to"]) for row in package["sources"].rows}
        sides = {row["source_id"]: row["side"] for row in package["sources"].rows}
        self._observed: dict[tuple[str, str, str], list[Value]] = defaultdict(list)  # indicator, reporter, partner
        for row in package["observations"].rows:
            if row["indicator_id"] not in asked:  # most rows
                continue
            when, cited = self._span(row), citations.works(row["source"])
            if when is not None and cited:
                value, indicator = float(row["value"]), row["indicator_id"]
                upper = inf if row["qualifier"] == "at_least" else value
                source, record = cited[0], package["observations"].address(row)
                series = self._observed[indicator, row["reporter"], row["partner"]]
                one = Value((indicator,), value, upper, when, (source,), (record,))
                party = indicator in self._stated and sides.get(source) in (row["reporter"], row["partner"])
                series.append(one._replace(named=row["period"], published=works.get(source), party=party))

    def of(self, claim: Row) -> list[Value]:
        """Everything that a claim of kind figure can be compared with; what a later work gave anew is marked."""
        return _vintages(list(self._found(claim)), self._stated)

    def beside(self, claim: Row) -> Iterator[tuple[str, Value]]:
        """What a figure is compared with, for every year that has some: each quantity by its name, and a value of it."""
        yearly, indicator = claim["period"].isdecimal(), claim["indicator_id"]
        for year in self._years() if yearly else [claim["period"]]:
            for value in self.of(Row({**claim, "period": str(year)})):
                if (value.own or not yearly) and not value.superseded and indicator not in value.compared:
                    note = self._notes[indicator, ";".join(value.compared), value.way]
                    yield re.split(r"[:;]|\.$", note)[0], value

    def _years(self) -> range:
        """From the first to the last year of the values."""
        periods = [value.period for series in self._observed.values() for value in series]
        first, last = (
            min((one.start.year for one in periods), default=1),
            max((one.end.year for one in periods), default=0),
        )
        return range(first, last + 1)

    def origins_of(self, value: Value) -> list[frozenset[str]]:
        """The origins of the works of a value; those that print a series of one producer have the series in common."""
        series = {f"series {one}" for one in value.compared if one not in self._stated}
        return [self.origins.of(work) | series for work in value.sources]

    def frequency(self, value: Value) -> str:
        """How often the series of a value has one, and on which calendar: a code of `frequency`."""
        return self._indicators[value.compared[0]]["frequency"]

    def name(self, claim: Row) -> str:
        """What a claim measures, in words."""
        return self._indicators[claim["indicator_id"]]["name"]

    def measure(self, value: Value) -> str:
        """What a value measures, in words."""
        names = " plus ".join(self._indicators[one]["name"] for one in value.compared)
        return names + {"both": ", both directions", "share": ", as a share", "all": ", all partners"}.get(
            value.way, ""
        )

    def _found(self, claim: Row) -> Iterator[Value]:
        """The values, each with its relation to the claim and whether it is for its own time."""
        when = self._span(claim)
        if when is None:
            return
        indicator = claim["indicator_id"]
        way = "either" if self._indicators[indicator]["directed"] == "undirected" else "same"
        stated = Row({"compared": indicator, "way": way, "relation": "same"})
        for declared in (stated, *(row for row in self._comparisons if row["indicator_id"] == indicator)):
            compared, relation = tuple(ids.split(declared["compared"])), declared["relation"]
            measure = self._indicators[compared[0]]["measure"]
            named = span(claim["period"], self._calendars.get(compared[0], CIVIL)) or when
            for values in self._added(compared, declared["way"], claim):
                adds_up = measure == "flow" and not when.is_year
                for value in _years_added(values, named, claim["period"]) if adds_up else values:
                    own = _is_own(value.period, when, named, measure)
                    if own or _bears(value.period, when, measure, relation):
                        yield value._replace(relation=relation, way=declared["way"], own=own)

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
        own = citations.works(claim["source"])
        values = self._observed.get((indicator, reporter, partner), [])
        return [value for value in values if own and self.origins.independent(value.sources, own[0])]

    def _shares(self, compared: tuple[str, ...], claim: Row) -> Iterator[Value]:
        """The partner's flows from the reporter as a percentage of its flows from the world in the same period."""
        partner = claim["partner"]
        wholes = self._independent(compared[0], partner, "WLD", claim)
        for part, whole in product(self._independent(compared[0], partner, claim["reporter"], claim), wholes):
            if whole.period == part.period and whole.value:
                share = 100 * part.value / whole.value
                sources = tuple(dict.fromkeys(part.sources + whole.sources))
                one = Value(compared, share, share, part.period, sources, part.records + whole.records)
                yield one._replace(named=part.named, published=_earliest([part, whole]))


def _vintages(values: list[Value], stated: Set[str]) -> list[Value]:
    """The values, those marked of which a work certainly published later gives the same series."""
    by_series: dict[tuple[object, ...], list[Value]] = defaultdict(list)
    for value in values:
        if stated.isdisjoint(value.compared):
            by_series[value.series].append(value)
    return [
        value._replace(superseded=any(_later(other, value) for other in by_series.get(value.series, ())))
        for value in values
    ]


def _later(one: Value, other: Value) -> bool:
    """Was one published after the other? Not if it cannot be known."""
    return bool(other.published and one.published and other.published.before(one.published))


def _earliest(values: Iterable[Value]) -> Date | None:
    """When the earliest of these was published: a sum is as old as its oldest part. None if one is undated."""
    dates = [value.published for value in values]
    known = [one for one in dates if one is not None]
    return min(known, key=lambda one: one.widened()) if len(known) == len(dates) else None


def _is_own(period: Span, when: Span, named: Span, measure: str) -> bool:
    """Is a value for this period one for the figure's own time?

    when   the days of the figure's period, on its own calendar
    named  the days that the series of the value calls by that name
    """
    if measure == "stock":
        return period.start <= when.end and period.end > when.end - _YEAR
    if when.is_year and measure == "cumulative":
        return named.start <= period.end <= named.end and period.start <= named.start
    if when.is_year:
        return period == named
    return period.overlap(named) >= 0.8 * max(period.days, named.days)


def _bears(period: Span, when: Span, measure: str, relation: str) -> bool:
    """Does a value for this period, if not of its own time, say something about the period `when`?"""
    shared = period.overlap(when)
    if measure == "stock":
        return when.start <= period.end and (relation == "whole" or period.start <= when.end + _AFTER)
    if when.is_year:
        return shared >= _HALF_YEAR and (period.is_year or measure == "cumulative")
    return (relation == "other" and period.contains(when)) or shared >= 0.8 * max(period.days, when.days)


def _years_added(values: Iterable[Value], when: Span, named: str) -> Iterator[Value]:
    """The sum of each source's years within a longer period, if none is missing; `named` is how it is written."""
    by_source: dict[tuple[str, ...], dict[Span, Value]] = defaultdict(dict)
    for value in values:
        if value.period.is_year and when.contains(value.period):
            by_source[value.sources][value.period] = value
    for years in by_source.values():
        if sum(period.days for period in years) == when.days:
            yield _sum(next(iter(years.values())).compared, list(years.values()))._replace(period=when, named=named)


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
    return values[0]._replace(compared=compared, value=total, upper=upper, records=records)
