"""The published reliability follows from the published codings, by a library and by counting."""

from __future__ import annotations

from collections import defaultdict

import krippendorff

from sino_pak_data.derive import reliability
from sino_pak_data.package.table import Package

PROPOSITIONS_ONLY = {"theory", "theory_named", "mechanism"}
"""Columns that other claims leave empty, which is no code."""


def test_alpha_and_agreement_follow_from_the_codings(package: Package) -> None:
    samples = package.identifiers("samples")
    coded: dict[tuple[str, str, str], dict[tuple[str, str], dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in package["codings"].rows:
        of = samples[row["sample_id"]]
        code = ";".join(sorted(row["code"].split(";")))
        coded[of["table"], of["round"], row["field"]][row["sample_id"], row["record"]][row["coder"]] = code
    built = [row for row in reliability.rows(package) if row["measure"] in {"alpha", "agreement"}]
    assert len(built) == 2 * len(coded)
    for row in built:
        units = coded[row["table"], row["round"], row["field"]].values()
        if row["field"] in PROPOSITIONS_ONLY:
            units = [unit for unit in units if set(unit.values()) != {""}]
        assert int(row["n"]) == len(units)
        if row["measure"] == "agreement":
            wanted = sum(unit["a"] == unit["b"] for unit in units) / len(units)
        elif len(values := sorted({code for unit in units for code in unit.values()})) > 1:
            data = [[float(values.index(unit[coder])) for unit in units] for coder in "ab"]
            wanted = float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
        else:
            assert row["estimate"] == ""
            continue
        assert abs(float(row["estimate"]) - wanted) < 0.0006


def test_fault_rates_follow_from_the_readings(package: Package) -> None:
    samples = package.identifiers("samples")
    verdicts = [row["verdict"] for row in package["readings"].rows]
    rounds = {samples[row["sample_id"]]["round"] for row in package["readings"].rows}
    found = [row for row in reliability.rows(package) if row["table"] == "*" and row["measure"] == "factual_errors"]
    assert {row["round"] for row in found} == rounds
    assert round(sum(float(row["estimate"]) * int(row["n"]) for row in found)) == verdicts.count("factual")
