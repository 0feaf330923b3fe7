"""Claims as text: a list of all, or one in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from math import isinf

import click

from sino_pak_data.cells.shown import visible, wrapped
from sino_pak_data.cells.text import counted, spaced
from sino_pak_data.derive.comparables import Value
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row
from sino_pak_data.records.claims import Judged, Trail
from sino_pak_data.records.find import Record
from sino_pak_data.records.pages.records import when, work_line

_COLOURS = {"supported": "green", "contradicted": "red", "different_measure": "yellow", "disputed": "yellow"}
_ORDER = (
    "contradicted", "disputed", "different_measure", "qualified", "unsettled", "no_evidence", "supported", "",
)  # fmt: skip
"""Verdicts from the most to the least surprising; a proposition has none."""
_RELATIONS = {"same": "the same quantity", "whole": "the whole it is part of", "other": "another measure"}
_STANCES = {"supports": ("support", "supporting"), "qualifies": ("qualify", "qualifying"),
            "contradicts": ("contradict", "contradicting")}  # fmt: skip
_PART = 4
"""How far a part is indented under its whole."""


def board(judged: Sequence[Judged], propositions: int = 0, columns: int | None = None, evidence: bool = False) -> str:
    """A block per claim, the most surprising verdicts first, with its parts beneath; then the counts.

    propositions  how many claims without a verdict were left out
    columns       where to wrap; None leaves every line whole, for a pipe
    evidence      with the linked records of each claim
    """
    shown = {one.claim["claim_id"] for one in judged}
    single = [one for one in judged if one.claim["part_of"] not in shown]
    lines = []
    for item in sorted(single, key=lambda item: (_ORDER.index(_verdict(item)), item.claim["claim_id"])):
        lines += [*_block(item, columns, evidence), ""]
    once = [one for one in single if not one.claim["repeats"]]
    counts = Counter(filter(None, map(_verdict, once)))
    verdicts = ", ".join(f"{counts[name]} {spaced(name)}" for name in _ORDER if counts[name])
    total = counted(len(once), "claim") + (f": {verdicts}" if verdicts else "")
    beside = [(len(judged) - len(single), "part"), (len(single) - len(once), "repetition")]
    also = " and ".join(counted(number, noun) for number, noun in beside if number)
    more = f"; {propositions} propositions have no verdict (--kind proposition)" if propositions else ""
    return "\n".join([*lines, total + (f"; {also} not counted" if also else "") + more])


def _block(item: Judged, columns: int | None, evidence: bool, indent: int = 0) -> Iterator[str]:
    """A claim with what it rests on, and its parts indented beneath it."""
    identifier = click.style(visible(item.claim["claim_id"]), bold=True)
    yield f"{' ' * indent}{_styled(item, 17)}  {identifier}  {visible(_locator(item.claim))}"
    sources = [f"from         {', '.join(item.sources)}"] if item.sources else []
    figures = () if item.claim["repeats"] else (*_figures(item), *sources)
    lines = [item.claim["statement"], *_coding(item.claim), *figures, *_weighed(item)]
    yield from wrapped(lines, columns, indent + 2)
    if evidence:
        yield from _links(item, columns, indent + 2)
    for part in item.parts:
        yield from _block(part, columns, evidence, indent + _PART)


def _links(item: Judged, columns: int | None, indent: int) -> list[str]:
    lines = (f"{link['stance']:<11}  {_linked(link, record)} [{record.address}]" for link, record in _in_order(item))
    return wrapped(lines, columns, indent)


def _in_order(item: Judged) -> list[tuple[Row, Record]]:
    """The links of a claim by stance and date."""
    ranks = [*_STANCES]
    return sorted(item.evidence, key=lambda pair: (ranks.index(pair[0]["stance"]), when(pair[1]), pair[1].address))


def _linked(link: Row, record: Record) -> str:
    return f"{when(record)}{record.heading}" + (f": {link['note']}" if link["note"] else "")


def trail(found: Trail, rules: Field, columns: int | None = None) -> str:
    """Everything that bears on one claim; `rules` is the column whose codes explain the rule of a verdict."""
    judged = found.judged
    name = spaced(_verdict(judged)) or "none"
    sentence, *figures = wrapped([f"{name}: {judged.verdict['reason']}", *_figures(judged)], columns)
    lines = ["Verdict", sentence.replace(name, _styled(judged) if _verdict(judged) else name, 1), *figures]
    rule = next((f"{one.label}: {one.include}" for one in rules.codes if one.value == judged.verdict["rule"]), "")
    explained = {"rule": rule, "to change": judged.verdict["would_change"]}
    told = [f"{name:<11}  {text}" for name, text in explained.items() if text]
    lines += wrapped([*_weighed(judged), *told], columns)
    lines += ["", "Parts"] if judged.parts else []
    for part in judged.parts:
        lines += _block(part, columns, True, 2)
    for relation, title in _RELATIONS.items():
        values = [_value(value) for value in found.values if value.relation == relation]
        lines += ["", f"Compared with {title}", *wrapped(values, columns)] if values else []
    for stance, (_, doing) in reversed(_STANCES.items()):
        links = [(link, record) for link, record in _in_order(judged) if link["stance"] == stance]
        lines += ["", f"{doing.capitalize()}: {len(links)} of {len(judged.evidence)} records"] if links else []
        for link, record in links:
            lines += wrapped([_linked(link, record), f"  {record.address}"], columns)
    cited = wrapped(starmap(_cited, found.cited), columns)
    lines += ["", "Cited for this by the source", *cited] if cited else []
    return "\n".join(lines)


def page(found: Trail, rules: Field, columns: int | None = None) -> str:
    """A claim with its reference, its note, its place in the argument and its trail."""
    claim = found.judged.claim
    head = f"{click.style(visible(claim['claim_id']), bold=True)}  {visible(claim['source'])}"
    places = {
        "part of": claim["part_of"],
        "argues for": claim["premise_of"].replace(";", ", "),
        "repeated by": ", ".join(found.judged.repeated),
    }
    argument = [f"{name:<11}  {other}" for name, other in places.items() if other]
    lines = filter(None, [claim["statement"], claim["note"], *_coding(claim), *argument])
    return "\n".join([head, *wrapped(lines, columns), "", trail(found, rules, columns)])


def _verdict(judged: Judged) -> str:
    return judged.verdict["verdict"]


def _styled(judged: Judged, columns: int = 0) -> str:
    name = _verdict(judged)
    return click.style(f"{spaced(name) or 'no verdict':<{columns}}", fg=_COLOURS.get(name))


def _locator(claim: Row) -> str:
    return "[" + claim["source"].partition("[")[2] if "[" in claim["source"] else claim["source"]


def _weighed(judged: Judged) -> Iterator[str]:
    """How the records were weighed, by which rule, and how many independent sources they rest on."""
    row, rule = judged.verdict, spaced(judged.verdict["rule"])
    if judged.claim["repeats"]:
        yield f"repeats      {judged.claim['repeats']}, and counts once"
        return
    counts = [
        f"{number} {verb if number > 1 else stance}"
        for stance, (verb, _) in _STANCES.items()
        if (number := int(row[stance] or 0))
    ]
    told, verdict = ", ".join(counts) or "nothing independent is linked", spaced(row["verdict"])
    if row["rule"] == "weakest_part":
        told += f"; the weakest part decides: so it is {verdict}"
    elif verdict:
        told = f"{told if row['rule'].startswith(('links_', 'no_')) else rule}: so it is {verdict}"
    sources = int(row["independent_sources"] or 0)
    yield f"weighed      {told}" + (f"; {counted(sources, 'independent source')}" if sources else "")


def _figures(judged: Judged) -> Iterator[str]:
    row = judged.verdict
    if not row["value"]:
        return
    qualifier = "" if row["qualifier"] == "exact" else spaced(row["qualifier"]) + " "
    yield f"stated       {qualifier}{_number(row['value'])} {row['unit']} for {judged.claim['period']}"
    if row["lowest"]:
        highest = f" to {_number(row['highest'])}" if row["highest"] != row["lowest"] else ""
        ratio = f"; the stated figure is {float(row['ratio']):.2f} times the nearest" if row["ratio"] else ""
        yield f"independent  {_number(row['lowest'])}{highest}{ratio}"
    if row["whole"]:
        yield f"the whole    {_number(row['whole'])}"
    if row["other_value"]:
        yield f"it fits      {_number(row['other_value'])}, {row['other_measure'].replace(';', ' + ')}"


def _coding(claim: Row) -> Iterator[str]:
    voice = f"by {claim['attributed_to']}" if claim["attributed_to"] not in ("", "own voice") else ""
    kind = claim["claim_type"] if claim["kind"] == "proposition" else claim["kind"]
    about = filter(None, [kind, spaced(claim["subject"]).replace(";", ", "), voice])
    if told := "; ".join(about):
        yield f"about        {told}"
    if claim["theory"]:
        named = " (named there)" if claim["theory_named"] == "true" else ""
        yield f"coded        {spaced(claim['theory']).replace(';', ', ')}{named}, mechanism {spaced(claim['mechanism'])}"
    if claim["cause"]:
        yield f"cause        {claim['cause']} -> {claim['effect']}"


def _value(value: Value) -> str:
    least = "at least " if isinf(value.upper) else ""
    names, sources = " + ".join(value.compared), ", ".join(value.sources)
    marks = {"another time": not value.own, "first estimate": value.vintage == "first", "superseded": value.superseded}
    told = "".join(f"  {mark}" for mark, holds in marks.items() if holds and value.relation == "same")
    return f"{least}{value.value:,.6g}  {names}  {value.period.start} to {value.period.end}  {sources}{told}"


def _cited(source_id: str, work: Row | None, late: Mapping[str, str]) -> str:
    grade = f" — {spaced(late['grade'])}: reaches to {late['reaches_to']}" if late else ""
    return f"{source_id}: {work_line(work)}{grade}"


def _number(cell: str) -> str:
    return f"{float(cell):,.6g}"
