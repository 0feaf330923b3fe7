"""Reliability: the published examples of Krippendorff (2011), and the table recomputed by definition and by a library."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations

import krippendorff
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.derive import reliability
from sino_pak_data.package.table import Package

# Computing Krippendorff's Alpha-Reliability, sections A and B: two observers, no missing data
MEG, OWEN = "0100000010", "1110010000"
BEN, GERRY = "aabbdcccedda", "babbbcccedd" + "d"

CODES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=20)


def by_definition(pairs: list[tuple[str, str]]) -> Fraction | None:
    """Alpha as the paper defines it: over the matrix of coincidences and the pairs of all values."""
    coincidences = Counter(order for pair in pairs for order in permutations(pair))
    values = [value for pair in pairs for value in pair]
    observed = Fraction(sum(n for (a, b), n in coincidences.items() if a != b), len(values))
    different = [a != b for a, b in combinations(values, 2)]
    expected = Fraction(sum(different), len(different))
    return 1 - observed / expected if expected else None


def by_library(pairs: list[tuple[str, str]]) -> float:
    values = sorted({value for pair in pairs for value in pair})
    data = [[float(values.index(pair[coder])) for pair in pairs] for coder in (0, 1)]
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


@pytest.mark.parametrize(("one", "other", "published"), [(MEG, OWEN, 0.095), (BEN, GERRY, 0.692)])
def test_alpha_is_that_of_the_published_examples(one: str, other: str, published: float) -> None:
    pairs = list(zip(one, other, strict=True))
    found = reliability.alpha(Counter(pairs))
    assert found is not None
    assert round(found, 3) == published == round(float(by_definition(pairs) or 0), 3) == round(by_library(pairs), 3)


@given(CODES)
def test_alpha_is_that_of_the_definition_and_of_the_library(pairs: list[tuple[str, str]]) -> None:
    found, wanted = reliability.alpha(Counter(pairs)), by_definition(pairs)
    assert (found is None) == (wanted is None)
    if found is not None:
        assert found == pytest.approx(float(wanted or 0))
        assert found == pytest.approx(by_library(pairs))


@pytest.mark.slow
@given(CODES)
def test_the_interval_is_around_alpha_and_the_same_again(pairs: list[tuple[str, str]]) -> None:
    found = reliability.bootstrapped(tuple(pairs))
    reliability.bootstrapped.cache_clear()
    assert reliability.bootstrapped(tuple(pairs)) == found
    assert found.value is None or found.low is None or found.high is None or found.low <= found.value <= found.high


def sample(name: str, purpose: str = "coding", number: str = "1") -> dict[str, str]:
    return {"sample_id": name, "purpose": purpose, "table": name.partition("-")[0], "round": number}


def codings(name: str, field: str, *codes: str, records: str = "events/e") -> list[dict[str, str]]:
    """Codings of the records 0, 1, ... given as `code of a/code of b`."""
    return [
        {"sample_id": name, "record": f"{records}{number}", "field": field, "coder": coder, "code": code}
        for number, both in enumerate(codes)
        for coder, code in zip("ab", both.split("/"), strict=True)
    ]


def measures(package: Package) -> dict[tuple[str, str, str, str], tuple[str, str]]:
    """Number of records and estimate by table, round, column and measure."""
    rows = list(reliability.rows(package))
    return {(r["table"], r["round"], r["field"], r["measure"]): (r["n"], r["estimate"]) for r in rows}


def test_agreement_is_measured_by_round_and_column_and_lists_have_no_order(package) -> None:
    rows = [
        *codings("events-r1", "domain", "military/military", "nuclear/economic", "nuclear/nuclear"),
        *codings("events-r2", "actors", "CHN;PAK/PAK;CHN", "PAK/PAK"),
    ]
    events = [{"event_id": "e0", "domain": "military", "actors": "PAK;CHN"}, {"event_id": "e1", "domain": "nuclear"}]
    found = measures(
        package(samples=[sample("events-r1"), sample("events-r2", number="2")], codings=rows, events=events)
    )
    assert found == {
        ("events", "1", "domain", "alpha"): ("3", "0.545"),
        ("events", "1", "domain", "agreement"): ("3", "0.667"),
        ("events", "1", "domain", "agreement_with_table"): ("2", "0.750"),  # e2 has been retired
        ("events", "2", "actors", "alpha"): ("2", "1.000"),
        ("events", "2", "actors", "agreement"): ("2", "1.000"),
        ("events", "2", "actors", "agreement_with_table"): ("2", "0.500"),
    }


def test_alpha_is_missing_where_only_one_code_occurs(package) -> None:
    rows = codings("events-r1", "balancing", "none/none", "none/none")
    (alpha, agreement) = reliability.rows(package(samples=[sample("events-r1")], codings=rows))
    assert (alpha["estimate"], alpha["low"], alpha["high"], agreement["estimate"]) == ("", "", "", "1.000")


def test_a_column_that_is_empty_for_some_kinds_is_measured_where_a_coder_filled_it(package) -> None:
    codes = ("none/none", "hedging/none", "/", "/", "none/")
    found = measures(
        package(samples=[sample("claims-r1")], codings=codings("claims-r1", "mechanism", *codes, records="claims/c"))
    )
    assert found["claims", "1", "mechanism", "agreement"] == ("3", "0.333")


def test_codings_of_a_verdict_are_held_against_the_one_computed(package) -> None:
    rows = codings("verdicts-r1", "verdict", "no_evidence/no_evidence", "supported/no_evidence", records="claims/c")
    claims = [{"claim_id": f"c{n}", "kind": "event", "source": "yousaf2025drive[1.p1]"} for n in range(2)]
    found = measures(package(samples=[sample("verdicts-r1")], codings=rows, claims=claims))
    assert found["verdicts", "1", "verdict", "agreement"] == ("2", "0.500")
    assert found["verdicts", "1", "verdict", "agreement_with_table"] == ("2", "0.750")


def test_faults_are_counted_by_table_and_for_all_tables_of_a_round(package) -> None:
    def read(name: str, *verdicts: str) -> list[dict[str, str]]:
        return [{"sample_id": name, "record": f"x/{n}", "verdict": verdict} for n, verdict in enumerate(verdicts)]

    found = measures(
        package(
            samples=[sample("events-read", "reading"), sample("evidence-read", "reading")],
            readings=read("events-read", "right", "factual", "lesser", "right") + read("evidence-read", "right"),
        )
    )
    assert found == {
        ("events", "1", "*", "factual_errors"): ("4", "0.250"),
        ("events", "1", "*", "lesser_defects"): ("4", "0.250"),
        ("evidence", "1", "*", "factual_errors"): ("1", "0.000"),
        ("evidence", "1", "*", "lesser_defects"): ("1", "0.000"),
        ("*", "1", "*", "factual_errors"): ("5", "0.200"),
        ("*", "1", "*", "lesser_defects"): ("5", "0.200"),
    }


def test_a_share_has_the_interval_of_wilson() -> None:
    assert [round(part or 0, 4) for part in reliability.share(0.1, 20)] == [0.1, 0.0279, 0.301]
