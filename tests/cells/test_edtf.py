"""Dates that know what they do not know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.cells.edtf import Calendar, Date, Impossible, parse
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
    ("cell", "first", "last", "precision"),
    [
        ("2005", "2005-01-01", "2005-12-31", "year"),
        ("2004-02", "2004-02-01", "2004-02-29", "month"),
        ("2005-04-05", "2005-04-05", "2005-04-05", "day"),
        ("2001/2004", "2001-01-01", "2004-12-31", "year"),
        ("2005~", "2004-01-01", "2006-12-31", "year"),
        ("2005-03~", "2005-02-01", "2005-04-30", "month"),
        ("2005-01?", "2004-12-01", "2005-02-28", "month"),
        ("2005-01-01~", "2004-12-31", "2005-01-02", "day"),
        ("2001/2004~", "2001-01-01", "2005-12-31", "year"),
        ("2001/2004-02-15~", "2001-01-01", "2004-02-16", "year"),
        ("1965-03-02/1965-03-09~", "1965-03-02", "1965-03-10", "day"),
        ("1986-11~/1987-02-04", "1986-10-01", "1987-02-04", "month"),
        ("2003-03?/2003-05?", "2003-02-01", "2003-06-30", "month"),
        ("2015-04/2017", "2015-04-01", "2017-12-31", "year"),
        ("2015-04~/..", "2015-03-01", "9999-12-31", "month"),
        ("9999~", "9998-01-01", "9999-12-31", "year"),
    ],
)
def test_an_uncertain_date_reaches_one_unit_further(cell: str, first: str, last: str, precision: str) -> None:
    assert (*map(str, parse(cell).widened()), parse(cell).precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("year_starts", "cell", "first", "last"),
    [
        ([], "2018", "2018-01-01", "2018-12-31"),
        (["07-01"], "2018", "2017-07-01", "2018-06-30"),  # Pakistan
        (["04-01"], "2018", "2017-04-01", "2018-03-31"),  # India
        (["07-01", "1976-10-01"], "2018", "2017-10-01", "2018-09-30"),  # the United States
        (["07-01", "1976-10-01"], "1977", "1976-10-01", "1977-09-30"),
        (["07-01", "1976-10-01"], "1976", "1975-07-01", "1976-06-30"),
        (["07-01"], "2002/2013", "2001-07-01", "2013-06-30"),
        (["07-01"], "2018~", "2017-07-01", "2018-06-30"),
        (["07-01"], "2017-07/2018-04", "2017-07-01", "2018-04-30"),  # months are those of everybody
        (["07-01"], "2017-07-05", "2017-07-05", "2017-07-05"),
        (["07-01"], "2018/..", "2017-07-01", "None"),
    ],
)
def test_a_fiscal_year_is_named_for_the_year_in_which_it_ends(
    year_starts: list[str], cell: str, first: str, last: str
) -> None:
    when = parse(cell, Calendar.of(year_starts))
    assert (str(when.start), str(when.end)) == (first, last)


def test_a_marked_fiscal_year_reaches_one_further() -> None:
    when = parse("2018~", Calendar.of(["07-01"]))
    assert (str(when.earliest), str(when.latest)) == ("2016-07-01", "2019-06-30")


@pytest.mark.parametrize("start", ["1977", "02-29", "7-1", "1976-10"])
def test_years_begin_on_a_day_of_every_year(start: str) -> None:
    with pytest.raises(Malformed):
        Calendar.of([start])


def test_only_what_has_two_sides_is_an_interval() -> None:
    assert [parse(cell).interval for cell in ("2005", "2015-04/..", "2005-04-05/2005-04-06~")] == [False, True, True]


def test_start_and_end_ignore_uncertainty_and_an_open_side_has_none() -> None:
    when = parse("2001-05~/2001-06-03")
    assert (str(when.start), str(when.end)) == ("2001-05-01", "2001-06-03")
    assert (parse("2015-04/..").end, parse("../2015").start) == (None, None)


@pytest.mark.parametrize(
    "cell",
    ["", "5 April 2005", "2005-4", "Apr-05", "05-04-2005", " 2005", "2005/", "../..", "20055", "2005-xx", "2005~~"],
)
def test_a_cell_that_is_not_a_date_is_malformed(cell: str) -> None:
    with pytest.raises(Malformed) as error:
        parse(cell)
    assert not isinstance(error.value, Impossible)


@pytest.mark.parametrize("cell", ["2023-02-29", "2005-13", "2005-00", "2005-04-31", "2003/2001", "0000"])
def test_a_day_that_does_not_exist_is_impossible(cell: str) -> None:
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
    except Malformed as error:
        assert str(error)
