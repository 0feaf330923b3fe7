"""Sheets for a spreadsheet: what a coder or reader sees of the sampled records, and the filled sheets as new rows.

A coding sheet is blind: it gives the record with its works, and empty columns for its codes; nothing of the codes that
the table has. A reading sheet gives every cell of the row, to be held against its sources. `shown` says what each has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.add.sampling import address
from sino_pak_data.add.shown import Cells, Shown
from sino_pak_data.cells import csv_lines, ids
from sino_pak_data.cells.text import counted
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package, Row, Table

READING = ("verdict", "finding")
"""What a reader fills in."""

_UNITS = {"currency"}
"""Code lists of units, which the source states: nothing to code."""
_CODED = {
    "claims": ("kind", "claim_type", "subject", "theory", "theory_named", "mechanism"),
    "verdicts": ("verdict",),
}
"""The columns to code, where they are not simply all that have a code list or a list of actors."""


def coded(schema: Schema) -> list[str]:
    """The columns of a table that coders fill in."""
    if schema.table in _CODED:
        return [name for name in _CODED[schema.table] if name in schema.by_name]
    coded_by = (field for field in schema.fields if field.codes or field.of == "actors")
    return [field.name for field in coded_by if field.code_list not in _UNITS]


def coding_sheet(package: Package, table: Table, rows: Sequence[Row]) -> str:
    """A blind sheet of these rows as CSV."""
    shown = Shown(package)
    return _sheet(table, rows, shown.blind, shown.works, coded(table.schema))


def reading_sheet(package: Package, table: Table, rows: Sequence[Row]) -> str:
    """A sheet with the rows as they are, to be read against their sources."""
    shown = Shown(package)
    return _sheet(table, rows, shown.in_full, shown.works, READING)


def _sheet(
    table: Table,
    rows: Sequence[Row],
    cells_of: Callable[[Table, Row], Cells],
    works_of: Callable[[Table, Row], list[str]],
    to_fill: Sequence[str],
) -> str:
    """One line for each row: its address, what is shown of it, and the columns to fill in."""
    lines: list[Cells] = []
    for row in rows:
        # A column of the table that is named like one to fill in gets the name of its table as well.
        shown = {f"{table.name}: {k}" if k in to_fill else k: cell for k, cell in cells_of(table, row).items()}
        shown.pop("record", "")  # of a row of evidence: its address contains it
        works = {f"source {number}": work for number, work in enumerate(works_of(table, row), 1)}
        lines.append({"record": address(table, row), **shown, **works})
    header = [*_grouped(name for cells in lines for name in cells), *to_fill]
    # Excel reads a CSV as UTF-8 only if it begins with a byte order mark.
    return "\ufeff" + csv_lines.document(header, [[cells.get(name, "") for name in header] for cells in lines])


def _grouped(names: Iterable[str]) -> list[str]:
    """Each name once, those that differ in their number alone beside each other, the sources last."""
    found = [*dict.fromkeys(names)]
    order = sorted(dict.fromkeys(name.rstrip("0123456789") for name in found), key="source ".__eq__)
    return sorted(found, key=lambda name: order.index(name.rstrip("0123456789")))


def codings(text: str, name: str, sample: Row, coder: str, day: str, schema: Schema) -> list[New]:
    """The rows of `codings` of a filled sheet; `schema` is that of the sampled table. Raises `Unusable`."""
    given, columns = {"sample_id": sample["sample_id"], "coder": coder, "coded": day}, coded(schema)
    rows = []
    for origin, cells in _filled(text, name, sample, columns):
        for field in columns:
            code = cells[field]
            if schema.by_name[field].many:
                code = ";".join(sorted(filter(None, map(str.strip, ids.split(code)))))
            made = {**given, "record": cells["record"], "field": field, "code": code}
            rows.append(New("codings", made, f"{origin}, {field}"))
    return rows


def readings(text: str, name: str, sample: Row, day: str) -> list[New]:
    """The rows of `readings` of a filled sheet. Raises `Unusable`."""
    given = {"sample_id": sample["sample_id"], "read": day}
    return [
        New("readings", {**given, **{column: cells[column] for column in ("record", *READING)}}, origin)
        for origin, cells in _filled(text, name, sample, READING)
    ]


def _filled(text: str, name: str, sample: Row, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Place and cells of each line of a filled sheet that is not empty."""
    lines = [line for line in csv_lines.parse(text) if any(cell.strip() for cell in line.cells)]
    header = [cell.strip() for cell in lines[0].cells] if lines else []
    missing = [column for column in ("record", *columns) if column not in header]
    if missing:
        reason = "save the sheet as CSV UTF-8 with commas, and keep its first line"
        raise Unusable(f"{name}:1: no column {', '.join(missing)}: {reason}")
    if len(lines) - 1 != int(sample["size"]):
        raise Unusable(f"{name}: {counted(len(lines) - 1, 'record')}, but {sample['sample_id']} has {sample['size']}")
    for line in lines[1:]:
        cells = dict(zip_longest(header, map(str.strip, line.cells), fillvalue=""))
        yield f"{name}:{line.number}", cells
