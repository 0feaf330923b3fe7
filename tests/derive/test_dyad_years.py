"""Dyad-years: who is counted where, what is missing, what is zero."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sino_pak_data.derive import dyad_years
from sino_pak_data.derive.dyad_years import States, begun, standing
from sino_pak_data.package.table import Row

STATES = [
    {"actor_id": "USA", "cow_code": "2"},
    {"actor_id": "CHN", "cow_code": "710"},
    {"actor_id": "PAK", "cow_code": "770"},
    {"actor_id": "NORINCO", "parent": "CHN"},
]


def searched(completeness: str, domain: str = "military", table: str = "events") -> dict[str, str]:
    actors = {"table": table, "actors": "CHN;PAK", "domain": domain}
    return {**actors, "period": "2001/2010", "completeness": completeness}


def event(date: str, **cells: str) -> dict[str, str]:
    return {"event_id": date, "date": date, "actors": "CHN;PAK", "domain": "military", **cells}


@pytest.fixture
def year_of(package) -> Callable[..., dict[str, str]]:
    """The row of China and Pakistan for one year; the last event is of 2010."""

    def row(year: int, **tables) -> dict[str, str]:
        tables["events"] = [*tables.get("events", []), event("2010-12-31", actors="USA;CHN")]
        rows = dyad_years.rows(package(actors=STATES, **tables))
        return next(one for one in rows if (one["dyad"], one["year"]) == ("CHN-PAK", str(year)))

    return row


def test_every_dyad_has_every_year_in_the_order_of_the_codes(package) -> None:
    rows = list(dyad_years.rows(package(actors=STATES, events=[event("1950-01-01")])))
    assert [row["dyad"] for row in rows[::4]] == ["CHN-PAK", "USA-CHN", "USA-PAK"]
    assert [row["year"] for row in rows[:4]] == ["1947", "1948", "1949", "1950"]
    assert all(int(row["ccode1"]) < int(row["ccode2"]) for row in rows)


def test_a_company_counts_as_its_state_and_a_target_as_a_side(year_of) -> None:
    events = [event("2005-01-01", actors="NORINCO;PAK"), event("2005-02-01", actors="CHN", targets="PAK")]
    assert year_of(2005, events=events, coverage=[searched("opportunistic")])["events_low"] == "2"


def test_two_targets_of_a_third_state_are_not_a_pair(year_of) -> None:
    held = event("2005-01-01", actors="USA", targets="CHN;PAK")
    assert year_of(2005, events=[held], coverage=[searched("systematic")])["events_low"] == "0"


def test_a_date_that_leaves_the_year_open_raises_the_upper_count_only(year_of) -> None:
    row = year_of(2005, events=[event("2005-01-01"), event("2006~")], coverage=[searched("opportunistic")])
    assert (row["events_low"], row["events_high"]) == ("1", "2")


@pytest.mark.parametrize(
    ("completeness", "expected"), [("not_searched", ""), ("opportunistic", ""), ("systematic", "0"), ("complete", "0")]
)
def test_zero_is_written_only_where_it_is_known(year_of, completeness: str, expected: str) -> None:
    row = year_of(2005, coverage=[searched(completeness)])
    assert (row["events_low"], row["events_coverage"]) == (expected, completeness)


def test_a_domain_is_judged_by_its_own_search(year_of) -> None:
    row = year_of(2005, coverage=[searched("systematic"), searched("not_searched", "nuclear")])
    assert (row["events_military_low"], row["events_nuclear_low"]) == ("0", "")


def test_a_series_has_a_column_for_each_direction(year_of) -> None:
    def traded(reporter: str, partner: str, value: str) -> dict[str, str]:
        pair = {"indicator_id": "trade.goods.exports_fob", "reporter": reporter, "partner": partner}
        return {**pair, "period": "2005", "value": value, "source": "imf2024dots"}

    row = year_of(2005, observations=[traded("CHN", "PAK", "3"), traded("PAK", "CHN", "1")])
    assert (row["exports_12"], row["exports_21"], row["trade_total"]) == ("3", "1", "4")
    assert year_of(2005, observations=[traded("CHN", "PAK", "3")])["trade_total"] == ""


@pytest.mark.parametrize(("power", "ratio"), [("0.2", "4"), ("0", "")])
def test_a_ratio_is_the_larger_by_the_smaller_and_missing_for_zero(year_of, power: str, ratio: str) -> None:
    def capability(state: str, value: str) -> dict[str, str]:
        pair = {"indicator_id": "power.cinc", "reporter": state, "partner": "NONE"}
        return {**pair, "period": "2005", "value": value, "source": "cow2026nmc7"}

    row = year_of(2005, observations=[capability("CHN", "0.8"), capability("PAK", power)])
    assert (row["cinc_1"], row["cinc_2"], row["capability_ratio"]) == ("0.8", power, ratio)


def test_actors_that_are_each_others_parents_belong_to_one_of_them(package) -> None:
    circle = [{"actor_id": "A", "parent": "B"}, {"actor_id": "B", "parent": "A"}]
    assert States(package(actors=[*STATES, *circle])).of("A") == "B"


def test_a_year_without_a_row_is_zero_where_the_register_is_complete(year_of) -> None:
    delivered = {"indicator_id": "arms.tiv_register", "reporter": "CHN", "partner": "PAK", "period": "2004"}
    rows = [{**delivered, "value": "5", "source": "sipri2026register"}]
    row = year_of(2005, observations=rows)
    assert row["arms_12"] == "0"
    assert year_of(2005)["arms_12"] == ""


def test_of_several_sources_the_latest_published_counts(year_of) -> None:
    inflow = {"indicator_id": "fdi.inflow_net_sbp", "reporter": "PAK", "partner": "CHN", "period": "2005"}
    rows = [{**inflow, "value": "1", "source": "old"}, {**inflow, "value": "2", "source": "new[p. 1]"}]
    sources = [{"source_id": "old", "published": "2006"}, {"source_id": "new", "published": "2007-01"}]
    assert year_of(2005, observations=rows, sources=sources)["fdi_in_2"] == "2"


@pytest.mark.parametrize(
    ("agreement", "certain", "possible"),
    [
        ({"in_force": "2005-04", "ended": "2007", "status": "expired"}, range(2005, 2008), range(2005, 2008)),
        ({"in_force": "2005-04", "status": "in_force"}, range(2005, 2011), range(2005, 2011)),
        ({"signed": "2004", "status": "in_force"}, range(0), range(2004, 2011)),
        ({"signed": "2004", "in_force": "2005", "status": "expired"}, range(2005, 2006), range(2005, 2011)),
        ({"signed": "2004", "status": "proposed"}, range(0), range(0)),
    ],
)
def test_the_years_in_which_an_agreement_was_in_force(
    agreement: dict[str, str], certain: range, possible: range
) -> None:
    found = standing(Row(agreement), 2010)
    assert (list(found.certain), list(found.possible)) == (list(certain), list(possible))


def test_an_open_beginning_has_no_year() -> None:
    assert not begun("../2004").possible
    assert not begun("").possible
