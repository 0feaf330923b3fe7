"""Arrow to Parquet and back: the same table gives the same bytes with the same pyarrow."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Store


def written(table: pa.Table) -> bytes:
    """One file, zstd, one row group per hundred thousand rows; field descriptions ride in the schema."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), sink, compression="zstd", row_group_size=100_000)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def read(store: Store, path: str, columns: list[str], filters: pc.Expression | None = None) -> pa.Table:
    """The columns of a Parquet file of a store, in that order. Raises `PackageError` if it cannot be read."""
    try:
        # Threads of Arrow that outlive the read keep the bytes of a Python object, and a process that exits then
        # aborts ("terminate called without an active exception", apache/arrow#34314 and #36389): one thread is safe.
        return pq.read_table(
            pa.BufferReader(store.read(path)), columns=columns, filters=filters, use_threads=False, pre_buffer=False
        )
    except (OSError, pa.ArrowException) as reason:
        raise PackageError(f"{path}: cannot be read ({reason}); verify the package") from None
