"""Arrow to Parquet and back: the same table gives the same bytes with the same pyarrow."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Store


def written(table: pa.Table) -> bytes:
    """One file, zstd, one row group per hundred thousand rows; field descriptions ride in the schema."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), sink, compression="zstd", row_group_size=100_000)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def opened(store: Store, path: str) -> pa.BufferReader:
    """A Parquet file of a store. Raises `PackageError` where there is none."""
    try:
        content = pa.BufferReader(store.read(path))
        pq.read_schema(content)
    except (OSError, pa.ArrowException) as reason:
        raise PackageError(f"{path}: cannot be read ({reason}); verify the package") from None
    content.seek(0)
    return content
