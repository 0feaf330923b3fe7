"""The workbook is the tables, and no cell of it computes anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from sino_pak_data.package.problem import PackageError
from sino_pak_data.release.exports import xlsx
from sino_pak_data.release.typed_tables import Edition, as_cell
from tests.release.exports.conftest import NASTY


def opened(edition: Edition) -> Workbook:
    return load_workbook(BytesIO(xlsx.written(edition)), read_only=True)


@pytest.fixture(scope="module")
def book(edition: Edition) -> Workbook:
    """The first rows of each table."""
    return opened(replace(edition, tables={name: replace(t, rows=t.rows[:99]) for name, t in edition.tables.items()}))


def as_text(value: Any) -> Any:
    """Days as text: what the CSV has, however Excel holds them."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else as_cell(value)


@pytest.mark.slow
def test_every_cell_is_the_table_s(edition: Edition) -> None:
    book = opened(edition)
    for table in edition.tables.values():
        header, *rows = book[table.name].iter_rows(values_only=True)
        assert list(header) == [column.name for column in table.columns]
        found = [tuple(as_text(value) for value in row) for row in rows]
        assert found == [tuple(as_text(value) for value in row) for row in table.rows], table.name


def test_days_are_dates_and_partial_dates_are_text(book: Workbook, edition: Edition) -> None:
    column = [one.name for one in edition.tables["events"].columns].index("date")
    cells = [row[column] for row in book["events"].iter_rows(min_row=2, values_only=True)]
    texts = [cell for cell in cells if isinstance(cell, str)]
    assert any(isinstance(cell, datetime) for cell in cells)
    assert texts
    assert not any(len(text) == 10 and text[4] == "-" for text in texts)


def test_the_sheets_begin_with_what_they_are(book: Workbook, edition: Edition) -> None:
    assert book.sheetnames == ["readme", "codebook", *edition.tables]
    about = {row[0]: row[1] for row in book["readme"].iter_rows(values_only=True)}
    assert about["Version"] == edition.version
    assert "Attribution" in about["Licence"]
    assert edition.version in about["Citation"]


def test_headers_stay_in_sight_filter_and_explain_themselves(with_cells: Callable[..., Edition]) -> None:
    small = load_workbook(BytesIO(xlsx.written(with_cells("events", "note", ["a"]))))
    sheet = small["events"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:S2")
    assert sheet["A1"].comment is not None
    assert sheet["A1"].comment.text.startswith("Identifier. Stable identifier")


def test_no_text_becomes_a_formula_a_link_or_another_text(with_cells: Callable[..., Edition]) -> None:
    content = xlsx.written(with_cells("events", "note", NASTY))
    sheet = load_workbook(BytesIO(content))["events"]
    cells = [row[-1] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells[:7]] == [True] * 7
    assert not any(cell.hyperlink for cell in cells)
    with ZipFile(BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
        strings = parts.read("xl/sharedStrings.xml").decode()
    assert all(escaped in strings for escaped in ("_x005F_x0041_", "a_x0001_b", "&lt;b&gt;&amp;amp;"))
    assert [cell.value for cell in cells[:5]] == NASTY[:5]


def test_negative_numbers_stay_numbers_and_none_loses_a_digit(with_cells: Callable[..., Edition]) -> None:
    numbers = [-4.0, 113689308020.34328, 0.1 + 0.2, 1e300, 0.0]
    sheet = load_workbook(BytesIO(xlsx.written(with_cells("observations", "value", numbers))))["observations"]
    column = next(cell.column for cell in sheet[1] if cell.value == "value")
    assert [sheet.cell(row, column).value for row in range(2, 7)] == numbers


def test_a_text_that_excel_cannot_hold_is_refused(with_cells: Callable[..., Edition]) -> None:
    with pytest.raises(PackageError, match=r"events, row 2: 32,768 characters; an Excel cell holds 32,767"):
        xlsx.written(with_cells("events", "note", ["x" * 32_768]))


def test_more_rows_than_a_sheet_holds_are_refused(
    with_cells: Callable[..., Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1000)
    with pytest.raises(PackageError, match="observations: 1,000 rows"):
        xlsx.written(with_cells("observations", "note", ["a"] * 1000))


def test_a_name_that_no_sheet_may_have_is_refused(edition: Edition) -> None:
    events = edition.tables["events"]
    table = replace(events, schema=replace(events.schema, table="e" * 32), rows=[])
    with pytest.raises(PackageError, match="31 characters"):
        xlsx.written(replace(edition, tables={"events": table}))


def test_the_same_tables_are_the_same_bytes(with_cells: Callable[..., Edition]) -> None:
    edition = with_cells("events", "note", NASTY)
    assert xlsx.written(edition) == xlsx.written(edition)
