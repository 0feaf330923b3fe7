"""Arrow to the frame that the user works with. A new engine is a function and a line in ENGINES."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from sino_pak_data.cells.ids import unknown


def _pyarrow(table: pa.Table) -> pa.Table:
    return table


def _pandas(table: pa.Table) -> Any:
    import pandas as pd

    kinds = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(date_as_object=False, types_mapper=kinds.get)


def _polars(table: pa.Table) -> Any:
    import polars as pl

    return pl.from_arrow(table)


def _duckdb(table: pa.Table) -> Any:
    import duckdb

    return duckdb.from_arrow(table)


ENGINES: dict[str, Callable[[pa.Table], Any]] = {
    "pandas": _pandas,
    "pyarrow": _pyarrow,
    "polars": _polars,
    "duckdb": _duckdb,
}


def engine(name: str) -> Callable[[pa.Table], Any]:
    """The converter of that name. Raises ValueError (unknown) or ImportError (not installed)."""
    if name not in ENGINES:
        raise ValueError(unknown("engine", name, ENGINES))
    if find_spec(name) is None:
        raise ImportError(f"engine={name!r} needs {name}: pip install 'sino-pak-data[{name}]'")
    return ENGINES[name]
