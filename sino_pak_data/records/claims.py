"""Claims with their verdicts, and everything that bears on one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.derive import anachronisms, citations
from sino_pak_data.derive.comparables import Value
from sino_pak_data.derive.verdicts import Judge
from sino_pak_data.package.table import Package, Row
from sino_pak_data.records.find import Record


class Judged(NamedTuple):
    """A claim with its verdict.

    verdict   its row of `verdicts`
    evidence  the rows of evidence about it, each with the record that it links to
    parts     the claims that are parts of it
    repeated  the ids of the claims that assert the same again
    """

    claim: Row
    verdict: dict[str, str]
    evidence: list[tuple[Row, Record]]
    parts: list[Judged]
    repeated: list[str]

    @property
    def sources(self) -> list[str]:
        """The works behind the observations that a figure was compared with."""
        records = self.verdict["records"].split(";") if self.claim["kind"] == "figure" else []
        return list(dict.fromkeys(r.rpartition(":")[2] for r in records if r.startswith("observations/")))


class Trail(NamedTuple):
    """Everything that bears on one claim.

    values  what a figure was compared with
    cited   the works that the claim's source cites for it, each with its `anachronisms.grade`
    """

    judged: Judged
    values: list[Value]
    cited: list[tuple[str, Row | None, dict[str, str]]]


def board(
    package: Package,
    wanted: Collection[str] = (),
    kinds: Collection[str] = (),
    theories: Collection[str] = (),
    subjects: Collection[str] = (),
    types: Collection[str] = (),
) -> list[Judged]:
    """Claims of these verdicts, kinds, theories, subjects and types, in the order of their ids.

    Any of the values of an argument, and all of the arguments; an empty argument asks for nothing.
    """
    columns = {"kind": kinds, "theory": theories, "subject": subjects, "claim_type": types}
    asked = {name: {*values} for name, values in columns.items() if values}
    return [
        one
        for one in _judged(package, Judge(package)).values()
        if (not wanted or one.verdict["verdict"] in wanted)
        and not any(values.isdisjoint(ids.split(one.claim[name])) for name, values in asked.items())
    ]


def _judged(package: Package, judge: Judge) -> dict[str, Judged]:
    """Every claim by its id, with its parts."""
    evidence: dict[str, list[tuple[Row, Record]]] = defaultdict(list)
    for link in package["evidence"].rows:
        if (record := package.record(link["record"])) is not None:
            evidence[link["claim_id"]].append((link, Record(package[link["record"].partition("/")[0]], record)))
    found = {
        claim_id: Judged(claim, judge.verdict(claim_id), evidence.get(claim_id, []), [], [])
        for claim_id, claim in package.identifiers("claims").items()
    }
    for claim_id, one in found.items():
        whole, first = found.get(one.claim["part_of"]), found.get(one.claim["repeats"])
        if whole is not None:
            whole.parts.append(one)
        if first is not None:
            first.repeated.append(claim_id)
    return found


def trail(package: Package, claim_id: str) -> Trail:
    """The trail of a claim. Raises KeyError if there is no such claim."""
    judge = Judge(package)
    judged = _judged(package, judge)[claim_id]
    claim, works = judged.claim, package.identifiers("sources")
    names = citations.works(claim["cited_sources"])
    time = anachronisms.Time.of(package["claims"].schema, claim)
    cited = [(name, works.get(name), anachronisms.grade(works.get(name), time)) for name in names]
    return Trail(judged, judge.case(claim_id).values, cited)
