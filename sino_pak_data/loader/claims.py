"""Claims with their verdicts and the trail behind each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sino_pak_data.cells import references
from sino_pak_data.derive import anachronisms, verdicts
from sino_pak_data.derive.comparables import Comparables, Value
from sino_pak_data.derive.origins import Origins
from sino_pak_data.loader.records import Record
from sino_pak_data.package.table import Package, Row


class Judged(NamedTuple):
    """A claim, its row of `verdicts`, which a proposition has not, and how many records take each stance."""

    claim: Row
    verdict: dict[str, str]
    stances: Counter[str]

    @property
    def sources(self) -> list[str]:
        """The works named in the addresses of the records that were laid beside a figure."""
        observed = [one for one in self.verdict.get("records", "").split(";") if one.startswith("observations/")]
        return list(dict.fromkeys(one.rpartition(":")[2] for one in observed))


class Cited(NamedTuple):
    """A work that the claim's source cites, with the grade of its anachronism, if any."""

    source_id: str
    work: Row | None
    reaches_to: str
    grade: str


class Trail(NamedTuple):
    """All that bears on one claim.

    values    what was laid beside a figure
    evidence  the rows of evidence, each with the record that it links
    cited     the works that the claim's source cites for it
    """

    judged: Judged
    values: list[Value]
    evidence: list[tuple[Row, Record]]
    cited: list[Cited]


def board(
    package: Package, wanted: Collection[str] = (), kinds: Collection[str] = (), theories: Collection[str] = ()
) -> list[Judged]:
    """Claims of these verdicts, kinds and theories (all by default), in the order of their ids."""
    found = {row["claim_id"]: row for row in verdicts.rows(package)}
    stances: dict[str, Counter[str]] = defaultdict(Counter)
    for link in package["evidence"].rows:
        stances[link["claim_id"]][link["stance"]] += 1
    judged = [
        Judged(claim, found.get(claim["claim_id"], {}), stances[claim["claim_id"]]) for claim in package["claims"].rows
    ]
    return [
        one
        for one in judged
        if (not wanted or one.verdict.get("verdict") in wanted)
        and (not kinds or one.claim["kind"] in kinds)
        and (not theories or one.claim["theory"] in theories)
    ]


def trail(package: Package, claim_id: str) -> Trail:
    """The trail of a claim. Raises KeyError where there is no such claim."""
    judged = {one.claim["claim_id"]: one for one in board(package)}[claim_id]
    claim = judged.claim
    values = Comparables(package, Origins(package)).of(claim) if claim["kind"] == "figure" else []
    return Trail(judged, values, list(_evidence(package, claim_id)), list(_cited(package, claim)))


def _evidence(package: Package, claim_id: str) -> Iterator[tuple[Row, Record]]:
    for link in package["evidence"].rows:
        record = package.record(link["record"])
        if link["claim_id"] == claim_id and record is not None:
            yield link, Record(package[link["record"].partition("/")[0]], record)


def _cited(package: Package, claim: Row) -> Iterator[Cited]:
    works = package.identifiers("sources")
    for one in references.parse(claim["cited_sources"]) if claim["cited_sources"] else ():
        work = works.get(one.source_id)
        found = anachronisms.grade(work, claim["period"]) if work is not None and claim["period"] else None
        yield Cited(one.source_id, work, *(found or ("", "")))
