"""Rows from CSV and JSON."""

from __future__ import annotations

import pytest

from sino_pak_data.add.add_input import Unusable, decoded, from_csv, from_json
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from tests.conftest import ROOT

DESCRIPTOR = Descriptor(Folder(ROOT))
EVENTS = DESCRIPTOR.table("events").schema


def test_columns_come_in_any_order_and_some_may_be_left_out() -> None:
    (row,) = from_csv('title,date\n"Karot, at last",2022\n\n', EVENTS, "x.csv")
    assert row == ("events", {"title": "Karot, at last", "date": "2022"}, "x.csv:2")


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
        ("date,date\n", "a column occurs twice"),
    ],
)
def test_a_csv_that_cannot_be_used_says_where_and_why(text: str, message: str) -> None:
    with pytest.raises(Unusable) as fault:
        from_csv(text, EVENTS, "x.csv")
    assert message in str(fault.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"date" 2022}', "x.json:1:9: not JSON"),
        ('[{"date": "2022"}, 3]', "row 2: not an object"),
        ('{"dat": "2022"}', "did you mean 'date'?"),
        ('{"title": {"en": "x"}}', "title: must be text"),
        ('{"title": "\\ud800"}', "title: must be text"),
        ('{"title": "two\\r\\nlines"}', "title: must be text on one line"),
        ('{"title": 1e999999999}', "title: must be text"),
        ('{"title": ' + "1" * 5000 + "}", "not a usable number"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_json_that_cannot_be_used_says_where_and_why(text: str, message: str) -> None:
    with pytest.raises(Unusable) as fault:
        from_json(text, DESCRIPTOR, "events", "x.json")
    assert message in str(fault.value)


def test_a_file_from_a_spreadsheet_is_read_with_any_line_ends_and_a_byte_order_mark() -> None:
    assert decoded(b"\xef\xbb\xbfdate\r\n2022\r\n", "x.csv") == "date\n2022\n"
    with pytest.raises(Unusable, match=r"x\.csv:2: not UTF-8"):
        decoded(b"date\n\xe9\n", "x.csv")
