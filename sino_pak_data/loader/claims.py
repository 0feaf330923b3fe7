"""Claims with their verdicts, and everything that bears on one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sino_pak_data.derive import anachronisms, citations, verdicts
from sino_pak_data.derive.comparables import Comparables, Value
from sino_pak_data.loader.records import Record
from sino_pak_data.package.table import Package, Row


class Judged(NamedTuple):
    """A claim, its row of `verdicts` (empty for a proposition), and how many records take each stance."""

    claim: Row
    verdict: dict[str, str]
    stances: Counter[str]

    @property
    def sources(self) -> list[str]:
        """The works behind the observations that a figure was compared with."""
        records = self.verdict.get("records", "").split(";")
        return list(dict.fromkeys(r.rpartition(":")[2] for r in records if r.startswith("observations/")))


class Trail(NamedTuple):
    """Everything that bears on one claim.

    values    what a figure was compared with
    evidence  the rows of evidence, each with the record it links to
    cited     the works that the claim's source cites for it, each with its `anachronisms.grade`
    """

    judged: Judged
    values: list[Value]
    evidence: list[tuple[Row, Record]]
    cited: list[tuple[str, Row | None, dict[str, str]]]


def board(
    package: Package, wanted: Collection[str] = (), kinds: Collection[str] = (), theories: Collection[str] = ()
) -> list[Judged]:
    """Claims of these verdicts, kinds and theories (default all), in the order of their ids."""
    found = {row["claim_id"]: row for row in verdicts.rows(package)}
    stances: dict[str, Counter[str]] = defaultdict(Counter)
    for link in package["evidence"].rows:
        stances[link["claim_id"]][link["stance"]] += 1
    claims = package.identifiers("claims")
    judged = (Judged(claim, found.get(name, {}), stances[name]) for name, claim in claims.items())
    return [
        one
        for one in judged
        if (not wanted or one.verdict.get("verdict") in wanted)
        and (not kinds or one.claim["kind"] in kinds)
        and (not theories or one.claim["theory"] in theories)
    ]


def trail(package: Package, claim_id: str) -> Trail:
    """The trail of a claim. Raises KeyError if there is no such claim."""
    judged = {one.claim["claim_id"]: one for one in board(package)}[claim_id]
    claim = judged.claim
    values = list(Comparables(package).of(claim)) if claim["kind"] == "figure" else []
    evidence = [
        (link, Record(package[link["record"].partition("/")[0]], record))
        for link in package["evidence"].rows
        if link["claim_id"] == claim_id and (record := package.record(link["record"])) is not None
    ]
    works, period = package.identifiers("sources"), claim["period"]
    names = citations.works(claim["cited_sources"])
    cited = [(name, works.get(name), anachronisms.grade(works.get(name), period)) for name in names]
    return Trail(judged, values, evidence, cited)
