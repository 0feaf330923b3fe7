"""The paper is coded in full: no paragraph without a claim or a stated reason."""

from __future__ import annotations

import csv

from tests.conftest import ROOT

PARAGRAPHS = {
    "1": 11, "2": 2, "2.1": 1, "2.2": 1, "2.3": 2, "2.4": 2, "2.5": 1, "2.6": 1, "3": 4, "3.1": 1, "3.2": 1,
    "4": 8, "5": 7, "6": 10, "7": 4, "8": 3, "9": 1,
}  # fmt: skip
"""Paragraphs of each section, counted from its start; a page break inside one does not count."""

WITHOUT_CLAIM: dict[str, str] = {}
"""Paragraphs that assert nothing, each with the reason."""


def test_no_paragraph_is_without_a_claim_or_a_reason() -> None:
    places = {"abstract"} | {f"{section}.p{n}" for section, count in PARAGRAPHS.items() for n in range(1, count + 1)}
    with (ROOT / "tables" / "claims.csv").open(newline="", encoding="utf-8") as lines:
        sources = [row["source"] for row in csv.DictReader(lines)]
    coded = {one.removeprefix("yousaf2025drive[").rstrip("]") for one in sources if one.startswith("yousaf2025drive[")}
    assert coded <= places
    assert coded | set(WITHOUT_CLAIM) == places
