"""What a check has found: every problem counted, and as many of them kept as were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sino_pak_data.package.problem import Problem, Severity


class Findings:
    """Problems, with a bound on how many of each rule are held in memory.

    problems  those kept, in the order of files, lines and columns once `sort` was called
    counts    how many there are of each rule, by severity and code
    """

    def __init__(self, keep: int | None = None) -> None:
        self.problems: list[Problem] = []
        self.counts: Counter[tuple[Severity, str]] = Counter()
        self._keep = keep

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Findings:
        """These problems, all kept."""
        made = cls()
        for problem in problems:
            made.add(problem)
        return made

    def add(self, problem: Problem) -> None:
        """Enter a problem."""
        if self.wanted(problem.severity, problem.rule):
            self.problems.append(problem)

    def wanted(self, severity: Severity, rule: str) -> bool:
        """Count one problem of a rule; is it to be kept?"""
        self.counts[severity, rule] += 1
        return self._keep is None or self.counts[severity, rule] <= self._keep

    def sort(self, files: Sequence[str]) -> None:
        """Bring the problems into the order of the files, with other files first."""
        rank = {file: at for at, file in enumerate(files)}
        self.problems.sort(key=lambda p: (rank.get(p.file, -1), p.file, p.line, p.column, p.rule))

    @property
    def errors(self) -> int:
        return sum(count for (severity, _), count in self.counts.items() if severity == "error")

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def within(self, files: Sequence[str]) -> Findings:
        """The kept problems of these files, counted anew."""
        return Findings.of(problem for problem in self.problems if problem.file in files)

    def first(self, most: int) -> Findings:
        """The same counts with only the first problems; 0 leaves all."""
        shown = Findings()
        shown.counts = self.counts
        shown.problems = self.problems[:most] if most else self.problems
        return shown
