"""A provider's figures as values of our series: our actors, indicators and units; and what is left out, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sino_pak_data.cells.numbers import rounded
from sino_pak_data.importing.provider import OTHER, STATE, Candidate, Figure, Item, Layout, Left, Provider, Series
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package, Row

Key = tuple[str, str, str, str]
"""Indicator, reporter, partner and period: an observation but for its source."""

_BASES = {
    "USD": ("USD", 0), "USD thousand": ("USD", 3), "USD million": ("USD", 6), "USD billion": ("USD", 9),
    "PPP dollar": ("PPP dollar", 0), "PPP dollar million": ("PPP dollar", 6),
    "TIV": ("TIV", 0), "TIV million": ("TIV", 6),
    "persons": ("persons", 0), "thousand persons": ("persons", 3),
    "fraction": ("share", 0), "share": ("share", 0), "percent": ("share", -2),
}  # fmt: skip
"""Each unit as a power of ten of its base; a unit that is not here is only ever itself."""


class Value(NamedTuple):
    """One observation as a file has it."""

    value: str
    unit: str
    flag: str = ""
    note: str = ""


@dataclass
class Mapped:
    """What a file gives us.

    values      by key, in the order of the file
    candidates  for events and agreements
    left        (why, what) and how many figures of it were left out
    """

    values: dict[Key, Value] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)


def mapped(items: Iterable[Item], provider: Provider, layout: Layout, package: Package) -> Mapped:
    """Every figure in our terms. Raises `PackageError` if a series is mapped to an indicator that it is not.

    A key that the file gives twice with two values is refused: which of the two counts, no program can say.
    """
    places, actors, found = _places(layout, package), actors_of(provider, package), Mapped()
    for item in items:
        match item:
            case Left(what, why, count):
                found.left[why, what] += count
            case Candidate():
                found.candidates.append(item)
            case Figure() if item.series not in places:
                found.left["no indicator of ours", item.series] += 1
            case Figure():
                _take(item, places[item.series], actors, found)
    return found


class _Place(NamedTuple):
    """A series of the provider, the unit of our indicator, by what its values are multiplied, and whether a pair has no order."""

    series: Series
    unit: str
    factor: Decimal
    undirected: bool


def _places(layout: Layout, package: Package) -> dict[str, _Place]:
    """Where the figures of each series go, by the provider's code; a series whose indicator is missing goes nowhere."""
    known = package.identifiers("indicators")
    return {
        code: _place(one, known[one.indicator], code) for code, one in layout.series.items() if one.indicator in known
    }


def _place(series: Series, indicator: Row, code: str) -> _Place:
    return _Place(series, indicator["unit"], _factor(series, indicator, code), indicator["directed"] == "undirected")


def _factor(series: Series, indicator: Row, code: str) -> Decimal:
    """Raises `PackageError` if unit, prices or stage of a series are not those of its indicator."""
    told = {"price_basis": series.price_basis, "stage": series.stage}
    wrong = [f"{name} {cell!r}, not {indicator[name]!r}" for name, cell in told.items() if cell != indicator[name]]
    scale = factor(series.unit, indicator["unit"])
    if scale is None:
        wrong.append(f"unit {series.unit!r}, not {indicator['unit']!r}")
    if wrong or scale is None:
        raise PackageError(f"{code} is mapped to {series.indicator} but has {'; '.join(wrong)}: correct its `Series`")
    return scale


def actors_of(provider: Provider, package: Package) -> dict[str, str]:
    """Our actors by the names and codes of the provider."""
    listed = {row[provider.by]: row["actor_id"] for row in package["actors"].rows if row[provider.by]}
    return listed | dict(provider.actors)


def _take(figure: Figure, place: _Place, actors: Mapping[str, str], found: Mapped) -> None:
    """Add a figure to what was found, or to what is left out."""
    series = place.series
    parties = {STATE: actors.get(figure.state, ""), OTHER: actors.get(figure.other, "")}
    reporter, partner = (parties.get(role, role) for role in (series.reporter, series.partner))
    if not reporter or not partner:
        strange = [name for name in (figure.state, figure.other) if name and name not in actors]
        found.left["no actor of ours", " and ".join(strange) or "no name"] += 1
    elif reporter == partner:
        found.left["one actor on both sides", f"{figure.state} and {figure.other}"] += 1
    else:
        if place.undirected:
            reporter, partner = sorted((reporter, partner))
        value = Value(rounded(figure.value * place.factor, series.places), place.unit, figure.flag, figure.note)
        before = found.values.setdefault((series.indicator, reporter, partner, figure.period), value)
        if before.value != value.value:
            what = f"{series.indicator} of {reporter}-{partner} in {figure.period}"
            raise PackageError(f"the file gives {what} twice, {before.value} and {value.value}: keep one of them")


def factor(given: str, wanted: str) -> Decimal | None:
    """By what a value in one unit is multiplied to be in another; None if it cannot be.

    >>> factor("USD", "USD million"), factor("fraction", "percent"), factor("TIV", "USD")
    (Decimal('0.000001'), Decimal('100'), None)
    """
    (one, power), (other, to) = _BASES.get(given, (given, 0)), _BASES.get(wanted, (wanted, 0))
    return Decimal(format(Decimal(1).scaleb(power - to), "f")) if one == other else None
