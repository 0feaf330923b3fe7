"""Rows as people and programs hand them over: CSV with a header, or JSON.

    CSV    the columns of the table, in any order; columns left out are empty
    JSON   an object (one row), an array of them, or an object of tables: {"sources": […], "events": […]}

In JSON a list is a cell of several items, true and false and numbers are written as text, null is empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sino_pak_data.add.candidates import New
from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.ids import unknown
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Schema

HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no encoding has."""
_DIGITS = 30
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs"}
_ARCHIVE = b"PK\x03\x04"
"""How a zip begins, and with it a workbook of any spreadsheet."""


class Unusable(Exception):
    """What was handed over cannot be taken; the text says where and why."""


def decoded(raw: bytes, name: str) -> str:
    """The text of a handed-over file, its byte order mark and line ends put right. Raises `Unusable`."""
    if raw.startswith(_ARCHIVE):
        raise Unusable(f"{name}: a workbook or archive, not text: save the sheet as CSV UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = raw[: reason.start].count(b"\n") + 1
        raise Unusable(f"{name}:{line}: not UTF-8: save it again as CSV UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def from_csv(text: str, schema: Schema, name: str) -> list[New]:
    """The rows of a CSV text, without the empty ones that spreadsheets leave. Raises `Unusable` with file, line and column."""
    parsed = (line for line in csv_lines.parse(text) if any(cell.strip() for cell in line.cells))
    first = next(parsed, None)
    if first is None:
        raise Unusable(f"{name}: empty: the first line names columns of {schema.table}")
    header = [cell.strip() for cell in first.cells]
    for char, called in _OTHER_DELIMITERS.items():
        if len(header) == 1 and char in header[0]:
            raise Unusable(f"{name}:1: cells are parted by {called}: save the file with commas")
    for at, column in zip(csv_lines.offsets(first.text), header, strict=False):
        if column:
            _known_column(schema, column, f"{name}:{first.number}:{at + 1}")
    if len(set(header)) + max(header.count("") - 1, 0) < len(header):
        raise Unusable(f"{name}:{first.number}: a column stands twice")
    return [New(schema.table, _cells(header, line, name), f"{name}:{line.number}") for line in parsed]


def from_json(text: str, descriptor: Descriptor, table: str, name: str) -> list[New]:
    """The rows of a JSON text; `table` is "" where the text itself names tables. Raises `Unusable`."""
    read = parsed_json(text, name)
    if isinstance(read, dict) and read and set(read) <= set(descriptor.authored):
        return [
            one for of, rows in read.items() for one in _objects(rows, descriptor.table(of).schema, f"{name}: {of}")
        ]
    if not table:
        raise Unusable(f'{name}: name a TABLE, or write an object of tables: {{"events": [{{…}}]}}')
    return list(_objects(read, descriptor.table(table).schema, name))


def parsed_json(text: str, name: str) -> Any:
    """What a JSON text says, numbers as they are written. Raises `Unusable`."""
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as reason:
        raise Unusable(f"{name}:{reason.lineno}:{reason.colno}: not JSON: {reason.msg}") from None
    except RecursionError:
        raise Unusable(f"{name}: nested too deeply") from None
    except ValueError as reason:
        raise Unusable(f"{name}: a number that is none: {reason}") from None


def _cells(header: list[str], line: csv_lines.Line, name: str) -> dict[str, str]:
    if line.fault == "newline-in-cell":
        raise Unusable(f"{name}:{line.number}: a line break in a cell: write its text on one line")
    if line.fault or len(line.cells) != len(header):
        wrong = line.fault.replace("-", " ") or f"{len(line.cells)} cells under {len(header)} columns"
        raise Unusable(f"{name}:{line.number}: {wrong}: a cell with a comma or a quote in it stands in double quotes")
    cells = [(column, cell.strip()) for column, cell in zip(header, line.cells, strict=True)]
    for column, cell in cells:
        if cell and not column:
            raise Unusable(f"{name}:{line.number}: {cell!r} stands under no column name")
    return {column: cell for column, cell in cells if column}


def _objects(read: Any, schema: Schema, name: str) -> Iterator[New]:
    for number, one in enumerate(read if isinstance(read, list) else [read], 1):
        where = f"{name}: row {number}"
        if not isinstance(one, dict):
            raise Unusable(f"{where}: not an object of columns")
        for column in one:
            _known_column(schema, column, where)
        cells = {column: _text(value, f"{where}: {column}") for column, value in one.items()}
        yield New(schema.table, cells, where)


def _known_column(schema: Schema, column: str, where: str) -> None:
    if column not in schema.by_name:
        raise Unusable(f"{where}: {unknown('column', column, schema.names)}")


def _text(value: Any, where: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str() if not HALVES.search(value) and not re.search(r"[\n\r]", value.strip()):
            return value.strip()
        case int():
            return str(value)
        case Decimal() if abs(value.adjusted()) < _DIGITS:
            return f"{value:f}"
        case list():
            return ";".join(_text(one, where) for one in value)
    raise Unusable(f"{where}: neither text on one line, number, true, false nor a list of them")
