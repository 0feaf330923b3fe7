"""What each figure is compared with, as columns: the values behind the verdicts, and the same quantities in other years."""

from __future__ import annotations

from math import isinf
from typing import Any

from sino_pak_data.derive import citations
from sino_pak_data.derive.comparables import Comparables
from sino_pak_data.derive.verdicts import Judge
from sino_pak_data.package.table import Package


def values(package: Package) -> dict[str, list[Any]]:
    """A line per claim and value: its relation to the claim (same, whole, other), measure, days, works and standing."""
    judge = Judge(package)
    lines = [
        (
            claim["claim_id"], value.relation, value.value, isinf(value.upper), ";".join(value.compared), str(value.period.start),
            str(value.period.end), ";".join(value.sources), value.own, value.vintage, value.superseded,
        )
        for claim in package["claims"].rows
        if claim["kind"] == "figure" and not claim["repeats"]
        for value in judge.case(claim["claim_id"]).values
    ]  # fmt: skip
    names = (
        "claim_id", "relation", "value", "at_least", "measure", "start", "end", "sources", "own", "vintage", "superseded"
    )  # fmt: skip
    return _columns(names, lines)


def quantities(package: Package) -> dict[str, list[Any]]:
    """A line per series that figures are of, quantity that they are compared with, and period; as plots draw them."""
    comparables = Comparables(package)
    stated = {
        (*(claim[name] for name in ("indicator_id", "reporter", "partner")), *citations.works(claim["source"]), claim["period"].isdecimal() or claim["period"]): claim
        for claim in package["claims"].rows
        if claim["kind"] == "figure"
    }  # fmt: skip
    found = {
        (claim["indicator_id"], claim["reporter"], claim["partner"], value.compared, value.way, value.period): (
            name,
            value,
        )
        for claim in stated.values()
        for name, value in comparables.beside(claim)
    }
    lines = [
        (
            *series, name, ";".join(value.compared), value.relation, value.sources[0], value.named, str(value.period.start),
            str(value.period.end), value.value,
        )
        for (*series, _, _, _), (name, value) in found.items()
    ]  # fmt: skip
    names = (
        "indicator_id", "reporter", "partner", "name", "measure", "relation", "source", "period", "start", "end", "value"
    )  # fmt: skip
    return _columns(names, lines)


def _columns(names: tuple[str, ...], lines: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [line[place] for line in lines] for place, name in enumerate(names)}
