"""References and identifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.cells import ids, references
from sino_pak_data.cells.text import Malformed

slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
locators = st.text(st.characters(exclude_characters="[];", exclude_categories=["C"]), max_size=8)


def test_ids_places_and_offsets() -> None:
    found = references.parse("yousaf2025drive[5.p4];dawn2002gwadar")
    assert found == (("yousaf2025drive", "5.p4", 0), ("dawn2002gwadar", "", 22))


@pytest.mark.parametrize(
    ("cell", "at"), [("a,b", 1), ("a[p", 1), ("a;", 2), ("", 0), ("Garver2001", 0), ("a[]", 1), ("a b", 1), ("a;;b", 2)]
)
def test_a_malformed_reference_says_where(cell: str, at: int) -> None:
    with pytest.raises(Malformed) as fault:
        references.parse(cell)
    assert fault.value.at == at


@given(st.lists(st.tuples(slugs, locators), min_size=1, max_size=4))
def test_references_survive_the_round_trip(parts: list[tuple[str, str]]) -> None:
    cell = ";".join(f"{one}[{place}]" if place else one for one, place in parts)
    assert ";".join(str(one) for one in references.parse(cell)) == cell


@given(st.text(max_size=30))
def test_any_text_parses_or_is_malformed(text: str) -> None:
    try:
        assert references.parse(text)
    except Malformed as fault:
        assert 0 <= fault.at <= len(text)


def test_an_address_names_table_and_key() -> None:
    assert ids.parse_address(ids.address("events", ["a-2001"])) == ("events", "a-2001")
    with pytest.raises(Malformed):
        ids.parse_address("no-table")


@pytest.mark.parametrize(("word", "found"), [("pak", "PAK"), ("PAKK", "PAK"), ("zzz", "")])
def test_the_nearest_word(word: str, found: str) -> None:
    assert ids.nearest(word, ["PAK", "CHN"]) == found
