"""What may be laid beside a figure: independent values of the same quantity and of declared others.

The table `comparisons` says which indicators, whose rows, and what agreement would mean; this file
finds the rows and brings them to the figure's period:

    a flow, share, index or count of one year     twelve months that share at least half of the year
    a flow over several years                     the years added, if none is missing
    a sum over several years                      for a figure of one year: a sum that covers it at least by half;
                                                  for one of several years: the same years, four fifths of each
    a stock                                       at a time within the period or up to two years after it;
                                                  as a whole, at any time after its beginning

Parts of a year decide nothing and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import product
from math import inf
from typing import NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.cells.references import parse
from sino_pak_data.derive.origins import Origins
from sino_pak_data.derive.periods import Span, span
from sino_pak_data.package.table import Package, Row

_AFTER = timedelta(days=730)
_HALF_YEAR = 180
_Part = tuple[str, str, str]  # indicator, reporter, partner


class Value(NamedTuple):
    """A value to compare with.

    relation  "same", "whole" or "other"
    compared  the indicators that were added
    value     in the unit of the figure; `upper` is infinite where the source says "at least"
    """

    relation: str
    compared: tuple[str, ...]
    value: float
    upper: float
    period: Span
    sources: tuple[str, ...]
    records: tuple[str, ...]


class Comparables:
    """The observations of a package, ready to be laid beside figures."""

    def __init__(self, package: Package, origins: Origins) -> None:
        self._origins = origins
        self._indicators = {row["indicator_id"]: row for row in package["indicators"].rows}
        self._declared: dict[str, list[Row]] = defaultdict(list)
        for row in package["comparisons"].rows:
            self._declared[row["indicator_id"]].append(row)
        self._observed: dict[_Part, list[Value]] = defaultdict(list)
        table = package["observations"]
        for row in table.rows:
            one = self._single(row, table.address(row))
            if one is not None:
                self._observed[row["indicator_id"], row["reporter"], row["partner"]].append(one)

    def of(self, claim: Row) -> list[Value]:
        """Everything that can be compared with a claim of kind figure."""
        indicator = self._indicators.get(claim["indicator_id"])
        when = span(claim["period"], indicator["frequency"]) if indicator is not None else None
        if indicator is None or when is None:
            return []
        own = Row({"compared": claim["indicator_id"], "way": "same", "relation": "same"})
        if indicator["directed"] == "undirected":
            own["way"] = "either"
        found = []
        for declared in [own, *self._declared[claim["indicator_id"]]]:
            for values in self._added(declared, claim):
                found += list(self._within(values, when, declared))
        return found

    def _single(self, row: Row, address: str) -> Value | None:
        indicator = self._indicators.get(row["indicator_id"])
        when = span(row["period"], indicator["frequency"]) if indicator is not None else None
        if when is None:
            return None
        value = float(row["value"])
        upper = inf if row["qualifier"] == "at_least" else value
        source = parse(row["source"])[0].source_id
        return Value("", (row["indicator_id"],), value, upper, when, (source,), (address,))

    def _added(self, declared: Row, claim: Row) -> Iterator[list[Value]]:
        """Values of each order of the pair, several series added source by source and period by period."""
        compared = tuple(ids.split(declared["compared"]))
        reporter, partner = claim["reporter"], claim["partner"]
        if declared["way"] == "share":
            yield list(self._shares(compared, self._independent(compared[0], partner, reporter, claim), claim))
            return
        pairs = {
            "same": [[(reporter, partner)]],
            "turned": [[(partner, reporter)]],
            "either": [[(reporter, partner)], [(partner, reporter)]],
            "both": [[(reporter, partner), (partner, reporter)]],
            "all": [[(partner, "NONE")], [(partner, "WLD")]],
        }[declared["way"]]
        for orders in pairs:
            parts = [self._independent(one, *order, claim) for one, order in product(compared, orders)]
            yield [_sum(compared, values) for values in _aligned(parts)]

    def _independent(self, indicator: str, reporter: str, partner: str, claim: Row) -> list[Value]:
        own = parse(claim["source"])[0].source_id
        rows = self._observed.get((indicator, reporter, partner), [])
        return [one for one in rows if self._origins.independent(one.sources, own)]

    def _shares(self, compared: tuple[str, ...], parts: list[Value], claim: Row) -> Iterator[Value]:
        for part in parts:
            for whole in self._independent(compared[0], claim["partner"], "WLD", claim):
                if whole.period == part.period and whole.value:
                    share = 100 * part.value / whole.value
                    sources = tuple(dict.fromkeys(part.sources + whole.sources))
                    yield Value("", compared, share, share, part.period, sources, part.records + whole.records)

    def _within(self, values: list[Value], when: Span, declared: Row) -> Iterator[Value]:
        measure = self._indicators[ids.split(declared["compared"])[0]]["measure"]
        relation = declared["relation"]
        if measure == "flow" and not when.is_year:
            values = list(_years_added(values, when))
        for one in values:
            if _bears(one.period, when, measure, relation):
                yield one._replace(relation=relation)


def _bears(period: Span, when: Span, measure: str, relation: str) -> bool:
    """Does a value of this period say something of the period `when`?"""
    shared = period.overlap(when)
    if measure == "stock":
        return when.start <= period.end and (relation == "whole" or period.start <= when.end + _AFTER)
    if when.is_year:
        return shared >= _HALF_YEAR and (period.is_year or measure == "cumulative")
    if relation == "other":
        return period.holds(when) or shared >= 0.8 * max(period.days, when.days)
    return shared >= 0.8 * max(period.days, when.days)


def _years_added(values: list[Value], when: Span) -> Iterator[Value]:
    """The years of each source that lie within a longer period, added where none is missing."""
    by_source: dict[tuple[str, ...], dict[Span, Value]] = defaultdict(dict)
    for one in values:
        if one.period.is_year and when.holds(one.period):
            by_source[one.sources][one.period] = one
    for years in by_source.values():
        if sum(period.days for period in years) == when.days:
            yield _sum(next(iter(years.values())).compared, list(years.values()))._replace(period=when)


def _aligned(parts: list[list[Value]]) -> Iterator[list[Value]]:
    """One value of every part with the same source and period."""
    first, *others = parts
    for one in first:
        matches = [[o for o in other if (o.sources, o.period) == (one.sources, one.period)] for other in others]
        if all(matches):
            yield [one, *(found[0] for found in matches)]


def _sum(compared: tuple[str, ...], values: Iterable[Value]) -> Value:
    values = list(values)
    return Value(
        "",
        compared,
        sum(one.value for one in values),
        sum(one.upper for one in values),
        values[0].period,
        values[0].sources,
        tuple(record for one in values for record in one.records),
    )
