"""Each mistake is one problem at its place: file, line, column, what and what to do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sino_pak_data.checks.runner import check
from sino_pak_data.package.problem import PackageError, Problem
from sino_pak_data.reading.reader import open_package

Checked = Callable[..., list[Problem]]
FILE = "tables/events.csv"
HEAD = "event_id,date,title"


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "column"),
    [
        ("1951-05-21", "1951-05-32", "impossible-date", 2, 47),
        ("1951-05-21", "21 May 1951", "malformed-date", 2, 39),
        (",signing,", ",signin,", "unknown-code", 2, None),
        (",diplomatic,", ",diplomatc,", "unknown-code", 2, None),
        ("CHN;PAK", "CHN;PAQ", "unknown-item", 2, None),
        ("chinaorg2011ties", "chinaorg2011tie", "unknown-source", 2, None),
        ("chinaorg2011ties", "", "unsourced-row", 2, None),
        ("chinaorg2011ties", "chinaorg2011ties,p", "ragged-row", 2, None),
        (HEAD, "event_id,date,titel", "wrong-header", 1, 15),
        (HEAD, "event_id,date,date", "duplicated-column", 1, 15),
        (HEAD, "\ufeff" + HEAD, "byte-order-mark", 1, 1),
        (HEAD.encode(), b"event_id,date,t\xeftle", "not-utf8", 1, 16),
    ],
)
def test_one_mistake_is_at_its_place(
    checked: Checked, old: str, new: str, rule: str, line: int, column: int | None
) -> None:
    problems = [p for p in checked("events", old, new) if p.severity == "error"]
    assert rule in {p.rule for p in problems}
    first = next(p for p in problems if p.rule == rule)
    assert (first.file, first.line) == (FILE, line)
    assert column is None or first.column == column
    assert first.message
    assert first.hint


def test_a_misspelt_code_is_recognised(checked: Checked) -> None:
    (problem,) = checked("events", ",diplomatic,", ",diplomatc,")
    assert problem.field == "domain"
    assert problem.value == "diplomatc"
    assert "did you mean 'diplomatic'?" in problem.hint


def test_the_column_is_right_after_quoted_cells(base: Path) -> None:
    path = base / "tables" / "events.csv"
    header, first, *rest = path.read_text().splitlines()
    cells = first.split(",")
    cells[2] = '"A ""quoted"", title"'
    cells[1] = "1951-05-21"
    line = ",".join(cells).replace("chinaorg2011ties", "nowhere2001")
    path.write_text("\n".join([header, line, *rest]) + "\n")
    problem = next(p for p in check(open_package(base)) if p.rule == "unknown-source")
    assert line[problem.column - 1 :].startswith("nowhere2001")


def test_all_faults_are_told_at_once(checked: Checked) -> None:
    problems = checked("events", "1951-05-21,", "1951-05-32 ,")
    assert {p.rule for p in problems} >= {"impossible-date", "stray-space"}


def test_one_broken_source_row_does_not_blame_those_who_cite_it(checked: Checked) -> None:
    problems = checked("sources", "\nyousaf2025drive,", "\nyousaf2025drive,,")
    assert {p.rule for p in problems} == {"ragged-row"}


def test_a_missing_table_is_one_problem(base: Path) -> None:
    (base / "tables" / "sources.csv").unlink()
    assert [p.rule for p in check(open_package(base))] == ["missing-table"]


def test_the_future_is_told_from_today(base: Path) -> None:
    problems = check(open_package(base), today=date(2004, 1, 1))
    assert "date-in-future" in {p.rule for p in problems}


def test_an_excuse_covers_one_place_and_expires(base: Path) -> None:
    path = base / "tables" / "events.csv"
    path.write_text(path.read_text().replace("2003-08", "2093-08"))
    excuse = '[[excuse]]\nrule = "{}"\nrecord = "events/jf17-first-flight-2003"\nfield = "date"\nreason = "Test."\n'
    (base / "excuses.toml").write_text(excuse.format("date-in-future"))
    assert "date-in-future" not in {p.rule for p in check(open_package(base))}
    (base / "excuses.toml").write_text(excuse.format("malformed-date"))
    problem = next(p for p in check(open_package(base)) if p.rule == "stale-excuse")
    assert (problem.file, problem.line) == ("excuses.toml", 1)


@pytest.mark.parametrize("text", ["[[excuse]]\nrule = 'x'\n", "[[excuse"])
def test_a_bad_excuse_file_is_a_problem(base: Path, text: str) -> None:
    (base / "excuses.toml").write_text(text)
    assert [p.rule for p in check(open_package(base))] == ["stale-excuse"]


@pytest.mark.parametrize("text", ["{", "[]", '{"resources": 1}'])
def test_a_broken_descriptor_is_said(base: Path, text: str) -> None:
    (base / "datapackage.json").write_text(text)
    with pytest.raises(PackageError, match=r"datapackage\.json"):
        open_package(base)


def test_a_problem_has_the_fields_of_the_contract() -> None:
    names = [field.name for field in dataclasses.fields(Problem)]
    assert names == ["file", "line", "column", "field", "rule", "severity", "value", "message", "hint"]
