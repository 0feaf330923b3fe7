"""`dyad_years`: one row per undirected dyad and year, the unit that conflict studies regress on.

States are ordered by their Correlates of War number, as undirected dyad-years of the field are;
what runs from one to the other stands in two columns, `_12` and `_21`. Every column but the key is
declared in `schemas/built/dyad_years.json`, which this file obeys:

    count   table, where (column and code), date (the column), bound "low", "high" or "coverage"
    series  indicator, source, of: "12" and "21" the reporter first, "pair" either order, "sum" both
            orders added, "1" and "2" the states, "difference" and "ratio" of the two; zero: the years in which a pair for
            which rows of the source were taken, and that has no row here, is known to have none;
            source "*" takes the latest published; within: the years that are complete

A count is missing where `coverage` says that nobody searched, and where a search that was not
systematic found nothing: zero is written only where it is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property

from sino_pak_data.cells import edtf, ids
from sino_pak_data.cells.references import parse
from sino_pak_data.derive.counting import Years, begun, standing
from sino_pak_data.derive.states import Dyad, States
from sino_pak_data.package.schema import Field, Json
from sino_pak_data.package.table import Package, Row

FIRST = 1947
STATES = ("USA", "RUS", "CHN", "IND", "PAK")
_ORDER = ("not_searched", "opportunistic", "systematic", "complete")


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per pair of `STATES` and year, from 1947 to the year of the last event."""
    table = _Dyads(package)
    for dyad in table.dyads:
        for year in range(FIRST, table.last + 1):
            yield table.row(dyad, year)


class _Dyads:
    """The package seen from its dyads."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._states = States(package, STATES)
        self.dyads = self._states.dyads
        self._fields = package.descriptor.built["dyad_years"].schema.fields
        years = [begun(row["date"]).certain for row in package["events"].rows]
        self.last = max((year[0] for year in years if year), default=FIRST)

    def row(self, dyad: Dyad, year: int) -> dict[str, str]:
        one, other = dyad
        cells = {
            "dyad": f"{one}-{other}",
            "iso1": one,
            "iso2": other,
            "ccode1": str(self._states.numbers[one]),
            "ccode2": str(self._states.numbers[other]),
            "year": str(year),
        }
        for field in self._fields:
            if field.count:
                cells[field.name] = self._count(field, dyad, year)
            elif field.series:
                cells[field.name] = self._value(field.series, dyad, year)
        return cells

    def _count(self, field: Field, dyad: Dyad, year: int) -> str:
        count = field.count
        thoroughness = self._thoroughness(count, dyad, year)
        if count["bound"] == "coverage":
            return _ORDER[thoroughness]
        certain, possible = self._counted(count)[dyad]
        if not possible[year] and thoroughness < _ORDER.index("systematic"):
            return ""
        return str(certain[year] if count["bound"] == "low" else possible[year])

    def _thoroughness(self, count: Json, dyad: Dyad, year: int) -> int:
        """How well the table was searched for this dyad and year: in the domain of the count, or at best."""
        domain = count.get("where", {}).get("domain")
        found = self._coverage[count["table"], dyad, year]
        return max((rank for name, rank in found.items() if domain in (None, name)), default=0)

    @cached_property
    def _coverage(self) -> dict[tuple[str, Dyad, int], dict[str, int]]:
        """Rank of completeness by table, dyad, year and domain."""
        found: dict[tuple[str, Dyad, int], dict[str, int]] = defaultdict(dict)
        for row in self._package["coverage"].rows:
            actors = ids.split(row["actors"])
            for dyad in self.dyads:
                if set(dyad) <= set(actors):
                    for year in edtf.parse(row["period"]).years():
                        found[row["table"], dyad, year][row["domain"]] = _ORDER.index(row["completeness"])
        return found

    def _counted(self, count: Json) -> dict[Dyad, tuple[Counter[int], Counter[int]]]:
        """Certain and possible rows by dyad and year, made once per declared count."""
        key = repr({name: value for name, value in count.items() if name != "bound"})
        if key not in self._counts:
            made: dict[Dyad, tuple[Counter[int], Counter[int]]] = {dyad: (Counter(), Counter()) for dyad in self.dyads}
            for row in self._package[count["table"]].rows:
                if all(row[name] == value for name, value in count.get("where", {}).items()):
                    years = self._years(row, count["date"])
                    for dyad in self._states.joined(row):
                        made[dyad][0].update(years.certain)
                        made[dyad][1].update(years.possible)
            self._counts[key] = made
        return self._counts[key]

    @cached_property
    def _counts(self) -> dict[str, dict[Dyad, tuple[Counter[int], Counter[int]]]]:
        return {}

    def _years(self, row: Row, date: str) -> Years:
        return standing(row, self.last) if date == "in_force" else begun(row[date])

    def _value(self, series: Json, dyad: Dyad, year: int) -> str:
        one, other = dyad
        kind = series["of"]
        if kind in ("difference", "ratio"):
            values = [self._observed(series, state, "NONE", year) for state in dyad]
            if "" in values or (kind == "ratio" and min(map(float, values)) <= 0):
                return ""
            low, high = sorted(map(float, values))
            return f"{high - low if kind == 'difference' else high / low:.6g}"
        if kind == "sum":
            values = [self._observed(series, *order, year) for order in ((one, other), (other, one))]
            return "" if "" in values else f"{sum(map(float, values)):.9g}"
        orders = {
            "12": [(one, other)],
            "21": [(other, one)],
            "pair": [(one, other), (other, one)],
            "1": [(one, "NONE")],
            "2": [(other, "NONE")],
        }[kind]
        if "within" in series and year not in edtf.parse(series["within"]).years():
            return ""
        found = [value for order in orders if (value := self._observed(series, *order, year))]
        if not found and "zero" in series and year in edtf.parse(series["zero"]).years():
            return "0" if self._pairs[series["source"]].intersection(orders) else ""
        return found[0] if found else ""

    def _observed(self, series: Json, reporter: str, partner: str, year: int) -> str:
        return self._series.get((series["indicator"], series["source"], reporter, partner, str(year)), "")

    @cached_property
    def _series(self) -> dict[tuple[str, ...], str]:
        """Values by indicator, source, reporter, partner and period; under "*" that of the latest source."""
        published = {row["source_id"]: row["published"] for row in self._package["sources"].rows}
        found: dict[tuple[str, ...], str] = {}
        latest: dict[tuple[str, ...], str] = {}
        for row in self._package["observations"].rows:
            source = parse(row["source"])[0].source_id
            rest = (row["reporter"], row["partner"], row["period"])
            found[row["indicator_id"], source, *rest] = row["value"]
            key = (row["indicator_id"], "*", *rest)
            if published.get(source, "") >= latest.get(key, ""):
                latest[key] = published.get(source, "")
                found[key] = row["value"]
        return found

    @cached_property
    def _pairs(self) -> dict[str, set[Dyad]]:
        """The orders of reporter and partner for which rows of a source were taken at all."""
        found: dict[str, set[Dyad]] = defaultdict(set)
        for _, source, reporter, partner, _ in self._series:
            found[source].add((reporter, partner))
        return found
