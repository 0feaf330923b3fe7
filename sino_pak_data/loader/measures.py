"""Series of observations with the rule by which one value was taken, and panels of dyad-years."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

from sino_pak_data.cells import edtf
from sino_pak_data.cells.ids import check, unknown
from sino_pak_data.cells.references import parse
from sino_pak_data.derive.dyad_years import Dyad, Dyads, panel_of
from sino_pak_data.loader.selection import check_actor
from sino_pak_data.package.calendars import calendars, of_rows
from sino_pak_data.package.table import Package, Row

if TYPE_CHECKING:
    import pandas as pd

Source = str | Sequence[str]
CHOICES = ("newest", "all", "median")


def series(
    package: Package, indicator: str, reporter: str, partner: str | None, source: Source, spread: bool
) -> pd.DataFrame:
    """The values of one indicator over time, see `Data.series`."""
    import pandas as pd

    check("indicator", indicator, package.identifiers("indicators"))
    about = package.identifiers("indicators")[indicator]
    rows = _rows(package, about, reporter, partner)
    named = {_work(row["source"]) for row in rows}
    rule, wanted = _rule(source, named, indicator)
    published = {name: work["published"] for name, work in package.identifiers("sources").items()}
    by_period: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (published.get(_work(row["source"]), ""), row["source"])):
        by_period.setdefault(row["period"], []).append(row)
    found = [
        _point(period, chosen, values, spread)
        for period, values in by_period.items()
        for chosen in _chosen(values, source, wanted)
    ]
    frame = pd.DataFrame(found, columns=list(_point("", rows[:1], rows[:1], spread)))
    dates = _bounds(package, frame["period"], rows[0])
    frame.insert(1, "period_start", pd.to_datetime([start for start, _ in dates]))
    frame.insert(2, "period_end", pd.to_datetime([end for _, end in dates]))
    frame.insert(4, "unit", about["unit"])
    frame = frame.sort_values(["period_start", "period_end"], kind="stable").reset_index(drop=True)
    one = rows[0]
    frame.attrs = {
        "series": {"indicator_id": indicator, "reporter": one["reporter"], "partner": one["partner"]},
        "name": about["name"], "unit": about["unit"], "rule": rule, "version": package.descriptor.version,
        "breaks": _breaks(package, indicator, {_work(one) for cell in frame["sources"] for one in cell}),
    }  # fmt: skip
    return frame


def _breaks(package: Package, indicator: str, works: set[str]) -> list[dict[str, str]]:
    """Where these works change the footing of the series, or end it; none in a package without that table."""
    rows = package["breaks"].rows if "breaks" in package.descriptor.authored else []
    names = ("source_id", "period", "kind", "actors", "note")
    return [
        {name: row[name] for name in names}
        for row in rows
        if row["indicator_id"] == indicator and row["source_id"] in works
    ]


def _rows(package: Package, about: Row, reporter: str, partner: str | None) -> list[Row]:
    """The observations of an indicator for a reporter and partner; of an undirected one in either order."""
    indicator = about["indicator_id"]
    for what, actor in (("reporter", reporter), ("partner", partner)):
        if actor is not None:
            check_actor(what, actor, package.identifiers("actors"))
    every = [row for row in package["observations"].rows if row["indicator_id"] == indicator]
    pairs = {(row["reporter"], row["partner"]) for row in every}
    asked = {(reporter, partner or "NONE")}
    if about["directed"] == "undirected" and partner:
        asked.add((partner, reporter))
    found = [row for row in every if (row["reporter"], row["partner"]) in asked]
    if found:
        return found
    if partner is None and (others := sorted(other for one, other in pairs if one == reporter)):
        raise ValueError(f"{indicator} has a partner; for {reporter} give partner= as one of {', '.join(others)}")
    if partner and (reporter, "NONE") in pairs:
        raise ValueError(f"{indicator} has no partner: leave partner= out")
    names = sorted(one if other == "NONE" else f"{one}-{other}" for one, other in pairs)
    raise ValueError(unknown("series", f"{reporter}-{partner}" if partner else reporter, names, f" of {indicator}"))


def _work(reference: str) -> str:
    """The work that a reference names."""
    return parse(reference)[0].source_id


def _rule(source: Source, named: set[str], indicator: str) -> tuple[str, list[str]]:
    """What is done where several works have a value, in words; and the works that were named, best first."""
    if source == "newest":
        return "of several values of a period the one whose work was published last", []
    if source == "all":
        return "every value of every work", []
    if source == "median":
        return "the median of all values of a period", []
    wanted = [source] if isinstance(source, str) else list(source)
    for name in wanted:
        check("source", name, sorted(named | set(CHOICES)), f" of {indicator}")
    return f"the first of {', '.join(wanted)} that has a value", wanted


def _chosen(values: list[Row], source: Source, wanted: list[str]) -> Iterable[list[Row]]:
    """The rows behind each value that a period gets; `values` are in the order of publication."""
    if source == "all":
        return [[row] for row in values]
    if source == "median":
        return [values]
    if not wanted:
        return [values[-1:]]
    ranked = [row for name in wanted for row in values if _work(row["source"]) == name]
    return [ranked[:1]] if ranked else []


def _point(period: str, chosen: list[Row], values: list[Row], spread: bool) -> dict[str, Any]:
    """One line of a series."""
    amounts = [float(row["value"]) for row in values]
    point = {
        "period": period,
        "value": median(float(row["value"]) for row in chosen),
        "sources": tuple(row["source"] for row in chosen),
        "values": len(values),
    }
    return point | ({"lowest": min(amounts), "highest": max(amounts)} if spread else {})


def _bounds(package: Package, periods: Iterable[str], one: Row) -> list[tuple[Any, Any]]:
    """First and last day of each period, on the calendar of the series."""
    schema = package["observations"].schema
    known = calendars(schema, package.__getitem__)
    rows = [{**one, "period": period} for period in periods]
    on = of_rows(schema.by_name["period"], rows, known)
    dates = [edtf.parse(row["period"], calendar) for row, calendar in zip(rows, on, strict=True)]
    return [(date.start, date.end) for date in dates]


def panel(
    package: Package,
    dyads: Iterable[Dyad] | None,
    first: int | None,
    last: int | None,
    columns: Sequence[str],
    fill: int | None,
    coverage: str | None,
) -> list[dict[str, str]]:
    """The rows of `Data.panel`, as text."""
    table = panel_of(package)
    schema = package.descriptor.built["dyad_years"].schema
    searches = schema.by_name["events_coverage"].values
    enough = _enough(fill, coverage, searches)
    counts = [f.name for f in schema.fields if f.count and f.count["bound"] != "coverage"]
    years = range(table.years[0] if first is None else first, (table.years[-1] if last is None else last) + 1)
    if not years or years[0] not in table.years or years[-1] not in table.years:
        raise ValueError(f"dyad_years has {table.years[0]} to {table.years[-1]}, not {first} to {last}")
    rows = [table.row(dyad, year) for dyad in _ordered(table, dyads) for year in years]
    if enough is None:
        return rows
    for row in rows:
        dyad, year = (row["iso1"], row["iso2"]), int(row["year"])
        empty = [name for name in counts if not row[name]]
        row |= {name: "0" for name in empty if searches.index(table.searched(name, dyad, year)) >= enough}
    missing = {name: sum(not row[name] for row in rows) for name in columns}
    left = ", ".join(f"{name} in {number} of {len(rows)} rows" for name, number in missing.items() if number)
    if left:
        reason = "nobody searched there, or what nobody measured is not zero"
        warnings.warn(f"fill=0 leaves missing: {left}; {reason}", stacklevel=3)
    return rows


def _enough(fill: int | None, coverage: str | None, searches: Sequence[str]) -> int | None:
    """The least search on which a count is filled, as its place in the list; None if nothing is filled."""
    if fill is None and coverage is None:
        return None
    if fill != 0:
        raise ValueError(f"fill={fill!r}: a missing count can only be filled with 0")
    if coverage is None:
        choices = ", ".join(map(repr, searches[1:]))
        raise ValueError(
            f"fill=0 takes a record that is absent for one that never was: say with coverage= on which search that rests, one of {choices}"
        )
    check("coverage", coverage, searches[1:])
    return searches.index(coverage)


def _ordered(table: Dyads, dyads: Iterable[Dyad] | None) -> list[Dyad]:
    """Dyads as the panel has them. Raises ValueError for one that it lacks."""
    if dyads is None:
        return table.states.dyads
    known = {frozenset(dyad): dyad for dyad in table.states.dyads}
    for dyad in dyads:
        if frozenset(dyad) not in known:
            check("dyad", "-".join(dyad), ["-".join(one) for one in known.values()], " in dyad_years")
    return [known[frozenset(dyad)] for dyad in dyads]
