"""Typed tables as frames of pandas, polars, pyarrow and DuckDB, with the types that models and plots take.

pandas, by `dtype_backend` as pandas names it:

    "numpy"           numbers are int64 where a column is never missing, else float64 with NaN; text is what pandas
                      has for text; the one truth value that can be missing is pandas' "boolean"
    "numpy_nullable"  Int64, Float64, boolean and string
    "pyarrow"         Arrow's own types

With every backend codes are categories in the order of their list, days are datetime64, and a list is a tuple of text,
empty but never missing, so that `explode`, `isin`, `groupby` and `drop_duplicates` work. The other engines have lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from threading import current_thread, local, main_thread
from typing import TYPE_CHECKING, Any, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from sino_pak_data.cells.ids import unknown
from sino_pak_data.package import derived
from sino_pak_data.package.schema import Schema

if TYPE_CHECKING:
    import pandas as pd

Backend = Literal["numpy", "numpy_nullable", "pyarrow"]
BACKENDS: tuple[str, ...] = get_args(Backend)


def to_pandas(table: pa.Table, schema: Schema, backend: str = "numpy") -> pd.DataFrame:
    """Columns of a typed table as a pandas DataFrame; `schema` says which can be missing and how codes are ordered."""
    import pandas as pd  # half a second, and most commands do not need it

    if backend not in BACKENDS:
        raise ValueError(unknown("dtype_backend", backend, BACKENDS))
    ordered = {field.name for field in schema.fields if field.ordered}
    codes = {name: values for name, values in _code_lists(schema) if name in table.column_names}
    lists = [name for name, kind in zip(table.column_names, table.schema.types, strict=True) if pa.types.is_list(kind)]
    frame = _typed(table.drop_columns([*codes, *lists]), schema, _types(backend, pd))
    columns: dict[str, Any] = {name: frame[name] for name in frame.columns}
    for name, listed in codes.items():
        values = listed + _unlisted(table[name], listed)
        dtype = pd.CategoricalDtype(list(values), ordered=name in ordered)
        columns[name] = pd.Categorical.from_codes(_places(table[name], values), dtype=dtype)
    for name in lists:
        columns[name] = pd.Series(list(tuples(table[name])), dtype=object, index=frame.index)
    return pd.DataFrame({name: columns[name] for name in table.column_names}, index=frame.index)


def _types(backend: str, pd: Any) -> Callable[[pa.DataType], Any]:
    """The pandas type of an Arrow type, None for pandas' own choice."""
    if backend == "pyarrow":
        return lambda kind: None if pa.types.is_date(kind) else pd.ArrowDtype(kind)
    nullable: Mapping[pa.DataType, Any] = {
        pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.bool_(): pd.BooleanDtype(),
        pa.string(): pd.StringDtype(),
    }  # fmt: skip
    return nullable.get if backend == "numpy_nullable" else lambda _: None


def _typed(table: pa.Table, schema: Schema, types: Callable[[pa.DataType], Any]) -> pd.DataFrame:
    """The columns that hold single values, whose types do not depend on which rows there are."""
    import pandas as pd

    optional = {field.name: field.type for field in schema.fields if not field.required}
    for place, name in enumerate(table.column_names):
        if optional.get(name) == "integer" and types(pa.int64()) is None:
            table = table.set_column(place, name, table[name].cast(pa.float64()))
    frame: pd.DataFrame = table.to_pandas(date_as_object=False, types_mapper=types, use_threads=False)
    for name, kind in optional.items():
        if kind == "boolean" and name in table.column_names and types(pa.bool_()) is None:
            frame[name] = frame[name].astype(pd.BooleanDtype())
    return frame


def _code_lists(schema: Schema) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns that hold one code, with its list."""
    for field in schema.fields:
        if field.coded:
            yield field.name, field.values
        yield from ((added.name, added.codes) for added in derived.columns(field) if added.codes)


def _unlisted(column: pa.ChunkedArray, values: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of a column that its list lacks; what is published has none, but nothing may vanish silently."""
    there = column.unique().to_pylist()
    return tuple(code for code in there if code is not None and code not in values)


def _places(column: pa.ChunkedArray, values: tuple[str, ...]) -> Any:
    """Where each code of a column stands in its list, -1 where it is missing."""
    coded = column.combine_chunks()
    coded = coded.dictionary_encode() if not pa.types.is_dictionary(coded.type) else coded
    order = pc.index_in(coded.dictionary, value_set=pa.array(values, pa.string()))
    return order.take(coded.indices).fill_null(-1).to_numpy(zero_copy_only=False)


def tuples(column: pa.ChunkedArray) -> Iterator[tuple[str, ...]]:
    """The lists of a column as tuples."""
    for chunk in column.chunks:
        items, offsets = chunk.flatten().to_pylist(), filled(chunk).offsets.to_pylist()
        for start, end in pairwise(offsets):
            yield tuple(items[start:end])


def filled(lists: pa.ListArray) -> pa.ListArray:
    """The same lists, empty where they were missing."""
    sizes = [0, *pc.fill_null(pc.list_value_length(lists), 0).to_pylist()]
    ends = pc.cumulative_sum(pa.array(sizes, pa.int32()))
    return pa.ListArray.from_arrays(ends, lists.flatten())


def as_text(table: pa.Table) -> pa.Table:
    """The table with its lists joined by semicolons, as the CSV has them; an empty one is missing."""
    for place, (name, kind) in enumerate(zip(table.column_names, table.schema.types, strict=True)):
        if pa.types.is_list(kind):
            joined = pc.binary_join(table[name], ";")
            table = table.set_column(place, name, joined)
    return table


def without_missing_lists(table: pa.Table) -> pa.Table:
    """The table with an empty list wherever one was missing."""
    for place, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            chunks = [filled(chunk) for chunk in table[field.name].chunks]
            table = table.set_column(place, field, pa.chunked_array(chunks, field.type))
    return table


def _polars(table: pa.Table) -> Any:
    import polars as pl

    return pl.from_arrow(table)


def _duckdb(table: pa.Table) -> Any:
    """A relation of duckdb's default connection, in a further thread of a connection of its own to the same database.

    A connection refuses a second call at a time.
    """
    import duckdb

    if current_thread() is main_thread():
        return duckdb.from_arrow(table)
    if not hasattr(_own, "connection"):
        _own.connection = duckdb.default_connection().cursor()
    return _own.connection.from_arrow(table)


_own = local()


ENGINES: dict[str, Callable[[pa.Table], Any]] = {
    "pyarrow": lambda table: table,
    "polars": _polars,
    "duckdb": _duckdb,
}
"""From Arrow to the user's frame, pandas apart, which needs the schema. A new engine is a function and a line here."""
