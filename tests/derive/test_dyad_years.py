"""Dyad-years: who is counted where, what is missing, what is zero."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sino_pak_data.derive import dyad_years
from sino_pak_data.derive.dyad_years import Dyads, States, begun, standing
from sino_pak_data.package.table import Row

STATES = [
    {"actor_id": "USA", "cow_code": "2", "gw_code": "2"},
    {"actor_id": "CHN", "cow_code": "710", "gw_code": "711"},
    {"actor_id": "PAK", "cow_code": "770", "gw_code": "771"},
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


def test_a_thread_that_asks_while_another_counts_gets_the_same_row(package, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = Dyads(package(actors=STATES, events=[event("2005-01-01"), event("2005-05-05")], coverage=[]))
    joined, told = States.joined, []

    def joined_while_another_asks(states: States, row: Row, **options: bool) -> list[tuple[str, str]]:
        monkeypatch.setattr(States, "joined", joined)
        with ThreadPoolExecutor() as other:
            told.append(other.submit(panel.row, ("CHN", "PAK"), 2005).result())
        return joined(states, row, **options)

    monkeypatch.setattr(States, "joined", joined_while_another_asks)
    told.append(panel.row(("CHN", "PAK"), 2005))
    assert [row["events_low"] for row in told] == ["2", "2"]


def test_a_year_that_was_searched_in_part_has_no_row(package) -> None:
    """Five months of 2011 beside whole years would look like a fall."""

    def last(period: str) -> str:
        coverage = [searched("opportunistic"), {**searched("opportunistic"), "period": period}]
        return list(dyad_years.rows(package(actors=STATES, events=[event("2011-03-01")], coverage=coverage)))[-1][
            "year"
        ]

    assert last("2011-01/2011-05") == "2010"
    assert last("2011") == "2011"


@pytest.mark.parametrize(
    ("events", "coverage", "expected"),
    [
        # a company counts as its state, and a recipient as a side
        ([event("2005-01-01", actors="NORINCO;PAK"), event("2005-02-01", actors="CHN", recipients="PAK")],
         [searched("opportunistic")], {"events_low": "2", "events_military_low": "2", "events_nuclear_low": ""}),
        # so does an act of one against the other
        ([event("2005-01-01", actors="PAK", against="CHN")], [searched("systematic")], {"events_low": "1"}),
        # but balancing is between the two only if its type confronts the rival, as words do and a delivery does not
        ([event("2005-01-01", actors="PAK", against="CHN", balancing="soft", event_type="statement")],
         [searched("systematic")], {"events_low": "1"}),
        ([event("2005-01-01", actors="PAK", against="CHN", balancing="hard", event_type="delivery")],
         [searched("systematic")], {"events_low": "0"}),
        # two that a third state acts upon are not a pair
        ([event("2005-01-01", actors="USA", recipients="CHN", against="PAK")], [searched("systematic")], {"events_low": "0"}),
        # a date that leaves the year open raises the upper count only
        ([event("2005-01-01"), event("2006~")], [searched("opportunistic")], {"events_low": "1", "events_high": "2"}),
        # zero is written only where it is known
        ([], [searched("not_searched")], {"events_low": "", "events_coverage": "not_searched"}),
        ([], [searched("opportunistic")], {"events_low": "", "events_coverage": "opportunistic"}),
        ([], [searched("systematic")], {"events_low": "0", "events_coverage": "systematic"}),
        ([], [searched("complete")], {"events_low": "0", "events_coverage": "complete"}),
        # a domain is judged by its own search
        ([], [searched("systematic"), searched("not_searched", "nuclear")],
         {"events_military_low": "0", "events_nuclear_low": "", "events_coverage": "systematic"}),
    ],
)  # fmt: skip
def test_events_are_counted_where_somebody_searched(year_of, events, coverage, expected: dict[str, str]) -> None:
    row = year_of(2005, events=events, coverage=coverage)
    assert {name: row[name] for name in expected} == expected


def test_states_have_their_numbers_in_both_lists(year_of) -> None:
    row = year_of(2005)
    assert [row[name] for name in ("ccode1", "ccode2", "gwcode1", "gwcode2")] == ["710", "770", "711", "771"]


EXPORTS, POWER, ARMS, DISPUTES = (
    "trade.goods.exports_fob imf2024dots",
    "power.cinc cow2026nmc7",
    "arms.tiv_register sipri2026register",
    "mid.disputes_ongoing cow2021mid4",
)


@pytest.mark.parametrize(
    ("series", "values", "expected"),
    [
        (EXPORTS, {"CHN-PAK": "3", "PAK-CHN": "1"}, {"exports_12": "3", "exports_21": "1", "trade_total": "4"}),
        (EXPORTS, {"CHN-PAK": "3"}, {"exports_12": "3", "exports_21": "", "trade_total": ""}),
        (POWER, {"CHN-NONE": "0.8", "PAK-NONE": "0.2"}, {"cinc_1": "0.8", "cinc_2": "0.2", "capability_ratio": "4"}),
        (POWER, {"CHN-NONE": "0.8", "PAK-NONE": "0"}, {"cinc_1": "0.8", "cinc_2": "0", "capability_ratio": ""}),
        # a year without a row is zero where the register is complete and covers the pair
        (ARMS, {"CHN-PAK 2004": "5"}, {"arms_12": "0"}),
        (ARMS, {"CHN-PAK 2004": "5", "CHN-PAK": "3"}, {"arms_12": "3"}),
        (ARMS, {}, {"arms_12": ""}),
        # and without any row of the pair where every pair was looked up
        (DISPUTES, {}, {"disputes": "0"}),
        (DISPUTES, {"CHN-PAK": "2"}, {"disputes": "2"}),
        (DISPUTES, {"PAK-CHN": "2"}, {"disputes": "2"}),
    ],
)  # fmt: skip
def test_a_series_has_a_column_for_each_direction(year_of, series: str, values, expected: dict[str, str]) -> None:
    indicator, source = series.split()
    rows = []
    for where, value in values.items():
        pair, _, period = where.partition(" ")
        cells = dict(zip(("reporter", "partner"), pair.split("-"), strict=True))
        rows.append({"indicator_id": indicator, **cells, "period": period or "2005", "value": value, "source": source})
    row = year_of(2005, observations=rows)
    assert {name: row[name] for name in expected} == expected


def test_nothing_is_known_of_disputes_after_their_data_end(package) -> None:
    rows = list(dyad_years.rows(package(actors=STATES, events=[event("2016-01-01")])))
    assert [row["disputes"] for row in rows if row["dyad"] == "CHN-PAK"][-4:] == ["0", "0", "", ""]  # 2013 to 2016


def test_actors_that_are_each_others_parents_belong_to_one_of_them(package) -> None:
    circle = [{"actor_id": "A", "parent": "B"}, {"actor_id": "B", "parent": "A"}]
    assert States(package(actors=[*STATES, *circle])).of("A") == "B"


def test_of_several_sources_the_latest_published_counts(year_of) -> None:
    inflow = {"indicator_id": "fdi.inflow_net_sbp", "reporter": "PAK", "partner": "CHN", "period": "2005"}
    rows = [{**inflow, "value": "2", "source": "new[p. 1]"}, {**inflow, "value": "1", "source": "old"}]
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
