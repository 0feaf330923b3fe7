"""`bulk check` and `check` say the same of the real tables, whole and damaged: the same rules, lines and columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from sino_pak_data.bulk.faults import DATES, Guesses
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import named
from sino_pak_data.checks.rules.standard import RULE_OF, findings, repeated
from sino_pak_data.checks.runner import problem_of
from sino_pak_data.package import constraints
from sino_pak_data.package.problem import Problem
from sino_pak_data.reading.reader import Authored, open_package
from tests.bulk.conftest import Checked
from tests.conftest import ROOT
from tests.mutation.cells import all_damages
from tests.mutation.copies import DESCRIPTOR, Copy
from tests.mutation.lines import SLIPS, Slip

STRUCTURE = {"ragged-row", "stray-quote"}


class Place(NamedTuple):
    file: str
    line: int
    column: int
    rule: str


def places(problems: list[Problem]) -> set[Place]:
    return {Place(one.file, one.line, one.column, one.rule) for one in problems}


def expected(package: Authored) -> Iterator[Problem]:
    """What `check` knows of types, constraints, keys and dates, before any other rule takes a cell for damaged."""
    guess = Guesses()
    for one in constraints.violations(package.readable):
        sourceless = one.kind == "required" and one.column.holds.startswith("reference")
        kind = "source" if sourceless else one.kind
        rule = named(RULE_OF[kind])
        if kind in {"key", "unique"}:
            yield problem_of(rule, repeated(one))
        elif kind == "foreign-key":
            yield problem_of(rule, Finding(one.table, one.row, one.field, ""))
        else:
            yield from (problem_of(rule, finding) for finding in findings(guess, kind, one))
    for table in package.readable.values():
        for field in table.schema.holding("date"):
            for row in table.rows:
                for code, faults in DATES.items():
                    for fault in faults(row[field.name]) if row[field.name] else ():
                        yield problem_of(named(code), Finding(table, row, field.name, *fault))


def test_the_real_tables_are_clean(bulk: Checked) -> None:
    outcome = bulk(ROOT)

    assert outcome.report.problems == []
    assert outcome.rows == sum(len(table.rows) for table in open_package(ROOT).authored)


def test_every_damage_to_a_cell_gets_the_verdict_of_check(bulk: Checked, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "package")
    lines = {name: cycle(range(2, len(sheet.rows) + 2)) for name, sheet in copy.sheets.items()}
    for damage in all_damages(DESCRIPTOR):
        row = copy.sheets[damage.table].rows[next(lines[damage.table]) - 2]
        row[damage.field] = damage.damaged(row[damage.field]) if "[" not in damage.new else f"x{row[damage.field]}"
    for sheet in copy.sheets.values():  # keys too: one lost, one twice, one that leads nowhere
        sheet.rows[-1] = dict(sheet.rows[0])
        sheet.rows[-2][sheet.header[0]] = ""
    copy.save()

    outcome = bulk(copy.folder)

    wanted = places([*expected(open_package(copy.folder))])
    assert places(outcome.report.problems) == wanted
    assert {rule for *_, rule in wanted} >= {
        "wrong-type", "missing-value", "unsourced-row", "unknown-code", "wrong-form", "out-of-range", "unknown-id",
        "duplicate-key", "malformed-date", "impossible-date",
    }  # fmt: skip


def _unforgiven(slip: Slip, line: str) -> bool:
    """DuckDB forgives an empty cell too many at the end, and a quote in a cell that does not begin with one."""
    loose = slip.rule == "stray-quote" and slip.damaged(line).endswith('"')
    return bool(line) and slip.where(line) and line[-1] != "," and not loose


def test_rows_that_cannot_be_taken_apart_are_reported_as_by_check(bulk: Checked, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "package")
    copy.save()
    for slip in (slip for slip in SLIPS if slip.rule in STRUCTURE):
        path = copy.folder / "tables" / f"{slip.table}.csv"
        text = path.read_text(encoding="utf-8").split("\n")
        at = next((at for at in range(len(text) // 2, len(text)) if _unforgiven(slip, text[at])), 0)
        if not at:
            continue
        text[at] = slip.damaged(text[at])
        path.write_text("\n".join(text), encoding="utf-8")

    outcome = bulk(copy.folder)

    of_check = {place for place in places(open_package(copy.folder).problems) if place.rule in STRUCTURE}
    assert {place for place in places(outcome.report.problems) if place.rule in STRUCTURE} == of_check
