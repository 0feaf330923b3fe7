"""The fast check finds what the full one finds, and what is found is bounded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sino_pak_data.cells import csv_lines
from sino_pak_data.checks import datapackage
from sino_pak_data.checks.marks import Breach
from sino_pak_data.checks.registry import all_rules
from sino_pak_data.checks.run import FULL
from sino_pak_data.checks.runner import FAST, LONGEST_TEXT, OWN, survey
from sino_pak_data.package.constraints import Violation, violations
from sino_pak_data.reading.reader import open_package

TABLES = ("actors", "agreements", "events", "indicators", "observations", "sources")
CELLS = (
    "",
    "x",
    "-1",
    "1e3",
    "NaN",
    "12,5",
    "1_0",
    "TRUE",
    "maybe",
    "CHN",
    "PAK",
    "2005",
    "10.1/a",
    "military",
    "１",
    "9999",
)

LAX = ("1e3", "NaN", "1_0", "TRUE", "１")
"""Cells that frictionless takes for a number or boolean, and Parquet, SQLite or other readers do not."""


def places(breaches: Iterable[Breach | Violation]) -> set[tuple[str, str, int, str]]:
    return {(one.kind, one.table.name, one.row.line, one.field) for one in breaches}


def damage(base: Path, table: str, line: int, place: int, cell: str) -> None:
    """Another cell in one row of a table; line and place are taken round the table's size."""
    path = base / "tables" / f"{table}.csv"
    header, *rows = [list(parsed.cells) for parsed in csv_lines.parse(path.read_text(encoding="utf-8"))]
    rows[line % len(rows)][place % len(header)] = cell
    path.write_text(csv_lines.document(header, rows), encoding="utf-8")


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(st.sampled_from(TABLES), st.integers(0, 20), st.integers(0, 30), st.sampled_from(CELLS)), max_size=6
    )
)
def test_both_engines_find_the_same_breaches(base: Path, changes: list[tuple[str, int, int, str]]) -> None:
    before = {path: path.read_bytes() for path in (base / "tables").glob("*.csv")}
    try:
        for change in changes:
            damage(base, *change)
        package = open_package(base)
        ours, theirs = list(violations(package.readable)), places(datapackage.breaches(package))
        assert places(ours) >= theirs
        surplus = {(one.kind, one.value) for one in ours if places([one]) - theirs}
        assert surplus <= {("type", cell) for cell in LAX}
    finally:
        for path, content in before.items():
            path.write_bytes(content)


def test_the_fast_check_leaves_out_the_rules_of_frames_and_those_that_warn(base: Path) -> None:
    damage(base, "agreements", 0, 3, "maybe")
    damage(base, "observations", 0, 2, "CHN")
    path = base / "tables" / "sources.csv"
    *rows, last = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*rows, last, "zz2001unread" + last[last.index(",") :]]) + "\n", encoding="utf-8")
    package = open_package(base)
    fast, own, full = ({p.rule for p in survey(package, engine).problems} for engine in (FAST, OWN, FULL))
    assert fast < own < full
    assert {all_rules()[code].severity for code in own - fast} == {"warning"}
    assert {all_rules()[code].layer for code in full - own} == {"frames"}


def test_a_table_with_very_many_breaches_is_left_to_the_own_engine(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datapackage, "MOST_ERRORS", 2)
    path = base / "tables" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",exact,", ",exakt,"), encoding="utf-8")
    package = open_package(base)
    assert len(datapackage.breaches(package)) == 4


def test_problems_beyond_the_bound_are_counted_and_not_kept(base: Path) -> None:
    path = base / "tables" / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8") + "half a row\n" * 50 + "#REF!,,,,,,,,,,\n" * 50, encoding="utf-8")
    found = survey(open_package(base, keep=3), OWN, keep=3)
    assert found.counts["error", "ragged-row"] == 50
    assert sum(problem.rule == "ragged-row" for problem in found.problems) == 3
    assert found.total == sum(found.counts.values()) > len(found.problems)


def test_a_problem_carries_no_more_text_than_can_be_read(base: Path) -> None:
    damage(base, "events", 0, 4, "x" * 20_000)
    (problem,) = survey(open_package(base), OWN).problems
    assert len(problem.value) == len(problem.message) == LONGEST_TEXT
