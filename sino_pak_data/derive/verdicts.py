"""`verdicts`: what independent sources say of each claim, by which rule, why, and what would change it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from sino_pak_data.derive.comparables import Comparables, Value
from sino_pak_data.derive.evidence import Evidence
from sino_pak_data.derive.verdict_words import Words
from sino_pak_data.derive.weighing import RULES, Case, Cells, stated_range
from sino_pak_data.package.origins import linked
from sino_pak_data.package.table import Package

STANCES = ("supports", "qualifies", "contradicts")


def rows(package: Package) -> Iterator[Cells]:
    """One row per claim."""
    judge = Judge(package)
    return (judge.verdict(claim_id) for claim_id in package.identifiers("claims"))


class Judge:
    """Gives the verdict on each claim of a package, and what it rests on."""

    def __init__(self, package: Package) -> None:
        schema = package.descriptor.built["verdicts"].schema
        self._names, self._ranks = schema.names, schema.by_name["verdict"].values
        self._claims = package.identifiers("claims")
        self._comparables = Comparables(package)
        self._evidence = Evidence(package, self._comparables.origins)
        self._words = Words(package, self._comparables)
        self._tolerances = {row["indicator_id"]: float(row["tolerance"]) / 100 for row in package["indicators"].rows}
        self._parts: dict[str, list[str]] = defaultdict(list)
        for claim_id, claim in self._claims.items():
            if claim["part_of"]:
                self._parts[claim["part_of"]].append(claim_id)
        self._known: dict[str, Cells] = {}

    def case(self, claim_id: str) -> Case:
        """A claim with all that its verdict rests on."""
        claim, parts = self._claims[claim_id], self._parts.get(claim_id, [])
        if claim["repeats"] in self._claims:
            return Case(claim, first=self.verdict(claim["repeats"]))
        judged = [one for one in map(self.verdict, parts) if one["verdict"]]
        judged.sort(key=lambda one: self._ranks.index(one["verdict"]))
        linked = [claim_id, *(self._claims[part]["repeats"] or part for part in parts)]
        case = Case(claim, None, len(parts), judged, self._evidence.of(linked))
        if claim["kind"] != "figure" or not claim["value"] or parts:
            return case
        tolerance = self._tolerances.get(claim["indicator_id"], 0.1)
        allowed = stated_range(float(claim["value"]), claim["qualifier"], tolerance)
        return replace(case, values=self._comparables.of(claim), allowed=allowed, tolerance=tolerance)

    def verdict(self, claim_id: str) -> Cells:
        """The row of a claim."""
        if claim_id not in self._known:
            self._known[claim_id] = dict.fromkeys(self._names, "")  # ends a circle of claims
            self._known[claim_id] = self._judged(self.case(claim_id))
        return self._known[claim_id]

    def _judged(self, case: Case) -> Cells:
        rule = next(rule for rule in RULES if rule.holds(case))
        verdict = rule.verdict or (case.first or [{}, *case.judged][-1]).get("verdict", "")
        cells = {name: case.claim[name] for name in ("claim_id", "kind", "part_of", "repeats")}
        cells |= {"verdict": "" if case.claim["kind"] == "proposition" else verdict, "rule": rule.name}
        cells["reason"], cells["would_change"] = self._words.of(case, rule.name)
        return (case.first or self._weighed(case, rule.name)) | cells

    def _weighed(self, case: Case, rule: str) -> Cells:
        """What a verdict rests on: links, values and the works behind them."""
        weighing = case.weighing
        stances = [link.stance for link in weighing]
        values = [*case.own, *case.neighbours, *case.wholes, *(case.fitting if rule == "other_measure_fits" else ())]
        origins = [self._comparables.origins.of(work) for link in weighing for work in link.works]
        origins += [origin for one in values for origin in self._comparables.origins_of(one)]
        records = [record for one in values for record in one.records] + [link.record for link in weighing]
        return (
            dict.fromkeys(self._names, "")
            | {name: str(stances.count(name)) for name in STANCES}
            | (self._figures(case, rule) if case.claim["kind"] == "figure" else {})
            | {
                "independent_sources": str(len(linked(origins))),
                "records": ";".join(dict.fromkeys(records)),
            }
        )

    def _figures(self, case: Case, rule: str) -> Cells:
        """The amounts behind the verdict on a figure, and which of them decided."""
        values = [one.value for one in case.own or case.neighbours]
        closest = case.nearest(case.own or case.neighbours)
        nearest = closest.value if closest else None
        fit = case.nearest(case.fitting) if rule == "other_measure_fits" else None
        return {
            **{name: case.claim[name] for name in ("value", "unit", "qualifier")},
            **self._decided(case.deciding(rule)),
            "lowest": _number(min(values, default=None)),
            "highest": _number(max(values, default=None)),
            "nearest": _number(nearest),
            "ratio": _number(case.stated / nearest if nearest else None),
            "whole": _number(max((one.value for one in case.wholes), default=None)),
            "other_value": _number(fit.value if fit else None),
            "other_measure": ";".join(fit.compared) if fit else "",
        }

    def _decided(self, value: Value | None) -> Cells:
        if value is None:
            return {}
        return {
            "decided_value": _number(value.value),
            "decided_period": value.named,
            "calendar": self._comparables.frequency(value),
            "decided_measure": ";".join(value.compared),
            "vintage": value.vintage,
        }


def _number(value: float | None) -> str:
    """An amount as a cell."""
    return "" if value is None else f"{value:.6g}"
