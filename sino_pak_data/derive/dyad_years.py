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

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations, product
from typing import Any, NamedTuple

from sino_pak_data.cells import edtf, ids
from sino_pak_data.cells.references import parse
from sino_pak_data.package.schema import Field, Json
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
    table = Dyads(package)
    return (table.row(dyad, year) for dyad, year in product(table.states.dyads, table.years))


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


def top(actor: str, actors: Mapping[str, Row]) -> str:
    """The actor at the top of the parents of one: the state of a company or ministry."""
    seen = {actor}
    while (row := actors.get(actor)) is not None and row["parent"] and row["parent"] not in seen:
        seen.add(actor := row["parent"])  # ends a circle of parents
    return actor


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
            state = top(actor, self._actors)
            row = self._actors.get(state)
            self._states[actor] = self._by_number.get(row["cow_code"], state) if row is not None else state
        return self._states[actor]

    def joined(self, row: Row, *, opposed: bool = True) -> list[Dyad]:
        """The pairs that act together, or of which one acts for or (if `opposed`) against the other.

        Two that are only acted upon are not a pair. Nor is a deed that balances an event between its actor and the rival
        whom it is read as aimed at: arms are delivered between supplier and receiver. A veto or words confront him.
        """
        acting, every = self._sides(row, opposed)
        return [dyad for dyad in self.dyads if every.issuperset(dyad) and not acting.isdisjoint(dyad)]

    def joins(self, row: Row, dyad: Dyad, *, opposed: bool = True) -> bool:
        """Does a record join two actors, whoever they are, as `joined` says?"""
        acting, every = self._sides(row, opposed)
        return every.issuperset(dyad) and not acting.isdisjoint(dyad)

    def _sides(self, row: Row, opposed: bool) -> tuple[set[str], set[str]]:
        """The states that act, and all that a record joins."""
        aimed = row["balancing"] in ("", "none") or row["event_type"] in self._confronting
        roles = ("recipients", "against") if opposed and aimed else ("recipients",)
        acting = {self.of(actor) for name in ("actors", "parties") for actor in ids.split(row[name])}
        return acting, acting | {self.of(actor) for name in roles for actor in ids.split(row[name])}


class Behind(NamedTuple):
    """What a cell rests on.

    table     the table of its records: events, agreements, observations or coverage
    certain   the records that surely count, or that the value is made of
    possible  those that only may lie in the year
    """

    field: Field
    value: str
    table: str
    certain: list[Row]
    possible: list[Row]


class Dyads:
    """The package seen from its dyads: every cell of `dyad_years`, and what it rests on."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.states = States(package)
        self._fields = package.descriptor.built["dyad_years"].schema.by_name
        self.last = _last_year(package)
        self._series = _series(package)
        self._pairs = {(source, reporter, partner) for _, source, reporter, partner, _ in self._series}
        self._counts: dict[tuple[Any, ...], dict[Dyad, dict[int, _Counted]]] = {}
        self._thoroughness: dict[tuple[str, str, Dyad, int], int] = {}

    @cached_property
    def _coverage(self) -> dict[tuple[str, str, Dyad, int], list[Row]]:
        return _coverage(self._package, self.states.dyads)

    @property
    def years(self) -> range:
        return range(FIRST, self.last + 1)

    def address(self, dyad: Dyad, year: int) -> str:
        return ids.address("dyad_years", [*(str(self.states.numbers[state]) for state in dyad), str(year)])

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
        return cells | {
            name: self._cell(field, dyad, year) for name, field in self._fields.items() if name not in cells
        }

    def behind(self, name: str, dyad: Dyad, year: int) -> Behind:
        """What the cell of a column rests on; the column is one that counts or takes a series."""
        field = self._fields[name]
        if field.series:
            rows = self._observations(field.series, dyad, year)
            value = self._value(field.series, dyad, year, rows)
            return Behind(field, value, "observations", rows if value else [], [])
        value, table = self._count(field.count, dyad, year), field.count["table"]
        if field.count["bound"] == "coverage":
            return Behind(field, value, "coverage", self._searches(field.count, dyad, year), [])
        found = self._counted(field.count)[dyad].get(year, _Counted([], []))
        return Behind(field, value, table, *found)

    def records(self, name: str, cells: Iterable[tuple[Dyad, int]]) -> Iterator[tuple[str, Row]]:
        """Table and row of every record that a column counts, possibly counts or takes its values from, in some dyad-years.

        The same as of `behind`, but without working out the counts.
        """
        field = self._fields[name]
        if field.count:
            counted, none = self._counted(field.count), _Counted([], [])
            found = (counted[dyad].get(year, none) for dyad, year in cells)
            return ((field.count["table"], row) for rows in found for row in (*rows.certain, *rows.possible))
        series = field.series
        taken = ((self._observations(series, *cell), cell) for cell in cells)
        return (
            ("observations", row) for rows, cell in taken if rows and self._value(series, *cell, rows) for row in rows
        )

    def _cell(self, field: Field, dyad: Dyad, year: int) -> str:
        if field.count:
            return self._count(field.count, dyad, year)
        return self._value(field.series, dyad, year, self._observations(field.series, dyad, year))

    def _count(self, count: Json, dyad: Dyad, year: int) -> str:
        searched = self._searched(count, dyad, year)
        if count["bound"] == "coverage":
            return _COMPLETENESS[searched]
        certain, possible = self._counted(count)[dyad].get(year, _Counted([], []))
        if not certain and not possible and searched < _COMPLETENESS.index("systematic"):
            return ""
        return str(len(certain) + (0 if count["bound"] == "low" else len(possible)))

    def searched(self, name: str, dyad: Dyad, year: int) -> str:
        """How thoroughly what a column counts was searched: a code of `completeness`."""
        return _COMPLETENESS[self._searched(self._fields[name].count, dyad, year)]

    def _searched(self, count: Json, dyad: Dyad, year: int) -> int:
        """How thoroughly, as a place in `_COMPLETENESS`."""
        key = (count["table"], count.get("where", {}).get("domain", ""), dyad, year)
        if key not in self._thoroughness:
            searches = self._searches(count, dyad, year)
            self._thoroughness[key] = max((_COMPLETENESS.index(row["completeness"]) for row in searches), default=0)
        return self._thoroughness[key]

    def _searches(self, count: Json, dyad: Dyad, year: int) -> list[Row]:
        """The rows of `coverage` about what is counted."""
        return self._coverage.get((count["table"], count.get("where", {}).get("domain", ""), dyad, year), [])

    def _counted(self, count: Json) -> dict[Dyad, dict[int, _Counted]]:
        """The records by dyad and year, found once for all bounds of a count.

        Threads share them, so they are kept only when all are found.
        """
        date, where, opposed = count["date"], count.get("where", {}).items(), count.get("opposed", True)
        key = (count["table"], date, opposed, *where)
        if key not in self._counts:
            found: dict[Dyad, dict[int, _Counted]] = {dyad: {} for dyad in self.states.dyads}
            for row in self._package[count["table"]].rows:
                if where <= row.items():
                    years = standing(row, self.last) if date == "in_force" else begun(row[date])
                    for dyad, year in product(self.states.joined(row, opposed=opposed), years.possible):
                        counted = found[dyad].setdefault(year, _Counted([], []))
                        (counted.certain if year in years.certain else counted.possible).append(row)
            self._counts[key] = found
        return self._counts[key]

    def _observations(self, series: Json, dyad: Dyad, year: int) -> list[Row]:
        """The observations of a series in a year: one for each direction or state that it is of."""
        indicator, source, period = series["indicator"], series["source"], str(year)
        found = [self._series.get((indicator, source, *order, period)) for order in _orders(series["of"], dyad)]
        return [row for row in found if row is not None]

    def _value(self, series: Json, dyad: Dyad, year: int, rows: list[Row]) -> str:
        kind = series["of"]
        if kind in _COMBINED:
            return _COMBINED[kind](*sorted(float(row["value"]) for row in rows)) if len(rows) == 2 else ""
        if "within" in series and year not in edtf.parse(series["within"]).years():
            return ""
        if "zero" in series and not rows and year in edtf.parse(series["zero"]).years():
            pairs = [dyad, dyad[::-1]] if kind == "pair" else [dyad if kind == "12" else dyad[::-1]]
            covered = series.get("every_pair") or any((series["source"], *pair) in self._pairs for pair in pairs)
            return "0" if covered else ""
        return rows[0]["value"] if rows else ""


@lru_cache(maxsize=256)
def _orders(of: str, dyad: Dyad) -> list[Dyad]:
    """Reporter and partner of each direction or state that a series is of."""
    one, other = dyad
    ways = {"12": (one, other), "21": (other, one), "1": (one, "NONE"), "2": (other, "NONE")}
    return [ways[part] for part in _PARTS.get(of, (of,))]


panel_of = lru_cache(maxsize=1)(Dyads)
"""The panel of a package whose rows do not change, made once."""


class _Counted(NamedTuple):
    """Records of a dyad and year: those that certainly fall in it, and those that only may."""

    certain: list[Row]
    possible: list[Row]


def _coverage(package: Package, dyads: Iterable[Dyad]) -> dict[tuple[str, str, Dyad, int], list[Row]]:
    """The rows of `coverage` by table, domain, dyad and year; under the domain "" those of every domain."""
    found: dict[tuple[str, str, Dyad, int], list[Row]] = {}
    for row in package["coverage"].rows:
        actors = {*ids.split(row["actors"])}
        covered = [dyad for dyad in dyads if actors.issuperset(dyad)]
        for domain, dyad, year in product((row["domain"], ""), covered, edtf.parse(row["period"]).years()):
            found.setdefault((row["table"], domain, dyad, year), []).append(row)
    return found


def _last_year(package: Package) -> int:
    """The year of the last event, or the one before where `coverage` ends within it: a part of a year has no row."""
    years = [begun(row["date"]).certain for row in package["events"].rows]
    last = max((year[0] for year in years if year), default=FIRST)
    searched = [edtf.parse(row["period"]).widened()[1] for row in package["coverage"].rows if row["table"] == "events"]
    return last - (date(last, 1, 1) <= max(searched, default=date.max) < date(last, 12, 31))


def _series(package: Package) -> dict[tuple[str, ...], Row]:
    """Observations by indicator, source, reporter, partner and period; under source "*" the latest published."""
    published = {row["source_id"]: row["published"] for row in package["sources"].rows}
    rows = [(parse(row["source"])[0].source_id, row) for row in package["observations"].rows]
    found: dict[tuple[str, ...], Row] = {}
    for source, row in sorted(rows, key=lambda pair: published.get(pair[0], "")):
        for name in (source, "*"):
            found[row["indicator_id"], name, row["reporter"], row["partner"], row["period"]] = row
    return found
