"""Verdicts: each rule on a few rows."""

from __future__ import annotations

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
SOURCES = [
    {"source_id": "reprint", "derived_from": "paper"},
    {"source_id": "daily", "derived_from": "bureau"},
    {"source_id": "weekly", "derived_from": "daily"},
]
SUPPORTED, DISPUTED = ("supported", "all_agree"), ("disputed", "some_agree")
EXCEEDED, CONTRADICTED = ("contradicted", "exceeds_whole"), ("contradicted", "none_agrees")
OTHER, NOTHING = ("different_measure", "other_measure_fits"), ("no_evidence", "nothing_to_compare")


def judged(package, claim: str, observed: str, comparisons: str = "") -> dict[str, str]:
    """The verdict on a figure of the paper for CHN and PAK.

    claim        "value qualifier period" of total.stated
    observed     "indicator reporter partner period value source" of each observation, joined by commas
    comparisons  "indicator way relation" of each
    """
    stated = dict(zip(("value", "qualifier", "period"), claim.split(), strict=True))
    paper = {"claim_id": "c", "kind": "figure", "source": "paper[1.p1]", "unit": "USD million"}
    columns = ("indicator_id", "reporter", "partner", "period", "value", "source")
    tables = {
        "claims": [{**paper, "indicator_id": "total.stated", "reporter": "CHN", "partner": "PAK", **stated}],
        "observations": [
            {**dict(zip(columns, row.split(), strict=True)), "qualifier": "exact"}
            for row in filter(None, observed.split(", "))
        ],
        "comparisons": [
            {"indicator_id": "total.stated", **dict(zip(("compared", "way", "relation"), row.split(), strict=True))}
            for row in filter(None, comparisons.split(", "))
        ],
    }
    (row,) = verdicts.rows(package(indicators=INDICATORS, sources=SOURCES, **tables))
    return row


@pytest.mark.parametrize(
    ("claim", "observed", "comparisons", "outcome"),
    [
        # the claim's own source and its reprints are no evidence
        ("100 exact 2018", "", "", NOTHING),
        ("100 exact 2018", "total.stated CHN PAK 2018 100 paper[1.p1]", "", NOTHING),
        ("100 exact 2018", "total.stated CHN PAK 2018 100 reprint", "", NOTHING),
        # values beyond the tolerance contradict, divided sources dispute
        ("100 exact 2018", "total.stated CHN PAK 2018 150 two", "", CONTRADICTED),
        ("100 exact 2018", "total.stated CHN PAK 2018 100 one, total.stated CHN PAK 2018 150 two", "", DISPUTED),
        # a qualifier widens the range
        ("100 about 2018", "total.stated CHN PAK 2018 118 one", "", SUPPORTED),
        ("100 nearly 2018", "total.stated CHN PAK 2018 92 one", "", SUPPORTED),
        ("100 nearly 2018", "total.stated CHN PAK 2018 110 one", "", CONTRADICTED),
        ("100 at_least 2018", "total.stated CHN PAK 2018 400 one", "", SUPPORTED),
        ("100 at_most 2018", "total.stated CHN PAK 2018 90 one", "", SUPPORTED),
        # both directions are needed, and part of a fiscal year is not enough
        ("100 exact 2018", "exports CHN PAK 2018 80 imf", "exports both same", NOTHING),
        ("100 exact 2018", "inflow PAK CHN 2017-07/2018-04 100 bank", "inflow turned same", NOTHING),
        ("24 exact 2018", "inflow PAK CHN 2018 25 bank", "inflow share same", NOTHING),
        # agreement does not help a part that exceeds the whole
        (
            "100 exact 2018",
            "total.stated CHN PAK 2018 100 one, inflow PAK WLD 2018 60 bank",
            "inflow all whole",
            EXCEEDED,
        ),
        # the years of a longer period are added up if none is missing
        (
            "100 exact 2017/2018",
            "exports CHN PAK 2017 50 imf, exports CHN PAK 2018 50 imf",
            "exports same same",
            SUPPORTED,
        ),
        ("100 exact 2017/2018", "exports CHN PAK 2017 50 imf", "exports same same", NOTHING),
        # a stock counts up to two years after the period
        ("100 exact 2015/2018", "built PAK CHN 2020 100 survey", "built turned same", SUPPORTED),
        ("100 exact 2015/2018", "built PAK CHN 2021 100 survey", "built turned same", NOTHING),
    ],
)
def test_a_figure_is_judged_by_independent_values(package, claim, observed, comparisons, outcome) -> None:
    row = judged(package, claim, observed, comparisons)
    assert (row["verdict"], row["rule"]) == outcome


@pytest.mark.parametrize(
    ("claim", "observed", "comparisons", "outcome", "cells"),
    [
        ("100 exact 2018", "total.stated PAK CHN 2018 109 customs", "", SUPPORTED,
         {"nearest": "109", "ratio": "0.917431", "independent_sources": "1"}),
        ("100 exact 2018", ", ".join(f"total.stated CHN PAK 2018 100 {name}" for name in ("bureau", "daily", "weekly")), "",
         SUPPORTED, {"independent_sources": "1"}),
        ("100 exact 2018", "exports CHN PAK 2018 80 imf, exports PAK CHN 2018 20 imf", "exports both same", SUPPORTED,
         {"lowest": "100"}),
        ("100 exact 2018", "inflow PAK CHN 2018 100 bank, inflow PAK CHN 2019 100 bank, inflow PAK CHN 2020 100 bank",
         "inflow turned same", SUPPORTED,
         {"records": "observations/inflow:PAK:CHN:2018:bank;observations/inflow:PAK:CHN:2019:bank"}),
        ("100 exact 2018", "inflow PAK CHN 2018 40 bank, inflow.sum PAK CHN 2014/2018 101 bank",
         "inflow turned same, inflow.sum turned other", OTHER,
         {"other_measure": "inflow.sum", "other_value": "101", "nearest": "40"}),
        ("100 exact 2018", "inflow PAK WLD 2018 60 bank", "inflow all whole", EXCEEDED, {"whole": "60"}),
        ("24 exact 2018", "inflow PAK CHN 2018 25 bank, inflow PAK WLD 2018 100 bank", "inflow share same", SUPPORTED,
         {"lowest": "25"}),
    ],
    ids=["tolerance", "reprints count once", "both ways", "fiscal years", "other measure", "whole", "share"],
)  # fmt: skip
def test_a_verdict_shows_what_it_rests_on(package, claim, observed, comparisons, outcome, cells) -> None:
    row = judged(package, claim, observed, comparisons)
    assert (row["verdict"], row["rule"]) == outcome
    assert {name: row[name] for name in cells} == cells


@pytest.mark.parametrize(
    ("stances", "sources", "expected"),
    [
        (["supports"], "daily;paper", ("supported", "links_support")),
        (["contradicts", "qualifies"], "daily;paper", ("contradicted", "links_contradict")),
        (["supports", "contradicts"], "daily;paper", ("disputed", "links_divided")),
        (["qualifies"], "daily;paper", ("qualified", "links_qualify")),
        (
            ["supports"],
            "paper[1.p1]",
            ("no_evidence", "no_link"),
        ),  # a record from the claim's own source proves nothing
        ([], "", ("no_evidence", "no_link")),
    ],
)
def test_an_event_claim_follows_its_links(package, stances: list[str], sources: str, expected: tuple[str, str]) -> None:
    made = package(
        claims=[{"claim_id": "c", "kind": "event", "source": "paper"}],
        events=[{"event_id": stance, "sources": sources} for stance in stances],
        evidence=[{"claim_id": "c", "record": f"events/{stance}", "stance": stance} for stance in stances],
    )
    (row,) = verdicts.rows(made)
    assert (row["verdict"], row["rule"]) == expected


QUALIFIERS = st.sampled_from(["exact", "about", "nearly", "at_least", "at_most"])
NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)
TOLERANCES = st.floats(min_value=0, max_value=1)


@given(NUMBERS, QUALIFIERS, TOLERANCES, TOLERANCES)
def test_a_figure_allows_itself_and_more_with_a_wider_tolerance(
    value: float, qualifier: str, one: float, other: float
) -> None:
    strict, lax = sorted((one, other))
    (low, high), (lower, higher) = (verdicts.stated_range(value, qualifier, tolerance) for tolerance in (strict, lax))
    assert lower <= low <= value <= high <= higher
