"""When two works of a record may be one statement, and what a circle of works is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from sino_pak_data.checks.rules.works import _alike
from sino_pak_data.checks.runner import check
from sino_pak_data.package.table import Row
from sino_pak_data.reading.reader import open_package
from tests.checks.test_rules import lay

TITLE = "Chinese premier arrives in Islamabad for talks"


@pytest.mark.parametrize(
    ("title", "published", "alike"),
    [
        ("Premier arrives in Islamabad", "2005-04-05", True),
        ("Premier arrives in Islamabad", "2005-04-07", True),
        ("Premier arrives in Islamabad", "2005-04-08", False),  # three days later
        ("Premier lands in Islamabad", "2005-04-05", True),  # two of three words
        ("Premier lands for dinner", "2005-04-05", False),  # one of three
        ("Premier arrives in Islamabad", "2005-04", True),  # may be the same day
        ("Premier arrives in Islamabad", "2006", False),
        ("Premier arrives in Islamabad", "", False),
        ("وزیر اعظم", "2005-04-05", False),
    ],
)
def test_works_are_alike_by_the_words_of_their_titles_and_their_days(title: str, published: str, alike: bool) -> None:
    works = Row({"title": TITLE, "published": "2005-04-05"}), Row({"title": title, "published": published})
    assert _alike(*works) is alike
    assert _alike(*reversed(works)) is alike


@pytest.mark.parametrize(
    ("one", "two", "asked"),
    [
        ("", "", True),
        ("basis=own", "", True),
        ("basis=own", "basis=own", False),
        ("", "derived_from=one", False),  # they count as one already
    ],
)
def test_the_question_is_asked_until_both_works_answer_it(base: Path, one: str, two: str, asked: bool) -> None:
    for name, cells in (("one", one), ("two", two)):
        said = f"source_id={name} | title={TITLE}, {name} | published=2005-04-05 | url= | doi= | " + cells
        lay(base, f"sources: {said.removesuffix(' | ')}")
    lay(base, "events: sources=one;two")
    messages = [problem.message for problem in check(open_package(base)).problems]
    assert messages == ["one and two may print one statement: like titles, 2005-04-05"] * asked


def test_a_circle_of_works_is_named(base: Path) -> None:
    lay(base, "sources: source_id=imf2024dots | derived_from=voeten2025ideal")
    lay(base, "sources: source_id=voeten2025ideal | derived_from=imf2024dots")
    assert [problem.message for problem in check(open_package(base)).problems] == [
        "imf2024dots derives from itself by way of voeten2025ideal",
        "voeten2025ideal derives from itself by way of imf2024dots",
    ]
