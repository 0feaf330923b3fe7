"""Verdicts: each rule on a few rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.derive import verdicts

TRADE = {"unit": "USD million", "measure": "flow", "frequency": "annual", "directed": "directed", "tolerance": "10"}
INDICATORS = [
    {"indicator_id": "total.stated", **TRADE, "directed": "undirected"},
    {"indicator_id": "exports", **TRADE},
    {"indicator_id": "inflow", **TRADE, "frequency": "fiscal_pak"},
    {"indicator_id": "inflow.sum", **TRADE, "measure": "cumulative", "frequency": "multi_year"},
    {"indicator_id": "built", **TRADE, "measure": "stock", "frequency": "irregular"},
]


def figure(value: str, qualifier: str = "exact", period: str = "2018") -> dict[str, str]:
    claim = {"claim_id": "c", "kind": "figure", "source": "paper[1.p1]", "unit": "USD million"}
    where = {"indicator_id": "total.stated", "reporter": "CHN", "partner": "PAK"}
    return {**claim, **where, "value": value, "qualifier": qualifier, "period": period}


def seen(indicator: str, pair: str, period: str, value: str, source: str, qualifier: str = "exact") -> dict[str, str]:
    reporter, partner = pair.split("-")
    row = {"indicator_id": indicator, "reporter": reporter, "partner": partner, "period": period, "value": value}
    return {**row, "source": source, "qualifier": qualifier}


def compared(names: str, way: str, relation: str) -> dict[str, str]:
    return {"indicator_id": "total.stated", "compared": names, "way": way, "relation": relation}


@pytest.fixture
def verdict(package) -> Callable[..., dict[str, str]]:
    def judged(claim, observations, comparisons=(), sources=()) -> dict[str, str]:
        tables = {"indicators": INDICATORS, "claims": [claim], "observations": list(observations)}
        made = package(**tables, comparisons=list(comparisons), sources=list(sources))
        (row,) = verdicts.rows(made)
        return row

    return judged


def outcome(row: dict[str, str]) -> tuple[str, str]:
    return row["verdict"], row["rule"]


def test_nothing_to_compare_with_is_no_evidence(verdict) -> None:
    assert outcome(verdict(figure("100"), [])) == ("no_evidence", "nothing_to_compare")


def test_the_claims_own_source_and_its_reprints_are_no_evidence(verdict) -> None:
    rows = [seen("total.stated", "CHN-PAK", "2018", "100", s) for s in ("paper[1.p1]", "reprint")]
    sources = [{"source_id": "reprint", "derived_from": "paper"}]
    assert outcome(verdict(figure("100"), rows, sources=sources)) == ("no_evidence", "nothing_to_compare")


def test_agreement_within_the_tolerance_supports(verdict) -> None:
    row = verdict(figure("100"), [seen("total.stated", "PAK-CHN", "2018", "109", "customs")])
    assert outcome(row) == ("supported", "all_agree")
    assert (row["nearest"], row["ratio"], row["independent_sources"]) == ("109", "0.917431", "1")


def test_values_beyond_it_contradict_and_divided_sources_dispute(verdict) -> None:
    near, far = (seen("total.stated", "CHN-PAK", "2018", v, s) for v, s in (("100", "one"), ("150", "two")))
    assert outcome(verdict(figure("100"), [far])) == ("contradicted", "none_agrees")
    assert outcome(verdict(figure("100"), [near, far])) == ("disputed", "some_agree")


@pytest.mark.parametrize(
    ("qualifier", "independent", "agrees"),
    [
        ("about", "118", True),
        ("nearly", "92", True),
        ("nearly", "110", False),
        ("at_least", "400", True),
        ("at_most", "90", True),
    ],
)
def test_a_qualifier_widens_the_range(verdict, qualifier: str, independent: str, agrees: bool) -> None:
    row = verdict(figure("100", qualifier), [seen("total.stated", "CHN-PAK", "2018", independent, "one")])
    assert (row["verdict"] == "supported") is agrees


def test_reprints_count_once(verdict) -> None:
    rows = [seen("total.stated", "CHN-PAK", "2018", "100", s) for s in ("bureau", "daily", "weekly")]
    sources = [{"source_id": "daily", "derived_from": "bureau"}, {"source_id": "weekly", "derived_from": "daily"}]
    assert verdict(figure("100"), rows, sources=sources)["independent_sources"] == "1"


def test_both_directions_are_added_if_one_source_has_both(verdict) -> None:
    rows = [seen("exports", "CHN-PAK", "2018", "80", "imf"), seen("exports", "PAK-CHN", "2018", "20", "imf")]
    row = verdict(figure("100"), rows, [compared("exports", "both", "same")])
    assert (row["lowest"], row["verdict"]) == ("100", "supported")
    assert verdict(figure("100"), rows[:1], [compared("exports", "both", "same")])["verdict"] == "no_evidence"


def test_a_fiscal_year_counts_if_half_of_it_falls_in_the_year_and_parts_of_one_never(verdict) -> None:
    rows = [seen("inflow", "PAK-CHN", period, "100", "bank") for period in ("2018", "2019", "2020")]
    row = verdict(figure("100"), rows, [compared("inflow", "turned", "same")])
    assert [one.split(":")[3] for one in row["records"].split(";")] == ["2018", "2019"]
    part = [seen("inflow", "PAK-CHN", "2017-07/2018-04", "100", "bank")]
    assert verdict(figure("100"), part, [compared("inflow", "turned", "same")])["verdict"] == "no_evidence"


def test_another_measure_that_fits_is_named(verdict) -> None:
    rows = [seen("inflow", "PAK-CHN", "2018", "40", "bank"), seen("inflow.sum", "PAK-CHN", "2014/2018", "101", "bank")]
    row = verdict(
        figure("100"), rows, [compared("inflow", "turned", "same"), compared("inflow.sum", "turned", "other")]
    )
    assert outcome(row) == ("different_measure", "other_measure_fits")
    assert (row["other_measure"], row["other_value"], row["nearest"]) == ("inflow.sum", "101", "40")


def test_a_part_cannot_exceed_the_whole(verdict) -> None:
    row = verdict(
        figure("100"), [seen("inflow", "PAK-WLD", "2018", "60", "bank")], [compared("inflow", "all", "whole")]
    )
    assert (outcome(row), row["whole"]) == (("contradicted", "exceeds_whole"), "60")


def test_a_share_is_that_of_the_partner_in_the_world(verdict) -> None:
    rows = [
        seen("inflow", f"PAK-{partner}", "2018", value, "bank") for partner, value in (("CHN", "25"), ("WLD", "100"))
    ]
    row = verdict(figure("24"), rows, [compared("inflow", "share", "same")])
    assert (outcome(row), row["lowest"]) == (("supported", "all_agree"), "25")
    assert verdict(figure("24"), rows[:1], [compared("inflow", "share", "same")])["verdict"] == "no_evidence"


def test_the_years_of_a_longer_period_are_added_if_none_is_missing(verdict) -> None:
    rows = [seen("exports", "CHN-PAK", year, "50", "imf") for year in ("2017", "2018")]
    how = [compared("exports", "same", "same")]
    assert verdict(figure("100", period="2017/2018"), rows, how)["verdict"] == "supported"
    assert verdict(figure("100", period="2017/2018"), rows[:1], how)["verdict"] == "no_evidence"


def test_a_stock_counts_up_to_two_years_after_the_period(verdict) -> None:
    how = [compared("built", "turned", "same")]
    for year, expected in (("2020", "supported"), ("2021", "no_evidence")):
        rows = [seen("built", "PAK-CHN", year, "100", "survey")]
        assert verdict(figure("100", period="2015/2018"), rows, how)["verdict"] == expected


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        (["supports"], ("supported", "links_support")),
        (["contradicts", "qualifies"], ("contradicted", "links_contradict")),
        (["supports", "contradicts"], ("disputed", "links_divided")),
        (["qualifies"], ("qualified", "links_qualify")),
        ([], ("no_evidence", "no_link")),
    ],
)
def test_an_event_claim_follows_its_links(package, stances: list[str], expected: tuple[str, str]) -> None:
    made = package(
        claims=[{"claim_id": "c", "kind": "event", "source": "paper"}],
        events=[{"event_id": stance, "sources": "daily;paper"} for stance in stances],
        evidence=[{"claim_id": "c", "record": f"events/{stance}", "stance": stance} for stance in stances],
    )
    (row,) = verdicts.rows(made)
    assert outcome(row) == expected


def test_a_record_that_rests_on_the_claims_own_source_proves_nothing(package) -> None:
    made = package(
        claims=[{"claim_id": "c", "kind": "event", "source": "paper"}],
        events=[{"event_id": "e", "sources": "paper[1.p1]"}],
        evidence=[{"claim_id": "c", "record": "events/e", "stance": "supports"}],
    )
    assert [row["rule"] for row in verdicts.rows(made)] == ["no_link"]


QUALIFIERS = st.sampled_from(["exact", "about", "nearly", "at_least", "at_most"])
NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)
TOLERANCES = st.floats(min_value=0, max_value=1)


@given(NUMBERS, QUALIFIERS, TOLERANCES)
def test_a_figure_always_allows_itself(value: float, qualifier: str, tolerance: float) -> None:
    low, high = verdicts.stated_range(value, qualifier, tolerance)
    assert low <= value <= high


@given(NUMBERS, QUALIFIERS, TOLERANCES, TOLERANCES)
def test_a_wider_tolerance_never_narrows_the_range(value: float, qualifier: str, one: float, other: float) -> None:
    strict, lax = sorted((one, other))
    (low, high), (lower, higher) = (verdicts.stated_range(value, qualifier, tolerance) for tolerance in (strict, lax))
    assert lower <= low
    assert high <= higher
