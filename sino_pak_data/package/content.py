"""What a table says, as one hash: the same for the CSV, the Parquet and any copy that kept rows and types.

The bytes of a Parquet file change with the version of the library that wrote it. The rows do not,
so their hash tells whether two files hold the same data when their bytes differ.

    hash   = SHA-256 of header LF row LF row LF …
    header = JSON array of [column, type] pairs; types are string, integer, number, boolean, date, list
    row    = JSON array of the cells: null where missing, dates as YYYY-MM-DD, numbers as the shortest
             decimal that gives the same 64-bit float, text in UTF-8 without escapes but those JSON needs
"""

from __future__ import annotations

import json
from hashlib import sha256

import pyarrow as pa

_BATCH = 10_000


def content_hash(table: pa.Table) -> str:
    """`sha256:` and the hash, in hexadecimal, of a typed table; see `typed.arrow` for its columns."""
    told = sha256(_line([[field.name, _kind(field.type)] for field in table.schema]))
    for batch in table.to_batches(max_chunksize=_BATCH):
        columns = [column.to_pylist() for column in batch.columns]
        for cells in zip(*columns, strict=True):
            told.update(_line(cells))
    return f"sha256:{told.hexdigest()}"


def _line(cells: object) -> bytes:
    return (json.dumps(cells, ensure_ascii=False, separators=(",", ":"), default=str) + "\n").encode()


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return _kind(kind.value_type)
    for name, test in (
        ("integer", pa.types.is_integer),
        ("number", pa.types.is_floating),
        ("boolean", pa.types.is_boolean),
        ("date", pa.types.is_date),
    ):
        if test(kind):
            return name
    return "list" if pa.types.is_list(kind) or pa.types.is_large_list(kind) else "string"
