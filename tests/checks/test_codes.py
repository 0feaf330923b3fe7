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
