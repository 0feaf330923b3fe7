"""The tables as one Excel workbook: a sheet per table, after a readme and a codebook.

Events and agreements come first, by date, with what people read in front; then the works that they cite. Web addresses
are links. On paper these three are whole, and of every other sheet the first page: observations alone would be 200.

Text is written as text, so a cell that begins with = + - or @ is never a formula; its quote prefix keeps
it text when a person edits it. A date is a date of Excel if it is known to the day, and text if it is not
or if Excel's calendar is wrong (before March 1900). Lists are joined with a semicolon, as in the CSV.

The bytes depend on the tables, on XlsxWriter and on zlib: stored entries would be eight times the size.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import accumulate
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from sino_pak_data.cells.text import doi_address
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
_CITED = ("authors", "year", "title", "container", "events", "agreements", "source_id", "address")
WORKS = "works_cited"
IN_FRONT = {
    "events": ("title", "date", "event_type", "balancing", "actors", "recipients", "against", "sources"),
    "agreements": ("title", "signed", "instrument", "status", "parties", "value", "currency", "sources"),
}
"""The first columns of the tables whose rows are by date, which are also those on paper."""
_WIDTHS = {"title": 80, "sources": 80, "parties": 16, "actors": 16, "recipients": 14, "against": 10}
_ON_PAGE_ROWS, _ON_PAGE_WIDTH = 50, 190
_LINE = 15
_LINKED: dict[str, Callable[[str], str]] = {"url": str, "archive_url": str, "doi": doi_address}
"""Columns that are links, with what makes the address of a cell."""


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose rows below the header are `body`, ready-made XML.

    XlsxWriter stores, checks and formats every cell by itself: two seconds for 300,000 cells, which is longer
    than all other files of a build take together. Its `_write_rows` (3.2) writes the rows in order.
    """

    body = ""

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.write(self.body)

    def link(self, row: int, column: int, address: str) -> None:
        """Make a link of a cell that is in `body`, if it is an address of the web."""
        if address.startswith(("https://", "http://")):
            self.write_url(row, column, address)
            del self.table[row]

    def printed(self, rows: int, columns: int, *, whole: bool, portrait: bool = False) -> None:
        """Print its first columns on A4, `rows` under a header that each page repeats: all, or what fits on one page."""
        self.set_portrait() if portrait else self.set_landscape()
        self.set_paper(9)
        self.set_margins(0.4, 0.4, 0.5, 0.6)
        self.set_footer("&L&8&F&C&8&A&R&8&P / &N")
        self.repeat_rows(0)
        self.fit_to_pages(1, 0 if whole else 1)
        self.print_area(0, 0, rows if whole else min(rows, _ON_PAGE_ROWS), max(columns, 1) - 1)


class _Writer:
    """A workbook with the formats of its cells."""

    def __init__(self, out: BytesIO, edition: Edition) -> None:
        self.book = Workbook(out, {"in_memory": True})
        title = f"{edition.facts.title}, version {edition.version}"
        self.book.set_properties({"title": title, "comments": edition.about["Licence"], "created": edition.created})
        self.bold = self.book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.top = self.book.add_format({"valign": "top"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.kept = self.book.add_format({"quote_prefix": True, "valign": "top"})
        self.count = self.book.add_format({"align": "center"})
        self.linked = self.book.add_format({"font_color": "blue", "underline": 1, "valign": "top"})

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
    front = [name for name in IN_FRONT if name in edition.tables]
    for name in front:
        _table(writer, by_date(edition.tables[name]), len(IN_FRONT[name]))
    if front:
        _works(writer, edition)
    for name, table in edition.tables.items():
        if name not in front:
            _table(writer, table)
    writer.book.close()
    return out.getvalue()


def _readme(writer: _Writer, edition: Edition) -> None:
    about = {
        **edition.about,
        "Lists": "Items of a list are joined with a semicolon.",
        "Days": "A date known to the day is a date of Excel; any other is text. Sort by the _start column.",
        "Order": f"The rows of {' and '.join(IN_FRONT)} are by date; those of other tables by their key.",
        "Printing": f"{', '.join(IN_FRONT)} and {WORKS} are printed whole, of every other sheet the first page.",
    }
    sheet = writer.sheet("readme", ["about", "text"], 0)
    sheet.printed(len(about) + 1 + len(edition.tables), 2, whole=False, portrait=True)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100, writer.wrapped)
    tables = {t.name: f"{len(t.rows):,} rows. {t.schema.description}" for t in edition.tables.values()}
    for row, (heading, text) in enumerate([*about.items(), ("", ""), *tables.items()], 1):
        if heading in tables:
            sheet.write_url(row, 0, f"internal:'{heading}'!A1", writer.linked, heading)
        else:
            writer.text(sheet, row, 0, heading, writer.top)
        writer.text(sheet, row, 1, text, writer.wrapped)
        sheet.set_row(row, _LINE * max(1, _lines(text, 100)))


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
    sheet.printed(len(lines), len(_CODEBOOK), whole=False)
    for row, line in enumerate(lines, 1):
        for at, text in enumerate(line):
            writer.text(sheet, row, at, text)


def by_date(table: TypedTable) -> TypedTable:
    """A table with the columns of `IN_FRONT` first and its rows by the day that they begin on, undated ones last."""
    names = [column.name for column in table.columns]
    order = [names.index(name) for name in IN_FRONT[table.name]]
    order += [at for at in range(len(names)) if at not in order]
    days = [names.index(f"{name}_start") for name in table.schema.dated_by]
    rows = sorted(table.rows, key=lambda row: next((row[at] for at in days if row[at]), date.max))
    return replace(
        table, columns=tuple(table.columns[at] for at in order), rows=[tuple(row[at] for at in order) for row in rows]
    )


def _works(writer: _Writer, edition: Edition) -> None:
    """The works that events and agreements cite, a row each, by author and year, with the number of their records."""
    counts: Counter[tuple[str, str]] = Counter()
    for name in IN_FRONT:
        at = [column.name for column in edition.tables[name].columns].index("sources")
        for row in edition.tables[name].rows:
            counts.update({(work, name): 1 for work in {cell.partition("[")[0] for cell in row[at] or ()}})
    cited, sources = {work for work, _ in counts}, edition.tables["sources"]
    works = [dict(zip((one.name for one in sources.columns), row, strict=True)) for row in sources.rows]
    rows = [
        (
            "; ".join(work["authors"] or ()) or work["publisher"] or "", str(work["published_start"] or "n.d.")[:4],
            work["title"], work["container"] or "", *(counts[work["source_id"], name] for name in IN_FRONT),
            work["source_id"], doi_address(work["doi"]) if work["doi"] else work["url"] or "",
        )
        for work in works
        if work["source_id"] in cited
    ]  # fmt: skip
    sheet = writer.sheet(WORKS, _CITED, len(rows))
    for at, width in enumerate((34, 6, 80, 34, 8, 12, 30, _WIDEST)):
        sheet.set_column(at, at, width)
    sheet.printed(len(rows), _CITED.index("source_id") + 1, whole=True, portrait=True)
    for number, row in enumerate(sorted(rows, key=lambda row: (not row[0], row[0].casefold(), row[1])), 1):
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, at, value, writer.count)
            elif value.startswith(("https://", "http://")):
                sheet.write_url(number, at, value, writer.linked)
            else:
                writer.text(sheet, number, at, value)


def _table(writer: _Writer, table: TypedTable, in_front: int = 0) -> None:
    """The sheet of a table; its first columns are printed: `in_front` of them with all rows, or those of one page."""
    sheet = writer.sheet(table.name, [column.name for column in table.columns], len(table.rows))
    for at, column in enumerate(table.columns):
        unit = f" Unit: {column.unit}." if column.unit else ""
        sheet.write_comment(0, at, f"{column.title}. {column.description}{unit}", {"x_scale": 2, "color": "#FFFFF0"})
        sheet.set_column(at, at, _width(table, at))
        if column.name in _LINKED:
            for number, row in enumerate(table.rows, 1):
                if row[at]:
                    sheet.link(number, at, _LINKED[column.name](row[at]))
    sheet.printed(len(table.rows), in_front or _columns_on_page(table), whole=bool(in_front))
    if table.rows:
        sheet.dim_rowmax = len(table.rows)  # readers trust the dimensions
        sheet.body = _body(writer, sheet, table, wrapped=bool(in_front))


def _body(writer: _Writer, sheet: Worksheet, table: TypedTable, *, wrapped: bool) -> str:
    """The rows as XML; if wrapped, long texts are whole and rows as high as they need."""
    columns, heights = [], [1] * len(table.rows)
    for column, values in zip(table.columns, zip(*table.rows, strict=True), strict=True):
        width = _WIDTHS.get(column.name) if wrapped else None
        columns.append(list(_cells(writer, sheet, column, values, writer.wrapped if width else writer.top)))
        if width:
            heights = [
                max(height, _lines(as_cell(text) or "", width)) for height, text in zip(heights, values, strict=True)
            ]
    letters = [xl_col_to_name(at) for at in range(len(columns))]
    lines = []
    for number, (height, *cells) in enumerate(zip(heights, *columns, strict=True), 2):
        found = [f'<c r="{letter}{number}"{cell}' for letter, cell in zip(letters, cells, strict=True) if cell]
        high = f' ht="{_LINE * height}" customHeight="1"' if height > 1 else ""
        lines.append(f'<row r="{number}"{high}>{"".join(found)}</row>')
    return "".join(lines)


def _lines(text: str, width: int) -> int:
    """How many lines a wrapped text takes; words leave some of each line empty."""
    return -(-len(text) // int(0.95 * width))


def _cells(writer: _Writer, sheet: Worksheet, column: Column, values: Sequence[Any], form: Format) -> Iterator[str]:
    """Each cell of a column as XML after the reference in its opening tag; empty where it is missing."""
    plain, day_style, kept_style, linked_style = (
        f' s="{one._get_xf_index()}"' for one in (form, writer.day, writer.kept, writer.linked)
    )
    if column.kind == "boolean":
        yield from ("" if value is None else f'{plain} t="b"><v>{value:d}</v></c>' for value in values)
    elif column.kind in ("integer", "number"):
        # in full: XlsxWriter writes 16 digits, one too few for some numbers
        yield from ("" if value is None else f"{plain}><v>{repr(value).removesuffix('.0')}</v></c>" for value in values)
    else:
        made: dict[Any, str] = {None: "", "": ""}
        for row, value in enumerate(map(as_cell, values), 2):
            if value not in made:
                text, day = str(value), _day(column, value)
                if len(text) > LONGEST_CELL:
                    fault = f"{len(text):,} characters; an Excel cell holds {LONGEST_CELL:,}"
                    raise PackageError(f"{sheet.get_name()}, row {row}: {fault}")
                if day is not None:
                    made[value] = f"{day_style}><v>{(day - _EPOCH).days}</v></c>"
                else:
                    link = linked_style if column.name in _LINKED else plain
                    style = kept_style if text.startswith(_LIKE_A_FORMULA) else link
                    made[value] = f'{style} t="s"><v>{sheet.str_table._get_shared_string_index(text)}</v></c>'
            yield made[value]


def _day(column: Column, value: Any) -> date | None:
    """The day that a cell of a date column names, if Excel can count it."""
    if column.kind != "date" and (column.field.holds != "date" or column.part or not _DAY.fullmatch(value)):
        return None
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return day if day >= _FIRST_DAY else None


def _columns_on_page(table: TypedTable) -> int:
    """How many columns fit on a page across, legible."""
    across = accumulate(_width(table, at) for at in range(len(table.columns)))
    return sum(width <= _ON_PAGE_WIDTH for width in across)


def _width(table: TypedTable, at: int) -> int:
    """Wide enough for the header with its filter button and for most cells, in characters."""
    if table.name in IN_FRONT and table.columns[at].name in _WIDTHS:
        return _WIDTHS[table.columns[at].name]
    longest = max((len(str(as_cell(row[at]))) for row in table.rows[:_SAMPLE] if row[at] is not None), default=0)
    return max(_NARROWEST, min(_WIDEST, max(longest, len(table.columns[at].name) + 3)))
