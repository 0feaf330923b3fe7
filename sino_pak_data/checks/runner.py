"""Every rule over one package: the part of the check that needs no library.

What looks at cells by the standard and at the columns of one table is handed in as an `Engine`:
`run.FULL` asks frictionless and pandera, `OWN` asks `cells` and leaves the second out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sino_pak_data.checks import suppressions
from sino_pak_data.checks.context import Review
from sino_pak_data.checks.findings import Findings
from sino_pak_data.checks.marks import Breach, Mark
from sino_pak_data.checks.registry import Rule, all_rules
from sino_pak_data.package.constraints import violations
from sino_pak_data.package.problem import Problem
from sino_pak_data.reading.reader import Authored

LONGEST_TEXT = 500
"""Characters of a value, message or hint that a problem carries."""

_LAST = "row-order"
"""Told only where no key is in doubt: a wrong key stands out of order as a matter of course."""


class Engine(NamedTuple):
    """Who looks at what the standard says, and who at the rules of the layer `frames`.

    breaches  from a package to its breaches of the standard
    frames    from a review to a function that gives the marks of one rule; None leaves these rules out
    warnings  whether rules that only warn are asked
    """

    breaches: Callable[[Authored], Iterable[Breach]]
    frames: Callable[[Review], Callable[[Rule], Iterator[Mark]]] | None
    warnings: bool = True


OWN = Engine(lambda package: (Breach(*one) for one in violations(package.readable)), None)
"""All rules but those of pandera, without a library."""

FAST = OWN._replace(warnings=False)
"""What a commit has to wait for: errors. Warnings are for the eyes of a reviewer, who has the full check."""


def survey(package: Authored, engine: Engine, *, today: date | None = None, keep: int | None = None) -> Findings:
    """All problems of a package, excused ones left out; at most `keep` of each rule, all of them counted.

    What is damaged is told once: no other rule speaks of a damaged cell, or of a row whose cells have slipped.
    """
    review = Review(package, today or date.today(), engine.breaches)
    frames = engine.frames(review) if engine.frames else None
    known = suppressions.read(package.descriptor.store)
    left_out: set[str] = set()
    findings = Findings(keep)
    shaky = {name for name, _ in package.broken}
    for rule in sorted(all_rules().values(), key=lambda rule: rule.code == _LAST):
        if (rule.layer == "frames" and frames is None) or (rule.severity == "warning" and not engine.warnings):
            left_out.add(rule.code)
            continue
        for mark in frames(rule) if frames and rule.layer == "frames" else rule.run(review):
            if isinstance(mark, Problem):
                findings.add(mark)
                continue
            heard = _heard(review, rule, mark) and not known.covers(rule.code, mark)
            if rule.code == _LAST and mark.table.name in shaky:
                continue
            if heard and rule.severity == "error" and mark.field in {"", *mark.table.schema.key}:
                shaky.add(mark.table.name)
            if heard and findings.wanted(rule.severity, rule.code):
                findings.problems.append(_problem(rule, mark))
        findings.counts += {(rule.severity, rule.code): package.more[rule.code]}
    certain = not package.unread and not package.broken
    for problem in known.problems(left_out) if certain else known.faults:
        findings.add(problem)
    findings.sort([table.file for table in package.authored])
    return findings


def _heard(review: Review, rule: Rule, mark: Mark) -> bool:
    """Is this no follow-up of another fault?"""
    if mark.row is None:
        return True
    if (mark.table.name, mark.row.line) in review.package.broken:
        return False
    if rule.layer == "damage":
        return not mark.field or mark.row.line not in review.slipped(mark.table)
    if rule.layer == "canonical":
        return True
    return not review.damaged(mark.table, mark.row, mark.field)


def _problem(rule: Rule, mark: Mark) -> Problem:
    table, row = mark.table, mark.row
    value = row.told(table.header, mark.field) if row is not None and mark.field else ""
    line = row.line if row is not None else 1
    texts = (_cut(text) for text in (value, mark.message, mark.hint))
    return Problem(table.file, line, _column(mark), mark.field, rule.code, rule.severity, *texts)


def _column(mark: Mark) -> int:
    row = mark.row
    if row is None or not mark.field:
        return 1
    start = mark.table.column(row, mark.field)
    quoted = row.text[start - 1 : start] == '"'
    return start + mark.offset + (quoted and mark.offset > 0)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
