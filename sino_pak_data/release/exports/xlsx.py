"""The tables as one Excel workbook: a sheet per table, after a readme and a codebook.

Text is written as text, so a cell that begins with = + - or @ is never a formula; its quote prefix keeps
it text when a person edits it. A date is a date of Excel if it is known to the day, and text if it is not
or if Excel's calendar is wrong (before March 1900). Lists are joined with a semicolon, as in the CSV.

The bytes depend on the tables, on XlsxWriter and on zlib: stored entries would be eight times the size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from sino_pak_data.package.problem import PackageError
from sino_pak_data.release.typed_tables import Column, Edition, TypedTable, as_cell

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_NAME = 31
_WIDEST, _NARROWEST = 60, 8
_SAMPLE = 500
_EPOCH, _FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CODEBOOK = ("table", "column", "type", "unit", "description", "code", "meaning")


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose rows below the header are `body`, ready-made XML.

    XlsxWriter stores, checks and formats every cell by itself: two seconds for 300,000 cells, which is longer
    than all other files of a build take together. Its `_write_rows` (3.2) writes the rows in order.
    """

    body = ""

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.write(self.body)


class _Writer:
    """A workbook with the formats of its cells."""

    def __init__(self, out: BytesIO, edition: Edition) -> None:
        self.book = Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        title = f"{edition.facts.title}, version {edition.version}"
        self.book.set_properties({"title": title, "comments": edition.about["Licence"], "created": edition.created})
        self.bold = self.book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.kept = self.book.add_format({"quote_prefix": True})

    def sheet(self, name: str, header: Sequence[str], rows: int) -> _Sheet:
        """An empty sheet with its header. Raises `PackageError` if Excel cannot hold it."""
        if len(name) > LONGEST_NAME:
            raise PackageError(f"{name}: Excel allows {LONGEST_NAME} characters in the name of a sheet")
        if rows + 1 > MOST_ROWS or len(header) > MOST_COLUMNS:
            limit = f"{MOST_ROWS:,} rows with the header, and {MOST_COLUMNS:,} columns"
            raise PackageError(f"{name}: {rows:,} rows and {len(header):,} columns; an Excel sheet holds {limit}")
        sheet: _Sheet = self.book.add_worksheet(name, _Sheet)
        sheet.write_row(0, 0, header, self.bold)
        sheet.freeze_panes(1, 1)
        if header and rows:
            sheet.autofilter(0, 0, rows, len(header) - 1)
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
        if text:
            sheet.write_string(row, column, text, self.kept if text.startswith(_LIKE_A_FORMULA) else form)


def written(edition: Edition) -> bytes:
    """The workbook. Raises `PackageError` where it exceeds Excel's limits."""
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
        "Lists": "Items of a list are joined with a semicolon.",
        "Days": "A date known to the day is a date of Excel; any other is text. Sort by the _start column.",
    }
    sheet = writer.sheet("readme", ["about", "text"], 0)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100, writer.wrapped)
    for row, (heading, text) in enumerate(about.items(), 1):
        writer.text(sheet, row, 0, heading)
        writer.text(sheet, row, 1, text, writer.wrapped)
    for row, table in enumerate(edition.tables.values(), len(about) + 2):
        sheet.write_url(row, 0, f"internal:'{table.name}'!A1", string=table.name)
        writer.text(sheet, row, 1, f"{len(table.rows):,} rows. {table.schema.description}", writer.wrapped)


def _codebook(writer: _Writer, edition: Edition) -> None:
    lines: list[tuple[str, ...]] = []
    for name, table in edition.tables.items():
        for column in table.columns:
            lines.append((name, column.name, column.kind, column.unit, column.description, "", ""))
            codes = () if column.part else column.field.codes
            lines += [(name, column.name, "", "", "", code.value, code.description) for code in codes]
    sheet = writer.sheet("codebook", _CODEBOOK, len(lines))
    for at, width in enumerate((14, 26, 9, 16, _WIDEST, 22, _WIDEST)):
        sheet.set_column(at, at, width)
    for row, line in enumerate(lines, 1):
        for at, text in enumerate(line):
            writer.text(sheet, row, at, text)


def _table(writer: _Writer, table: TypedTable) -> None:
    sheet = writer.sheet(table.name, [column.name for column in table.columns], len(table.rows))
    for at, column in enumerate(table.columns):
        unit = f" Unit: {column.unit}." if column.unit else ""
        sheet.write_comment(0, at, f"{column.title}. {column.description}{unit}", {"x_scale": 2, "color": "#FFFFF0"})
        sheet.set_column(at, at, _width(table, at))
    if table.rows:
        sheet.dim_rowmax = len(table.rows)  # readers trust the dimensions
        sheet.body = _body(writer, sheet, table)


def _body(writer: _Writer, sheet: Worksheet, table: TypedTable) -> str:
    """The rows as XML."""
    values = zip(*table.rows, strict=True)
    columns = [list(_cells(writer, sheet, column, each)) for column, each in zip(table.columns, values, strict=True)]
    letters = [xl_col_to_name(at) for at in range(len(columns))]
    lines = []
    for number, cells in enumerate(zip(*columns, strict=True), 2):
        found = [f'<c r="{letter}{number}"{cell}' for letter, cell in zip(letters, cells, strict=True) if cell]
        lines.append(f'<row r="{number}">{"".join(found)}</row>')
    return "".join(lines)


def _cells(writer: _Writer, sheet: Worksheet, column: Column, values: Sequence[Any]) -> Iterator[str]:
    """Each cell of a column as XML after the reference in its opening tag; empty where it is missing."""
    if column.kind == "boolean":
        yield from ("" if value is None else f' t="b"><v>{value:d}</v></c>' for value in values)
    elif column.kind in ("integer", "number"):
        # in full: XlsxWriter writes 16 digits, one too few for some numbers
        yield from ("" if value is None else f"><v>{repr(value).removesuffix('.0')}</v></c>" for value in values)
    else:
        day_style = writer.book.default_date_format._get_xf_index()
        kept_style = f' s="{writer.kept._get_xf_index()}"'
        made: dict[Any, str] = {None: "", "": ""}
        for row, value in enumerate(map(as_cell, values), 2):
            if value not in made:
                text, day = str(value), _day(column, value)
                if len(text) > LONGEST_CELL:
                    fault = f"{len(text):,} characters; an Excel cell holds {LONGEST_CELL:,}"
                    raise PackageError(f"{sheet.get_name()}, row {row}: {fault}")
                if day is not None:
                    made[value] = f' s="{day_style}"><v>{(day - _EPOCH).days}</v></c>'
                else:
                    style = kept_style if text.startswith(_LIKE_A_FORMULA) else ""
                    made[value] = f'{style} t="s"><v>{sheet.str_table._get_shared_string_index(text)}</v></c>'
            yield made[value]


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
