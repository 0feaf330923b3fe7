"""Rows from CSV and JSON.

    CSV    the columns of the table in any order; columns left out are empty, and one that begins with # is a remark, not read
    JSON   an object (one row), an array of them, or an object of tables: {"sources": [...], "events": [...]}

In JSON, a list is a cell of several items; numbers, true and false become text; null is empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, TypeVar

from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.ids import unknown
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Schema
from sino_pak_data.reading.canonical import trimmed
from sino_pak_data.reading.source_text import SEPARATOR_LINE

Given = TypeVar("Given")

_DIGITS = 30
_REMARK = "#"
_DELIMITERS = {";": "semicolons", "\t": "tabs"}
_UNUSABLE = re.compile("[\n\r\ud800-\udfff]")  # line breaks, and surrogates, which UTF-8 cannot encode
_ZIP = b"PK\x03\x04"  # a spreadsheet's workbook is a zip archive


def decoded(raw: bytes, name: str) -> str:
    """The text of an input file, without byte order mark and with LF line ends. Raises `Unusable`."""
    if raw.startswith(_ZIP):
        raise Unusable(f"{name}: a workbook or archive, not text: save the sheet as CSV UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = raw[: reason.start].count(b"\n") + 1
        raise Unusable(f"{name}:{line}: not UTF-8: save it as UTF-8 (in a spreadsheet: CSV UTF-8)") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def from_csv(text: str, schema: Schema, name: str) -> list[New]:
    """The rows of a CSV text, except the empty ones that spreadsheets leave. Raises `Unusable` naming every fault."""
    lines = (line for line in csv_lines.parse(text) if any(cell.strip() for cell in line.cells))
    first = next(lines, None)
    if first and SEPARATOR_LINE.fullmatch(first.text + "\n"):
        first = next(lines, None)
    if first is None:
        raise Unusable(f"{name}: empty; the first line must name columns of {schema.table}")
    header, where = [trimmed(cell) for cell in first.cells], f"{name}:{first.number}"
    remarks = [column for column in header if column.startswith(_REMARK)]
    for char, noun in _DELIMITERS.items():
        if len(header) == 1 and char in header[0]:
            raise Unusable(f"{where}: cells are separated by {noun}: save the file with commas")
    faults = [
        f"{where}:{at + 1}: {unknown('column', column, schema.names)}"
        for at, column in zip(csv_lines.offsets(first.text), header, strict=False)
        if column and column not in (*schema.by_name, *remarks)
    ]
    faults += [
        f"{where}:{at + 1}: the column {column!r} occurs twice: rename or delete one of the two"
        for place, (at, column) in enumerate(zip(csv_lines.offsets(first.text), header, strict=False))
        if column and column in header[:place]
    ]
    return _all_of(
        lambda line: New(schema.table, _csv_cells(header, line, name), f"{name}:{line.number}"), lines, faults
    )


def from_json(text: str, descriptor: Descriptor, table: str, name: str) -> list[New]:
    """The rows of a JSON text; `table` is "" if the text names the tables itself. Raises `Unusable` naming every fault."""
    read = parsed_json(text, name)
    tables = descriptor.authored
    if isinstance(read, dict) and read and read.keys() <= tables.keys():
        rows = [(key, number, item) for key in read for number, item in _numbered(read[key])]
        return _all_of(
            lambda row: _json_row(row[2], tables[row[0]].schema, f"{name}: {row[0]}: row {row[1]}"), rows, []
        )
    if not table:
        strange = [key for key in read if key not in tables] if isinstance(read, dict) else []
        if strange and len(strange) < len(read):
            raise Unusable("\n".join(f"{name}: {unknown('table', key, tables)}" for key in strange))
        raise Unusable(f'{name}: name a TABLE, or write an object of tables: {{"events": [{{...}}]}}')
    schema = descriptor.table(table).schema
    return _all_of(lambda row: _json_row(row[1], schema, f"{name}: row {row[0]}"), _numbered(read), [])


def _all_of(make: Callable[[Given], New], given: Iterable[Given], faults: list[str]) -> list[New]:
    """What is made of each; raises `Unusable` with these faults and those of all that cannot be made."""
    rows = []
    for one in given:
        try:
            rows.append(make(one))
        except Unusable as fault:
            faults.append(str(fault))
    if faults:
        raise Unusable("\n".join(faults))
    return rows


def parsed_json(text: str, name: str) -> Any:
    """The value of a JSON text; numbers keep their digits. Raises `Unusable`, also for a name that an object has twice."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
            raise Unusable(f"{name}: {twice!r} is twice in one object: join the two")
        return found

    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=unique)
    except json.JSONDecodeError as reason:
        raise Unusable(f"{name}:{reason.lineno}:{reason.colno}: not JSON: {reason.msg}") from None
    except RecursionError:
        raise Unusable(f"{name}: nested too deeply") from None


def _csv_cells(header: list[str], line: csv_lines.Line, name: str) -> dict[str, str]:
    where = f"{name}:{line.number}"
    if line.fault == "newline-in-cell":
        raise Unusable(f"{where}: a line break in a cell: write its text on one line")
    if line.fault or len(line.cells) != len(header):
        wrong = line.fault.replace("-", " ") or f"{len(line.cells)} cells for {len(header)} columns"
        raise Unusable(f"{where}: {wrong}: put a cell that contains a comma or a quote in double quotes")
    cells: dict[str, str] = {}
    for column, cell in zip(header, map(str.strip, line.cells), strict=True):
        if column.startswith(_REMARK):
            continue
        if column:
            cells[column] = cell
        elif cell:
            raise Unusable(f"{where}: {cell!r} is in a column without a name")
    return cells


def _numbered(read: Any) -> list[tuple[int, Any]]:
    return [*enumerate(read if isinstance(read, list) else [read], 1)]


def _json_row(item: Any, schema: Schema, where: str) -> New:
    if not isinstance(item, dict):
        raise Unusable(f"{where}: not an object of columns")
    for column in item:
        _require_column(schema, column, where)
    return New(schema.table, {column: _cell(value, f"{where}: {column}") for column, value in item.items()}, where)


def _require_column(schema: Schema, column: str, where: str) -> None:
    if column not in schema.by_name:
        raise Unusable(f"{where}: {unknown('column', column, schema.names)}")


def _cell(value: Any, where: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str() if not _UNUSABLE.search(value.strip()):
            return value.strip()
        case Decimal() if abs(value.adjusted()) < _DIGITS:
            return f"{value:f}"
        case list():
            return ";".join(_cell(item, where) for item in value)
    raise Unusable(f"{where}: must be text on one line, a number, true, false, or a list of these")
