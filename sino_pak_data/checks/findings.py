"""What a rule yields, and the counted result of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sino_pak_data.cells.text import counted
from sino_pak_data.package.problem import Problem, Severity
from sino_pak_data.package.table import Row, Table


class Finding(NamedTuple):
    """One fault found by a rule. The runner turns it into a `Problem`.

    row     the row at fault; None for the header
    field   the column at fault; "" for the whole row
    offset  position of the fault within the cell
    """

    table: Table
    row: Row | None
    field: str
    message: str
    hint: str = ""
    offset: int = 0


class Report:
    """The problems of a check, all counted; at most `keep` of each rule are held in memory.

    problems  those kept
    counts    the number of problems by severity and rule
    excused   the number of findings by rule that are none, for excuses.toml excuses them
    """

    def __init__(self, problems: Iterable[Problem] = (), keep: int | None = None) -> None:
        self.problems: list[Problem] = []
        self.counts: Counter[tuple[Severity, str]] = Counter()
        self.excused: Counter[str] = Counter()
        self._keep = keep
        for problem in problems:
            self.add(problem)

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it if there is room for its rule."""
        if self.count(problem.severity, problem.rule):
            self.problems.append(problem)

    def count(self, severity: Severity, rule: str) -> bool:
        """Count one problem of a rule; True if there is room to keep it."""
        self.counts[severity, rule] += 1
        return self._keep is None or self.counts[severity, rule] <= self._keep

    def replace(self, rule: str, files: Collection[str], other: Report) -> None:
        """Put the problems of another report in the place of those of a rule in these files."""
        kept = []
        for problem in self.problems:
            if problem.rule == rule and problem.file in files:
                self.counts[problem.severity, rule] -= 1
            else:
                kept.append(problem)
        self.problems = kept + other.problems
        self.counts = +self.counts + other.counts

    def sort(self, files: Sequence[str]) -> None:
        """Sort the problems in the order of these files; those of other files come first."""
        rank = {file: at for at, file in enumerate(files)}
        self.problems.sort(key=lambda p: (rank.get(p.file, -1), p.file, p.line, p.column, p.rule))

    @property
    def errors(self) -> int:
        return sum(count for (severity, _), count in self.counts.items() if severity == "error")

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def outcome(self) -> str:
        """How many errors, warnings and excused findings, in words."""
        counts = f"{counted(self.errors, 'error')}, {counted(self.total - self.errors, 'warning')}"
        excused = f", {self.excused.total():,} excused" if self.excused else ""
        return (counts if self.total else "no problems") + excused

    def within(self, files: Sequence[str]) -> Report:
        """The kept problems of these files, counted again."""
        found = Report(problem for problem in self.problems if problem.file in files)
        found.excused = self.excused
        return found

    def first(self, most: int) -> Report:
        """The first `most` problems with the counts of all; 0 keeps all problems."""
        shown = Report()
        shown.counts, shown.excused = self.counts, self.excused
        shown.problems = self.problems[:most] if most else self.problems
        return shown
