"""Dyad-years: who is counted where, what is missing, what is zero."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sino_pak_data import open_package
from sino_pak_data.derive import dyad_years
from sino_pak_data.derive.dyad_years import begun, standing
from sino_pak_data.package.table import Row
from tests.conftest import ROOT

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


def test_two_targets_of_a_third_are_no_pair(year_of) -> None:
    held = event("2005-01-01", actors="USA", targets="CHN;PAK")
    assert year_of(2005, events=[held], coverage=[searched("systematic")])["events_low"] == "0"


def test_a_date_that_leaves_the_year_open_makes_the_upper_count(year_of) -> None:
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


def test_series_stand_in_both_directions(year_of) -> None:
    def traded(reporter: str, partner: str, value: str) -> dict[str, str]:
        pair = {"indicator_id": "trade.goods.exports_fob", "reporter": reporter, "partner": partner}
        return {**pair, "period": "2005", "value": value, "source": "imf2024dots"}

    row = year_of(2005, observations=[traded("CHN", "PAK", "3"), traded("PAK", "CHN", "1")])
    assert (row["exports_12"], row["exports_21"], row["trade_total"]) == ("3", "1", "4")
    assert year_of(2005, observations=[traded("CHN", "PAK", "3")])["trade_total"] == ""


def test_a_year_without_a_row_is_zero_where_the_register_is_complete(year_of) -> None:
    delivered = {"indicator_id": "arms.tiv_register", "reporter": "CHN", "partner": "PAK", "period": "2004"}
    rows = [{**delivered, "value": "5", "source": "sipri2026register"}]
    row = year_of(2005, observations=rows)
    assert row["arms_12"] == "0"
    assert year_of(2005)["arms_12"] == ""


def test_of_several_books_the_latest_published_counts(year_of) -> None:
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
def test_years_in_which_an_agreement_stood(agreement: dict[str, str], certain: range, possible: range) -> None:
    found = standing(Row(agreement), 2010)
    assert (list(found.certain), list(found.possible)) == (list(certain), list(possible))


def test_an_open_beginning_is_no_year() -> None:
    assert not begun("../2004").possible
    assert not begun("").possible


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """The table as a reader loads it."""
    return open_package(ROOT).load("dyad_years")


def test_the_key_holds_and_no_year_is_left_out(table: pd.DataFrame) -> None:
    assert not table.duplicated(["ccode1", "ccode2", "year"]).any()
    assert (table["ccode1"] < table["ccode2"]).all()
    years = table.groupby("dyad", observed=True)["year"]
    assert set(years.min()) == {1947}
    assert (years.count() == years.max() - 1947 + 1).all()


def test_what_is_not_a_name_is_a_number_and_no_column_is_empty(table: pd.DataFrame) -> None:
    names = ["dyad", "iso1", "iso2", "events_coverage", "agreements_coverage"]
    numbers = table.drop(columns=names)
    assert [name for name in numbers if not pd.api.types.is_numeric_dtype(numbers[name])] == []
    assert [name for name in table if table[name].isna().all()] == []


def test_a_lower_count_never_exceeds_the_upper(table: pd.DataFrame) -> None:
    for low in (name for name in table if name.endswith("_low")):
        high = low.removesuffix("_low") + "_high"
        assert (table[low].isna() == table[high].isna()).all(), low
        assert (table[low].dropna() <= table[high].dropna()).all(), low


def test_a_part_never_exceeds_the_events_of_the_year(table: pd.DataFrame) -> None:
    for part in ("hard_balancing_high", "events_military_high", "visits_high", "exercises_high"):
        both = table[["events_high", part]].dropna()
        assert (both[part] <= both["events_high"]).all(), part


def test_nothing_is_counted_where_nobody_searched(table: pd.DataFrame) -> None:
    for name in ("events", "agreements_signed"):
        coverage = "events_coverage" if name == "events" else "agreements_coverage"
        assert table.loc[table[coverage] == "not_searched", f"{name}_high"].isna().all()


def test_a_regression_runs_without_cleaning_first(table: pd.DataFrame) -> None:
    """Chinese arms for Pakistan on the Indian lead in capability, American arms for India and the hostility of 1947-2014."""
    by_dyad = {dyad: rows.set_index("year") for dyad, rows in table.groupby("dyad", observed=True)}
    frame = pd.DataFrame(
        {
            "arms": by_dyad["CHN-PAK"]["arms_12"],
            "lead": by_dyad["IND-PAK"]["capability_ratio"],
            "american": by_dyad["USA-IND"]["arms_12"],
            "hostility": by_dyad["IND-PAK"]["hostility"],
        }
    ).dropna()
    design = frame.drop(columns="arms").assign(one=1.0).to_numpy(float)
    coefficients, _, rank, _ = np.linalg.lstsq(design, np.log1p(frame["arms"].to_numpy(float)), rcond=None)
    assert len(frame) == 65  # 1950, when arms begin, to 2014, when disputes end
    assert rank == 4
    assert np.isfinite(coefficients).all()


def test_the_columns_that_studies_use_are_filled_where_their_sources_reach(table: pd.DataFrame) -> None:
    pair = table[(table["dyad"] == "CHN-PAK") & table["year"].between(2001, 2020)]
    columns = ["events_low", "trade_total", "arms_12", "capability_ratio", "milex_2", "ideal_point_distance"]
    assert pair[columns].notna().all().all()
    assert pair.set_index("year").at[2018, "trade_total"] == pytest.approx(18812.6, abs=0.1)
