"""Claims as text: a list of all, or one in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from math import isinf

import click

from sino_pak_data.cells.text import counted
from sino_pak_data.cli.render.records import when, work_line
from sino_pak_data.cli.terminal import visible, wrapped
from sino_pak_data.derive.comparables import Value
from sino_pak_data.loader.claims import Judged, Trail
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row

_COLOURS = {"supported": "green", "contradicted": "red", "different_measure": "yellow", "disputed": "yellow"}
_ORDER = ("contradicted", "different_measure", "disputed", "qualified", "no_evidence", "supported", "")
"""Verdicts from the most to the least surprising; a proposition has none."""
_RELATIONS = {"same": "the same quantity", "whole": "the whole it is part of", "other": "another measure"}
_STANCES = {"contradicts": "contradicting", "qualifies": "qualifying", "supports": "supporting"}


def board(judged: Sequence[Judged], propositions: int = 0, columns: int | None = None) -> str:
    """A block per claim, the most surprising verdicts first: statement, figures or stances, sources; then the counts.

    propositions  how many claims without a verdict were left out
    columns       where to wrap; None leaves every line whole, for a pipe
    """
    lines = []
    for item in sorted(judged, key=lambda item: (_ORDER.index(_verdict(item)), item.claim["claim_id"])):
        identifier = click.style(visible(item.claim["claim_id"]), bold=True)
        lines.append(f"{_styled(item, 17)}  {identifier}  {visible(_locator(item.claim))}")
        sources = [f"from         {', '.join(item.sources)}"] if item.sources else []
        parts = [item.claim["statement"], *_coding(item.claim), *_figures(item), *_stances(item), *sources]
        lines += [*wrapped(parts, columns), ""]
    counts = Counter(filter(None, map(_verdict, judged)))
    verdicts = ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in _ORDER if counts[name])
    total = counted(len(judged), "claim") + (f": {verdicts}" if verdicts else "")
    more = f"; {propositions} propositions have no verdict (--kind proposition)" if propositions else ""
    return "\n".join([*lines, total + more])


def trail(found: Trail, rules: Field, columns: int | None = None) -> str:
    """Everything that bears on one claim; `rules` is the column whose codes explain the rule of a verdict."""
    judged = found.judged
    lines = ["Verdict"]
    if judged.verdict.get("verdict"):
        rule = {code.value: code.description for code in rules.codes}[judged.verdict["rule"]]
        name = _verdict(judged).replace("_", " ")
        sources = f"Independent sources: {judged.verdict['independent_sources']}."
        sentence, *figures = wrapped([f"{name}: {rule} {sources}", *_figures(judged)], columns)
        lines += [sentence.replace(name, _styled(judged), 1), *figures]
    else:
        lines.append("  none: propositions are not judged; their evidence is listed")
    for relation, title in _RELATIONS.items():
        values = [_value(value) for value in found.values if value.relation == relation]
        lines += ["", f"Compared with {title}", *wrapped(values, columns)] if values else []
    for stance, doing in _STANCES.items():
        links = [(link, record) for link, record in found.evidence if link["stance"] == stance]
        lines += ["", f"{doing.capitalize()}: {len(links)} of {len(found.evidence)} records"] if links else []
        for link, record in sorted(links, key=lambda pair: (when(pair[1]), pair[1].address)):
            note = f": {link['note']}" if link["note"] else ""
            lines += wrapped([f"{when(record)}{record.heading}{note}", f"  {record.address}"], columns)
    cited = wrapped(starmap(_cited, found.cited), columns)
    lines += ["", "Cited for this by the source", *cited] if cited else []
    return "\n".join(lines)


def page(found: Trail, rules: Field, columns: int | None = None) -> str:
    """A claim with its reference, its note and its trail."""
    claim = found.judged.claim
    head = f"{click.style(visible(claim['claim_id']), bold=True)}  {visible(claim['source'])}"
    parts = filter(None, [claim["statement"], claim["note"], *_coding(claim)])
    return "\n".join([head, *wrapped(parts, columns), "", trail(found, rules, columns)])


def _verdict(judged: Judged) -> str:
    return judged.verdict.get("verdict", "")


def _styled(judged: Judged, columns: int = 0) -> str:
    name = _verdict(judged)
    return click.style(f"{name.replace('_', ' ') or 'no verdict':<{columns}}", fg=_COLOURS.get(name))


def _locator(claim: Row) -> str:
    return "[" + claim["source"].partition("[")[2] if "[" in claim["source"] else claim["source"]


def _figures(judged: Judged) -> Iterator[str]:
    row = judged.verdict
    if not row.get("value"):
        return
    qualifier = "" if row["qualifier"] == "exact" else row["qualifier"].replace("_", " ") + " "
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
    if claim["theory"]:
        named = " (named there)" if claim["theory_named"] == "true" else ""
        yield f"coded        {claim['theory']}{named}, mechanism {claim['mechanism']}".replace("_", " ")


def _stances(judged: Judged) -> Iterator[str]:
    counts = [f"{judged.stances[stance]} {doing}" for stance, doing in _STANCES.items() if judged.stances[stance]]
    if counts and not judged.verdict.get("value"):
        sources = judged.verdict.get("independent_sources", "")
        yield f"records      {', '.join(counts)}" + (f"; independent sources {sources}" if sources else "")


def _value(value: Value) -> str:
    least = "at least " if isinf(value.upper) else ""
    names, sources = " + ".join(value.compared), ", ".join(value.sources)
    return f"{least}{value.value:,.6g}  {names}  {value.period.start} to {value.period.end}  {sources}"


def _cited(source_id: str, work: Row | None, late: Mapping[str, str]) -> str:
    grade = f" — {late['grade'].replace('_', ' ')}: reaches to {late['reaches_to']}" if late else ""
    return f"{source_id}: {work_line(work)}{grade}"


def _number(cell: str) -> str:
    return f"{float(cell):,.6g}"
