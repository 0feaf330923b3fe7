"""Ids made from what a row says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.add.candidates import New
from sino_pak_data.add.new_ids import free, propose, with_ids
from sino_pak_data.cells.ids import SLUG
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT

PACKAGE = open_package(ROOT)


@pytest.mark.parametrize(
    ("table", "cells", "proposed"),
    [
        ("events", {"title": "Pakistan's JF-17 Block IV makes first flight", "date": "2031-04"}, "jf17-block-iv-2031"),
        ("agreements", {"title": "Protocol on Border Trade", "signed": "2033-01-02"}, "protocol-border-trade-2033"),
        ("sources", {"kind": "book", "authors": "Garver, John W.", "published": "2031", "title": "The Contest"}, "garver2031contest"),
        ("sources", {"kind": "article-newspaper", "publisher": "The Times of India", "published": "2031-02", "title": "Karot starts"}, "toi2031karot"),
        ("sources", {"kind": "webpage", "url": "https://www.dawn.com/news/1", "title": "Karot"}, "dawnkarot"),
        ("sources", {"kind": "webpage", "url": "http://[x", "title": "Karot starts"}, "xkarot"),
        ("claims", {"source": "yousaf2025drive[2.p1]", "statement": "Exports doubled.", "period": "2031"}, "yousaf-exports-doubled-2031"),
        ("actors", {"kind": "state", "iso3": "XKX"}, "XKX"),
        ("observations", {"indicator_id": "aid.us.csf"}, ""),
        ("events", {"title": "", "date": "2031"}, ""),
    ],
)  # fmt: skip
def test_a_proposal_looks_like_the_ids_in_the_tables(table: str, cells: dict[str, str], proposed: str) -> None:
    assert propose(PACKAGE, table, cells) == proposed


@given(st.text(max_size=40), st.sampled_from(["", "2013", "1963-03/1964", "2001~"]))
def test_for_any_title_the_proposal_is_a_free_slug_or_empty(title: str, date: str) -> None:
    proposed = propose(PACKAGE, "events", {"title": title, "date": date})
    assert proposed == "" or (re.fullmatch(SLUG, proposed) and free(PACKAGE, "events", proposed))


def test_a_retired_id_is_never_proposed(base: Path) -> None:
    retired = base / "tables" / "retired.csv"
    retired.write_text(retired.read_text() + "events/karot-starts-2022,0.1.0,Test,\n")
    proposed = propose(open_package(base), "events", {"title": "Karot starts", "date": "2022"})
    assert proposed == "karot-starts-2022-2"


def test_two_new_rows_do_not_get_the_same_id() -> None:
    twice = [New("events", {"title": "Karot starts", "date": "2031"})] * 2
    assert [row.cells["event_id"] for row in with_ids(PACKAGE, twice)] == ["karot-starts-2031", "karot-starts-2031-2"]
