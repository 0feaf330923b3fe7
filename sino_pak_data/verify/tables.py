"""Do the tables say what they should: cells as their schema, Parquet as CSV, built tables as derived from the authored?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import zip_longest

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sino_pak_data.cells import csv_lines, edtf, ids, references
from sino_pak_data.cells.text import Malformed
from sino_pak_data.derive.tables import BUILT, RECORDED
from sino_pak_data.package import arrow
from sino_pak_data.package.arrow import cell_text, content_hash
from sino_pak_data.package.constraints import Violation, violations
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.safety import LONGEST_FILE, Fault, shown
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package, Row, Table

MOST_ROWS = 200_000
MOST_CELLS = 2_000_000
MOST_GROUPS = 100
LONGEST_LINE = 65_536
_THRIFT = 2**22


class Damaged(Exception):
    """A table that cannot be read further, as a `Fault`."""

    def __init__(self, file: str, what: str, expected: str, found: str) -> None:
        super().__init__(what)
        self.fault = Fault(file, what, expected, found)


def _limit(path: str, what: str, most: int, found: int) -> None:
    if found > most:
        raise Damaged(path, "too large", f"at most {most:,} {what}", f"{found:,}")


def from_csv(resource: Resource, contents: Mapping[str, bytes]) -> Table:
    """The rows of a CSV in canonical form. Raises `Damaged`."""
    path, names, content = resource.path, resource.schema.names, contents[resource.path]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as reason:
        raise Damaged(path, "encoding", "UTF-8", f"byte {content[reason.start]:#04x} at {reason.start:,}") from None
    _limit(path, "rows", MOST_ROWS, text.count("\n"))
    _limit(path, "cells", MOST_CELLS, max(text.count("\n") * len(names), text.count(",")))
    header, *lines = csv_lines.parse(text or "\n")
    if header.cells != names:
        raise Damaged(f"{path}:1", "header", shown(",".join(names)), shown(header.text))
    for line in lines:
        found = (
            f"a {line.fault.replace('-', ' ')}" if line.fault
            else f"{len(line.cells)} cells" if len(line.cells) != len(names)
            else f"{len(line.text):,} characters" if len(line.text) > LONGEST_LINE
            else "a NUL character" if "\0" in line.text
            else ""
        )  # fmt: skip
        if found:
            expected = f"{len(names)} cells of text in at most {LONGEST_LINE:,} characters"
            raise Damaged(f"{path}:{line.number}", "row", expected, found)
    if csv_lines.document(names, (line.cells for line in lines)) != text:
        raise Damaged(path, "form", "canonical CSV", "other quotes or line ends")
    return Table(resource.schema, path, names, [Row(zip(names, row.cells, strict=True), row.number) for row in lines])


def from_parquet(path: str, content: bytes, schema: Schema) -> pa.Table:
    """The typed rows of a Parquet file. Raises `Damaged`."""
    try:
        file = _opened(content)
        _check_size(path, file.metadata)
        for one, other in zip_longest(arrow.table(schema, []).schema, file.schema_arrow):
            if not one or not other or (one.name, one.type) != (other.name, other.type):
                expected, found = (f"{column.name} {column.type}" if column else "none" for column in (one, other))
                raise Damaged(path, "column", expected, shown(found))
        _check_text(path, content, file.metadata)
        return file.read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as reason:
        raise Damaged(path, "cannot be read", "a Parquet file", shown(str(reason).partition("\n")[0])) from None


def _opened(content: bytes, as_codes: list[str] | None = None) -> pq.ParquetFile:
    """To be read with use_threads=False: 1 in 50 processes that read from memory with threads aborts as it ends."""
    limits = {"thrift_string_size_limit": _THRIFT, "thrift_container_size_limit": _THRIFT}
    return pq.ParquetFile(pa.BufferReader(content), read_dictionary=as_codes, **limits)


def _check_size(path: str, meta: pq.FileMetaData) -> None:
    _limit(path, "rows", MOST_ROWS, meta.num_rows)
    _limit(path, "row groups", MOST_GROUPS, meta.num_row_groups)
    groups = [meta.row_group(at) for at in range(meta.num_row_groups)]
    _limit(path, "bytes unpacked", LONGEST_FILE, sum(group.total_byte_size for group in groups))
    values = (group.column(at).num_values for group in groups for at in range(group.num_columns))
    _limit(path, "values", MOST_CELLS, sum(values))  # more than rows times columns if there are lists


def _check_text(path: str, content: bytes, meta: pq.FileMetaData) -> None:
    """Add up the text, read as dictionary codes: a kilobyte can hold a long text once and refer to it in every row."""
    length = 0
    columns = [meta.schema.column(at).path for at in range(meta.num_columns)]
    for batch in _opened(content, columns).iter_batches(1_000, use_threads=False):
        batch.validate(full=True)
        for column in batch.columns:
            items = column.flatten() if pa.types.is_list(column.type) else column
            if pa.types.is_dictionary(items.type):
                length += pc.sum(pc.binary_length(items.dictionary).take(items.indices)).as_py() or 0
        _limit(path, "bytes of text", LONGEST_FILE, length)


def as_rows(resource: Resource, found: pa.Table) -> Table:
    """A typed table as text, as far as its types keep that."""
    names = resource.schema.names
    rows = [Row(zip(names, map(cell_text, row.values()), strict=True)) for row in found.select(names).to_pylist()]
    return Table(resource.schema, resource.path, names, rows)


def violation_faults(tables: Mapping[str, Table]) -> Iterator[Fault]:
    """What the schemas say of cells, keys and foreign keys; the parts of a key are filled, the rows in its order."""
    found = [(one.table, one.row, *_violated(one)) for one in violations(tables, _unmatched)]
    for table in tables.values():
        parts = [part for part in table.schema.key if not table.schema.by_name[part].required]
        found += [(table, row, part, "a value") for part in parts for row in table.rows if not row[part]]
        if table.schema.in_order(table.rows) != table.rows:
            yield Fault(table.file, "order", "rows sorted by their key", "another order")
    yield from _grouped(found)


def _violated(violation: Violation) -> tuple[str, str]:
    """The columns that are violated, and what was expected of them."""
    kind, field = violation.kind, violation.column
    expected = {
        "required": "a value", "type": f"a {field.type}", "enum": f"a code of {field.name}",
        "unique": "a unique value", "key": "a unique key", "foreign-key": "a key of another table",
        "pattern": field.holds and f"a valid {field.holds}",
    }.get(kind) or f"{kind} {field.constraints[kind]}"  # fmt: skip
    return "+".join(violation.table.schema.key) if kind == "key" else field.name, shown(expected, 80)


def grammar_faults(tables: Mapping[str, Table]) -> Iterator[Fault]:
    """Dates, lists and references that do not parse, or name records that are not in the package."""
    addresses = {table.address(row) for table in tables.values() for row in table.rows}
    found = []
    for table in tables.values():
        for field in table.schema.fields:
            bad = {cell for cell in table.distinct(field.name) - {""} if _dangling(table, field, cell, addresses)}
            expected = "a date" if field.holds == "date" else f"{field.holds} of {field.of or 'records'} in the package"
            found += [(table, row, field.name, expected) for row in table.rows if row[field.name] in bad] if bad else []
    yield from _grouped(found)


def _dangling(table: Table, field: Field, cell: str, addresses: Set[str]) -> bool:
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
        return True
    return not addresses >= set(named) or (field.holds == "reference" and len(named) > 1)


def _grouped(found: Iterable[tuple[Table, Row, str, str]]) -> Iterator[Fault]:
    """One fault for all rows of a table with the same columns and expectation: the first row and how many more."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for table, row, columns, expected in found:
        groups.setdefault((table.file, columns, expected), []).append(row)
    for (file, columns, expected), rows in groups.items():
        cell = ":".join(rows[0][part] for part in columns.split("+"))
        more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
        yield Fault(f"{file}:{rows[0].line}".removesuffix(":0"), columns, expected, f"{shown(cell)!r}{more}")


def _unmatched(pattern: str, cells: Set[str]) -> set[str]:
    """The cells that a pattern does not match whole, by RE2: Python's `re` can take for ever over a hostile pattern."""
    listed = list(cells)
    matched = pc.match_substring_regex(pa.array(listed, pa.string()), rf"\A(?:{pattern})\z").to_pylist()
    return {cell for cell, matches in zip(listed, matched, strict=True) if not matches}


def typed_faults(path: str, found: pa.Table, table: Table, content_digest: str) -> Iterator[Fault]:
    """How a typed table differs from its rows as text; if it does not, how its hash differs from the listed one."""
    different = list(_difference(path, f" as in {table.file}", arrow.table(table.schema, table.rows), found))
    if not different and content_hash(found) != content_digest:
        yield Fault(table.file, "hash of rows", content_digest, content_hash(found))
    yield from different


def built_faults(descriptor: Descriptor, tables: Mapping[str, Table], typed: Mapping[str, pa.Table]) -> Iterator[Fault]:
    """How each built table differs from what the authored ones give."""
    package = Package(descriptor, {name: tables[name] for name in descriptor.authored})
    for name in descriptor.built.keys() - RECORDED:
        file, schema = tables[name].file, tables[name].schema
        try:
            derived = arrow.table(schema, schema.in_order(BUILT[name](package)))
        except Exception as reason:  # untrusted rows can break a derivation in any way; that is a fault of the package
            found = shown(f"{type(reason).__name__}: {reason}")
            yield Fault(file, "derivation", "a table that follows from the authored ones", found)
            continue
        yield from _difference(file, " as derived from the authored tables", derived, typed[name])


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
