"""Do the forms of the tables agree: CSV with Parquet row by row, built tables with authored ones?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from sino_pak_data.cells import csv_lines
from sino_pak_data.derive.tables import BUILT, RECORDED
from sino_pak_data.package import arrow
from sino_pak_data.package.cell_text import cell_text
from sino_pak_data.package.content import content_hash
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.safety import Fault, shown
from sino_pak_data.package.table import Package, Row, Table

MOST_ROWS = 200_000
MOST_CELLS = 2_000_000
LONGEST_LINE = 65_536


def from_csv(resource: Resource, content: bytes) -> Table | Fault:
    """The rows of a CSV in the one form that a build writes."""
    path, names = resource.path, resource.schema.names
    if b"\0" in content:
        return Fault(path, "a cell", "text", "a NUL byte")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as reason:
        return Fault(path, "encoding", "UTF-8", f"byte {content[reason.start]:#04x} at {reason.start:,}")
    rows = text.count("\n") - 1
    if rows > MOST_ROWS or max(rows * len(names), text.count(",")) > MOST_CELLS:
        return Fault(path, "too long", f"at most {MOST_ROWS:,} rows and {MOST_CELLS:,} cells", f"{rows:,} rows")
    split = text.split("\n")
    longest = max(len(line) for line in split)
    open_quote = next((number for number, line in enumerate(split, 1) if line.count('"') % 2), 0)
    if open_quote:
        return Fault(f"{path}:{open_quote}", "form", "canonical CSV", "a quote that is not closed")
    if longest > LONGEST_LINE:
        return Fault(path, "line too long", f"at most {LONGEST_LINE:,} characters", f"{longest:,}")
    parsed = list(csv_lines.parse(text))
    if not parsed or parsed[0].cells != names:
        found = ",".join(parsed[0].cells) if parsed else ""
        return Fault(f"{path}:1", "header", shown(",".join(names)), shown(found))
    for line in parsed[1:]:
        if len(line.cells) != len(names):
            return Fault(f"{path}:{line.number}", "row", f"{len(names)} cells", str(len(line.cells)))
    if csv_lines.document(names, (line.cells for line in parsed[1:])) != text:
        return Fault(path, "form", "canonical CSV", "other quotes or line ends")
    found_rows = [Row(zip(names, line.cells, strict=True), line.number, line.text) for line in parsed[1:]]
    return Table(resource.schema, path, names, found_rows)


def as_rows(resource: Resource, path: str, found: pa.Table) -> Table:
    """The rows of a typed table as the text that they were typed from, up to how a number is written."""
    names = resource.schema.names
    columns = [found.column(name).to_pylist() for name in names]
    rows = [
        Row({name: cell_text(value) for name, value in zip(names, values, strict=True)})
        for values in zip(*columns, strict=True)
    ]
    return Table(resource.schema, path, names, rows)


def typed_faults(path: str, found: pa.Table, table: Table) -> Iterator[Fault]:
    """The first cell of each column in which a typed table differs from the rows as text."""
    expected = arrow.table(table.schema, table.rows)
    if found.num_rows != expected.num_rows:
        yield Fault(path, "rows", f"{expected.num_rows:,} as in {table.file}", f"{found.num_rows:,}")
        return
    for name in expected.column_names:
        one, other = expected.column(name).to_pylist(), found.column(name).to_pylist()
        if one != other:
            at = next(at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1])
            yield Fault(path, f"row {at + 1:,}, {name}", shown(f"{one[at]!r}"), shown(f"{other[at]!r}"))


def hash_faults(file: str, told: str, found: pa.Table) -> Iterator[Fault]:
    """The hash of the rows, which is the same in every form of a table: see `typed.content`."""
    counted = content_hash(found)
    if counted != told:
        yield Fault(file, "hash of rows", told, counted)


def built_faults(descriptor: Descriptor, tables: Mapping[str, Table], as_text: bool) -> Iterator[Fault]:
    """The first row of each built table that does not follow from the authored ones.

    as_text  compare the cells as text; else as typed values, where the text is not carried
    """
    package = Package(descriptor, {name: tables[name] for name in descriptor.authored})
    for name, resource in descriptor.built.items():
        table = tables[name]
        if name in RECORDED:
            continue
        try:
            rows: list[Mapping[str, str]] = resource.schema.in_order(BUILT[name](package))
            if as_text:
                expected, found = rows, [dict(row) for row in table.rows]
            else:
                expected, found = (arrow.table(resource.schema, one).to_pylist() for one in (rows, table.rows))
        except Exception as reason:  # whatever rows of others lead to, the fault is theirs
            told = shown(f"{type(reason).__name__}: {reason}")
            yield Fault(table.file, "derivation", "a table that follows from the authored ones", told)
            continue
        yield from _first_difference(table, expected, found)


def _first_difference(table: Table, expected: list[Any], found: list[Any]) -> Iterator[Fault]:
    for at, (one, other) in enumerate(zip(expected, found, strict=False)):
        if one != other:
            name = next(name for name in one if one[name] != other[name])
            place = f"{table.file}:{at + 2}"
            what = f"{name}, derived again"
            yield Fault(place, what, shown(repr(one[name])), shown(repr(other[name])))
            return
    if len(expected) != len(found):
        yield Fault(table.file, "rows, derived again", f"{len(expected):,}", f"{len(found):,}")
