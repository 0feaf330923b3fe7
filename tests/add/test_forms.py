"""Filled issue forms as candidate rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from sino_pak_data.add.add_input import Unusable
from sino_pak_data.add.forms import from_issue
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT

PACKAGE = open_package(ROOT)
NONE = "_No response_"

EVENT = {
    "Date": "2022-06-29", "Title": "Karot plant starts", "Event type": "Inauguration", "Domain": "Energy",
    "Balancing": NONE, "Actors": "China; pakistan\n- INT-X", "Targets": NONE,
    "Summary": "All four units run.\n\nPower goes to the grid.", "Sources": NONE,
    "New source: Address": "https://www.karot.org/start", "New source: Kind": "Web page",
    "New source: Title": "Karot starts", "New source: Published": "2022-06-30",
}  # fmt: skip


def body(answers: dict[str, str]) -> str:
    """As GitHub renders it."""
    return "\r\n\r\n".join(f"### {label}\r\n\r\n{text}" for label, text in answers.items()) + "\r\n"


def test_a_form_becomes_its_row_and_the_row_of_its_new_source() -> None:
    source, event = from_issue(body(EVENT), PACKAGE)
    assert (source.table, source.cells["source_id"], source.cells["kind"]) == ("sources", "karot2022starts", "webpage")
    assert (source.cells["redistribution"], source.cells["status"]) == ("unclear", "unverified")
    assert event.cells == {
        "date": "2022-06-29", "title": "Karot plant starts", "event_type": "inauguration", "domain": "energy",
        "actors": "CHN;PAK;INT-X", "summary": "All four units run. Power goes to the grid.", "sources": "karot2022starts",
    }  # fmt: skip


def test_names_may_be_separated_by_commas() -> None:
    _, event = from_issue(body({**EVENT, "Actors": "China, United States\nPAK"}), PACKAGE)
    assert event.cells["actors"] == "CHN;USA;PAK"


def test_a_source_that_is_known_by_its_address_or_doi_keeps_its_id() -> None:
    page = "https://www.redfame.com/journal/index.php/ijsss/article/view/699"
    (event,) = from_issue(body({**EVENT, "New source: Address": page}), PACKAGE)
    assert event.cells["sources"] == "afridi2015searching"
    (event,) = from_issue(body({**EVENT, "New source: DOI": "https://doi.org/10.11114/IJSSS.v3i2.699"}), PACKAGE)
    assert event.cells["sources"] == "afridi2015searching"


def test_known_works_are_named_by_id_or_address() -> None:
    own = {label: text for label, text in EVENT.items() if not label.startswith("New source")}
    page = "https://redfame.com/journal/index.php/ijsss/article/view/699"
    (event,) = from_issue(body({**own, "Sources": f"yousaf2025drive[2.p1]\n{page}"}), PACKAGE)
    assert event.cells["sources"] == "yousaf2025drive[2.p1];afridi2015searching"


def test_a_correction_becomes_a_discrepancy() -> None:
    correction = {"Record": "friendship-treaty-2005", "Field": "Signed", "Other value": "2005-04-06", "Source": "yousaf2025drive", "Note": NONE}  # fmt: skip
    (row,) = from_issue(body(correction), PACKAGE)
    assert row.table == "discrepancies"
    assert row.cells == {
        "record": "agreements/friendship-treaty-2005", "field": "signed", "value": "2005-04-06", "source": "yousaf2025drive",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a filled form"),
        ("### Date\n\n_No response_\n", "not a filled form"),
        ("### Title\n\nx\n", "name the TABLE"),
        ("### Date\n\n2022\n\n### Colour\n\nred\n", "fit no table"),
    ],
)
def test_a_body_that_is_not_a_form_is_refused(text: str, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        from_issue(text, PACKAGE)


def test_a_heading_inside_an_answer_is_refused() -> None:
    with pytest.raises(Unusable, match="fit no table"):
        from_issue(body({**EVENT, "Summary": "x\n\n### rm -rf\n\ny"}), PACKAGE)


def test_the_body_is_only_read(tmp_path: Path) -> None:
    hostile = body({**EVENT, "Title": "$(touch pwned) `touch pwned` ${{ github.token }}"})
    _, event = from_issue(hostile, PACKAGE)
    assert event.cells["title"] == "$(touch pwned) `touch pwned` ${{ github.token }}"
