"""Rows that do not belong in the tables: each is a good row with a few cells changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Cells = dict[str, str]


@dataclass(frozen=True)
class Intruder:
    """A row added to a table, and the rule that the check must report for it.

    at       the column of the fault
    cells    the cells changed in the row that it is copied from
    like     the row to copy: the first one with these cells
    offset   the place of the fault in the cell
    also     other rules that the row rightly breaks, with their columns
    with_it  cells, by table, of other rows that it needs to break no other rule
    """

    rule: str
    table: str
    at: str
    cells: Cells
    like: Mapping[str, str] = field(default_factory=dict)
    offset: int = 0
    also: tuple[tuple[str, str], ...] = ()
    with_it: Mapping[str, Cells] = field(default_factory=dict)


_EXPORTS = {"indicator_id": "trade.goods.exports_fob", "reporter": "CHN", "partner": "PAK", "period": "2018"}
_TWICE = {"indicator_id": "arms.tiv_register", "period": "1995"}
_TREATY = {"agreement_id": "friendship-treaty-2005"}
_PAPER = {"source_id": "yousaf2025drive"}
_FIGURE = {"claim_id": "yousaf-trade-2018"}
_EVENT = {"claim_id": "yousaf-treaty-2005"}
_NEW_WORK = {"doi": "", "url": "", "derived_from": "", "basis": "own"}


def _work(rule: str, at: str, source_id: str, cells: Cells) -> Intruder:
    """A work, and an event that cites it."""
    cited = f"yousaf2025drive[1.p1];{source_id}"
    event = {"event_id": f"mutant-{source_id}", "title": source_id, "date": "2025", "sources": cited}
    work = {**_NEW_WORK, "source_id": source_id, **cells}
    return Intruder(rule, "sources", at, work, _PAPER, with_it={"events": event})


def _withdrawn(record: str) -> Mapping[str, Cells]:
    return {"retired": {"record": record, "version": "0.2.0", "reason": "Gone", "replaced_by": ""}}


def _sampled(
    rule: str, home: str, at: str, cells: Cells, also: tuple[tuple[str, str], ...] = (), **sample: str
) -> Intruder:
    """A coding or reading of an event, and its sample."""
    name = f"mutant-{rule}"
    drawn = {"sample_id": name, "table": "events", "round": "9", "seed": "1", "drawn": "2026-01-02", "size": "1"}
    drawn |= {"purpose": "coding" if home == "codings" else "reading", "strata": "", "frame": "mutant", "note": ""}
    made = {"coder": "a", "field": "domain", "code": "military", "coded": "2026-01-02", "note": ""}
    made = made if home == "codings" else {"verdict": "right", "finding": "", "read": "2026-01-02"}
    row = {"sample_id": name, "record": "events/mumbai-attacks-2008", **made, **cells}
    return Intruder(rule, home, at, row, also=also, with_it={"samples": drawn | sample})


INTRUDERS = [
    _sampled("outside-sample", "readings", "record", {}, table="agreements"),
    _sampled("coded-before-drawn", "readings", "read", {"read": "2026-01-01"}),
    _sampled("coding-without-pair", "codings", "coder", {}),
    _sampled("unknown-coding", "codings", "code", {"code": "militray"}, (("coding-without-pair", "coder"),)),
    _sampled("reading-without-finding", "readings", "finding", {"verdict": "factual"}),
    Intruder("unknown-id", "observations", "reporter", {"reporter": "CHM", "period": "1901"}, _EXPORTS),
    Intruder("unknown-id", "observations", "partner", {"partner": "PAX", "period": "1901"}, _EXPORTS),
    Intruder("unknown-id", "observations", "indicator_id", {"indicator_id": "trade.goods.none", "period": "1901"}, _EXPORTS),
    Intruder("pair-of-one", "observations", "partner", {"partner": "CHN", "period": "1902"}, _EXPORTS),
    Intruder("wrong-partner", "observations", "partner", {"partner": "NONE", "period": "1903"}, _EXPORTS),
    Intruder("wrong-unit", "observations", "unit", {"unit": "USD", "period": "1904"}, _EXPORTS),
    Intruder("date-in-future", "observations", "period", {"period": "2091"}, _EXPORTS),
    Intruder("malformed-date", "observations", "period", {"period": "1904/5"}, _EXPORTS, offset=5),
    Intruder("unknown-source", "observations", "source", {"source": "nobody1066", "period": "1905"}, _EXPORTS),
    Intruder("unsourced-row", "observations", "source", {"source": "", "period": "1906"}, _EXPORTS),
    Intruder("several-references", "observations", "source", {"source": "imf2024dots;yousaf2025drive[1.p1]", "period": "1907"}, _EXPORTS, 12),
    Intruder("distant-value", "observations", "value", {"source": "yousaf2025drive[1.p1]", "value": "99999999"}, _TWICE, also=(("untold-disagreement", "value"),)),
    Intruder("outlying-value", "observations", "value", {"value": "99999999", "period": "1921"}, _EXPORTS),
    Intruder("number-form", "observations", "value", {"value": "16968.50", "period": "1922"}, _EXPORTS),
    Intruder("missing-code", "observations", "value", {"value": "-99", "period": "1900"}, _EXPORTS),
    Intruder("circular-chain", "agreements", "supersedes", {"agreement_id": "mutant-of-itself", "title": "In place of itself", "summary": "A mutant.", "supersedes": "mutant-of-itself"}, _TREATY),
    Intruder("untold-disagreement", "observations", "value", {"source": "yousaf2025drive[1.p2]", "value": "21000", "period": "2016"}, _EXPORTS),
    Intruder("wrong-partner", "claims", "partner", {"claim_id": "mutant-alone", "partner": "NONE"}, _FIGURE),
    Intruder("figure-incomplete", "claims", "indicator_id", {"claim_id": "mutant-half", "reporter": "CHN"}),
    Intruder("wrong-form", "events", "event_id", {"event_id": "Mutant Événement", "title": "A new one"}),
    Intruder("probable-duplicate", "events", "title", {"event_id": "zz-mutant-twin"}, {"event_id": "mumbai-attacks-2008"}),
    Intruder("probable-duplicate-agreement", "agreements", "title", {"agreement_id": "zz-mutant-treaty"}, _TREATY),
    Intruder("signing-dates-apart", "events", "date", {"event_id": "mutant-signed-late", "title": "Signed late", "event_type": "signing", "actors": "CHN;PAK", "recipients": "", "against": "", "balancing": "none", "agreement_id": "boundary-agreement-1963", "date": "1964-06-05", "sources": "yousaf2025drive", "confidence": "low", "note": "By the paper alone."}),
    Intruder("actor-in-two-roles", "events", "against", {"event_id": "mutant-against-itself", "title": "At odds with itself", "agreement_id": "", "against": "IND;PAK"}, {"event_id": "jf17-first-flight-2003"}, 4),
    Intruder("unknown-source", "events", "sources", {"event_id": "mutant-cites-nobody", "title": "Nobody reports it", "sources": "dittmer1981triangel"}),
    Intruder("source-older-than-record", "events", "sources", {"event_id": "mutant-too-late", "title": "Too late for it", "date": "2025-05-07", "sources": "dittmer1981triangle", "confidence": "medium"}),
    Intruder("date-in-future", "events", "date", {"event_id": "mutant-to-come", "title": "Yet to come", "date": "2091-05", "sources": "dittmer1981triangle", "confidence": "medium"}),
    Intruder("retired-source", "events", "sources", {"event_id": "mutant-cites-the-withdrawn", "title": "From a lost work", "sources": "gone1066"}, with_it=_withdrawn("sources/gone1066")),
    Intruder("retired-id", "events", "agreement_id", {"event_id": "mutant-executes-the-withdrawn", "title": "Done under a treaty that vanished", "agreement_id": "gone-pact"}, with_it=_withdrawn("agreements/gone-pact")),
    Intruder("retired-id-reused", "agreements", "agreement_id", {"agreement_id": "mutant-returns", "title": "A pact that returns"}, _TREATY, with_it=_withdrawn("agreements/mutant-returns")),
    Intruder("unknown-record", "retired", "replaced_by", {"record": "events/mutant-left", "version": "0.2.0", "reason": "Gone", "replaced_by": "events/nowhere"}),
    Intruder("duplicate-key", "actors", "actor_id", {"name": "China again"}, {"actor_id": "CHN"}),
    Intruder("wrong-form", "retired", "version", {"record": "events/mutant-left-early", "version": "two", "reason": "Gone", "replaced_by": ""}),
    Intruder("unused-actor", "actors", "actor_id", {"actor_id": "ZZ-MUTANT", "name": "Nobody", "kind": "body", "iso3": "", "cow_code": "", "gw_code": "", "wikidata": ""}),
    _work("same-page", "url", "zz2001same", {"title": "Same page", "url": "http://prjah.org/index.php/prjah/article/view/383/"}),
    _work("probable-duplicate-source", "title", "zz2001twin", {}),
    _work("review-as-book", "kind", "mutant2001review", {"title": "Reviewed", "kind": "book", "issue": "1", "volume": "2"}),
    _work("circular-origin", "derived_from", "mutant2001circle", {"title": "Circle", "derived_from": "mutant2001circle"}),
    _work("unnamed-origin", "derived_from", "mutant2001retold", {"title": "Retold", "basis": "release"}),
    _work("unknown-licence", "licence", "mutant2001licence", {"title": "Licensed", "licence": "CC-BY-4"}),
    Intruder("alike-works", "events", "sources", {"event_id": "mutant-told-twice", "title": "Told twice", "date": "1979-05-07", "sources": "dittmer1981triangle[p. 485];mutant1981alike[p. 1]", "confidence": "medium"}, offset=28, with_it={"sources": {**_NEW_WORK, "source_id": "mutant1981alike", "authors": "Other, Ann", "title": "The Strategic Triangle: An Elementary Analysis", "published": "1981", "basis": ""}}),
    Intruder("no-discrepancy", "discrepancies", "value", {"record": "agreements/friendship-treaty-2005", "field": "signed", "value": "2005-04-05", "source": "yousaf2025drive[1.p3]"}),
    Intruder("no-discrepancy", "discrepancies", "field", {"record": "agreements/friendship-treaty-2005", "field": "colour", "value": "red", "source": "yousaf2025drive[1.p3]"}),
    Intruder("unknown-record", "discrepancies", "record", {"record": "agreements/no-such-pact", "field": "signed", "source": "yousaf2025drive[1.p3]"}),
    Intruder("unknown-record", "evidence", "record", {"record": "events/nowhere", "stance": "supports"}),
    Intruder("unknown-id", "evidence", "claim_id", {"claim_id": "yousaf-nothing", "stance": "supports"}),
    Intruder("circular-evidence", "evidence", "record", {"claim_id": "yousaf-trade-2018", "record": "events/mutant-of-the-paper", "stance": "supports"}, with_it={"events": {"event_id": "mutant-of-the-paper", "title": "Reported by the paper alone", "sources": "yousaf2025drive[1.p1]", "confidence": "low", "note": "Known from the paper alone.", "date": "2018"}}),
    Intruder("misplaced-part", "claims", "part_of", {"claim_id": "mutant-of-itself", "part_of": "mutant-of-itself"}, _EVENT),
    Intruder("single-part", "claims", "part_of", {"claim_id": "mutant-only-part", "part_of": "mutant-whole"}, _EVENT, with_it={"claims": {"claim_id": "mutant-whole"}}),
    Intruder("misplaced-repetition", "claims", "repeats", {"claim_id": "mutant-echo", "repeats": "yousaf-trade-2018"}, _EVENT),
    Intruder("misplaced-evidence", "evidence", "claim_id", {"claim_id": "mutant-again", "record": "agreements/friendship-treaty-2005", "stance": "supports"}, with_it={"claims": {"claim_id": "mutant-again", "repeats": "yousaf-abstract-arms-infrastructure"}}),
    Intruder("circular-premise", "claims", "premise_of", {"claim_id": "mutant-of-its-own", "premise_of": "mutant-of-its-own"}, _EVENT),
    Intruder("unequal-citations", "claims", "cited_sources", {"claim_id": "mutant-second", "source": "yousaf2025drive[9.p1.s99]", "cited_sources": "hussain2020history"}, _EVENT, with_it={"claims": {"claim_id": "mutant-first", "source": "yousaf2025drive[9.p1.s99]", "cited_sources": ""}}),
    Intruder("wrong-claim-type", "claims", "claim_type", {"claim_id": "mutant-forecast", "claim_type": "predictive"}, _EVENT),
    Intruder("causal-incomplete", "claims", "cause", {"claim_id": "mutant-without-cause", "claim_type": "empirical", "effect": "Nothing"}, _EVENT),
    Intruder("period-without-origin", "claims", "period_from", {"claim_id": "mutant-of-some-time", "period": "", "period_from": "source"}, _EVENT),
    Intruder("attributed-to-no-author", "claims", "attributed_to", {"claim_id": "mutant-by-a-state", "attributed_to": "Pakistan"}, _EVENT),
    Intruder("wrong-comparison", "comparisons", "compared", {"compared": "un.ideal_point"}),
    Intruder("unknown-item", "comparisons", "compared", {"compared": "trade.goods.none"}),
    Intruder("unknown-item", "coverage", "actors", {"actors": "CHM;PAK"}),
    Intruder("impossible-date", "coverage", "period", {"period": "2003/2001"}, offset=5),
    Intruder("forbidden-redistribution", "observations", "source", {"source": "mutant2001forbidden", "period": "1908"}, _EXPORTS, with_it={"sources": {**_NEW_WORK, "source_id": "mutant2001forbidden", "title": "Forbidden", "redistribution": "forbidden"}}),
]  # fmt: skip

QUIET = [
    Intruder("unused-source", "sources", "source_id", {"source_id": "mutant2001unread", **_NEW_WORK, "title": "Unread"}, _PAPER),
    Intruder("unsearched-record", "coverage", "completeness", {"table": "events", "actors": "CHN;PAK", "domain": "nuclear", "period": "1986", "completeness": "not_searched"}, also=(("overlapping-coverage", "period"),)),
]  # fmt: skip
"""Not reported while references elsewhere are unknown: the unused work may be the one they mean."""
