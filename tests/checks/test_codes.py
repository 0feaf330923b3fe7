"""The examples of a code list are rows that carry the code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sino_pak_data.checks.runner import check
from sino_pak_data.package.problem import Problem
from sino_pak_data.reading.reader import open_package


def with_member(base: Path, member: str, content: object) -> list[Problem]:
    """Give the code `treaty` of the base another member and check."""
    path = base / "schemas" / "codes" / "instrument.json"
    described = json.loads(path.read_text())
    next(code for code in described["codes"] if code["value"] == "treaty")[member] = content
    path.write_text(json.dumps(described))
    return check(open_package(base)).problems


@pytest.mark.parametrize(
    ("member", "content", "messages"),
    [
        ("examples", ["friendship-treaty-2005"], []),
        ("examples", [], ["0 of 1 examples"]),
        ("examples", ["friendship-treaty-2006"], ["the example 'friendship-treaty-2006' is not in agreements"]),
        ("examples", ["friendship-treaty-2005", "diplomatic-relations-1951"],
         ["the example 'diplomatic-relations-1951' carries agreement"]),
        ("include", "", ["include is missing"]),
    ],
)  # fmt: skip
def test_a_fault_names_list_code_and_example(base: Path, member: str, content: object, messages: list[str]) -> None:
    problems = with_member(base, member, content)
    assert [problem.message for problem in problems] == [f"instrument: treaty: {message}" for message in messages]
    assert {(problem.rule, problem.file) for problem in problems} <= {
        ("code-examples", "schemas/codes/instrument.json")
    }


RULES = {"none_agrees": "yousaf-trade-2018", "links_support": "yousaf-treaty-2005", "no_link": "yousaf-fatf-unsc-2008"}
"""The rules that gave the verdicts of the base, and a claim of each."""


def with_rules(base: Path, examples: dict[str, list[str]]) -> list[str]:
    """Give the rules of verdicts these examples, check, and return the messages."""
    path = base / "schemas" / "codes" / "verdict_rule.json"
    described = json.loads(path.read_text())
    described["codes"] = [
        code | {"examples": examples[code["value"]]} for code in described["codes"] if code["value"] in examples
    ]
    path.write_text(json.dumps(described))
    return [problem.message for problem in check(open_package(base)).problems]


@pytest.mark.parametrize(
    ("rule", "examples", "message"),
    [
        ("no_link", [], "no_link: 0 of 1 examples"),
        ("no_link", ["yousaf-trade-2018"], "no_link: the example 'yousaf-trade-2018' carries none_agrees"),
        ("repeats", [], "repeats: no row of verdicts carries it"),
    ],
)
def test_a_rule_of_verdicts_has_examples_that_it_decides_today(
    base: Path, rule: str, examples: list[str], message: str
) -> None:
    listed = {name: [claim] for name, claim in RULES.items()} | {rule: examples}
    assert with_rules(base, listed) == [f"verdict_rule: {message}"]


def test_built_tables_are_not_judged_while_a_cell_is_wrong(base: Path) -> None:
    evidence = base / "tables" / "evidence.csv"
    evidence.write_text(evidence.read_text().replace(",supports,", ",suports,"))
    messages = with_rules(base, {name: [claim] for name, claim in RULES.items()})
    assert not [message for message in messages if message.startswith("verdict_rule")]
