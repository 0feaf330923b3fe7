"""Uppsala Conflict Data Program: organised violence by country and year, conflicts and dyads by year, battle deaths.

Its events (GED) are in `ucdp_ged`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from itertools import product
from types import MappingProxyType

from sino_pak_data.importing.columns import lacking_columns, records
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import OTHER, Content, Figure, Item, Layout, Left, Provider, Series
from sino_pak_data.importing.providers import ucdp_ged

_INTERSTATE = "2"
_DEATHS = {
    "sb_total_deaths_best_cy": "state_based",
    "sb_intrastate_deaths_best_cy": "intrastate",
    "sb_interstate_deaths_best_cy": "interstate",
    "ns_total_deaths_best_cy": "non_state",
    "os_total_deaths_best_cy": "one_sided",
    "cumulative_total_deaths_in_orgvio_best_cy": "all_organised",
}
_COUNTRY_YEAR = ("country_id_cy", "year_cy", "version", *_DEATHS)
_OF_CONFLICT = ("conflict_id", "year", "type_of_conflict", "gwno_a", "gwno_b", "version")
_CONFLICT = (*_OF_CONFLICT, "intensity_level", "cumulative_intensity")
_DYADIC = (*_OF_CONFLICT, "intensity_level", "dyad_id")
_BATTLE = (*_OF_CONFLICT, "bd_best", "dyad_id")
_INTENSITY = {"intensity": Series("conflict.dyad_intensity", "level", partner=OTHER)}


def _country_years(given: Given) -> Content:
    edition: dict[str, str] = {}
    return Content(edition, _deaths(given, edition))


def _deaths(given: Given, edition: dict[str, str]) -> Iterator[Item]:
    """Best estimates of deaths on the territory of a state."""
    years: set[str] = set()
    for record in records(given, _COUNTRY_YEAR):
        country, year, version, *deaths = record.cells
        years.add(year)
        edition["edition"] = f"{version} ({min(years)}-{max(years)})"
        for name, best in zip(_DEATHS.values(), deaths, strict=True):
            yield Figure(name, country, year, record.number(best))


def _conflict_years(columns: tuple[str, ...], series: str, given: Given) -> Content:
    """The highest value of the conflicts between two states in a year; `series` is that of the figures.

    Several states on one side make a pair with each on the other. Conflicts inside a state are left out.
    """
    found: dict[tuple[str, str, str], tuple[Decimal, str]] = {}
    left: Counter[str] = Counter()
    years: set[str] = set()
    versions: set[str] = set()
    for record in records(given, columns):
        conflict, year, kind, one_side, other_side, version, value, _ = record.cells
        years.add(year)
        versions.add(version)
        if kind != _INTERSTATE:
            left["conflicts that are not between states"] += 1
            continue
        for one, two in product(_states(one_side), _states(other_side)):
            key = (*record.pair(one, two), year)
            found[key] = max(found.get(key, (Decimal(0), "")), (record.number(value), f"conflict {conflict}"))
    items: list[Item] = [
        Figure(series, one, year, value, other=two, flag=flag) for (one, two, year), (value, flag) in found.items()
    ]
    items += [Left(series, why, count) for why, count in left.items()]
    span = f" ({min(years)}-{max(years)})" if years else ""
    return Content({"edition": f"{max(versions, default='')}{span}".strip()}, iter(items))


def _states(cell: str) -> list[str]:
    """The numbers of the states on a side, which a row may list: `200,  2`."""
    return [number.strip() for number in cell.split(",") if number.strip()]


def _layout(
    title: str, columns: tuple[str, ...], read: Callable[[Given], Content], work: dict[str, str],
    series: Mapping[str, Series], word: str, quirks: tuple[str, ...], anchor: str = "", unfilled: Mapping[str, str] = MappingProxyType({}),
) -> Layout:  # fmt: skip
    return Layout(
        title=title, mismatch=partial(lacking_columns, wanted=columns), read=read, work=ucdp_ged.SHARED | work,
        series=series, word=word, editions=rf"ucdp[0-9]{{4}}{word}[a-z]*",
        where=f"https://ucdp.uu.se/downloads/{anchor}, CSV (zip); the file in it, or the archive as it is", quirks=quirks,
        unfilled=unfilled,
    )  # fmt: skip


_SIDES = "A side may list several states, `200,  2`: each makes a pair with each of the other side."

PROVIDER = Provider(
    name="ucdp",
    title="Uppsala Conflict Data Program",
    layouts=(
        _layout(
            "Country-Year Dataset on Organized Violence, CSV",
            _COUNTRY_YEAR,
            _country_years,
            {
                "title": "UCDP Country-Year Dataset on Organized Violence within Country Borders",
                "cite_also": "davies2025violence",
            },
            {name: Series(f"conflict.deaths.{name}", "deaths") for name in _DEATHS.values()},
            "ovcy",
            ("Deaths count where they happened: Kashmir stands under India.", "Only the best estimates are read."),
        ),
        _layout(
            "UCDP/PRIO Armed Conflict Dataset, CSV",
            _CONFLICT,
            partial(_conflict_years, _CONFLICT, "intensity"),
            {
                "authors": "Uppsala Conflict Data Program;Peace Research Institute Oslo",
                "title": "UCDP/PRIO Armed Conflict Dataset",
                "url": "https://ucdp.uu.se/downloads/index.html#armedconflict",
                "cite_also": "davies2025violence",
            },
            _INTENSITY,
            "acd",
            (_SIDES, "A year without a row was not active: no zero is written."),
            "index.html#armedconflict",
        ),
        _layout(
            "Dyadic Dataset, CSV",
            _DYADIC,
            partial(_conflict_years, _DYADIC, "intensity"),
            {"title": "UCDP Dyadic Dataset", "url": "https://ucdp.uu.se/downloads/index.html#dyadic"},
            _INTENSITY,
            "dyadic",
            (_SIDES, "Intensity is that of the dyad here, not of the conflict that it is part of."),
            "index.html#dyadic",
        ),
        _layout(
            "Battle-Related Deaths, dyadic, CSV",
            _BATTLE,
            partial(_conflict_years, _BATTLE, "battle deaths"),
            {
                "title": "UCDP Battle-Related Deaths Dataset",
                "url": "https://ucdp.uu.se/downloads/index.html#battlerelated",
            },
            {},
            "brd",
            (_SIDES,),
            "index.html#battlerelated",
            {"battle deaths": "conflict.deaths.dyad"},
        ),
        ucdp_ged.LAYOUT,
    ),
    by="gw_code",
    actors={"365": "RUS", **ucdp_ged.GROUPS},
    terms="CC BY 4.0, if the publications that are listed with the dataset are cited.",
    left_out="States that are not actors; conflicts inside states, except as deaths; low and high estimates.",
)
