"""Problems as people, programs and CI systems take them; what a cell says acts nowhere."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import click
import pytest

from sino_pak_data.cells.shown import UNSEEN
from sino_pak_data.checks.findings import Report
from sino_pak_data.cli.render.problems import PRINTERS
from sino_pak_data.package.problem import Problem

HOSTILE = (
    "\x1b]0;own\x07 \x9b31m |`<img src=x>`| @maintainer [a](http://x.org) \u202e &amp; ]]> ::error::x\r\n::set-output%"
)


def problem(line: int = 2, rule: str = "unknown-code", text: str = "plain", severity: str = "error") -> Problem:
    return Problem("tables/events.csv", line, 5, "domain", rule, severity, text, f"{text} is wrong", f"not {text}")  # type: ignore[arg-type]


HOSTILE_FINDINGS = Report([problem(text=HOSTILE), problem(3, "unused-actor", HOSTILE, "warning")])


@pytest.mark.parametrize("form", PRINTERS)
def test_nothing_of_a_hostile_cell_reaches_a_terminal(form: str) -> None:
    shown = click.unstyle(PRINTERS[form](HOSTILE_FINDINGS))
    assert set(UNSEEN.findall(shown)) <= {"\n"}
    assert shown.count("\n") < 40


def test_text_groups_by_file_and_counts_every_rule() -> None:
    other = Problem("tables/actors.csv", 1, 1, "", "line-ending", "error", "", "CRLF", "format")
    shown = click.unstyle(PRINTERS["text"](Report([problem(), problem(3), other])))
    first, rest = shown.split("\n\n", 1)
    assert first.splitlines()[0] == "tables/events.csv:2:5: unknown-code: plain is wrong (not plain)"
    assert rest.startswith("tables/actors.csv:1:1: line-ending: CRLF (format)")
    assert re.search(r"2  unknown-code \(error\)", shown)


def test_what_is_not_shown_is_counted() -> None:
    found = Report(problem(line) for line in range(2, 2002)).first(1000)
    shown = click.unstyle(PRINTERS["text"](found))
    assert "2,000  unknown-code" in shown
    assert "1,000  of these are not shown" in shown
    assert "1,991 more errors" in PRINTERS["github"](found)
    assert PRINTERS["github"](found).count("::error file=") == 9
    assert "1,000 more problems" in PRINTERS["junit"](found)


def test_json_gives_the_cells_back() -> None:
    values = [one["value"] for one in json.loads(PRINTERS["json"](HOSTILE_FINDINGS))]
    assert values == [HOSTILE, HOSTILE]


def test_github_takes_one_line_for_each_problem() -> None:
    lines = PRINTERS["github"](HOSTILE_FINDINGS).split("\n")
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::warning"]


def test_markdown_has_no_markup_of_a_cell_and_a_bound() -> None:
    shown = PRINTERS["markdown"](HOSTILE_FINDINGS)
    row = next(line for line in shown.splitlines() if "events" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert not set("`<>@[]") & set(row)
    assert len(PRINTERS["markdown"](Report(problem(text=HOSTILE * 9) for _ in range(5000)))) < 65_536


def test_junit_is_xml_with_a_case_for_each_rule_of_a_file() -> None:
    (suite,) = ElementTree.fromstring(PRINTERS["junit"](HOSTILE_FINDINGS))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite] == ["unknown-code", "unused-actor"]
    assert suite[0][0].tag == "failure"
    assert ElementTree.fromstring(PRINTERS["junit"](Report()))[0].get("failures") == "0"
