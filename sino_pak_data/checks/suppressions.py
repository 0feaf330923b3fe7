"""Known exceptions: `excuses.toml`, next to the descriptor, gives each a rule, a record, a field and a reason.

    [[excuse]]
    rule = "source-older-than-record"
    record = "claims/yousaf-fatf-unsc-2008"
    field = "cited_sources"
    reason = "The paper itself cites a work of 1981 for 2008; the row records that."

Warnings may be excused, and of the errors those that `EXCUSABLE` lists, never what readers and the build rely on. An
exception that no longer occurs is itself an error, so that the list does not outlive its causes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import chain, repeat

from sino_pak_data.cells.ids import unknown
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.rules import all_rules
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.store import Store

FILE = "excuses.toml"
EXCUSABLE = ("balancing-of-type", "confidence-below-sources", "confidence-exceeds-sources", "date-in-future")
"""The errors that may be excused: they judge how a row was coded, and all that is built can do with it as it is."""
_KEYS = ("rule", "record", "field", "reason")


class Suppressions:
    """The exceptions of a package, and which of them were needed.

    faults  what is wrong with the file itself
    """

    def __init__(self, store: Store) -> None:
        self.faults: list[Problem] = []
        self._lines: dict[tuple[str, str, str], int] = {}
        text = store.read(FILE).decode("utf-8", "replace") if store.exists(FILE) else ""
        entries, others = [], []
        try:
            read = tomllib.loads(text)
            entries, others = [dict(entry) for entry in read.get("excuse", [])], [*read.keys() - {"excuse"}]
        except (ValueError, TypeError, RecursionError) as reason:
            self.faults.append(_problem(1, f"not a TOML file of excuses: {reason}"))
        if others:
            self.faults.append(_problem(1, f"{others[0]!r} is not read", "begin each excuse with [[excuse]]"))
        # tomllib gives no line numbers: each entry is matched with the next line that opens one
        lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[excuse]]"]
        for line, entry in zip(chain(lines, repeat(1)), entries, strict=False):
            missing = [key for key in _KEYS if not str(entry.get(key, "")).strip()]
            odd = [key for key in _KEYS if not isinstance(entry.get(key, ""), str)]
            if missing or odd:
                what = f"no {', '.join(missing)}" if missing else f"something else than text in {', '.join(odd)}"
                self.faults.append(_problem(line, f"the excuse has {what}"))
            elif fault := _not_excusable(entry["rule"]):
                self.faults.append(_problem(line, *fault))
            else:
                self._lines[entry["rule"], entry["record"], entry["field"]] = line
        self._unneeded = dict(self._lines)

    def cover(self, rule: str, finding: Finding) -> bool:
        """Is this finding a known exception?"""
        if not self._lines or finding.row is None:
            return False
        place = (rule, finding.table.address(finding.row), finding.field)
        self._unneeded.pop(place, None)
        return place in self._lines

    def stale(self) -> Iterator[Problem]:
        """The exceptions that no finding needed."""
        for (rule, record, field), line in self._unneeded.items():
            yield _problem(line, f"{record}, field {field!r}, no longer breaks {rule}", "delete this excuse", record)


def _not_excusable(code: str) -> tuple[str, str] | None:
    """Why a rule cannot be excused, and what to do."""
    rules = all_rules()
    if code not in rules:
        return unknown("rule", code, rules), "an excuse names a rule as `check` prints it"
    if rules[code].severity == "warning" or code in EXCUSABLE:
        return None
    message = f"{code} cannot be excused: of the errors only {', '.join(EXCUSABLE)} can be, and every warning"
    return message, "correct the row and delete this excuse"


def _problem(
    line: int, message: str, hint: str = "an excuse has rule, record, field and reason", value: str = ""
) -> Problem:
    return Problem(FILE, line, 1, "", "stale-excuse", "error", value, message, hint)
