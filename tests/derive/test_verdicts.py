"""Verdicts: each rule by one worked example, then what a figure is compared with and how links are counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.derive import verdicts
from sino_pak_data.derive.weighing import RULES
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from tests.conftest import ROOT

TRADE = {"unit": "USD million", "measure": "flow", "frequency": "annual", "directed": "directed", "tolerance": "10"}
INDICATORS = [
    {"indicator_id": "total.stated", "name": "Trade, as stated", **TRADE, "directed": "undirected"},
    {"indicator_id": "exports", "name": "Goods exports", **TRADE},
    {"indicator_id": "inflow", "name": "Direct investment", **TRADE, "frequency": "fiscal_pak"},
    {"indicator_id": "inflow.sum", "name": "Five years", **TRADE, "measure": "cumulative", "frequency": "multi_year"},
    {"indicator_id": "built", "name": "Works built", **TRADE, "measure": "stock", "frequency": "irregular"},
]
SOURCES = [
    {"source_id": "reprint", "derived_from": "paper"},
    {"source_id": "daily", "derived_from": "bureau", "container": "The Journal"},
    {"source_id": "bureau", "publisher": "Central Bank"},
    {"source_id": "weekly", "derived_from": "daily"},
    {"source_id": "early", "container": "The Daily", "published": "2018-07"},
    {"source_id": "late", "container": "The Annual", "published": "2020"},
    {"source_id": "imf", "publisher": "Monetary Fund", "published": "2024"},
    {"source_id": "straddling", "published": "2019"},
    {"source_id": "undated", "container": "The Undated"},
    {"source_id": "embassy", "container": "The Embassy", "published": "2020", "side": "CHN"},
]
EVENTS = [
    {"event_id": "shown", "sources": "early;paper"},
    {"event_id": "limited", "sources": "late"},
    {"event_id": "denied", "sources": "imf"},
    {"event_id": "echo", "sources": "paper[1.p2]"},
]
SUPPORTED, DISPUTED = ("supported", "all_agree"), ("disputed", "some_agree")
EXCEEDED, CONTRADICTED = ("contradicted", "exceeds_whole"), ("contradicted", "none_agrees")
OTHER, NOTHING = ("different_measure", "other_measure_fits"), ("no_evidence", "no_link")
UNSETTLED, QUALIFIED = ("unsettled", "nothing_settled"), ("qualified", "links_qualify")


def outcome_of(row: dict[str, str]) -> tuple[str, str]:
    return row["verdict"], row["rule"]


def parsed(columns: str, rows: str) -> list[dict[str, str]]:
    """Rows written as words, joined by commas: `parsed("a b", "1 2, 3 4")`."""
    return [dict(zip(columns.split(), row.split(), strict=True)) for row in filter(None, rows.split(", "))]


def judged(package, claim: str, observed: str = "", comparisons: str = "", links: str = "") -> dict[str, str]:
    """The verdict on a figure of the paper for CHN and PAK.

    claim        "value qualifier period" of total.stated
    observed     "indicator reporter partner period value source" of each observation, joined by commas
    comparisons  "indicator way relation" of each
    links        "record stance" of each
    """
    (stated,) = parsed("value qualifier period", claim)
    paper = {"claim_id": "c", "kind": "figure", "source": "paper[1.p1]", "unit": "USD million"}
    made = package(
        indicators=INDICATORS,
        sources=SOURCES,
        events=EVENTS,
        claims=[{**paper, "indicator_id": "total.stated", "reporter": "CHN", "partner": "PAK", **stated}],
        observations=[
            {**row, "qualifier": "exact"}
            for row in parsed("indicator_id reporter partner period value source", observed)
        ],
        comparisons=[{"indicator_id": "total.stated", **row} for row in parsed("compared way relation", comparisons)],
        evidence=[{"claim_id": "c", **row, "note": "It differs."} for row in parsed("record stance", links)],
    )
    (row,) = verdicts.rows(made)
    return row


def judged_all(package, claims: str, links: str = "") -> dict[str, dict[str, str]]:
    """The verdicts on claims of the paper, each written "id kind part_of repeats" with - for an empty cell."""
    made = package(
        claims=[
            {"source": "paper", **{name: cell.strip("-") for name, cell in row.items()}}
            for row in parsed("claim_id kind part_of repeats", claims)
        ],
        sources=SOURCES,
        events=EVENTS,
        evidence=[{**row, "note": "It differs."} for row in parsed("claim_id record stance", links)],
    )
    return {row["claim_id"]: row for row in verdicts.rows(made)}


ONE = "exports CHN PAK 2018 100 imf"
FIGURES = {
    "other_measure_fits": (
        # the figure for one year is the sum of five, and a link says so
        ("100 exact 2018", "inflow.sum PAK CHN 2014/2018 100 imf, inflow PAK CHN 2018 40 imf",
         "inflow.sum turned other, inflow turned same", "observations/inflow.sum:PAK:CHN:2014/2018:imf qualifies"),
        "different_measure",
        "The figure is that of another measure: 100 USD million for 2014 to 2018 (Monetary Fund: Five years).",
        "An independent value of the quantity itself (Trade, as stated) of 90 to 110 USD million for 2018.",
    ),
    "exceeds_whole": (
        # investment from one state cannot be more than that from all states
        ("100 exact 2018", "inflow PAK WLD 2018 60 imf", "inflow all whole", ""),
        "contradicted",
        "It is more than the whole that it is part of: "
        "60 USD million for fiscal year 2018, to June (Monetary Fund: Direct investment, all partners).",
        "An independent value of the whole of at least 81.82 USD million for 2018.",
    ),
    "some_agree": (
        ("100 exact 2018", "total.stated CHN PAK 2018 104 imf, exports CHN PAK 2018 150 late", "exports same same", ""),
        "disputed",
        "It agrees with 104 USD million for calendar year 2018 (Monetary Fund: Trade, as stated), "
        "but not with 150 USD million for calendar year 2018 (The Annual: Goods exports).",
        "Evidence that one side is mistaken, such as a later value of the same series.",
    ),
    "none_agrees": (
        ("12000 exact 2018", "exports CHN PAK 2018 16968 imf, exports PAK CHN 2018 1845 imf", "exports both same", ""),
        "contradicted",
        "It disagrees with 18,813 USD million for calendar year 2018 (Monetary Fund: Goods exports, both directions).",
        "An independent value of 10,800 to 13,200 USD million for 2018.",
    ),
    "all_agree": (
        ("100 at_least 2018", ONE, "exports same same", "events/shown supports"),
        "supported",
        "It agrees with 100 USD million for calendar year 2018 (Monetary Fund: Goods exports).",
        "An independent value for 2018 below 100 USD million, or a record that limits it.",
    ),
    "nothing_settled": (
        ("100 exact 2018", "exports CHN PAK 2018 100 early", "exports same same", ""),
        "unsettled",
        "Only a first estimate bears on it: "
        "100 USD million for calendar year 2018, first estimate (The Daily: Goods exports).",
        "An independent value for 2018 itself published more than twelve months after its end.",
    ),
}  # fmt: skip
LINKED = {
    "repeats": ("a event - -, b event - a", "a events/shown supports", "supported", "It repeats a: supported."),
    "links_counted": (
        "b proposition - -",
        "b events/shown supports, b events/denied contradicts",
        "",
        "One record supports it and one contradicts it: It differs.",
    ),
    "weakest_part": (
        "b event - -, one event b -, two event b -",
        "one events/shown supports, two events/limited qualifies",
        "qualified",
        "Its weakest part, two: qualified.",
    ),
    "links_divided": (
        "b event - -",
        "b events/shown supports, b events/denied contradicts",
        "disputed",
        "One record supports it and one contradicts it: It differs.",
    ),
    "links_contradict": (
        "b event - -",
        "b events/denied contradicts, b events/limited qualifies",
        "contradicted",
        "One record limits it and one contradicts it: It differs.",
    ),
    "links_qualify": (
        # one limit outweighs any number of records that support
        "b event - -",
        "b events/limited qualifies, b events/shown supports",
        "qualified",
        "One record supports it and one limits it: It differs.",
    ),
    "links_support": ("b event - -", "b events/shown supports", "supported", "One record supports it."),
    "no_link": (
        # a record that was made from the paper proves nothing
        "b event - -",
        "b events/echo supports",
        "no_evidence",
        "No independent record is linked.",
    ),
}


@pytest.mark.parametrize("rule", FIGURES)
def test_each_rule_of_figures(package, rule: str) -> None:
    arranged, verdict, reason, change = FIGURES[rule]
    row = judged(package, *arranged)
    assert (row["rule"], row["verdict"], row["reason"], row["would_change"]) == (rule, verdict, reason, change)


@pytest.mark.parametrize("rule", LINKED)
def test_each_rule_of_links_and_parts(package, rule: str) -> None:
    claims, links, verdict, reason = LINKED[rule]
    row = judged_all(package, claims, links)["b"]
    assert (row["rule"], row["verdict"], row["reason"]) == (rule, verdict, reason)


def test_the_rules_are_those_of_the_manual_in_its_order() -> None:
    listed = Descriptor(Folder(ROOT)).built["verdicts"].schema.by_name["rule"].values
    assert [rule.name for rule in RULES] == [*listed]
    assert {*FIGURES, *LINKED} == {*listed}


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
        # nor one that exceeds it, but within the tolerance
        ("100 exact 2018", "inflow PAK WLD 2018 85 bank", "inflow all whole", NOTHING),
        # the years of a longer period are added up if none is missing, fiscal ones by their names
        (
            "100 exact 2017/2018",
            "exports CHN PAK 2017 50 imf, exports CHN PAK 2018 50 imf",
            "exports same same",
            SUPPORTED,
        ),
        (
            "100 exact 2017/2018",
            "inflow PAK CHN 2017 50 imf, inflow PAK CHN 2018 50 imf",
            "inflow turned same",
            SUPPORTED,
        ),
        ("100 exact 2017/2018", "exports CHN PAK 2017 50 imf", "exports same same", NOTHING),
        # what happens to fit another measure explains nothing without a link
        ("100 exact 2018", "inflow.sum PAK CHN 2014/2018 100 imf", "inflow.sum turned other", NOTHING),
    ],
)
def test_a_figure_is_judged_by_independent_values(package, claim, observed, comparisons, outcome) -> None:
    assert outcome_of(judged(package, claim, observed, comparisons)) == outcome


@pytest.mark.parametrize(
    ("claim", "observed", "comparisons", "outcome"),
    [
        # the year that the series calls so; one that shares half of it leaves the figure unsettled
        ("100 exact 2018", "inflow PAK CHN 2018 100 imf", "inflow turned same", SUPPORTED),
        ("100 exact 2018", "inflow PAK CHN 2019 100 imf", "inflow turned same", UNSETTLED),
        ("100 exact 2018", "inflow PAK CHN 2020 100 imf", "inflow turned same", NOTHING),
        ("100 exact 2018", "inflow PAK CHN 2017-07/2018-06 100 imf", "inflow turned same", SUPPORTED),
        # a neighbour decides nothing beside a value for the own time, be it a first estimate
        ("100 exact 2018", "inflow PAK CHN 2018 50 imf, inflow PAK CHN 2019 100 imf", "inflow turned same", CONTRADICTED),
        ("100 exact 2018", "inflow PAK CHN 2018 50 early, inflow PAK CHN 2019 100 imf", "inflow turned same", UNSETTLED),
        # a stock at the end of the period, and up to two years after it
        ("100 exact 2015/2018", "built PAK CHN 2018 100 imf", "built turned same", SUPPORTED),
        ("100 exact 2015/2018", "built PAK CHN 2016 100 imf", "built turned same", UNSETTLED),
        ("100 exact 2015/2018", "built PAK CHN 2020 100 imf", "built turned same", UNSETTLED),
        ("100 exact 2015/2018", "built PAK CHN 2021 100 imf", "built turned same", NOTHING),
        # of a sum, the same several years; for one year, a sum to that year
        ("100 exact 2014/2018", "inflow.sum PAK CHN 2014-07/2018-06 100 imf", "inflow.sum turned same", SUPPORTED),
        ("100 exact 2014/2018", "inflow.sum PAK CHN 2014/2016 100 imf", "inflow.sum turned same", NOTHING),
        ("100 exact 2018", "inflow.sum PAK CHN 2014/2018 100 imf", "inflow.sum turned same", SUPPORTED),
        ("100 exact 2018", "inflow.sum PAK CHN 2014/2020 100 imf", "inflow.sum turned same", UNSETTLED),
    ],
)  # fmt: skip
def test_a_value_for_the_own_time_decides_and_a_neighbour_does_not(
    package, claim, observed, comparisons, outcome
) -> None:
    assert outcome_of(judged(package, claim, observed, comparisons)) == outcome


@pytest.mark.parametrize(
    ("observed", "outcome", "cells"),
    [
        # the later of two works that print one series
        ("exports CHN PAK 2018 60 early, exports CHN PAK 2018 100 late", SUPPORTED,
         {"decided_value": "100", "vintage": "later", "lowest": "100"}),
        # a first estimate settles nothing alone, and counts beside another series that is settled
        ("exports CHN PAK 2018 60 early", UNSETTLED, {"vintage": "first"}),
        ("inflow PAK CHN 2018 60 early, exports CHN PAK 2018 100 imf", DISPUTED, {"decided_value": "60", "vintage": "first"}),
        # without a date it is not known which of two is the later
        ("exports CHN PAK 2018 60 undated, exports CHN PAK 2018 100 late", DISPUTED, {"vintage": ""}),
        # published in 2019, within twelve months after June 2018 or not: it is not called a first estimate
        ("inflow PAK CHN 2018 100 straddling", SUPPORTED, {"vintage": ""}),
        # two producers give no vintages of each other
        ("inflow PAK CHN 2018 60 late, exports CHN PAK 2018 100 imf", DISPUTED, {"decided_value": "60"}),
        # nor do two works that state trade without naming their books
        ("total.stated CHN PAK 2018 60 late, total.stated CHN PAK 2018 100 imf", DISPUTED, {"lowest": "60"}),
    ],
)  # fmt: skip
def test_the_latest_vintage_of_a_series_counts(package, observed: str, outcome, cells: dict[str, str]) -> None:
    row = judged(package, "100 exact 2018", observed, "exports same same, inflow turned same")
    assert outcome_of(row) == outcome
    assert {name: row[name] for name in cells} == cells


@pytest.mark.parametrize(
    ("observed", "links", "outcome", "reason"),
    [
        # events and agreements weigh beside the values
        (ONE, "events/denied contradicts", DISPUTED, "but one record contradicts it: It differs."),
        (ONE, "events/limited qualifies", QUALIFIED, "but one record limits it: It differs."),
        ("exports CHN PAK 2018 50 imf", "events/shown supports", DISPUTED, "but one record supports it."),
        ("exports CHN PAK 2018 50 imf", "events/limited qualifies", CONTRADICTED, "(Monetary Fund: Goods exports)."),
        # without a settled value they decide as they do for an event
        ("", "events/limited qualifies", QUALIFIED, "One record limits it: It differs."),
        ("exports CHN PAK 2018 100 early", "events/shown supports", ("supported", "links_support"), "it."),
        # a value that was compared does not count again because somebody linked it
        (ONE, "observations/exports:CHN:PAK:2018:imf qualifies", SUPPORTED, "(Monetary Fund: Goods exports)."),
    ],
)
def test_linked_records_weigh_on_a_figure(package, observed: str, links: str, outcome, reason: str) -> None:
    row = judged(package, "100 exact 2018", observed, "exports same same", links)
    assert outcome_of(row) == outcome
    assert row["reason"].endswith(reason)


def test_a_link_to_a_value_that_is_compared_anyway_is_not_counted(package) -> None:
    row = judged(
        package, "100 exact 2018", ONE, "exports same same", "observations/exports:CHN:PAK:2018:imf contradicts"
    )
    assert (row["verdict"], row["contradicts"]) == ("supported", "0")


@pytest.mark.parametrize(("value", "outcome"), [("109", OTHER), ("112", QUALIFIED)])
def test_at_least_is_another_measure_only_if_that_is_near(package, value: str, outcome) -> None:
    """Anything larger would fit "at least 100", and explain nothing."""
    linked = "observations/inflow.sum:PAK:CHN:2014/2018:imf qualifies"
    observed = f"inflow.sum PAK CHN 2014/2018 {value} imf"
    assert outcome_of(judged(package, "100 at_least 2018", observed, "inflow.sum turned other", linked)) == outcome


@pytest.mark.parametrize(
    ("observed", "stance", "outcome"),
    [
        # a value of the quantity itself agrees: that the figure is also another one limits it
        ("exports CHN PAK 2018 100 imf", "qualifies", QUALIFIED),
        # a party's bare word, or a first estimate, does not show that the figure is no other quantity
        ("total.stated CHN PAK 2018 100 embassy", "qualifies", OTHER),
        ("exports CHN PAK 2018 100 early", "qualifies", OTHER),
        # a record that contradicts the figure does not explain it
        ("", "contradicts", ("contradicted", "links_contradict")),
    ],
)
def test_another_measure_explains_only_what_is_wrong(package, observed: str, stance: str, outcome) -> None:
    values = ", ".join(filter(None, [observed, "inflow.sum PAK CHN 2014/2018 100 imf"]))
    compared, link = "exports same same, inflow.sum turned other", "observations/inflow.sum:PAK:CHN:2014/2018:imf"
    assert outcome_of(judged(package, "100 exact 2018", values, compared, f"{link} {stance}")) == outcome


def test_a_reason_says_who_issued_what_a_work_retells_and_what_only_a_party_repeats(package) -> None:
    observed = "inflow.sum PAK CHN 2014/2018 100 daily, total.stated CHN PAK 2018 100 embassy"
    compared, link = "inflow.sum turned other", "observations/inflow.sum:PAK:CHN:2014/2018:daily qualifies"
    assert judged(package, "100 exact 2018", observed, compared, link)["reason"] == (
        "The figure is that of another measure: 100 USD million for 2014 to 2018 (Central Bank, in The Journal: Five years). "
        "Only a party repeats it: 100 USD million for calendar year 2018 (The Embassy: Trade, as stated)."
    )


def test_values_of_two_calendars_ask_which_year_is_meant(package) -> None:
    row = judged(
        package,
        "100 exact 2018",
        "exports CHN PAK 2018 100 imf, inflow PAK CHN 2018 40 late",
        "exports same same, inflow turned same",
    )
    assert row["would_change"].startswith("Evidence of which year it means, or that one side is mistaken")


def test_a_share_is_as_early_as_its_earliest_part(package) -> None:
    observed = "inflow PAK CHN 2018 25 late, inflow PAK WLD 2018 100 early"
    assert judged(package, "24 exact 2018", observed, "inflow share same")["vintage"] == "first"


def test_works_that_state_a_quantity_are_each_a_source(package) -> None:
    observed = "total.stated CHN PAK 2018 100 imf, total.stated CHN PAK 2018 100 late"
    assert judged(package, "100 exact 2018", observed, "exports same same")["independent_sources"] == "2"


def test_works_that_print_one_series_are_one_independent_source(package) -> None:
    observed = "exports CHN PAK 2018 100 early, inflow PAK CHN 2018 100 imf, inflow PAK CHN 2019 100 late"
    row = judged(package, "100 exact 2018", observed, "exports same same, inflow turned same")
    assert (row["independent_sources"], row["records"].count(";")) == ("2", 2)


def test_a_neighbouring_time_is_named_with_its_calendar(package) -> None:
    """The fiscal year 2019 begins in July 2018."""
    row = judged(package, "100 exact 2018", "inflow PAK CHN 2019 100 imf", "inflow turned same")
    assert row["reason"] == (
        "Only a neighbouring time is known: 100 USD million for fiscal year 2019, to June (Monetary Fund: Direct investment)."
    )
    assert row["would_change"] == "An independent value for 2018 itself."


def test_another_measure_that_is_a_sum_needs_a_link_to_every_term(package) -> None:
    observed = "built PAK CHN 2018 60 imf, inflow.sum PAK CHN 2018 40 imf"
    links = [f"observations/{name}:PAK:CHN:2018:imf qualifies" for name in ("built", "inflow.sum")]
    compared = "built;inflow.sum turned other"
    assert outcome_of(judged(package, "100 exact 2018", observed, compared, links[0])) == QUALIFIED
    assert outcome_of(judged(package, "100 exact 2018", observed, compared, ", ".join(links))) == OTHER


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
         {"records": "observations/inflow:PAK:CHN:2018:bank;observations/inflow:PAK:CHN:2019:bank",
          "decided_period": "2018", "calendar": "fiscal_pak", "decided_measure": "inflow"}),
        ("100 exact 2018", "inflow PAK WLD 2018 60 bank", "inflow all whole", EXCEEDED, {"whole": "60"}),
        ("24 exact 2018", "inflow PAK CHN 2018 25 bank, inflow PAK WLD 2018 100 bank", "inflow share same", SUPPORTED,
         {"lowest": "25"}),
    ],
    ids=["tolerance", "reprints count once", "both ways", "fiscal years", "whole", "share"],
)  # fmt: skip
def test_a_verdict_shows_what_it_rests_on(package, claim, observed, comparisons, outcome, cells) -> None:
    row = judged(package, claim, observed, comparisons)
    assert outcome_of(row) == outcome
    assert {name: row[name] for name in cells} == cells


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [("events/limited qualifies", "events/shown supports"), ("events/echo supports", "events/limited qualifies"),
     ("events/denied contradicts", "events/echo supports")],
)  # fmt: skip
def test_a_whole_is_as_weak_as_its_weakest_part(package, weaker: str, stronger: str) -> None:
    claims = "whole event - -, first event whole -, second event whole -"
    found = judged_all(package, claims, f"first {weaker}, second {stronger}")
    assert found["whole"]["verdict"] == found["first"]["verdict"] != found["second"]["verdict"]
    assert found["whole"]["would_change"] == "Another verdict on first."


def test_a_whole_names_every_part_that_decides(package) -> None:
    claims = "whole event - -, one event whole -, two event whole -, three event whole -"
    links = "one events/shown supports, two events/shown supports, three events/shown supports"
    all_of_them = judged_all(package, claims, links)["whole"]
    assert (all_of_them["reason"], all_of_them["would_change"]) == (
        "All three parts: supported.",
        "Another verdict on any part.",
    )
    some = judged_all(
        package,
        claims,
        links.replace("one events/shown", "one events/echo").replace("two events/shown", "two events/echo"),
    )["whole"]
    assert (some["reason"], some["would_change"]) == (
        "Its weakest parts, one and two: no evidence.",
        "Another verdict on one and two.",
    )


def test_a_whole_counts_the_records_of_its_parts_once(package) -> None:
    claims = "whole proposition - -, first event whole -, second proposition whole -"
    links = "first events/shown supports, second events/shown supports, second events/denied contradicts"
    whole = judged_all(package, claims, links)["whole"]
    assert (whole["supports"], whole["contradicts"], whole["verdict"]) == ("1", "1", "")
    assert whole["reason"] == "Over two parts, one record supports it and one contradicts it: It differs."


def test_a_part_that_repeats_another_claim_brings_its_records(package) -> None:
    claims = "first event - -, whole event - -, part event whole -, again event whole first"
    whole = judged_all(package, claims, "first events/limited qualifies, part events/shown supports")["whole"]
    assert (whole["verdict"], whole["supports"], whole["qualifies"]) == ("qualified", "1", "1")


def test_what_is_repeated_has_the_evidence_of_the_first(package) -> None:
    found = judged_all(package, "first event - -, again event - first", "first events/limited qualifies")
    assert {**found["again"], "claim_id": "first"} == {
        **found["first"], "repeats": "first", "rule": "repeats",
        "reason": "It repeats first: qualified.", "would_change": "Another verdict on first.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("observed", "comparisons"),
    [
        ("exports CHN PAK 2018 100 Not-an-id", "exports same same"),
        ("exports CHN PAK 2018 100 imf", "expords same same"),
    ],
)
def test_rows_that_a_rule_of_the_check_reports_are_passed_over(package, observed: str, comparisons: str) -> None:
    assert outcome_of(judged(package, "100 exact 2018", observed, comparisons)) == NOTHING


@pytest.mark.parametrize("circle", ["a event b -, b event a -", "a event - b, b event - a", "a event a -, b event - b"])
def test_a_circle_of_claims_comes_to_an_end(package, circle: str) -> None:
    assert {*judged_all(package, circle)} == {"a", "b"}


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
