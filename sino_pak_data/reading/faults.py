"""The faults of one file, as they are found: each with its place, and with a bound on how many are kept."""

from __future__ import annotations

from collections import Counter

from sino_pak_data.package.problem import Problem

FORMAT = "run `sino-pak-data format`"

FILE_RULES = (
    "missing-table", "unreadable-table", "too-large", "empty-file", "not-utf8", "byte-order-mark", "line-ending",
    "wrong-delimiter", "wrong-header", "duplicated-column", "nameless-column",
)  # fmt: skip
"""What may be wrong with a file before its rows are looked at."""


class Faults:
    """What is wrong with the text of one file.

    kept    the faults, the first `keep` of each rule
    more    how many of each rule were found beyond these
    broken  lines of rows whose cells may stand under wrong names: their text is a fault already,
            and what they say would be noise
    """

    def __init__(self, file: str, keep: int | None = None) -> None:
        self.file = file
        self.kept: list[Problem] = []
        self.more: Counter[str] = Counter()
        self.broken: set[int] = set()
        self._keep = keep
        self._counts: Counter[str] = Counter()

    def add(self, rule: str, message: str, hint: str, line: int = 1, column: int = 1, value: str = "") -> None:
        """Enter a fault; it is an error."""
        self._counts[rule] += 1
        if self._keep is not None and self._counts[rule] > self._keep:
            self.more[rule] += 1
        else:
            self.kept.append(Problem(self.file, line, column, "", rule, "error", value, message, hint))

    def add_row(self, rule: str, message: str, hint: str, line: int, column: int = 1, value: str = "") -> None:
        """Enter a fault of a row that makes its cells uncertain."""
        self.broken.add(line)
        self.add(rule, message, hint, line, column, value)

    def withdraw(self, rule: str) -> None:
        """Take back the faults of one rule, for another one that tells them all at once."""
        self.kept = [fault for fault in self.kept if fault.rule != rule]
        del self.more[rule]
        del self._counts[rule]

    def __contains__(self, rule: str) -> bool:
        return bool(self._counts[rule])
