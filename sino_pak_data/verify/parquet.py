"""Parquet of others: opened only as far as what it holds is within bounds.

A few kilobytes of Parquet may stand for terabytes: a long text once in a dictionary, and a reference
to it in each row. So text is first read as references, its length is counted, and only then is it spelled out.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sino_pak_data.package import arrow
from sino_pak_data.package.safety import LONGEST_FILE, Fault, shown
from sino_pak_data.package.schema import Schema
from sino_pak_data.verify.tables import MOST_CELLS, MOST_ROWS

MOST_GROUPS = 100
_THRIFT = 2**22


def from_parquet(path: str, content: bytes, schema: Schema) -> pa.Table | Fault:
    """The typed table of a Parquet file, or what is wrong with it."""
    try:
        file = _opened(content)
        fault = _beyond(path, file.metadata) or _unlike(path, file.schema_arrow, arrow.table(schema, []).schema)
        if fault:
            return fault
        length = _length(content, file.metadata)
        if length > LONGEST_FILE:
            return Fault(path, "too long", f"at most {LONGEST_FILE:,} bytes of text", f"{length:,}")
        return file.read()
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as reason:
        return Fault(path, "cannot be read", "a Parquet file", shown(str(reason).partition("\n")[0]))


def _opened(content: bytes, as_references: list[str] | None = None) -> pq.ParquetFile:
    return pq.ParquetFile(
        pa.BufferReader(content),
        read_dictionary=as_references,
        thrift_string_size_limit=_THRIFT,
        thrift_container_size_limit=_THRIFT,
    )


def _beyond(path: str, told: pq.FileMetaData) -> Fault | None:
    """More rows, cells or bytes than are read."""
    if told.num_rows > MOST_ROWS or told.num_rows * told.num_columns > MOST_CELLS:
        return Fault(
            path, "too long", f"at most {MOST_ROWS:,} rows and {MOST_CELLS:,} cells", f"{told.num_rows:,} rows"
        )
    if told.num_row_groups > MOST_GROUPS:
        return Fault(path, "too many row groups", f"at most {MOST_GROUPS}", f"{told.num_row_groups:,}")
    unpacked = sum(told.row_group(at).total_byte_size for at in range(told.num_row_groups))
    if unpacked > LONGEST_FILE:
        return Fault(path, "too long", f"at most {LONGEST_FILE:,} bytes unpacked", f"{unpacked:,}")
    return None


def _unlike(path: str, found: pa.Schema, expected: pa.Schema) -> Fault | None:
    """Other columns or types than those of the schema."""
    if found.names != expected.names:
        return Fault(path, "columns", shown(", ".join(expected.names)), shown(", ".join(found.names)))
    for one, other in zip(expected, found, strict=True):
        if one.type != other.type:
            return Fault(path, f"type of {one.name}", str(one.type), shown(str(other.type)))
    return None


def _length(content: bytes, told: pq.FileMetaData) -> int:
    """The bytes of text that a file stands for, counted group by group without spelling them out."""
    packed = _opened(content, [told.schema.column(at).path for at in range(told.num_columns)])
    length = 0
    for group in range(told.num_row_groups):
        table = packed.read_row_group(group)
        table.validate(full=True)
        length += sum(_text_of(chunk) for column in table.columns for chunk in column.chunks)
    return length


def _text_of(column: pa.Array) -> int:
    items = column.flatten() if pa.types.is_list(column.type) else column
    if not pa.types.is_dictionary(items.type):
        return 0
    counted = pc.sum(pc.binary_length(items.dictionary).take(items.indices)).as_py()
    return int(counted or 0)
