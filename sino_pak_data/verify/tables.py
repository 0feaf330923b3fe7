"""Do the tables hold what they should: cells as their schema says, Parquet as CSV, built tables as derived again?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain, zip_longest
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sino_pak_data.cells import csv_lines, edtf, ids, references
from sino_pak_data.cells.text import Malformed
from sino_pak_data.derive.tables import BUILT, RECORDED
from sino_pak_data.package import arrow, derived
from sino_pak_data.package.constraints import Violation, violations
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.safety import LARGEST_FILE, MOST_RATIO, Fault, shown
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.store import DESCRIPTOR
from sino_pak_data.package.table import MEASUREMENTS, Package, Row, Table

MOST_VALUES = 20_000_000
"""In all tables together: about 3 GiB of memory."""
MOST_GROUPS = 100
MOST_PAGES = 100_000
LONGEST_LINE = 65_536
_VARINT = re.compile(rb"[\x80-\xff]{0,9}[\x00-\x7f]")
_KINDS = _TRUE, _FALSE, _INT8, _INT16, _INT32, _INT64, _BINARY, _LIST, _STRUCT = 1, 2, 3, 4, 5, 6, 8, 9, 12
_THRIFT = 2**22


class Damaged(Exception):
    """A table that cannot be read further. The argument is the `Fault`."""


def _limit(path: str, what: str, most: int, found: int) -> None:
    if found > most:
        raise Damaged(Fault(path, "too large", f"at most {most:,} {what}", f"{found:,}"))


def limit_cells(path: str, cells: int, so_far: Counter[str]) -> None:
    """Count the cells of a table into those of all. Raises `Damaged` if these are too many."""
    _limit(path, "cells in all tables", MOST_VALUES, so_far["cells"] + cells)
    so_far["cells"] += cells


def column_faults(resources: Iterable[Resource]) -> Iterator[Fault]:
    """Published columns must be those that people fill in, up to release 0.5.0, or these and all that the build adds."""
    for resource in resources:
        whole = [*arrow.column_types(resource.schema)]
        if [*resource.columns] not in (resource.schema.names, whole):
            found = shown(",".join(resource.columns))
            yield Fault(DESCRIPTOR, f"columns of {resource.name}", shown(",".join(whole)), found)


def from_csv(resource: Resource, contents: Mapping[str, bytes], so_far: Counter[str]) -> Table:
    """The rows of a CSV in canonical form; `so_far` counts the cells of all tables. Raises `Damaged`."""
    path, names, content = resource.path, [*resource.columns], contents[resource.path]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as reason:
        found = f"byte {content[reason.start]:#04x} at {reason.start:,}"
        raise Damaged(Fault(path, "encoding", "UTF-8", found)) from None
    limit_cells(path, max(text.count("\n") * len(names), text.count(",")), so_far)
    lines = csv_lines.parse(text or "\n")
    header = next(lines).text
    if header != ",".join(names):
        raise Damaged(Fault(f"{path}:1", "header", shown(",".join(names)), shown(header)))
    table = Table(resource.schema, path, names)
    for line in lines:
        row = Row(zip(names, line.cells, strict=False), line.number, line.text)
        found = (
            f"a {line.fault.replace('-', ' ')}" if line.fault
            else f"{len(line.cells)} cells" if len(line.cells) != len(names)
            else f"{len(line.text):,} characters" if len(line.text) > LONGEST_LINE
            else "a NUL character" if "\0" in line.text
            else "needless quotes" if not row.canonical
            else ""
        )  # fmt: skip
        if found:
            expected = f"{len(names)} cells of canonical CSV in at most {LONGEST_LINE:,} characters"
            raise Damaged(Fault(f"{path}:{line.number}", "row", expected, found))
        table.rows.append(row)
    if not text.endswith("\n"):
        raise Damaged(Fault(path, "form", "a line end after the last row", "none"))
    return table


def from_parquet(path: str, content: bytes, schema: Schema, so_far: Counter[str]) -> pa.Table:
    """The typed rows of a Parquet file; `so_far` counts the values and text of all tables. Raises `Damaged`."""
    try:
        file = _opened(content)
        columns = ((column.name, column.type) for column in file.schema_arrow)
        for one, other in zip_longest(arrow.column_types(schema).items(), columns, fillvalue=("none", "")):
            if one != other:
                expected, found = ("{} {}".format(*column).rstrip() for column in (one, other))
                raise Damaged(Fault(path, "column", expected, shown(found)))
        most = max(2**26, MOST_RATIO * len(content))
        _check_sizes(path, content, most, so_far)
        _check_text(path, content, file.metadata, most, so_far)
        return file.read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError, TypeError, ArithmeticError, LookupError, RecursionError) as reason:
        found = shown(str(reason).partition("\n")[0])
        raise Damaged(Fault(path, "cannot be read", "a Parquet file", found)) from None


def _opened(content: bytes, as_codes: list[str] | None = None) -> pq.ParquetFile:
    """Read it with use_threads=False: see `package.arrow.read_parquet`."""
    limits = {"thrift_string_size_limit": _THRIFT, "thrift_container_size_limit": _THRIFT}
    return pq.ParquetFile(pa.BufferReader(content), read_dictionary=as_codes, **limits)


def _check_sizes(path: str, content: bytes, most: int, so_far: Counter[str]) -> None:
    """Refuse a small file that unpacks to a large table: by its footer, then by its pages, for a footer can lie.

    The footer is parsed here because the metadata objects of pyarrow end the process if a column in it is damaged.
    """
    footer = _thrift(content, len(content) - 8 - int.from_bytes(content[-8:-4], "little"), _STRUCT)[0]
    _limit(path, "row groups", MOST_GROUPS, len(footer[4]))
    columns = [column[3] for group in footer[4] for column in group[1]]
    values = max(footer[3] * len(footer[2]), sum(abs(column[5]) for column in columns))  # lists: more than cells
    _limit(path, f"values in {len(content):,} bytes", max(10**6, 50 * len(content)), values)
    _limit(path, "values in all tables", MOST_VALUES, so_far["values"] + values)
    so_far["values"] += values
    unpacked = 0
    for number, size in enumerate(chain.from_iterable(_page_sizes(content, column) for column in columns)):
        unpacked += size
        _limit(path, "bytes unpacked", most, unpacked)
        _limit(path, "pages", MOST_PAGES, number)


def _page_sizes(content: bytes, column: Mapping[int, int]) -> Iterator[int]:
    """The unpacked size of each page of a column, from the page's own header: Arrow allocates that much."""
    at = min(column[9], column.get(11) or column[9])  # of its data and of its dictionary
    end = at + column[7]
    while at < end and column[5]:  # the pages of an empty column are not read, nor is its offset right
        header, at = _thrift(content, at, _STRUCT)
        yield header[2]
        at += header[3]  # its size as stored
    if at != end and column[5]:
        raise ValueError("a column does not end where the footer says")


def _thrift(content: bytes, at: int, kind: int) -> tuple[Any, int]:
    """A value in Thrift's compact protocol and where it ends; a struct is a dict by the number of the member."""
    if at < 0 or kind not in _KINDS:
        raise ValueError("the footer or a page has no valid header")
    if kind == _STRUCT:
        members, number = {}, 0
        while content[at]:
            step, kind = divmod(content[at], 16)
            number += step
            members[number], at = _thrift(content, at + 1, kind if step else -1)
        return members, at + 1
    if kind in (_TRUE, _FALSE):
        return kind == _TRUE, at
    if kind == _LIST and content[at] < 0xF0:
        size, kind, at = content[at] >> 4, content[at] & 15, at + 1
    elif digits := _VARINT.match(content, at + (kind == _LIST)):
        size = sum((byte & 127) << 7 * place for place, byte in enumerate(digits[0]))
        if kind == _BINARY:
            return None, digits.end() + size
        if kind != _LIST:
            return size >> 1 ^ -(size & 1), digits.end()
        kind, at = content[at] & 15, digits.end()
    else:
        raise ValueError
    if kind in (_TRUE, _FALSE):
        raise ValueError("a list of truth values, of which metadata has none")
    items = []
    for _ in range(size):
        item, at = _thrift(content, at, kind)
        items.append(item)
    return items, at


def _check_text(path: str, content: bytes, meta: pq.FileMetaData, most: int, so_far: Counter[str]) -> None:
    """Add up the text, read as dictionary codes: a kilobyte can hold a long text once and refer to it in every row."""
    length = 0
    columns = [meta.schema.column(at).path for at in range(meta.num_columns)]
    for batch in _opened(content, columns).iter_batches(1_000, use_threads=False):
        batch.validate(full=True)
        for column in batch.columns:
            items = column.flatten() if pa.types.is_list(column.type) else column
            if pa.types.is_dictionary(items.type):
                length += pc.sum(pc.binary_length(items.dictionary).take(items.indices)).as_py() or 0
        _limit(path, "bytes of text", most, length)
        _limit(path, "bytes of text in all tables", LARGEST_FILE, so_far["text"] + length)
    so_far["text"] += length


def as_rows(resource: Resource, found: pa.Table) -> Table:
    """A typed table as text, as far as its types keep that."""
    names = resource.schema.names
    rows = [Row(zip(names, map(arrow.cell_text, row.values()), strict=True)) for row in found.select(names).to_pylist()]
    return Table(resource.schema, resource.path, names, rows)


def cell_faults(tables: Mapping[str, Table]) -> Iterator[Fault]:
    """What the schemas say of cells, keys and the order of rows; if they are right, what the grammars say of cells."""
    found = [(one.table, one.row, *_violated(one)) for one in violations(tables)]
    for table in tables.values():
        if not found and table.schema.canonical and table.schema.in_order(table.rows) != table.rows:
            yield Fault(table.file, "order", "rows sorted by their key", "another order")
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for table, row, columns, expected in found or _dangling(tables):
        groups.setdefault((table.file, columns, expected), []).append(row)
    for (file, columns, expected), rows in groups.items():
        cell = ":".join(rows[0][part] for part in columns.split("+"))
        more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
        yield Fault(f"{file}:{rows[0].line}".removesuffix(":0"), columns, expected, f"{shown(cell)!r}{more}")


def _violated(violation: Violation) -> tuple[str, str]:
    """The columns that are violated, and what was expected of them."""
    kind, field = violation.kind, violation.column
    expected = {
        "required": "a value", "type": f"a{'n' * (field.type == 'integer')} {field.type}", "enum": f"a code of {field.name}",
        "unique": "a unique value", "key": "a unique key", "foreign-key": "a key of another table",
        "pattern": field.holds and f"a valid {field.holds}",
    }.get(kind) or f"{kind} {field.constraints[kind]}"  # fmt: skip
    return "+".join(violation.table.schema.key) if kind == "key" else field.name, shown(expected, 80)


def _dangling(tables: Mapping[str, Table]) -> Iterator[tuple[Table, Row, str, str]]:
    """Dates, lists and references that do not parse, or name records that are not in the package."""
    addresses = {table.address(row) for table in tables.values() for row in table.rows}
    retired = {row["record"] for row in tables["retired"].rows} if "retired" in tables else set()
    for table in tables.values():
        known = addresses | retired if table.name in MEASUREMENTS else addresses
        for field in table.schema.fields:
            bad = {cell for cell in table.distinct(field.name) - {""} if not _resolves(table, field, cell, known)}
            expected = "a date" if field.holds == "date" else f"{field.holds} of {field.of or 'records'} in the package"
            for row in table.rows if bad else ():
                if row[field.name] in bad:
                    yield table, row, field.name, expected


def _resolves(table: Table, field: Field, cell: str, addresses: Set[str]) -> bool:
    named: list[str] = []
    try:
        if field.holds == "date":
            edtf.parse(cell)
        elif field.holds in ("reference", "references"):
            named = [f"sources/{one.source_id}" for one in references.parse(cell)]
        elif field.holds == "ids":
            named = [f"{field.of}/{one}" for one in ids.split(cell)]
        elif field.holds in ("record", "records") and table.schema.key != (field.name,):
            named = ids.split(cell)
    except Malformed:
        return False
    return addresses >= set(named) and (field.holds != "reference" or len(named) == 1)


def typed_faults(
    path: str, found: pa.Table, table: Table, content_digest: str, others: Mapping[str, Table]
) -> Iterator[Fault]:
    """How a typed table differs from its rows as text; if it does not, how its hash differs from the listed one.

    others  every table of the package by its name
    """
    typed = arrow.table(table.schema, table.rows, derived.others(table.schema, others.get))
    expected = _with_intervals(table.schema, typed, found)
    different = [*_difference(path, f" as in {table.file}", expected, found), *_added_faults(table, typed)]
    yield from different
    if not different and (digest := arrow.content_hash(found)) != content_digest:
        yield Fault(table.file, "hash of rows", content_digest, digest)


def _added_faults(table: Table, typed: pa.Table) -> Iterator[Fault]:
    """The first cell of each column that the build adds to a CSV which is not what follows from its row."""
    for name in [name for name in table.header if name not in table.schema.by_name]:
        for row, cell in zip(table.rows, map(arrow.cell_text, typed[name].to_pylist()), strict=True):
            if row[name] != cell:
                yield Fault(f"{table.file}:{row.line}", name, f"{cell!r} as derived again", repr(shown(row[name])))
                break


def _with_intervals(schema: Schema, expected: pa.Table, found: pa.Table) -> pa.Table:
    """The expected table; releases up to 0.2.1 have "interval" as the precision of a date with two sides."""
    for field in schema.holding("date"):
        name = f"{field.name}_precision"
        if "interval" in found[name].unique().to_pylist():
            two_sides, own = pc.match_substring(expected[field.name], "/"), expected[name].cast(pa.string())
            named = pc.if_else(two_sides, "interval", own).dictionary_encode().cast(expected[name].type)
            expected = expected.set_column(expected.column_names.index(name), expected.field(name), named)
    return expected


def built_faults(descriptor: Descriptor, tables: Mapping[str, Table], typed: Mapping[str, pa.Table]) -> Iterator[Fault]:
    """How each built table differs from what the authored ones give."""
    package = Package(descriptor, {name: tables[name] for name in descriptor.authored})
    for name in descriptor.built.keys() - RECORDED:
        file, schema = tables[name].file, tables[name].schema
        try:
            again = arrow.table(schema, schema.in_order(BUILT[name](package)))
        except Exception as reason:  # untrusted rows can break a derivation in any way; that is a fault of the package
            found = shown(f"{type(reason).__name__}: {reason}")
            yield Fault(file, "derivation", "a table that follows from the authored ones", found)
            continue
        yield from _difference(file, " as derived from the authored tables", again, typed[name])


def _difference(file: str, origin: str, expected: pa.Table, found: pa.Table) -> Iterator[Fault]:
    """The number of rows, and the first row that differs."""
    if expected.equals(found):
        return
    if expected.num_rows != found.num_rows:
        yield Fault(file, "number of rows", f"{expected.num_rows:,}{origin}", f"{found.num_rows:,}")
    for number, (one, other) in enumerate(zip(expected.to_pylist(), found.to_pylist(), strict=False), 1):
        if one != other:
            name = next(name for name in one if one[name] != other[name])
            yield Fault(file, f"row {number:,}, {name}", shown(f"{one[name]!r}") + origin, shown(f"{other[name]!r}"))
            return
