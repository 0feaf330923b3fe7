"""Each mistake is one problem at its place: file, line, column, what is wrong and what to do."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sino_pak_data.checks.runner import LONGEST_TEXT, check
from sino_pak_data.package.problem import PackageError, Problem
from sino_pak_data.reading.reader import open_package
from tests.conftest import base_files

Checked = Callable[..., list[Problem]]


@pytest.mark.parametrize(
    ("table", "old", "new", "rule", "column", "message", "hint"),
    [
        ("events", "1951-05-21", "1951-05-32", "impossible-date", 47, "there is no day 32", "look it up in the source"),
        ("events", "1951-05-21", "21 May 1951", "malformed-date", 39, "is not a valid date", "write 1951-05-21"),
        ("events", ",signing,", ",signin,", "unknown-code", 95, "'signin' is not a valid event type", "'signing'?"),
        ("events", ",diplomatic,", ",diplomatc,", "unknown-code", 103, "is not a valid domain", "'diplomatic'?"),
        ("events", "CHN;PAK", "CHN;PKA", "unknown-item", 123, "'PKA' is not in actors", "did you mean 'PAK'?"),
        ("events", "chinaorg2011ties", "chinaorg2011tie", "unknown-source", 233, "is not in sources", "ties'?"),
        ("events", "chinaorg2011ties", "", "unsourced-row", 233, "the row has no source", "write a source id"),
        ("events", "chinaorg2011ties", "chinaorg2011ties,p", "ragged-row", 252, "the row has", "comma"),
        ("observations", "16968.24166", "+60", "wrong-type", 38, "'+60' is not a number", "write 60"),
        ("observations", "16968.24166", "60.", "wrong-type", 38, "'60.' is not a number", "write 60"),
        ("observations", "16968.24166", ".5", "wrong-type", 38, "'.5' is not a number", "write 0.5"),
        ("observations", "16968.24166", "٦٠", "wrong-type", 38, "'٦٠' is not a number", "write 60"),
        ("observations", "16968.24166", "1" + "0" * 310, "wrong-type", 38, "is not a number", "for example 16970.1"),
        ("sources", "10.2307/2010133", "doi:10.2307/1", "wrong-form", 183, "is not a valid DOI", "write 10.2307/1"),
        ("actors", ",PAK,770,", ",PAK,7700,", "out-of-range", 24, "7700 is above the maximum of", "for example 770"),
        ("actors", ",PAK,770,", ",,770,", "state-without-code", 20, "state PAK has no ISO code", "write the ISO 3166"),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(
    checked: Checked, table: str, old: str, new: str, rule: str, column: int, message: str, hint: str
) -> None:
    (problem,) = checked(table, old, new)
    assert (problem.file, problem.rule, problem.column) == (f"tables/{table}.csv", rule, column)
    assert message in problem.message
    assert hint in problem.hint


def test_the_column_is_right_after_quoted_cells(base: Path, checked: Checked) -> None:
    path = base / "tables" / "events.csv"
    title = path.read_text().splitlines()[1].split(",")[2]
    path.write_text(path.read_text().replace(title, '"A ""quoted"", title"', 1))
    (problem,) = checked("events", "chinaorg2011ties", "nowhere2001")
    assert path.read_text().splitlines()[1][problem.column - 1 :].startswith("nowhere2001")


def test_all_problems_are_reported_at_once(checked: Checked) -> None:
    problems = checked("events", "1951-05-21,", "1951-05-32 ,")
    assert {p.rule for p in problems} >= {"impossible-date", "stray-space"}


def test_a_column_declared_unique_holds_each_value_once(base: Path, checked: Checked) -> None:
    path = base / "schemas" / "actors.json"
    schema = json.loads(path.read_text())
    for name in ("actor_id", "cow_code"):  # one problem, although the key is declared unique too
        next(field for field in schema["fields"] if field["name"] == name).setdefault("constraints", {})["unique"] = (
            True
        )
    path.write_text(json.dumps(schema))
    (problem,) = checked("actors", ",PAK,770,", ",PAK,710,")
    assert (problem.rule, problem.line, problem.field) == ("duplicate-key", 5, "cow_code")
    assert problem.message == "duplicate cow_code '710': line 2 has it too"
    assert problem.hint == "merge the rows, or give this one another cow_code"


@pytest.mark.parametrize(("lost", "rule"), [("yousaf2025drive,,", "ragged-row"), ("#NAME?,", "spreadsheet-error")])
def test_a_lost_row_of_sources_does_not_blame_the_rows_that_cite_it(checked: Checked, lost: str, rule: str) -> None:
    (problem,) = checked("sources", "\nyousaf2025drive,", f"\n{lost}")
    assert problem.rule == rule


@pytest.mark.parametrize(
    ("wrong", "rule"), [("dittmer 1981", "malformed-reference"), ("dittmer1981", "unknown-source")]
)
def test_a_work_that_a_wrong_reference_may_mean_is_not_unused(checked: Checked, wrong: str, rule: str) -> None:
    (problem,) = checked("claims", "dittmer1981triangle", wrong)
    assert problem.rule == rule


def test_a_missing_table_is_one_problem(base: Path) -> None:
    (base / "tables" / "sources.csv").unlink()
    assert [p.rule for p in check(open_package(base)).problems] == ["missing-table"]


def test_the_future_begins_after_today(base: Path) -> None:
    problems = check(open_package(base), today=date(2004, 1, 1)).problems
    assert "date-in-future" in {p.rule for p in problems}


EXCUSE = '[[excuse]]\nrule = "{}"\nrecord = "events/jf17-first-flight-2003"\nfield = "date"\nreason = "Test."\n'


def test_an_excuse_covers_one_place_and_expires(base: Path, checked: Checked) -> None:
    (base / "excuses.toml").write_text(EXCUSE.format("date-in-future"))
    assert "date-in-future" not in {p.rule for p in checked("events", "2003-08", "2093-08")}
    assert check(open_package(base)).excused == {"date-in-future": 1}
    (base / "tables" / "events.csv").write_bytes(base_files()["tables/events.csv"])
    problem = next(p for p in check(open_package(base)).problems if p.rule == "stale-excuse")
    assert (problem.file, problem.line) == ("excuses.toml", 1)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("malformed-date", "malformed-date cannot be excused: of the errors only"),
        ("unknown-source", "unknown-source cannot be excused: of the errors only"),
        ("date-in-futur", "no rule 'date-in-futur'"),
    ],
)
def test_what_the_build_relies_on_cannot_be_excused(base: Path, checked: Checked, code: str, said: str) -> None:
    (base / "excuses.toml").write_text(EXCUSE.format(code))
    problems = checked("events", "2003-08", "August 2003")
    assert {"malformed-date", "stale-excuse"} == {p.rule for p in problems}
    assert next(p.message for p in problems if p.rule == "stale-excuse").startswith(said)


def test_an_unreadable_table_does_not_make_excuses_stale(base: Path) -> None:
    (base / "excuses.toml").write_text(EXCUSE.format("date-in-future"))
    (base / "tables" / "events.csv").unlink()
    assert [problem.rule for problem in check(open_package(base)).problems] == ["missing-table"]


@pytest.mark.parametrize("text", ["[[excuse]]\nrule = 'x'\n", "[[excuse", "excuse = 1"])
def test_an_invalid_excuse_file_is_a_problem(base: Path, text: str) -> None:
    (base / "excuses.toml").write_text(text)
    assert [p.rule for p in check(open_package(base)).problems] == ["stale-excuse"]


@pytest.mark.parametrize("text", ["{", "[]", '{"resources": 1}'])
def test_an_invalid_descriptor_is_refused(base: Path, text: str) -> None:
    (base / "datapackage.json").write_text(text)
    with pytest.raises(PackageError, match=r"datapackage\.json"):
        open_package(base)


def test_problems_beyond_the_limit_are_counted_but_not_kept(base: Path) -> None:
    path = base / "tables" / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8") + "half a row\n" * 50 + "#REF!,,,,,,,,,,\n" * 50, encoding="utf-8")
    report = check(open_package(base, keep=3), keep=3)
    assert report.counts["error", "ragged-row"] == 50
    assert sum(problem.rule == "ragged-row" for problem in report.problems) == 3
    assert report.total == sum(report.counts.values()) > len(report.problems)


def test_a_problem_carries_no_more_text_than_a_person_reads(checked: Checked) -> None:
    (problem,) = checked("events", ",diplomatic,", f",{'x' * 20_000},")
    assert len(problem.value) == len(problem.message) == LONGEST_TEXT


def test_a_problem_has_the_fields_of_the_contract() -> None:
    names = [field.name for field in dataclasses.fields(Problem)]
    assert names == ["file", "line", "column", "field", "rule", "severity", "value", "message", "hint"]
