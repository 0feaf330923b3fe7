"""Every rule over one package, and what comes of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sino_pak_data.authored.read import BROKEN_ROW, Authored
from sino_pak_data.checks import datapackage, excuses
from sino_pak_data.checks.frames import Frames
from sino_pak_data.checks.registry import Rule, all_rules
from sino_pak_data.checks.review import Mark, Review
from sino_pak_data.model.problem import Problem
from sino_pak_data.model.table import Row, Table


def check(package: Authored, *, today: date | None = None) -> list[Problem]:
    """Every problem of a package, excused ones left out, in the order of files, lines and columns."""
    review = Review(package, today or date.today(), datapackage.breaches)
    frames = Frames(review)
    known = excuses.read(package.descriptor.store)
    broken = _broken_rows(review)
    found: list[Problem] = []
    for rule in all_rules().values():
        for mark in frames.marks(rule) if rule.layer == "frames" else rule.run(review):
            if isinstance(mark, Problem):
                found.append(mark)
            elif _place(mark) not in broken and not known.covers(rule.code, mark):
                found.append(_problem(rule, mark))
    found += known.problems()
    files = [table.file for table in package.authored]
    return sorted(found, key=lambda p: (files.index(p.file) if p.file in files else -1, p.line, p.column, p.rule))


def _place(mark: Mark) -> tuple[str, int]:
    return mark.table.name, mark.row.line if mark.row is not None else 0


def _broken_rows(review: Review) -> Collection[tuple[str, int]]:
    """Rows whose cells may have slipped: their text is a problem already, their content would be noise."""
    tables = {table.file: table.name for table in review.tables}
    return {(tables[fault.file], fault.line) for fault in review.faults(*BROKEN_ROW)}


def _problem(rule: Rule, mark: Mark) -> Problem:
    value = mark.row[mark.field] if mark.row is not None and mark.field else ""
    line = mark.row.line if mark.row is not None else 1
    column = _column(mark.table, mark.row, mark)
    return Problem(mark.table.file, line, column, mark.field, rule.code, rule.severity, value, mark.message, mark.hint)


def _column(table: Table, row: Row | None, mark: Mark) -> int:
    if row is None or not mark.field:
        return 1
    start = table.column(row, mark.field)
    quoted = row.text[start - 1 : start] == '"'
    return start + mark.offset + (quoted and mark.offset > 0)
