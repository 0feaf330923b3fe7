"""Dates that know what they do not know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.cells.edtf import Date, Impossible, parse
from sino_pak_data.cells.text import Malformed


@st.composite
def dates(draw: st.DrawFn) -> str:
    day = draw(st.dates(min_value=date(2, 1, 1), max_value=date(9990, 1, 1)))
    text = day.isoformat()[: draw(st.sampled_from([4, 7, 10]))]
    return text + draw(st.sampled_from(["", "~", "?", "%"]))


@st.composite
def cells(draw: st.DrawFn) -> str:
    one = draw(dates())
    other = draw(dates())
    form = draw(st.sampled_from(["{0}", "{0}/{1}", "{0}/..", "../{0}"]))
    cell = form.format(*sorted([one, other]))
    try:
        parse(cell)
    except Impossible:
        return one
    return cell


def a_day_of(when: Date, pick: int) -> date:
    first, last = when.widened()
    return first + timedelta(days=pick % ((last - first).days + 1))


@pytest.mark.parametrize(
    ("cell", "start", "end", "precision"),
    [
        ("2005", "2005-01-01", "2005-12-31", "year"),
        ("2004-02", "2004-02-01", "2004-02-29", "month"),
        ("2005-04-05", "2005-04-05", "2005-04-05", "day"),
        ("2001/2004", "2001-01-01", "2004-12-31", "interval"),
        ("2001-05~/2001-06-03", "2001-05-01", "2001-06-03", "interval"),
    ],
)
def test_first_and_last_day(cell: str, start: str, end: str, precision: str) -> None:
    when = parse(cell)
    assert (str(when.start), str(when.end), when.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2005", "2005-01-01", "2005-12-31"),
        ("2005~", "2004-01-01", "2006-12-31"),
        ("2005-03~", "2005-02-01", "2005-04-30"),
        ("2005-01?", "2004-12-01", "2005-02-28"),
        ("2005-01-01~", "2004-12-31", "2005-01-02"),
        ("2001/2004~", "2000-01-01", "2005-12-31"),
        ("9999~", "9998-01-01", "9999-12-31"),
    ],
)
def test_a_mark_reaches_one_unit_further(cell: str, first: str, last: str) -> None:
    assert tuple(map(str, parse(cell).widened())) == (first, last)


def test_an_open_side_has_no_bound() -> None:
    assert parse("2015-04/..").end is None
    assert parse("../2015").start is None


@pytest.mark.parametrize(
    "cell",
    ["", "5 April 2005", "2005-4", "Apr-05", "05-04-2005", " 2005", "2005/", "../..", "20055", "2005-xx", "2005~~"],
)
def test_what_is_no_date(cell: str) -> None:
    with pytest.raises(Malformed) as fault:
        parse(cell)
    assert not isinstance(fault.value, Impossible)


@pytest.mark.parametrize("cell", ["2023-02-29", "2005-13", "2005-00", "2005-04-31", "2003/2001", "0000"])
def test_what_never_was(cell: str) -> None:
    with pytest.raises(Impossible):
        parse(cell)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("2005", "2006", True),  # any day of 2005 precedes any of 2006
        ("2005-04", "2005", None),  # 2005 may be January or December
        ("2006", "2005-12", False),
        ("2005~", "2006", None),  # about 2005 may be 2006
        ("2005-04-05", "2005-04-05", False),
        ("2001/..", "2020", None),
    ],
)
def test_before(one: str, other: str, answer: bool | None) -> None:
    assert parse(one).before(parse(other)) is answer


@given(cells())
def test_the_text_is_kept(cell: str) -> None:
    assert str(parse(cell)) == cell


@given(cells(), cells(), st.integers(0), st.integers(0))
def test_an_answer_holds_for_every_day_the_two_dates_could_be(one: str, other: str, m: int, n: int) -> None:
    first, second = parse(one), parse(other)
    answer = first.before(second)
    if answer is not None:
        assert (a_day_of(first, m) < a_day_of(second, n)) is answer


@given(st.text(max_size=24))
def test_any_text_is_a_date_or_malformed(text: str) -> None:
    try:
        assert parse(text).text == text
    except Malformed as fault:
        assert str(fault)
