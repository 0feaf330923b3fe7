"""UCDP Georeferenced Event Dataset: yearly sums of deaths, and events in Pakistan as candidates.

A candidate is an event in Pakistan of which the file says that it concerns Chinese people or projects, or in which states
stand on both sides. What happened, to whom and why it matters is for a person to say; the sheet gives what the file tells.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.columns import Picked, lacking_columns, records
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import Candidate, Content, Figure, Item, Layout, Left, Series

SHARED = {
    "kind": "dataset",
    "authors": "Uppsala Conflict Data Program",
    "publisher": "Uppsala University",
    "url": "https://ucdp.uu.se/downloads/",
    "language": "en",
    "side": "academic",
    "primary": "true",
    "basis": "own",
    "licence": "CC-BY-4.0",
    "terms": "Free of charge under CC BY 4.0 if the publications listed with the dataset are cited: a sentence near the top of the download page, as quoted in October 2026.",
    "redistribution": "attribution",
    "status": "seen",
}
GROUPS = {"TTP": "TTP", "BLA": "BLA", "IS": "IS", "al-Qaida": "AQ", "Lashkar-e-Taiba": "LET"}
"""Our actors by the names that the program has for armed groups."""
_COLUMNS = (
    "id", "year", "active_year", "type_of_violence", "dyad_name", "side_a", "side_b", "where_coordinates", "adm_1",
    "country_id", "date_prec", "date_start", "date_end", "deaths_civilians", "best|best_est", "gwnoa", "gwnob",
)  # fmt: skip
_TOLD = ("source_headline", "where_description")
"""Columns that later editions have, for the person who codes."""
_PAKISTAN = "770"
_KINDS = {"1": "state_based", "2": "non_state", "3": "one_sided"}
_CHINESE = re.compile(r"\b(china|chinese|sino|cpec|gwadar port|confucius)\b", re.IGNORECASE)
_EXACT, _YEAR = "1", "5"
_SUM = "derived: our sum of events of active dyads"


def _read(given: Given) -> Content:
    edition: dict[str, str] = {}
    return Content(edition, _items(given, edition))


def _items(given: Given, edition: dict[str, str]) -> Iterator[Item]:
    """The candidates, one at a time; then the sums."""
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    inactive, last = 0, date.min
    told = [name for name in _TOLD if not lacking_columns(given, [name])]
    columns = (*_COLUMNS, *told)
    names = [name.partition("|")[0] for name in columns]
    encoding = "utf-8-sig" if given.archive else given.encoding
    for record in records(given, columns, encoding):
        event = dict(zip(names, record.cells, strict=True))
        last = max(last, record.day(event["date_end"]))
        if event["active_year"] in ("1", "true", "TRUE"):
            if event["type_of_violence"] not in _KINDS:
                raise Unusable(f"{record.where}: type_of_violence {event['type_of_violence']!r} is not 1, 2 or 3")
            _add(sums[event["country_id"], event["year"]], event, record.number(event["best"]))
        else:
            inactive += 1
        if event["country_id"] == _PAKISTAN and _concerns(event):
            yield _candidate(record, event)
    if inactive:
        yield Left("events", "dyads with fewer than 25 deaths in the year", inactive)
    years = sorted({year for _, year in sums})
    if years:
        edition["edition"] = f"events of {years[0]} to {last}"
        edition["covers_to"] = str(last.year)
    for (country, year), deaths in sums.items():
        part = f"; partial: to {last}" if year == str(last.year) and last.month < 12 else ""
        for name in ("state_based", "intrastate", "interstate", "non_state", "one_sided", "all_organised"):
            yield Figure(name, country, year, deaths[name], flag=_SUM + part)


def _add(sums: dict[str, Decimal], event: dict[str, str], best: Decimal) -> None:
    kind = _KINDS[event["type_of_violence"]]
    sums[kind] += best
    sums["all_organised"] += best
    if kind == "state_based":
        sums["interstate" if event["gwnoa"] and event["gwnob"] else "intrastate"] += best


def _concerns(event: dict[str, str]) -> bool:
    """Does the file say that the event concerns Chinese, or states on both sides?"""
    texts = (event.get(name, "") for name in (*_TOLD, "dyad_name", "where_coordinates"))
    return any(map(_CHINESE.search, texts)) or bool(event["gwnoa"] and event["gwnob"])


def _candidate(record: Picked, event: dict[str, str]) -> Candidate:
    start, end = record.day(event["date_start"]), record.day(event["date_end"])
    place = event["where_coordinates"] or event["adm_1"]
    deaths = f"{event['best']} deaths by the best estimate, {event['deaths_civilians']} of them civilians"
    told = [event[name] for name in _TOLD if event.get(name)]
    span = "" if event["date_prec"] == _EXACT else f"{start} to {end}"
    cells = _parties(event) | {
        "date": _edtf(start, end, event["date_prec"]),
        "title": f"{event['side_a']} against {event['side_b'].replace('Civilians', 'civilians')} at {place}",
        "place": place,
        "sources": f"event {event['id']}",
    }
    return Candidate("events", cells, record.where, "; ".join(filter(None, [span, deaths, *told])))


def _parties(event: dict[str, str]) -> dict[str, str]:
    """Type, domain and parties: both states of a clash, or the group that attacks.

    Of a state and a group the file does not say who attacked: the state always comes first.
    """
    if event["gwnoa"] and event["gwnob"]:
        return {"event_type": "crisis", "domain": "military", "actors": f"{event['gwnoa']};{event['gwnob']}"}
    if _KINDS.get(event["type_of_violence"]) == "state_based":
        return {"domain": "counterterrorism"}
    against = "" if event["side_b"] == "Civilians" else event["side_b"]
    attacker = event["gwnoa"] or event["side_a"]
    return {"event_type": "attack", "domain": "counterterrorism", "actors": attacker, "against": against}


def _edtf(start: date, end: date, precision: str) -> str:
    """The date as far as it is known: of an event within some days, the month; of one within some months, the year."""
    if precision == _EXACT:
        return str(start) if start == end else f"{start}/{end}"
    if precision != _YEAR and (start.year, start.month) == (end.year, end.month):
        return f"{start:%Y-%m}"
    return str(start.year) if start.year == end.year else f"{start.year}/{end.year}"


LAYOUT = Layout(
    title="Georeferenced Event Dataset (GED) and its candidate events, CSV",
    mismatch=partial(lacking_columns, wanted=_COLUMNS),
    read=_read,
    work=SHARED
    | {
        "title": "UCDP Georeferenced Event Dataset (GED)",
        "url": "https://ucdp.uu.se/downloads/index.html#ged_global",
    },
    series={name: Series(f"conflict.deaths.{name}", "deaths") for name in (*_KINDS.values(), "intrastate", "interstate", "all_organised")},
    word="ged",
    editions=r"ucdp[0-9]{4}ged[a-z]*",
    where="https://ucdp.uu.se/downloads/index.html#ged_global, CSV (zip); the file in it, or the archive as it is",
    quirks=(
        "The best estimates of active dyads (active_year 1) are summed by the country of the place and the year.",
        "A date known to some days (date_prec 2 and 3) or a month (4) becomes the month, one known to a year (5) the year.",
        "The last year of a file that ends before December is flagged as partial: monthly candidate files are read too.",
        "A candidate file without a header (24.0.1) is refused: put the header of another month on top.",
        "Editions before 18.1 have best_est and no headline.",
    ),
    suggests="events in Pakistan of which a headline, description or name says that they concern Chinese people or projects, or with states on both sides.",
)  # fmt: skip
