"""Comma-separated lines with the place of every cell."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.cells import csv_lines

plain = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(plain, min_size=1, max_size=6).filter(lambda cells: cells != [""]))
def test_what_is_written_is_read_here_and_by_other_readers(cells: list[str]) -> None:
    text = csv_lines.write(cells)
    (line,) = csv_lines.parse(text + "\n")
    assert (line.cells, line.fault, next(csv.reader([text]))) == (cells, "", cells)
    assert len(csv_lines.offsets(line.text)) == len(cells)


@pytest.mark.parametrize(
    ("text", "numbers", "faults"),
    [
        ('a\n"b,\nc"\nd\n', [1, 2, 4], ["", "newline-in-cell", ""]),
        ('a\nb "c" d\n', [1, 2], ["", "stray-quote"]),
        ('a\n"b" c\n', [1, 2], ["", "stray-quote"]),
        ('a\n"open\nb\n', [1, 2, 3], ["", "stray-quote", ""]),
    ],
)
def test_a_broken_line_keeps_the_count(text: str, numbers: list[int], faults: list[str]) -> None:
    found = [(line.number, line.fault) for line in csv_lines.parse(text)]
    assert found == list(zip(numbers, faults, strict=True))


@given(st.text(alphabet='a,"\n', max_size=40))
def test_no_text_stops_the_reader(text: str) -> None:
    found = list(csv_lines.parse(text))
    assert len(found) <= text.count("\n") + 1
    assert all(len(csv_lines.offsets(line.text)) == len(line.cells) for line in found)


@given(st.lists(st.lists(st.text('a,"\n ', max_size=5), min_size=2, max_size=3), max_size=8))
def test_rows_are_told_apart_a_line_at_a_time_as_in_the_whole_text(rows: list[list[str]]) -> None:
    text = "".join(csv_lines.write(cells) + "\n" for cells in rows)
    assert [*csv_lines.rows(csv_lines.split(text))] == [line.text for line in csv_lines.parse(text)]


def test_a_quote_that_is_never_closed_ends_with_its_line() -> None:
    lines = ['a,"b', *(f"{n},c" for n in range(60)), '1,"d']
    assert [*csv_lines.rows(lines)] == lines
