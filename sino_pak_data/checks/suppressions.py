"""Known exceptions: `excuses.toml` beside the descriptor, each with the rule, the record and a reason.

    [[excuse]]
    rule = "source-older-than-record"
    record = "claims/yousaf-fatf-unsc-2008"
    field = "cited_sources"
    reason = "The paper itself cites a work of 1981 for 2008; the row records that."

An excuse that nothing needs any more is itself an error: exceptions do not outlive their cause.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field

from sino_pak_data.checks.marks import Mark
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.store import Store

FILE = "excuses.toml"
_KEYS = ("rule", "record", "field", "reason")


@dataclass
class Excuse:
    """One known exception, and the line of the file it begins on."""

    line: int
    rule: str
    record: str
    field: str
    reason: str
    used: bool = False


@dataclass
class Excuses:
    """The excuses of a package; `covers` remembers which ones were needed."""

    listed: list[Excuse] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by_place = {(one.rule, one.record, one.field): one for one in self.listed}

    def covers(self, rule: str, mark: Mark) -> bool:
        """Is this fault a known exception?"""
        if not self.listed or mark.row is None:
            return False
        excuse = self._by_place.get((rule, mark.table.address(mark.row), mark.field))
        if excuse is None:
            return False
        excuse.used = True
        return True

    def problems(self, left_out: Collection[str] = ()) -> list[Problem]:
        """Faults of the file, and excuses that nothing needed; of rules left out nothing is known."""
        stale = [
            Problem(
                FILE, one.line, 1, "", "stale-excuse", "error", one.record,
                f"nothing breaks {one.rule} at {one.record}, field {one.field!r} any more", "delete this excuse",
            )
            for one in self.listed
            if not one.used and one.rule not in left_out
        ]  # fmt: skip
        return self.faults + stale


def read(store: Store) -> Excuses:
    """The excuses of a package; none where there is no file."""
    if not store.exists(FILE):
        return Excuses()
    text = store.read(FILE).decode("utf-8", "replace")
    try:
        entries = tomllib.loads(text).get("excuse", [])
    except tomllib.TOMLDecodeError as reason:
        return Excuses([], [_fault(1, f"not TOML: {reason}")])
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[excuse]]"]
    listed, faults = [], []
    for line, entry in zip(starts, entries, strict=False):
        missing = [key for key in _KEYS if not str(entry.get(key, "")).strip()]
        if missing:
            faults.append(_fault(line, f"an excuse without {', '.join(missing)}"))
        else:
            listed.append(Excuse(line, *(entry[key] for key in _KEYS)))
    return Excuses(listed, faults)


def _fault(line: int, message: str) -> Problem:
    hint = "an excuse has rule, record, field and reason"
    return Problem(FILE, line, 1, "", "stale-excuse", "error", "", message, hint)
