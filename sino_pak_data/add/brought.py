"""What a change brings: the problems that were not there before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

from sino_pak_data.checks.runner import check
from sino_pak_data.package.problem import Problem
from sino_pak_data.reading.reader import Authored


def brought(before: Authored, after: Authored, *, today: date | None = None) -> list[Problem]:
    """The problems of `after` that `before` does not have, with their places in `after`.

    A problem is the same where rule, column and text of the line are the same, whatever the
    number of the line. A duplicate may show on the older row: it is brought all the same.
    """
    found = check(after, today=today).problems
    if not found:
        return []
    old = Counter(_keys(before, check(before, today=today).problems))
    new = []
    for problem, key in zip(found, _keys(after, found), strict=True):
        if old[key]:
            old[key] -= 1
        else:
            new.append(problem)
    return new


def _keys(package: Authored, problems: list[Problem]) -> Iterator[tuple[str, str, str, str]]:
    files = {table.file: table for table in package.authored}

    @cache
    def texts(file: str) -> dict[int, str]:
        return {row.line: row.text for row in files[file].rows}

    for problem in problems:
        text = texts(problem.file).get(problem.line, "") if problem.file in files else str(problem.line)
        yield problem.file, text, problem.field, problem.rule
