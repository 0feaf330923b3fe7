"""`verdicts`: what independent sources say of each claim, and by which rule.

A figure is read as a range. "Exactly 12,000" with a tolerance of ten per cent means 10,800 to 13,200;
"about" doubles the tolerance, "nearly" halves it above; "at least" and "at most" are open on one side.
An independent value within the range agrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from sino_pak_data.cells import references
from sino_pak_data.derive import citations
from sino_pak_data.derive.comparables import Comparables
from sino_pak_data.package.table import Package, Row


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per claim of kind figure or event."""
    comparables = Comparables(package)
    tolerances = {row["indicator_id"]: float(row["tolerance"]) / 100 for row in package["indicators"].rows}
    for claim in package["claims"].rows:
        if claim["kind"] == "figure":
            yield _figure(claim, comparables, tolerances.get(claim["indicator_id"], 0.1))
        elif claim["kind"] == "event":
            yield _event(claim, package, comparables.origins)


def stated_range(value: float, qualifier: str, tolerance: float) -> tuple[float, float]:
    """The lowest and highest value that a figure allows.

    >>> stated_range(12000, "exact", 0.1), stated_range(17000, "at_least", 0.1)
    ((10800.0, 13200.0), (17000, inf))
    """
    margin = tolerance * abs(value)
    return {
        "exact": (value - margin, value + margin),
        "about": (value - 2 * margin, value + 2 * margin),
        "nearly": (value - margin, value + margin / 2),
        "at_least": (value, inf),
        "at_most": (-inf, value),
    }[qualifier or "exact"]


def _figure(claim: Row, comparables: Comparables, tolerance: float) -> dict[str, str]:
    value, found = float(claim["value"]), list(comparables.of(claim))
    low, high = stated_range(value, claim["qualifier"], tolerance)
    same, wholes, others = ([one for one in found if one.relation == name] for name in ("same", "whole", "other"))
    agreeing, fitting = ([one for one in some if one.upper >= low and one.value <= high] for some in (same, others))
    exceeds = bool(wholes) and low > max(one.upper for one in wholes) * (1 + tolerance)
    if agreeing and not exceeds:
        verdict, rule = ("supported", "all_agree") if agreeing == same else ("disputed", "some_agree")
    elif fitting:
        verdict, rule = "different_measure", "other_measure_fits"
    elif exceeds:
        verdict, rule = "contradicted", "exceeds_whole"
    elif same:
        verdict, rule = "contradicted", "none_agrees"
    else:
        verdict, rule = "no_evidence", "nothing_to_compare"
    fitting = fitting if verdict == "different_measure" else []
    shown = same + wholes + fitting
    values = [one.value for one in same]
    nearest = min(values, key=lambda other: abs(other - value), default=None)
    fit = min(fitting, key=lambda one: abs(one.value - value), default=None)
    return {
        "claim_id": claim["claim_id"],
        "verdict": verdict,
        "rule": rule,
        "value": claim["value"],
        "unit": claim["unit"],
        "qualifier": claim["qualifier"],
        "lowest": _number(min(values, default=None)),
        "highest": _number(max(values, default=None)),
        "nearest": _number(nearest),
        "ratio": _number(value / nearest if nearest else None),
        "whole": _number(max((one.value for one in wholes), default=None)),
        "other_value": _number(fit.value if fit else None),
        "other_measure": ";".join(fit.compared) if fit else "",
        "independent_sources": str(comparables.origins.count(source for one in shown for source in one.sources)),
        "records": ";".join(dict.fromkeys(record for one in shown for record in one.records)),
    }


def _event(claim: Row, package: Package, origins: citations.Origins) -> dict[str, str]:
    """Judged by the linked records that rest on something other than the claim's own source."""
    own = references.parse(claim["source"])[0].source_id
    stances: dict[str, list[str]] = {}
    sources: set[str] = set()
    for link in package["evidence"].rows:
        record = package.record(link["record"]) if link["claim_id"] == claim["claim_id"] else None
        if record is not None:
            cited = citations.works(record["sources"] or record["source"])
            if independent := origins.independent(cited, own):
                stances.setdefault(link["stance"], []).append(link["record"])
                sources.update(independent)
    if "supports" in stances and "contradicts" in stances:
        verdict, rule = "disputed", "links_divided"
    elif "supports" in stances:
        verdict, rule = "supported", "links_support"
    elif "contradicts" in stances:
        verdict, rule = "contradicted", "links_contradict"
    elif stances:
        verdict, rule = "qualified", "links_qualify"
    else:
        verdict, rule = "no_evidence", "no_link"
    return dict.fromkeys(package.descriptor.built["verdicts"].schema.names, "") | {
        "claim_id": claim["claim_id"],
        "verdict": verdict,
        "rule": rule,
        "independent_sources": str(origins.count(sources)),
        "records": ";".join(record for linked in stances.values() for record in linked),
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
