"""Filters that cannot lie: what the data do not know is an error with the nearest name, never an empty frame."""

from __future__ import annotations

import re
from datetime import date

import pytest

import sino_pak_data as spd
from sino_pak_data.loader import names


@pytest.mark.parametrize("table", ["events", "agreements", "observations", "dyad_years", "claims", "coverage"])
def test_a_dyad_is_the_same_in_either_order(table: names.Table) -> None:
    first, *others = (spd.load(table, dyad=dyad) for dyad in ("CHN-PAK", "PAK-CHN", ("CHN", "PAK")))
    assert not first.empty
    assert all(first.equals(other) for other in others)


def test_the_events_of_a_dyad_are_those_that_the_panel_counts() -> None:
    panel = spd.load("dyad_years", dyad="PAK-CHN")
    last = int(panel["year"].max())
    surely = spd.load("events", dyad="PAK-CHN", until=last)
    assert panel["events_low"].sum() <= len(surely) <= panel["events_high"].sum()
    year = spd.load("events", dyad="PAK-CHN", since=2015, until=2015, certain=True)
    counted = {one.removeprefix("events/") for one in spd.trace("dyad_years/CHN-PAK:2015", "events_low").records}
    assert {*year["event_id"]} <= counted  # one that ends in 2016 began in 2015


def test_companies_and_bodies_count_as_their_state() -> None:
    ids = spd.load("events", actors="CHN", columns=["event_id", "actors"])
    assert any("CHN" not in actors for actors in ids["actors"])


def test_time_uses_the_bounds_of_partial_dates() -> None:
    rows = {"certain": True}, {"certain": False}
    surely, possibly = (spd.load("events", since="2005-07-18", until="2006", **how) for how in rows)
    assert {*surely["event_id"]} < {*possibly["event_id"]}
    assert surely["date_start"].min() >= possibly["date_start"].min()
    assert spd.load("events", since=date(2005, 7, 18))["date"].equals(spd.load("events", since="2005-07-18")["date"])
    fiscal = spd.load(
        "observations", filters={"indicator_id": "aid.us.obligations_current"}, since="2018-10-01", certain=True
    )
    assert fiscal["period"].min() == "2019"  # the American fiscal year 2019 begins that day


def test_any_and_all_of_a_list_are_said_apart() -> None:
    either = spd.load("events", filters={"actors": {"any": ["CHN", "PAK"]}})
    both = spd.load("events", filters={"actors": {"all": ["CHN", "PAK"]}})
    neither = spd.load("events", filters={"actors": {"none": ["CHN", "PAK"]}})
    assert all({"CHN", "PAK"} <= {*actors} for actors in both["actors"])
    assert len(both) < len(either) == len(spd.load("events")) - len(neither)


def test_codes_are_compared_in_the_order_of_their_list() -> None:
    events = spd.load("events")
    assert set(spd.load("events", filters=[("confidence", ">=", "medium")])["confidence"]) == {"medium", "high"}
    weak = spd.load("events", filters=[("confidence", "<", "medium")])
    assert weak["event_id"].tolist() == events.loc[events["confidence"] < "medium", "event_id"].tolist()


@pytest.mark.parametrize(
    ("table", "asked", "words"),
    [
        ("events", {"dyad": "PAK-CHI"}, "no actor 'CHI' in the dyad 'PAK-CHI'; did you mean 'CHN'"),
        ("events", {"dyad": "PAK-PAK"}, "two different actors"),
        ("events", {"dyad": "Pakistan"}, "a dyad is two actors"),
        ("dyad_years", {"dyad": "PAK-AFG"}, "no dyad 'PAK-AFG' in dyad_years. Use one of"),
        ("events", {"dyad": "Pakistan-China"}, "no actor 'Pakistan' in the dyad 'Pakistan-China'; did you mean 'PAK'"),
        ("events", {"actors": "united states"}, "did you mean 'USA'"),
        ("events", {"filters": {"event_type": "veto"}}, "did you mean 'veto_or_hold'"),
        ("events", {"filters": [("domain", ">", "legal")]}, "the codes of domain have no order"),
        ("events", {"filters": [("confidence", ">", "hihg")]}, "did you mean 'high'"),
        ("events", {"filters": [("date", ">", "2005")]}, "compare date_start or date_end"),
        ("dyad_years", {"filters": {"dyad": "PAK-CHN"}}, "did you mean 'CHN-PAK'"),
        ("dyad_years", {"filters": {"year": 2050}}, "no year 2050 in dyad_years: it has 1947 to"),
        ("sources", {"dyad": "PAK-CHN"}, "sources names no actors"),
        ("sources", {"actors": "PAK"}, "sources names no actors"),
        ("actors", {"since": 2001}, "actors has no dates"),
        ("events", {"actors": ["PAK", "CHA"]}, "no actor 'CHA'"),
        ("events", {"since": 2050}, "since=2050 leaves nothing"),
        ("events", {"since": "2006", "until": "2005"}, "later than"),
        ("events", {"since": "2005-13"}, "there is no month 13"),
        ("events", {"since": "spring"}, "expected a date"),
        ("events", {"filters": {"event_id": "ababeel-test-2018"}}, "did you mean 'ababeel-test-2017'"),
        ("events", {"filters": {"sources": "imf2024dot"}}, "did you mean 'imf2024dots'"),
        ("observations", {"filters": {"reporter": "CHM"}}, "did you mean 'CHN'"),
        ("observations", {"filters": {"period": "2051"}}, "no period 2051 in observations"),
        ("observations", {"filters": {"indicator_id": "power.cin"}}, "did you mean 'power.cinc'"),
        ("events", {"filters": {"actors": ["CHN", "PAK"]}}, "say {'any'"),
        ("events", {"filters": {"actors": {"some": ["CHN"]}}}, "no operator 'some'"),
        ("events", {"filters": "reporter=CHN"}, "filters are a mapping such as"),
        ("events", {"filters": ("actors", "has", "CHN")}, "'actors' is none of these three"),
        ("events", {"filters": [("domain", "in", "military")]}, "'in' takes a list"),
        ("events", {"filters": {"place": None}}, "use isna"),
        ("events", {"lists": "json"}, "no lists 'json'"),
        ("events", {"dtype_backend": "arrow"}, "did you mean 'pyarrow'"),
    ],
)  # fmt: skip
def test_what_the_data_do_not_know_is_an_error(table: str, asked: dict, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        spd.load(table, **asked)
