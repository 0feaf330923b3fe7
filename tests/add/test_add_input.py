"""Rows from CSV, JSON and issue forms."""

from __future__ import annotations

import pytest

from sino_pak_data.add.add_input import decoded, from_csv, from_json
from sino_pak_data.add.candidates import Unusable
from sino_pak_data.add.forms import from_issue
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from tests.conftest import ROOT, real_package

DESCRIPTOR = Descriptor(Folder(ROOT))
EVENTS = DESCRIPTOR.table("events").schema
NONE = "_No response_"
PAGE = "redfame.com/journal/index.php/ijsss/article/view/699"

FORM = {
    "Date": "2022-06-29", "Title": "Karot plant starts", "Event type": "Inauguration", "Domain": "Energy",
    "Balancing": NONE, "Actors": "China; pakistan\n- INT-X", "Recipients": NONE, "Against": NONE,
    "Summary": "All four units run.\n\nPower goes to the grid.", "Sources": NONE,
    "New source: Address": "https://www.karot.org/start", "New source: Kind": "Web page",
    "New source: Title": "Karot starts", "New source: Published": "2022-06-30",
}  # fmt: skip


def body(answers: dict[str, str]) -> str:
    """As GitHub renders it."""
    return "\r\n\r\n".join(f"### {label}\r\n\r\n{text}" for label, text in answers.items()) + "\r\n"


def test_columns_come_in_any_order_and_some_may_be_left_out() -> None:
    (row,) = from_csv('title,date\n"Karot, at last",2022\n\n', EVENTS, "x.csv")
    assert row == ("events", {"title": "Karot, at last", "date": "2022"}, "x.csv:2")


def test_a_line_for_one_spreadsheet_is_passed_over() -> None:
    (row,) = from_csv("sep=,\ntitle,date\nKarot,2022\n", EVENTS, "x.csv")
    assert (row.cells["title"], row.origin) == ("Karot", "x.csv:3")


def test_a_column_that_begins_with_a_number_sign_is_a_remark() -> None:
    """As in the sheets of `import --candidates`."""
    (row,) = from_csv("#like,title,date\nevents/karot-2022,Karot,2022\n", EVENTS, "x.csv")
    assert row.cells == {"title": "Karot", "date": "2022"}


def test_every_fault_of_a_file_is_named() -> None:
    with pytest.raises(Unusable) as fault:
        from_csv('titel,date\nKarot\na,"b\nc"\n', EVENTS, "x.csv")
    assert [line.partition(": ")[0] for line in str(fault.value).splitlines()] == ["x.csv:1:1", "x.csv:2", "x.csv:3"]
    with pytest.raises(Unusable) as fault:
        from_json('{"events": [{"titel": "x"}, {"title": {}}], "sources": [3]}', DESCRIPTOR, "", "both.json")
    assert [line[:24] for line in str(fault.value).splitlines()] == [
        "both.json: events: row 1",
        "both.json: events: row 2",
        "both.json: sources: row ",
    ]
    with pytest.raises(Unusable, match=r"both\.json: no table 'source'; did you mean 'sources'\?"):
        from_json('{"source": [], "events": []}', DESCRIPTOR, "", "both.json")


def test_json_cells_become_text() -> None:
    given = '{"events": [{"actors": ["CHN", "PAK"], "note": null}], "agreements": [{"value": 1.50}]}'
    events, agreements = from_json(given, DESCRIPTOR, "", "x.json")
    assert events == ("events", {"actors": "CHN;PAK", "note": ""}, "x.json: events: row 1")
    assert agreements.cells == {"value": "1.50"}
    (source,) = from_json('{"primary": true, "volume": 7}', DESCRIPTOR, "sources", "x.json")
    assert source.cells == {"primary": "true", "volume": "7"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.csv: empty"),
        ("date,titel\n", "x.csv:1:6: no column 'titel'; did you mean 'title'?"),
        ("date;title\n2022;x\n", "save the file with commas"),
        ("date\ttitle\n2022\tx\n", "cells are separated by tabs"),
        ('date,title\n2022,"a\nb"\n', "x.csv:2: a line break in a cell"),
        ("date,title\n2022\n", "x.csv:2: 1 cells for 2 columns"),
        ('date,title\n2022,a "b" c\n', "x.csv:2: stray quote"),
        ("date,date\n", "x.csv:1:6: the column 'date' occurs twice"),
        ('{"date" 2022}', "x.json:1:9: not JSON"),
        ('[{"date": "2022"}, 3]', "row 2: not an object"),
        ('{"dat": "2022"}', "did you mean 'date'?"),
        ('{"title": {"en": "x"}}', "title: must be text"),
        ('{"title": "\\ud800"}', "title: must be text"),
        ('{"title": "two\\r\\nlines"}', "title: must be text on one line"),
        ('{"title": 1e999999999}', "title: must be text"),
        ('{"title": ' + "1" * 5000 + "}", "title: must be text"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_input_that_cannot_be_used_says_where_and_why(text: str, message: str) -> None:
    is_json = text.startswith(("{", "["))
    with pytest.raises(Unusable) as fault:
        from_json(text, DESCRIPTOR, "events", "x.json") if is_json else from_csv(text, EVENTS, "x.csv")
    assert message in str(fault.value)


def test_a_file_from_a_spreadsheet_is_read_with_any_line_ends_and_a_byte_order_mark() -> None:
    assert decoded(b"\xef\xbb\xbfdate\r\n2022\r\n", "x.csv") == "date\n2022\n"
    with pytest.raises(Unusable, match=r"x\.csv:2: not UTF-8"):
        decoded(b"date\n\xe9\n", "x.csv")


def test_a_form_becomes_its_row_and_the_row_of_its_new_source() -> None:
    source, event = from_issue(body(FORM), real_package())
    assert (source.table, source.cells["source_id"], source.cells["kind"]) == ("sources", "karot2022starts", "webpage")
    assert (source.cells["redistribution"], source.cells["status"]) == ("unclear", "unverified")
    assert event.cells == {
        "date": "2022-06-29", "title": "Karot plant starts", "event_type": "inauguration", "domain": "energy",
        "actors": "CHN;PAK;INT-X", "summary": "All four units run. Power goes to the grid.", "sources": "karot2022starts",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "column", "cell"),
    [
        ({"Actors": "China, United States\nPAK"}, "actors", "CHN;USA;PAK"),
        ({"New source: Address": f"https://www.{PAGE}"}, "sources", "afridi2015searching"),
        ({"New source: DOI": "https://doi.org/10.11114/IJSSS.v3i2.699"}, "sources", "afridi2015searching"),
        ({"Sources": f"yousaf2025drive[2.p1]\nhttps://{PAGE}"}, "sources", "yousaf2025drive[2.p1];afridi2015searching;karot2022starts"),
        ({"Sources": f"https://{PAGE}[p. 3]\n- yousaf2025drive[2.p1; 2.p2]"}, "sources", "afridi2015searching[p. 3];yousaf2025drive[2.p1; 2.p2];karot2022starts"),
        ({"Title": "$(touch pwned) `touch pwned` ${{ github.token }}"}, "title", "$(touch pwned) `touch pwned` ${{ github.token }}"),
    ],
)  # fmt: skip
def test_names_addresses_and_dois_become_ids(changed: dict[str, str], column: str, cell: str) -> None:
    assert from_issue(body({**FORM, **changed}), real_package())[-1].cells[column] == cell


def test_a_form_can_bring_several_new_sources() -> None:
    second = {"New source 2: Title": "Karot reaches the grid", "New source 2: Address": "https://www.karot.org/grid"}
    listed = {"Sources": "https://www.dawn.com/news/1[p. 2]\nhttps://doi.org/10.9999/Karot"}
    text = body({**FORM, **second, **listed}) + body({"New source: Title": "A third", "New source: Address": NONE})
    *works, event = from_issue(text, real_package())
    assert [work.cells.get("url") or work.cells.get("doi") for work in works] == [
        "https://www.dawn.com/news/1", "10.9999/karot", "https://www.karot.org/start", "https://www.karot.org/grid", None,
    ]  # fmt: skip
    ids = [work.cells["source_id"] for work in works]
    assert event.cells["sources"] == ";".join([f"{ids[0]}[p. 2]", *ids[1:]])
    assert len({*ids}) == 5


def test_a_correction_becomes_a_discrepancy() -> None:
    correction = {"Record": "friendship-treaty-2005", "Field": "Signed", "Other value": "2005-04-06", "Source": "yousaf2025drive", "Note": NONE}  # fmt: skip
    (row,) = from_issue(body(correction), real_package())
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
        (body({**FORM, "Summary": "x\n### Date\n\n1900"}), r"form\.md:[0-9]+: the heading '### Date' occurs twice"),
        (body({**FORM, "Summary": "x\n\n### rm -rf\n\ny"}), "fit no table"),
    ],
)
def test_a_body_that_is_not_a_form_is_refused(text: str, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        from_issue(text, real_package(), name="form.md")
