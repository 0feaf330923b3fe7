"""Columns are found by their names; what is wrong is told with file and line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.columns import lacking_columns, records
from sino_pak_data.importing.given import Given

WANTED = ("year", "best|best_est")


def given(folder: Path, text: str, encoding: str = "utf-8") -> Given:
    path = folder / "deaths.csv"
    path.write_bytes(text.encode(encoding))
    return Given(path)


@pytest.mark.parametrize(
    "text",
    [
        "year,best\n2021,13\n",
        "id,BEST,country,Year\n1,13,Pakistan,2021\n",
        "year,best_est\r\n2021,13\r\n",
        '"year"\t"best"\n2021\t13\n',
        "\ufeffyear,best\n2021,13\n",
        '"","year","best"\n"1",2021,13\n',
    ],
    ids=["plain", "any order and case", "older name", "tabs", "byte order mark", "row names of R"],
)
def test_the_wanted_columns_are_found(text: str, tmp_path: Path) -> None:
    (record,) = records(given(tmp_path, text), WANTED)
    assert record.cells == ["2021", "13"]


def test_the_table_in_an_archive_is_found_beside_a_codebook(tmp_path: Path) -> None:
    path = tmp_path / "deaths.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("codebook.txt", "year: of the event")
        archive.writestr("data/Deaths_v25_1.csv", "year,best\n2021,13\n")
    (record,) = records(Given(path), WANTED)
    assert record.where == "deaths.zip/data/Deaths_v25_1.csv:2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("year,low\n2021,5\n", "expected 'year', 'best'; no 'best' in 'year', 'low'"),
        ("year;best\n2021;5\n", "no 'year', 'best' in 'year;best'"),
        ("", "in what the file begins with"),
        ("\x00\x01\x02", "no 'year', 'best'"),
    ],
)
def test_what_is_lacking_is_said(text: str, message: str, tmp_path: Path) -> None:
    assert message in lacking_columns(given(tmp_path, text), WANTED)


def test_a_row_that_is_cut_off_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"deaths.csv:3: 1 cells, not 2: the row is cut off"):
        list(records(given(tmp_path, "year,best\n2021,13\n2022\n"), WANTED))


def test_cells_are_read_as_numbers_and_days(tmp_path: Path) -> None:
    (record,) = records(given(tmp_path, "year,best\n2021.0,2021-07-14 00:00:00.000\n"), WANTED)
    assert record.whole(record.cells[0]) == 2021
    assert str(record.day(record.cells[1])) == "2021-07-14"


@pytest.mark.parametrize("cell", ["many", "1e400", "NaN", ""])
def test_what_is_no_number_is_named(cell: str, tmp_path: Path) -> None:
    (record,) = records(given(tmp_path, f"year,best\n2021,{cell}\n"), WANTED)
    with pytest.raises(Unusable, match=r"^deaths.csv:2: .* no number"):
        record.number(record.cells[1] or "nan")


@pytest.mark.parametrize("cell", ["2021.5", "twenty"])
def test_what_is_no_whole_number_is_named(cell: str, tmp_path: Path) -> None:
    (record,) = records(given(tmp_path, f"year,best\n{cell},1\n"), WANTED)
    with pytest.raises(Unusable, match=r"^deaths.csv:2: "):
        record.whole(record.cells[0])


def test_a_file_of_any_encoding_gives_its_numbers(tmp_path: Path) -> None:
    """Older files of conflict researchers are Windows-1252."""
    (record,) = records(given(tmp_path, "place,year,best\nKöln,2021,13\n", "cp1252"), WANTED)
    assert record.cells == ["2021", "13"]
