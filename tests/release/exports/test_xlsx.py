"""The workbook is the tables, and no cell of it computes anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

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
        laid_out = xlsx.by_date(table) if table.name in xlsx.IN_FRONT else table
        header, *rows = book[table.name].iter_rows(values_only=True)
        assert list(header) == [column.name for column in laid_out.columns]
        found = [tuple(as_text(value) for value in row) for row in rows]
        assert found == [tuple(as_text(value) for value in row) for row in laid_out.rows], table.name


def test_days_are_dates_and_partial_dates_are_text(book: Workbook, edition: Edition) -> None:
    column = xlsx.IN_FRONT["events"].index("date")
    cells = [row[column] for row in book["events"].iter_rows(min_row=2, values_only=True)]
    texts = [cell for cell in cells if isinstance(cell, str)]
    assert any(isinstance(cell, datetime) for cell in cells)
    assert texts
    assert not any(len(text) == 10 and text[4] == "-" for text in texts)


def test_the_sheets_begin_with_what_they_are(book: Workbook, edition: Edition) -> None:
    others = [name for name in edition.tables if name not in xlsx.IN_FRONT]
    assert book.sheetnames == ["readme", "codebook", "events", "agreements", "works_cited", *others]
    about = {row[0]: row[1] for row in book["readme"].iter_rows(values_only=True)}
    assert about["Version"] == edition.version
    assert "Attribution" in about["Licence"]
    assert edition.version in about["Citation"]


DATED_BY = {"events": ["date_start"], "agreements": ["signed_start", "in_force_start", "announced_start"]}


@pytest.mark.parametrize("name", DATED_BY)
def test_titles_come_first_and_rows_by_date(name: str, edition: Edition) -> None:
    before, table = edition.tables[name], xlsx.by_date(edition.tables[name])
    names = [column.name for column in table.columns]
    places = [[column.name for column in before.columns].index(name) for name in names]
    assert names[0] == "title"
    assert sorted(map(repr, table.rows)) == sorted(repr(tuple(row[at] for at in places)) for row in before.rows)
    begun = [names.index(day) for day in DATED_BY[name]]
    days = [next((row[at] for at in begun if row[at]), date.max) for row in table.rows]
    assert days == sorted(days)


def test_addresses_are_links(with_cells: Callable[..., Edition]) -> None:
    edition = with_cells("sources", "url", ["https://example.org/a", None, "ftp://example.org"])
    sheet = load_workbook(BytesIO(xlsx.written(edition)))["sources"]
    column = next(cell.column for cell in sheet[1] if cell.value == "url")
    linked = [sheet.cell(row, column).hyperlink for row in (2, 3, 4)]
    assert [link and link.target for link in linked] == ["https://example.org/a", None, None]
    assert sheet.cell(2, column).value == "https://example.org/a"


def test_the_works_that_events_and_agreements_cite_are_listed_by_author(edition: Edition) -> None:
    few = {name: replace(table, rows=[]) for name, table in edition.tables.items()}
    events = edition.tables["events"]
    (row,) = (row for row in events.rows if row[0] == "jf17-first-flight-2003")
    few |= {"events": replace(events, rows=[row]), "sources": edition.tables["sources"]}
    sheet = load_workbook(BytesIO(xlsx.written(replace(edition, tables=few))))["works_cited"]
    header, *works = sheet.iter_rows(values_only=True)
    assert header[4:7] == ("events", "agreements", "source_id")
    cited = {
        cell.partition("[")[0] for cell in dict(zip((c.name for c in events.columns), row, strict=True))["sources"]
    }
    assert {work[6]: work[4:6] for work in works} == dict.fromkeys(cited, (1, 0))


PAPER = {"portrait": (7.5, 10.6), "landscape": (10.9, 7.2)}  # A4 within the margins, in inches


def pages(sheet: Any) -> int:
    """How many pages the print area of a sheet takes, scaled to the width of one."""
    if sheet.page_setup.fitToHeight is None:  # one page, which is what Excel takes for nothing
        return 1
    _, columns, rows = re.fullmatch(r"(.*)!\$A\$1:\$(\w+)\$(\d+)", sheet.print_area).groups()
    across = sum(
        sheet.column_dimensions[get_column_letter(at + 1)].width for at in range(column_index_from_string(columns))
    )
    wide, high = PAPER[sheet.page_setup.orientation]
    heights = sum(sheet.row_dimensions[row].height or 15 for row in range(2, int(rows) + 1))
    scale = min(1, wide / (across * 7 / 96))  # a character is 7 pixels wide
    return -(-int(heights / 72 * scale * 100) // int((high - 0.3) * 100))


@pytest.mark.slow
def test_the_whole_workbook_is_fewer_than_a_hundred_pages(edition: Edition) -> None:
    book = load_workbook(BytesIO(xlsx.written(edition)))
    assert all(sheet.page_setup.paperSize == 9 and sheet.print_title_rows == "$1:$1" for sheet in book)
    assert sum(map(pages, book)) < 100


def test_headers_stay_in_sight_filter_and_explain_themselves(with_cells: Callable[..., Edition]) -> None:
    small = load_workbook(BytesIO(xlsx.written(with_cells("events", "note", ["a"]))))
    sheet = small["events"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:S2")
    assert sheet["A1"].comment is not None
    assert sheet["I1"].comment.text.startswith("Identifier. Stable identifier")


def test_no_text_becomes_a_formula_a_link_or_another_text(with_cells: Callable[..., Edition]) -> None:
    content = xlsx.written(with_cells("breaks", "note", NASTY))
    sheet = load_workbook(BytesIO(content))["breaks"]
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
    breaks = edition.tables["breaks"]
    table = replace(breaks, schema=replace(breaks.schema, table="b" * 32), rows=[])
    with pytest.raises(PackageError, match="31 characters"):
        xlsx.written(replace(edition, tables={"breaks": table}))


def test_the_same_tables_are_the_same_bytes(with_cells: Callable[..., Edition]) -> None:
    edition = with_cells("events", "note", NASTY)
    assert xlsx.written(edition) == xlsx.written(edition)
