"""What each figure was compared with: the values behind the verdicts, as columns."""

from __future__ import annotations

from math import isinf
from typing import Any

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
        "claim_id",
        "relation",
        "value",
        "at_least",
        "measure",
        "start",
        "end",
        "sources",
        "own",
        "vintage",
        "superseded",
    )
    columns = list(zip(*lines, strict=True)) if lines else [()] * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}
