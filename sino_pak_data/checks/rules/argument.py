"""The argument of a work as its claims carry it: parts, repetitions and premises, and what they rest on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from sino_pak_data.cells import ids
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import of, rule
from sino_pak_data.derive import citations
from sino_pak_data.package.origins import reached
from sino_pak_data.package.table import Row

Claims = Mapping[str, Row]

_SENTENCE = re.compile(r"\.s[0-9]+(?:-s[0-9]+)?$")


@rule("misplaced-part", needs=of("claims", "part_of claim_id kind source"))
def misplaced_part(context: CheckContext) -> Iterator[Finding]:
    """A part belongs to another claim of the same work, which is no part itself, and can be judged as its whole.

    Why:  A whole has the verdict of its weakest part: a circle has none, and no record tests half a motive.
    Fix:  Name the whole in part_of. Parts of parts are parts of that whole; parts of a figure or event are figures or events.
    Bad:  claims: claim_id=yousaf-fatf-unsc-2008 | part_of=yousaf-fatf-unsc-2008
    Bad:  claims: claim_id=yousaf-unsc-2008 | part_of=yousaf-fatf-2008
          claims: claim_id=yousaf-fatf-2008 | part_of=yousaf-unsc-2008
    Bad:  claims: claim_id=yousaf-fatf-2008 | part_of=yousaf-fatf-unsc-2008 | source=faisal2020beyond
          claims: claim_id=yousaf-unsc-2008 | part_of=yousaf-fatf-unsc-2008 | source=faisal2020beyond
    Bad:  claims: claim_id=yousaf-fatf-2008 | part_of=yousaf-fatf-unsc-2008
          claims: claim_id=yousaf-unsc-2008 | part_of=yousaf-fatf-unsc-2008 | kind=proposition | theory=none | theory_named=false | mechanism=none
    Good: claims: claim_id=yousaf-fatf-2008 | part_of=yousaf-fatf-unsc-2008
          claims: claim_id=yousaf-unsc-2008 | part_of=yousaf-fatf-unsc-2008
    """
    yield from _misplaced(context, "part_of", _Works(context).no_part, "name the claim that this one is a part of")


@rule("single-part", needs=of("claims", "part_of claim_id"))
def single_part(context: CheckContext) -> Iterator[Finding]:
    """A claim that has parts has two or more.

    Why:  A claim with one part says more than its parts do, and nothing tests the rest.
    Fix:  Add the other parts, or make one row of the two.
    Bad:  claims: claim_id=yousaf-fatf-2008 | part_of=yousaf-fatf-unsc-2008
    Good: claims: claim_id=yousaf-fatf-2008 | part_of=yousaf-fatf-unsc-2008
          claims: claim_id=yousaf-unsc-2008 | part_of=yousaf-fatf-unsc-2008
    """
    table, claims = context.package["claims"], context.package.identifiers("claims")
    parts = table.grouped("part_of")
    unclear, works = parts.keys() - {"", *claims}, _Works(context)
    for whole, rows in parts.items() if not unclear else ():
        if whole and len(rows) == 1 and not works.no_part(rows[0], claims[whole]):
            message = f"it is the only part of {whole}"
            yield Finding(table, rows[0], "part_of", message, "add the other parts, or make one row of the two")


@rule("misplaced-repetition", needs=of("claims", "repeats claim_id kind part_of source"))
def misplaced_repetition(context: CheckContext) -> Iterator[Finding]:
    """A repetition names another claim of the same work and kind, the one that is tested.

    Why:  A repeated claim counts once, under the claim that it repeats, and has its verdict.
    Fix:  Name in repeats the first full claim. If it has parts, so has its repetition: these are not written again.
    Bad:  claims: claim_id=yousaf-fatf-unsc-2008 | repeats=yousaf-fatf-unsc-2008
    Bad:  claims: claim_id=yousaf-fatf-again | repeats=yousaf-fatf-unsc-2008
          claims: claim_id=yousaf-fatf-thrice | repeats=yousaf-fatf-again
    Bad:  claims: claim_id=yousaf-fatf-again | repeats=yousaf-fatf-unsc-2008 | source=faisal2020beyond
    Bad:  claims: claim_id=yousaf-fatf-again | repeats=yousaf-trade-2018
    Bad:  claims: claim_id=yousaf-fatf-again | repeats=yousaf-fatf-unsc-2008
          claims: claim_id=yousaf-fatf-2008 | part_of=yousaf-fatf-again
          claims: claim_id=yousaf-unsc-2008 | part_of=yousaf-fatf-again
    Good: claims: claim_id=yousaf-fatf-again | repeats=yousaf-fatf-unsc-2008
    """
    wholes, works = context.package["claims"].distinct("part_of"), _Works(context)

    def fault(row: Row, first: Row) -> str:
        if first is row:
            return "the claim repeats itself"
        if first["repeats"]:
            return f"{first['claim_id']} is itself a repetition, of {first['repeats']}"
        if works.differ(row, first):
            return f"{first['claim_id']} is a claim of another work"
        if row["kind"] != first["kind"]:
            return f"{first['claim_id']} is of kind {first['kind']}, and this claim of kind {row['kind']}"
        return f"it repeats {first['claim_id']}, and has parts of its own" if row["claim_id"] in wholes else ""

    yield from _misplaced(context, "repeats", fault, "name the first full claim, or empty the cell")


@rule("misplaced-evidence", needs=of("claims", "part_of repeats claim_id") + of("evidence", "claim_id"))
def misplaced_evidence(context: CheckContext) -> Iterator[Finding]:
    """Evidence is of a claim that is tested itself: not of a whole, and not of a repetition.

    Why:  A whole is as strong as its weakest part, and a repeated claim counts once: links beside these count nothing.
    Fix:  Link the record to the part that it bears on, or to the claim that is repeated.
    Bad:  claims: claim_id=yousaf-treaty-first | part_of=yousaf-treaty-2005
          claims: claim_id=yousaf-treaty-second | part_of=yousaf-treaty-2005
    Bad:  claims: claim_id=yousaf-treaty-2005 | repeats=yousaf-fatf-unsc-2008
    Good: claims: claim_id=yousaf-treaty-again | repeats=yousaf-treaty-2005
    """
    table, claims = context.package["evidence"], context.package.identifiers("claims")
    parts = context.package["claims"].grouped("part_of")
    for row in table.rows:
        name = row["claim_id"]
        first = claims[name]["repeats"] if name in claims else ""
        if name and name in parts:
            message, hint = (
                f"{name} has parts",
                f"link the record to one of {', '.join(part['claim_id'] for part in parts[name])}",
            )
            yield Finding(table, row, "claim_id", message, hint)
        elif first:
            yield Finding(table, row, "claim_id", f"{name} repeats {first}", f"link the record to {first}")


@rule("circular-premise", needs=of("claims", "premise_of claim_id source"))
def circular_premise(context: CheckContext) -> Iterator[Finding]:
    """A claim is a premise of other claims of the same work, and not, by way of these, of itself.

    Why:  What is argued for with itself is not argued for.
    Fix:  Keep the direction in which the work argues, and empty the cell at the end of it.
    Bad:  claims: claim_id=yousaf-fatf-unsc-2008 | premise_of=yousaf-fatf-unsc-2008
    Bad:  claims: claim_id=yousaf-fatf-unsc-2008 | premise_of=yousaf-rivalry
          claims: claim_id=yousaf-rivalry | premise_of=yousaf-fatf-unsc-2008
    Bad:  claims: claim_id=yousaf-rivalry | premise_of=yousaf-fatf-unsc-2008 | source=faisal2020beyond
    Good: claims: claim_id=yousaf-fatf-unsc-2008 | premise_of=yousaf-rivalry
          claims: claim_id=yousaf-rivalry | premise_of=
    """
    table, claims = context.package["claims"], context.package.identifiers("claims")
    works, hint = _Works(context), "keep the direction in which the work argues"
    links = {name: ids.split(row["premise_of"]) for name, row in claims.items() if row["premise_of"]}
    for row in table.rows if links else ():
        targets = [name for name in ids.split(row["premise_of"]) if name in claims]
        foreign = next((name for name in targets if works.differ(row, claims[name])), "")
        if any(row["claim_id"] in {name} | reached(name, links) for name in targets):
            yield Finding(table, row, "premise_of", f"it argues for {row['claim_id']}, which is itself", hint)
        elif foreign:
            yield Finding(
                table, row, "premise_of", f"{foreign} is a claim of another work", "name a claim of this work"
            )


@rule("unequal-citations", needs=of("claims", "cited_sources claim_id source") + of("sources", "source_id"))
def unequal_citations(context: CheckContext) -> Iterator[Finding]:
    """Claims of one sentence have the same cited_sources.

    Why:  A citation reaches a sentence, whatever is asserted there; half of it would be our opinion of what it shows.
    Fix:  Write in all of them what the sentence cites, by the rule in the coding manual.
    Bad:  claims: claim_id=yousaf-trade-2018 | source=yousaf2025drive[2.2.p1.s6]
          claims: claim_id=yousaf-deficit-2018 | source=yousaf2025drive[2.2.p1.s6] | cited_sources=hussain2020history
    Good: claims: claim_id=yousaf-trade-2018 | source=yousaf2025drive[2.2.p1.s6]
          claims: claim_id=yousaf-deficit-2018 | source=yousaf2025drive[2.2.p1.s6] | cited_sources=faisal2020beyond
    """
    table, known = context.package["claims"], context.package.identifiers("sources")
    first: dict[tuple[str, str], tuple[Row, set[str]]] = {}
    for row in table.rows:
        cited = {*citations.works(row["cited_sources"])}
        clear = cited <= known.keys() and bool(cited) == bool(row["cited_sources"])
        for place in citations.parsed(row["source"]) if clear else ():
            if _SENTENCE.search(place.locator):
                other, others = first.setdefault((place.source_id, place.locator), (row, cited))
                if cited != others:
                    missing = ", ".join(sorted(cited ^ others))
                    message = f"{other['claim_id']} of the same sentence differs in {missing}"
                    yield Finding(table, row, "cited_sources", message, "write in both what the sentence cites")


def _misplaced(context: CheckContext, column: str, fault: Callable[[Row, Row], str], hint: str) -> Iterator[Finding]:
    """The claims that cannot refer, in this column, to the claim that they name."""
    table, claims = context.package["claims"], context.package.identifiers("claims")
    for row in table.rows:
        named = claims.get(row[column])
        if named is not None and (message := fault(row, named)):
            yield Finding(table, row, column, message, hint)


class _Works:
    """Whether claims are of one work, and one a part of another, as far as `sources` has their works."""

    def __init__(self, context: CheckContext) -> None:
        self._known = context.package.identifiers("sources").keys()

    def differ(self, one: Row, other: Row) -> bool:
        first, second = ({*citations.works(claim["source"])} & self._known for claim in (one, other))
        return bool(first and second) and first != second

    def no_part(self, part: Row, whole: Row) -> str:
        """Why one claim cannot be a part of another; "" if it can."""
        name = whole["claim_id"]
        if part["claim_id"] == name:
            return "the claim is a part of itself"
        if whole["part_of"]:
            return f"{name} is itself a part, of {whole['part_of']}"
        if self.differ(part, whole):
            return f"{name} is a claim of another work"
        unfit = part["kind"] == "proposition" and whole["kind"] in ("figure", "event")
        return f"{name} is of kind {whole['kind']}, and a proposition cannot be tested as such" if unfit else ""
