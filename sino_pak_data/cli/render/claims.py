"""Claims as text: a board of all, or the trail of one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from math import isinf
from textwrap import fill

import click

from sino_pak_data.cells.words import counted
from sino_pak_data.cli.render.records import when, work_line
from sino_pak_data.derive.comparables import Value
from sino_pak_data.loader.claims import Cited, Judged, Trail
from sino_pak_data.loader.records import Record
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row

_COLOURS = {"supported": "green", "contradicted": "red", "different_measure": "yellow", "disputed": "yellow"}
_TELLING = ("contradicted", "different_measure", "disputed", "qualified", "no_evidence", "supported", "")
"""Verdicts from what a reader must know to what he expects; a proposition has none."""
_RELATIONS = {"same": "the same quantity", "whole": "the whole it is part of", "other": "another measure"}
_STANCES = {"contradicts": "contradicting", "qualifies": "qualifying", "supports": "supporting"}


def board(judged: Sequence[Judged], propositions: int = 0, width: int | None = None) -> str:
    """A block per claim, the most telling verdicts first: statement, figures or stances, sources; then a line that counts.

    width  columns to wrap at; None leaves every line whole, for a pipe
    """
    lines = []
    for one in sorted(judged, key=_telling):
        lines.append(f"{_verdict(one, 17)}  {click.style(one.claim['claim_id'], bold=True)}  {_place(one.claim)}")
        lines.append(_wrapped(one.claim["statement"], width))
        lines += [_wrapped(part, width, 13) for part in [*_coding(one.claim), *_figures(one), *_stances(one)]]
        lines += [_wrapped(f"from         {', '.join(one.sources)}", width, 13)] if one.sources else []
        lines.append("")
    counts = Counter(one.verdict["verdict"] for one in judged if one.verdict)
    told = ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in _TELLING if counts[name])
    more = f"; {propositions} propositions have no verdict (--kind proposition)" if propositions else ""
    total = counted(len(judged), "claim")
    return "\n".join([*lines, total + (f": {told}" if told else "") + more])


def trail(found: Trail, rules: Field, width: int | None = None) -> str:
    """What bears on one claim; `rules` is the column whose codes explain the rule of a verdict."""
    one = found.judged
    lines = ["Verdict"]
    if one.verdict:
        told = {code.value: code.description for code in rules.codes}[one.verdict["rule"]]
        sources = f"Independent sources: {one.verdict['independent_sources']}."
        lines.append(_wrapped(f"{_verdict(one)}: {told} {sources}", width))
        lines += [_wrapped(part, width, 13) for part in _figures(one)]
    else:
        lines.append("  none: a proposition is not judged, its evidence is listed")
    for relation, title in _RELATIONS.items():
        values = [value for value in found.values if value.relation == relation]
        lines += ["", f"Beside it, {title}"] if values else []
        lines += [_wrapped(_value(value), width, 4) for value in values]
    for stance, doing in _STANCES.items():
        links = [(link, record) for link, record in found.evidence if link["stance"] == stance]
        lines += ["", f"{doing.capitalize()}, {len(links)} of {len(found.evidence)} records"] if links else []
        for link, record in sorted(links, key=_dated):
            lines += _evidence(link, record, width)
    lines += ["", "Cited for it by the source"] if found.cited else []
    lines += [_wrapped(_cited(one), width, 4) for one in found.cited]
    return "\n".join(lines)


def page(found: Trail, rules: Field, width: int | None = None) -> str:
    """A claim with its place, its note and its trail."""
    claim = found.judged.claim
    lines = [f"{click.style(claim['claim_id'], bold=True)}  {claim['source']}", _wrapped(claim["statement"], width)]
    lines += [_wrapped(part, width) for part in (claim["note"], *_coding(claim)) if part]
    return "\n".join([*lines, "", trail(found, rules, width)])


def as_json(judged: Sequence[Judged]) -> str:
    """A JSON array; each object has the claim's cells, its verdict, null for a proposition, and how many records take each stance."""
    objects = [
        {"claim": dict(one.claim), "verdict": one.verdict or None, "stances": dict(one.stances)} for one in judged
    ]
    return json.dumps(objects, indent=2, ensure_ascii=False)


def _telling(one: Judged) -> tuple[int, str]:
    return _TELLING.index(one.verdict.get("verdict", "")), one.claim["claim_id"]


def _verdict(one: Judged, width: int = 0) -> str:
    name = one.verdict.get("verdict", "no verdict")
    return click.style(f"{name.replace('_', ' '):<{width}}", fg=_COLOURS.get(name))


def _place(claim: Row) -> str:
    return "[" + claim["source"].partition("[")[2] if "[" in claim["source"] else claim["source"]


def _figures(one: Judged) -> Iterator[str]:
    row = one.verdict
    if not row.get("value"):
        return
    qualifier = "" if row["qualifier"] == "exact" else row["qualifier"].replace("_", " ") + " "
    yield f"stated       {qualifier}{_plain(row['value'])} {row['unit']} for {one.claim['period']}"
    if row["lowest"]:
        spread = _plain(row["lowest"])
        spread += f" to {_plain(row['highest'])}" if row["highest"] != row["lowest"] else ""
        yield f"independent  {spread}" + (
            f"; the stated figure is {float(row['ratio']):.2f} times the nearest" if row["ratio"] else ""
        )
    if row["whole"]:
        yield f"the whole    {_plain(row['whole'])}"
    if row["other_value"]:
        yield f"it fits      {_plain(row['other_value'])}, {row['other_measure'].replace(';', ' + ')}"


def _coding(claim: Row) -> Iterator[str]:
    if claim["theory"]:
        named = " (named there)" if claim["theory_named"] == "true" else ""
        yield f"coded        {claim['theory']}{named}, mechanism {claim['mechanism']}".replace("_", " ")


def _stances(one: Judged) -> Iterator[str]:
    told = [f"{one.stances[stance]} {doing}" for stance, doing in _STANCES.items() if one.stances[stance]]
    if told and not one.verdict.get("value"):
        sources = one.verdict.get("independent_sources", "")
        yield f"records      {', '.join(told)}" + (f"; independent sources {sources}" if sources else "")


def _evidence(link: Row, record: Record, width: int | None) -> Iterator[str]:
    note = f": {link['note']}" if link["note"] else ""
    yield _wrapped(f"{when(record)}{record.heading}{note}", width, 4)
    yield f"    {record.address}"


def _dated(pair: tuple[Row, Record]) -> tuple[str, str]:
    return when(pair[1]), pair[1].address


def _value(value: Value) -> str:
    least = "at least " if isinf(value.upper) else ""
    names, sources = " + ".join(value.compared), ", ".join(value.sources)
    return f"{least}{value.value:,.6g}  {names}  {value.period.start} to {value.period.end}  {sources}"


def _cited(one: Cited) -> str:
    late = f" — {one.grade.replace('_', ' ')}: reaches to {one.reaches_to}" if one.grade else ""
    return f"{one.source_id}: {work_line(one.work)}{late}"


def _plain(number: str) -> str:
    return f"{float(number):,.6g}"


def _wrapped(text: str, width: int | None, hanging: int = 0) -> str:
    """A line set in by two, broken at `width` with what follows set in by `hanging` more."""
    if width is None:
        return f"  {text}"
    return fill(text, width, initial_indent="  ", subsequent_indent=" " * (2 + hanging), break_on_hyphens=False)
