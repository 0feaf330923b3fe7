"""Runs every rule over a package and turns findings into problems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding, Report
from sino_pak_data.checks.rules import Rule, all_rules
from sino_pak_data.checks.suppressions import Suppressions
from sino_pak_data.package.problem import Problem
from sino_pak_data.reading.reader import Authored

LONGEST_TEXT = 500
"""Longest value, message or hint of a problem, in characters."""

_LAST = "row-order"
"""Checked last, and only in tables whose keys are sound: a row with a wrong key is out of order as a matter of course."""


def check(
    package: Authored,
    *,
    today: date | None = None,
    keep: int | None = None,
    only: Callable[[Rule], bool] = lambda _: True,
) -> Report:
    """Every problem of a package, known exceptions left out, sorted by file, line and column.

    today  dates after it are in the future; default: the day where it is latest on Earth, since a row may come from there
    keep   problems of each rule to keep; all are counted
    only   the rules to run
    """
    context = CheckContext(package, today or _latest_today())
    known = Suppressions(package.descriptor.store)
    report = Report(package.problems, keep)
    rules, tables = all_rules(), package.descriptor.authored
    report.counts += {(rules[code].severity, code): more for code, more in package.more.items()}
    unsure = {name for name, _ in package.broken}
    for rule in sorted(rules.values(), key=lambda rule: rule.code == _LAST):
        for finding in rule.run(context) if only(rule) and rule.applies(tables) else ():
            table = finding.table
            if _explained(context, rule, finding):
                continue
            if known.cover(rule.code, finding):
                report.excused[rule.code] += 1
                continue
            if rule.code == _LAST and table.name in unsure:
                continue
            if rule.severity == "error" and finding.field in {"", *table.schema.key}:
                unsure.add(table.name)
            if report.count(rule.severity, rule.code):
                report.problems.append(problem_of(rule, finding))
    complete = not package.unread and not package.broken
    for problem in (*known.faults, *(known.stale() if complete else ())):
        report.add(problem)
    report.sort([table.file for table in package.authored])
    return report


def _latest_today() -> date:
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def _explained(context: CheckContext, rule: Rule, finding: Finding) -> bool:
    """Is the finding in a cell or row whose damage another rule reports?"""
    table, row = finding.table, finding.row
    if row is None or (table.name, row.line) in context.package.broken:
        return row is not None
    if rule.layer == "damage":
        return finding.field != "" and row.line in context.shifted[table.name]
    return rule.layer != "canonical" and context.damaged(table, row, finding.field)


def problem_of(rule: Rule, finding: Finding) -> Problem:
    """The problem that a finding of a rule is, with its place."""
    table, row, field = finding.table, finding.row, finding.field
    line, column, value = 1, 1, ""
    if row is not None:
        line = row.line
        if field:
            value = row.as_written(table.header, field)
            column = table.column(row, field)
            quoted = row.text[column - 1 : column] == '"'
            column += finding.offset + (quoted and finding.offset > 0)
            before = row.text[: column - 1]  # a cell of others may go on in the next line
            line, column = line + before.count("\n"), len(before) - before.rfind("\n")
    texts = (value, finding.message, finding.hint)
    shortened = (text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…" for text in texts)
    return Problem(table.file, line, column, field, rule.code, rule.severity, *shortened)
