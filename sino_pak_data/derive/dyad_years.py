"""`dyad_years`: one row per undirected dyad and year, the unit that conflict studies regress on.

States are ordered by their Correlates of War number, as is usual for undirected dyad-years; what runs from one state
to the other has two columns, `_12` and `_21`. Every column but the key is declared in `schemas/built/dyad_years.json`:

    count   table, where (column and code), date (the column), bound "low", "high" or "coverage"
    series  indicator, source ("*": the latest published), of: "12" and "21" with the first or the second state
            as reporter, "pair" in either order, "sum" of both orders, "1" and "2" for one state, "difference"
            and "ratio" of the two states; zero: the years in which a pair without a row is known to have none,
            if the source covers the pair at all; every_pair: it covers all of them; within: the years that are complete

A date may leave the year open: the lower count takes the records that certainly fall in a year, the upper
count those that possibly do. A count is missing where `coverage` says that nobody searched, and where a
search that was not systematic found nothing: zero is written only where it is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import combinations, product
from typing import Any, NamedTuple

from sino_pak_data.cells import edtf, ids
from sino_pak_data.cells.references import parse
from sino_pak_data.package.schema import Json
from sino_pak_data.package.table import Package, Row

FIRST = 1947
STATES = ("USA", "RUS", "CHN", "IND", "PAK")
_COMPLETENESS = ("not_searched", "opportunistic", "systematic", "complete")
_NEVER = range(0)
_ENDED = ("expired", "terminated", "superseded")

_PARTS = {"pair": ("12", "21"), "sum": ("12", "21"), "difference": ("1", "2"), "ratio": ("1", "2")}
"""The directions or states that a series is `of`, where it is of two."""
_COMBINED: dict[str, Callable[[float, float], str]] = {
    "sum": lambda low, high: f"{low + high:.9g}",
    "difference": lambda low, high: f"{high - low:.6g}",
    "ratio": lambda low, high: f"{high / low:.6g}" if low > 0 else "",
}
"""The cell made of the lower and the higher of two values."""

Dyad = tuple[str, str]


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per pair of `STATES` and year, from 1947 to that of the last event, if it was searched to its end."""
    table = _Dyads(package)
    for dyad, year in product(table.states.dyads, range(FIRST, table.last + 1)):
        yield table.row(dyad, year)


class Years(NamedTuple):
    """The years for which a record certainly counts, and those for which it possibly does."""

    certain: range
    possible: range


@lru_cache(maxsize=4096)
def begun(cell: str) -> Years:
    """The year in which something happened or began.

    >>> begun("2005-04"), begun("2005~").possible, begun("2001/2004").certain
    (Years(certain=range(2005, 2006), possible=range(2005, 2006)), range(2004, 2007), range(2001, 2002))
    """
    beginning = edtf.parsed(cell.partition("/")[0])
    if beginning is None:  # an open one too
        return Years(_NEVER, _NEVER)
    first, last = beginning.widened()
    possible = range(first.year, last.year + 1)
    return Years(possible if len(possible) == 1 else _NEVER, possible)


def standing(agreement: Row, until: int) -> Years:
    """The years up to `until` in some part of which an agreement was in force.

    Certain from a dated entry into force to a dated end, or to `until` if it is still in force; possible
    from signature on, and without end if the end is not known.
    """
    status = agreement["status"]
    entered, signed = begun(agreement["in_force"]), begun(agreement["signed"])
    earliest = entered.possible or signed.possible
    if not earliest or (status == "proposed" and not entered.possible):
        return Years(_NEVER, _NEVER)
    ended = begun(agreement["ended"]).possible
    possible = range(earliest[0], min(ended[-1] if ended else until, until) + 1)
    if not entered.possible or (not ended and status not in ("in_force", *_ENDED)):
        return Years(_NEVER, possible)
    last_certain = ended[0] if ended else (until if status == "in_force" else entered.possible[-1])
    return Years(range(entered.possible[-1], min(last_certain, until) + 1), possible)


class States:
    """`STATES` in a package; companies, bodies and territories count as the state at the top of their parents.

    numbers   the Correlates of War number of each state
    gw_codes  its Gleditsch-Ward number
    dyads     every pair of them, the smaller number first
    """

    def __init__(self, package: Package) -> None:
        self._actors = {row["actor_id"]: row for row in package["actors"].rows}
        codes = {state: self._actors[state]["cow_code"] for state in STATES if state in self._actors}
        self.numbers = {state: int(code) for state, code in codes.items() if code.isdecimal()}
        self.gw_codes = {state: self._actors[state]["gw_code"] for state in self.numbers}
        self.dyads: list[Dyad] = sorted(combinations(sorted(self.numbers, key=self.numbers.__getitem__), 2))
        self._by_number = {str(number): state for state, number in self.numbers.items()}
        self._states: dict[str, str] = {}
        types = package["events"].schema.by_name.get("event_type")
        self._confronting = {code.value for code in types.codes if code.confronts} if types else set()

    def of(self, actor: str) -> str:
        """The state behind an actor. The Soviet Union is Russia, as in the Correlates of War numbers."""
        if actor not in self._states:
            top, seen = actor, {actor}
            while (row := self._actors.get(top)) is not None and row["parent"] and row["parent"] not in seen:
                top = row["parent"]
                seen.add(top)  # ends a circle of parents
            self._states[actor] = self._by_number.get(row["cow_code"], top) if row is not None else top
        return self._states[actor]

    def joined(self, row: Row, *, opposed: bool = True) -> list[Dyad]:
        """The pairs that act together, or of which one acts for or (if `opposed`) against the other.

        Two that are only acted upon are not a pair. Nor is a deed that balances an event between its actor and the rival
        whom it is read as aimed at: arms are delivered between supplier and receiver. A veto or words confront him.
        """
        aimed = row["balancing"] in ("", "none") or row["event_type"] in self._confronting
        roles = ("recipients", "against") if opposed and aimed else ("recipients",)
        acting = {self.of(actor) for name in ("actors", "parties") for actor in ids.split(row[name])}
        every = acting | {self.of(actor) for name in roles for actor in ids.split(row[name])}
        return [dyad for dyad in self.dyads if every.issuperset(dyad) and not acting.isdisjoint(dyad)]


class _Dyads:
    """The package seen from its dyads."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.states = States(package)
        self._fields = package.descriptor.built["dyad_years"].schema.fields
        self.last = _last_year(package)
        self._coverage = _coverage(package, self.states.dyads)
        self._series = _series(package)
        self._pairs = {(source, reporter, partner) for _, source, reporter, partner, _ in self._series}
        self._counts: dict[tuple[Any, ...], dict[Dyad, tuple[Counter[int], Counter[int]]]] = {}

    def row(self, dyad: Dyad, year: int) -> dict[str, str]:
        one, other = dyad
        cells = {
            "dyad": f"{one}-{other}",
            "iso1": one,
            "iso2": other,
            "ccode1": str(self.states.numbers[one]),
            "ccode2": str(self.states.numbers[other]),
            "gwcode1": self.states.gw_codes[one],
            "gwcode2": self.states.gw_codes[other],
            "year": str(year),
        }
        for field in self._fields:
            if field.count:
                cells[field.name] = self._count(field.count, dyad, year)
            elif field.series:
                cells[field.name] = self._value(field.series, dyad, year)
        return cells

    def _count(self, count: Json, dyad: Dyad, year: int) -> str:
        domain = count.get("where", {}).get("domain", "")
        searched = self._coverage[count["table"], domain, dyad, year]
        if count["bound"] == "coverage":
            return _COMPLETENESS[searched]
        certain, possible = self._counted(count)[dyad]
        if not possible[year] and searched < _COMPLETENESS.index("systematic"):
            return ""
        return str(certain[year] if count["bound"] == "low" else possible[year])

    def _counted(self, count: Json) -> dict[Dyad, tuple[Counter[int], Counter[int]]]:
        """Certain and possible records by dyad and year, computed once for all bounds of a count."""
        date, where, opposed = count["date"], count.get("where", {}).items(), count.get("opposed", True)
        key = (count["table"], date, opposed, *where)
        if key not in self._counts:
            counts = self._counts[key] = {dyad: (Counter(), Counter()) for dyad in self.states.dyads}
            for row in self._package[count["table"]].rows:
                if where <= row.items():
                    years = standing(row, self.last) if date == "in_force" else begun(row[date])
                    for dyad in self.states.joined(row, opposed=opposed):
                        for counter, which in zip(counts[dyad], years, strict=True):
                            counter.update(which)
        return self._counts[key]

    def _value(self, series: Json, dyad: Dyad, year: int) -> str:
        one, other = dyad
        kind, source = series["of"], series["source"]
        ways = {"12": (one, other), "21": (other, one), "1": (one, "NONE"), "2": (other, "NONE")}
        orders = [ways[part] for part in _PARTS.get(kind, (kind,))]
        cells = [self._series.get((series["indicator"], source, *order, str(year)), "") for order in orders]
        if kind in _COMBINED:
            return "" if "" in cells else _COMBINED[kind](*sorted(map(float, cells)))
        if "within" in series and year not in edtf.parse(series["within"]).years():
            return ""
        if "zero" in series and not any(cells) and year in edtf.parse(series["zero"]).years():
            covered = series.get("every_pair") or any((source, *order) in self._pairs for order in orders)
            return "0" if covered else ""
        return next(filter(None, cells), "")


def _coverage(package: Package, dyads: Iterable[Dyad]) -> Counter[tuple[str, str, Dyad, int]]:
    """Highest rank of completeness by table, domain, dyad and year; under the domain "" that of any domain."""
    found: Counter[tuple[str, str, Dyad, int]] = Counter()
    for row in package["coverage"].rows:
        actors, rank = set(ids.split(row["actors"])), _COMPLETENESS.index(row["completeness"])
        covered = [dyad for dyad in dyads if actors.issuperset(dyad)]
        for domain, dyad, year in product((row["domain"], ""), covered, edtf.parse(row["period"]).years()):
            found[row["table"], domain, dyad, year] = max(rank, found[row["table"], domain, dyad, year])
    return found


def _last_year(package: Package) -> int:
    """The year of the last event, or the one before where `coverage` ends within it: a part of a year has no row."""
    years = [begun(row["date"]).certain for row in package["events"].rows]
    last = max((year[0] for year in years if year), default=FIRST)
    searched = [edtf.parse(row["period"]).widened()[1] for row in package["coverage"].rows if row["table"] == "events"]
    return last - (date(last, 1, 1) <= max(searched, default=date.max) < date(last, 12, 31))


def _series(package: Package) -> dict[tuple[str, ...], str]:
    """Values by indicator, source, reporter, partner and period; under source "*" the latest published."""
    published = {row["source_id"]: row["published"] for row in package["sources"].rows}
    rows = [(parse(row["source"])[0].source_id, row) for row in package["observations"].rows]
    found: dict[tuple[str, ...], str] = {}
    for source, row in sorted(rows, key=lambda pair: published.get(pair[0], "")):
        for name in (source, "*"):
            found[row["indicator_id"], name, row["reporter"], row["partner"], row["period"]] = row["value"]
    return found
