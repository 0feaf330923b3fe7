"""The names of `sino_pak_data`: the installed data, opened once, with types by engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol, Unpack, overload

from sino_pak_data.loader.load import installed, open_package
from sino_pak_data.loader.names import Authored, Built, Lists
from sino_pak_data.loader.selection import Rows
from sino_pak_data.package.frames import Backend

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa


class Options(Rows, total=False):
    """What `load` takes beside table and engine; `Data.load` says what each does."""

    columns: Sequence[str] | None
    version: str | None
    dtype_backend: Backend
    lists: Lists


class Load(Protocol):
    """`load` of the installed data, whose tables are known."""

    @overload
    def __call__(
        self, table: Authored | Built, *, engine: Literal["pandas"] = ..., **options: Unpack[Options]
    ) -> pd.DataFrame: ...
    @overload
    def __call__(
        self, table: Authored | Built, *, engine: Literal["polars"], **options: Unpack[Options]
    ) -> pl.DataFrame: ...
    @overload
    def __call__(
        self, table: Authored | Built, *, engine: Literal["pyarrow"], **options: Unpack[Options]
    ) -> pa.Table: ...
    @overload
    def __call__(
        self, table: Authored | Built, *, engine: Literal["duckdb"], **options: Unpack[Options]
    ) -> duckdb.DuckDBPyRelation: ...


_data = installed()

load: Load = _data.load
tables = _data.tables
codebook = _data.codebook
discrepancies = _data.discrepancies
series, panel = _data.series, _data.panel
search, show, claims = _data.search, _data.show, _data.claims
trace, cite = _data.trace, _data.cite
history = _data.history
version = __version__ = _data.version

__all__ = [
    "cite", "claims", "codebook", "discrepancies", "history", "load", "open_package", "panel", "search", "series", "show", "tables", "trace", "version",
]  # fmt: skip
