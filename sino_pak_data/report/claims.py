"""Claims as text: a board of all, or the trail of one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from math import isinf

import click

from sino_pak_data.derive.comparables import Value
from sino_pak_data.model.descriptor import Field
from sino_pak_data.published.claims import Cited, Judged, Trail
from sino_pak_data.report.records import work_line

_COLOURS = {"supported": "green", "contradicted": "red", "different_measure": "yellow", "disputed": "yellow"}
_RELATIONS = {"same": "the same quantity", "whole": "the whole it is part of", "other": "another measure"}


def board(judged: Sequence[Judged], propositions: int = 0) -> str:
    """A block per claim: verdict, statement, figures, sources; then a line that counts."""
    lines = []
    for one in judged:
        lines += [
            f"{_verdict(one, 17)}  {click.style(one.claim['claim_id'], bold=True)}",
            f"  {one.claim['statement']}",
        ]
        figures = _figures(one)
        lines += [f"  {figures}"] if figures else []
        lines += [f"  from {', '.join(one.sources)}"] if one.sources else []
        lines.append("")
    counts = Counter(one.verdict["verdict"] for one in judged if one.verdict)
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.most_common())
    more = f"; {propositions} propositions have no verdict (--kind proposition)" if propositions else ""
    return "\n".join([*lines, f"{len(judged)} claims" + (f": {told}" if told else "") + more])


def trail(found: Trail, rules: Field) -> str:
    """What bears on one claim; `rules` is the column whose codes explain the rule of a verdict."""
    one = found.judged
    lines = ["Verdict"]
    if one.verdict:
        told = {code.value: code.description for code in rules.codes}[one.verdict["rule"]]
        lines.append(f"  {_verdict(one)}: {told} Independent sources: {one.verdict['independent_sources']}.")
        figures = _figures(one)
        lines += [f"  {figures}"] if figures else []
    else:
        lines.append("  none: a proposition is not judged, its evidence is listed")
    for relation, title in _RELATIONS.items():
        values = [value for value in found.values if value.relation == relation]
        lines += ["", f"Beside it, {title}"] if values else []
        lines += [f"  {_value(value)}" for value in values]
    lines += ["", "Evidence"] if found.evidence else []
    for link, record in found.evidence:
        note = f" ({link['note']})" if link["note"] else ""
        lines.append(f"  {link['stance']}: {record.heading}{note} [{record.address}]")
    lines += ["", "Cited for it by the source"] if found.cited else []
    lines += [f"  {_cited(one)}" for one in found.cited]
    return "\n".join(lines)


def as_json(judged: Sequence[Judged]) -> str:
    """A JSON array; each object has the claim's cells and its verdict, null for a proposition."""
    objects = [{"claim": dict(one.claim), "verdict": one.verdict or None} for one in judged]
    return json.dumps(objects, indent=2, ensure_ascii=False)


def _verdict(one: Judged, width: int = 0) -> str:
    name = one.verdict.get("verdict", "no verdict")
    return click.style(f"{name.replace('_', ' '):<{width}}", fg=_COLOURS.get(name))


def _figures(one: Judged) -> str:
    row = one.verdict
    if not row.get("value"):
        return ""
    qualifier = "" if row["qualifier"] == "exact" else row["qualifier"].replace("_", " ") + " "
    parts = [f"{qualifier}{_plain(row['value'])} {row['unit']} in {one.claim['period']}"]
    if row["lowest"]:
        spread = _plain(row["lowest"])
        spread += f" to {_plain(row['highest'])}" if row["highest"] != row["lowest"] else ""
        parts.append(f"independent: {spread}" + (f", ratio {float(row['ratio']):.2f}" if row["ratio"] else ""))
    if row["whole"]:
        parts.append(f"whole: {_plain(row['whole'])}")
    if row["other_value"]:
        parts.append(f"fits {row['other_measure'].replace(';', ' + ')}: {_plain(row['other_value'])}")
    return "; ".join(parts)


def _value(value: Value) -> str:
    least = "at least " if isinf(value.upper) else ""
    names, sources = " + ".join(value.compared), ", ".join(value.sources)
    return f"{least}{value.value:,.6g}  {names}  {value.period.start} to {value.period.end}  {sources}"


def _cited(one: Cited) -> str:
    late = f" — {one.grade.replace('_', ' ')}: reaches to {one.reaches_to}" if one.grade else ""
    return f"{one.source_id}: {work_line(one.work)}{late}"


def _plain(number: str) -> str:
    return f"{float(number):,.6g}"
