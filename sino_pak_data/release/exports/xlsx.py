"""The tables as one Excel workbook: a sheet per table, behind a readme and a codebook.

Text is written as text, so a cell that begins with = + - or @ is never a formula; it also carries the
quote prefix, so that it stays text when a person edits it. A date is a day of Excel's calendar
where it is known to the day, and text where it is not or where Excel's calendar is wrong (before
March 1900). Lists stand in one cell, joined with a semicolon, as in the CSV.

The bytes depend on the tables, on XlsxWriter and on zlib. Stored entries, as in our own zip, would
leave zlib out at eight times the size.
"""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sino_pak_data.package.problem import PackageError
from sino_pak_data.release.typed_tables import Column, Edition, TypedTable, as_cell

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_NAME = 31
_WIDEST, _NARROWEST = 60, 8
_SAMPLE = 500
_FIRST_DAY = date(1900, 3, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CODEBOOK = ("table", "column", "type", "unit", "description", "code", "meaning")


class _Exact(float):
    """A number that is written in full: XlsxWriter asks for 16 digits, one too few for some."""

    def __format__(self, spec: str) -> str:
        return repr(float(self)).removesuffix(".0")


class _Writer:
    """A workbook with the formats of its cells."""

    def __init__(self, out: BytesIO, edition: Edition) -> None:
        self.book = Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        self.book.set_properties(
            {
                "title": f"{edition.title}, version {edition.version}",
                "comments": edition.about["Licence"],
                "created": edition.created,
            }
        )
        self.bold = self.book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.kept = self.book.add_format({"quote_prefix": True})

    def sheet(self, name: str, header: list[str], rows: int) -> Worksheet:
        """An empty sheet with its header."""
        if len(name) > LONGEST_NAME:
            raise PackageError(f"{name}: Excel allows {LONGEST_NAME} characters for the name of a sheet")
        if rows + 1 > MOST_ROWS or len(header) > MOST_COLUMNS:
            raise PackageError(
                f"{name}: {rows:,} rows and {len(header):,} columns; a sheet of Excel holds "
                f"{MOST_ROWS:,} with the header, and {MOST_COLUMNS:,}"
            )
        sheet = self.book.add_worksheet(name)
        for at, title in enumerate(header):
            sheet.write_string(0, at, title, self.bold)
        sheet.freeze_panes(1, 1)
        if header and rows:
            sheet.autofilter(0, 0, rows, len(header) - 1)
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
        if len(text) > LONGEST_CELL:
            raise PackageError(
                f"{sheet.get_name()}, row {row + 1}: {len(text):,} characters; a cell of Excel holds {LONGEST_CELL:,}"
            )
        if text:
            sheet.write_string(row, column, text, self.kept if text.startswith(_LIKE_A_FORMULA) else form)


def written(edition: Edition) -> bytes:
    """The workbook. Raises `PackageError` where Excel's limits are passed."""
    out = BytesIO()
    writer = _Writer(out, edition)
    _readme(writer, edition)
    _codebook(writer, edition)
    for table in edition.tables.values():
        _table(writer, table)
    writer.book.close()
    return out.getvalue()


def _readme(writer: _Writer, edition: Edition) -> None:
    about = {
        **edition.about,
        "Lists": "Several items of a cell are joined with a semicolon.",
        "Days": "A date known to the day is a date of Excel; any other is text. Sort by the _start column.",
    }
    sheet = writer.sheet("readme", ["about", "text"], 0)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100, writer.wrapped)
    for row, (heading, text) in enumerate(about.items(), 1):
        writer.text(sheet, row, 0, heading)
        writer.text(sheet, row, 1, text, writer.wrapped)
    first = len(about) + 2
    for row, table in enumerate(edition.tables.values(), first):
        sheet.write_url(row, 0, f"internal:'{table.name}'!A1", string=table.name)
        writer.text(sheet, row, 1, f"{len(table.rows):,} rows. {table.schema.description}", writer.wrapped)


def _codebook(writer: _Writer, edition: Edition) -> None:
    lines: list[tuple[str, ...]] = []
    for table in edition.tables.values():
        for column in table.columns:
            unit = column.field.unit if not column.part else ""
            lines.append((table.name, column.name, column.kind, unit, column.description, "", ""))
            codes = column.field.codes if not column.part else ()
            lines += [(table.name, column.name, "", "", "", code.value, code.description) for code in codes]
    sheet = writer.sheet("codebook", list(_CODEBOOK), len(lines))
    for at, width in enumerate((14, 26, 9, 16, _WIDEST, 22, _WIDEST)):
        sheet.set_column(at, at, width)
    for row, line in enumerate(lines, 1):
        for at, text in enumerate(line):
            writer.text(sheet, row, at, text)


def _table(writer: _Writer, table: TypedTable) -> None:
    sheet = writer.sheet(table.name, [column.name for column in table.columns], len(table.rows))
    for at, column in enumerate(table.columns):
        unit = f" Unit: {column.field.unit}." if column.field.unit and not column.part else ""
        sheet.write_comment(0, at, f"{column.title}. {column.description}{unit}", {"x_scale": 2, "color": "#FFFFF0"})
        sheet.set_column(at, at, _width(table, at))
        for row, values in enumerate(table.rows, 1):
            _cell(writer, sheet, row, at, column, values[at])


def _cell(writer: _Writer, sheet: Worksheet, row: int, at: int, column: Column, value: Any) -> None:
    if value is None:
        return
    if column.kind == "boolean":
        sheet.write_boolean(row, at, value)
    elif column.kind in ("integer", "number"):
        sheet.write_number(row, at, _Exact(value))
    else:
        day = _day(column, value)
        if day is None:
            writer.text(sheet, row, at, str(as_cell(value)))
        else:
            sheet.write_datetime(row, at, day)


def _day(column: Column, value: Any) -> date | None:
    """The day that a cell of a date column names, if Excel can count it."""
    if column.kind != "date" and (column.field.holds != "date" or column.part or not _DAY.fullmatch(value)):
        return None
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return day if day >= _FIRST_DAY else None


def _width(table: TypedTable, at: int) -> int:
    """Wide enough for the header with its filter button and for most cells, in characters."""
    longest = max((len(str(as_cell(row[at]))) for row in table.rows[:_SAMPLE] if row[at] is not None), default=0)
    return max(_NARROWEST, min(_WIDEST, max(longest, len(table.columns[at].name) + 3)))
