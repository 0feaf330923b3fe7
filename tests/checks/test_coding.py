"""What a coder is told about roles, balancing and confidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from sino_pak_data.checks.runner import check
from sino_pak_data.reading.reader import open_package
from tests.checks.test_rules import lay


@pytest.mark.parametrize(
    ("cells", "field", "message", "hint"),
    [
        ("event_type=delivery | actors=CHN", "recipients",
         "the type delivery requires recipients, and the cell is empty", "name the recipients, or correct event_type"),
        ("event_type=meeting | recipients=IND", "recipients",
         "the type meeting has no recipients, and the cell has IND",
         "empty the cell, move it to against or actors, or correct event_type"),
        ("event_type=sanction | actors=CHN", "recipients",
         "the type sanction requires recipients or against, and both are empty", "fill one of them"),
        ("event_type=exercise | actors=PAK", "actors",
         "the type exercise has at least 2 actors, and the cell has 'PAK'", "name every party, or correct event_type"),
        ("against=IND;PAK", "against", "PAK is in actors too", "keep it in one of the two"),
        ("balancing=hard", "against",
         "the balancing is hard, and against is empty", "name the state, or write none in balancing"),
        ("confidence=high", "confidence",
         "the sources allow medium at most: no primary work, and chinaorg2011ties is the only work of weight",
         "add a primary work or one of another origin, or code medium"),
    ],
)  # fmt: skip
def test_a_message_says_what_is_wrong_and_a_hint_what_to_do(
    base: Path, cells: str, field: str, message: str, hint: str
) -> None:
    lay(base, f"events: event_id=diplomatic-relations-established-1951 | {cells}")
    (problem,) = check(open_package(base)).problems
    assert (problem.field, problem.message, problem.hint) == (field, message, hint)


def test_the_offset_points_at_the_actor_with_two_roles(base: Path) -> None:
    lay(base, "events: event_id=diplomatic-relations-established-1951 | against=IND;PAK")
    (problem,) = check(open_package(base)).problems
    line = (base / problem.file).read_text().splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("PAK,")
