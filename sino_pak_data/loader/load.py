"""Tables as DataFrames, from the installed data or from any opened package.

A wheel and a built package are read from Parquet, only the columns asked for. A checkout is
read from its CSV, and its built tables are derived, on every call: it never serves stale rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sino_pak_data.cells.ids import unknown
from sino_pak_data.derive.tables import BUILT
from sino_pak_data.loader.filters import Filters, conditions, holding
from sino_pak_data.package import arrow
from sino_pak_data.package.arrow import cell_text, read_parquet, where
from sino_pak_data.package.derived import others
from sino_pak_data.package.descriptor import PARQUET, Descriptor, Resource
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Field
from sino_pak_data.package.store import Store, installed_store, open_store
from sino_pak_data.package.table import read, read_table


def _polars(table: pa.Table) -> Any:
    import polars as pl

    return pl.from_arrow(table)


def _duckdb(table: pa.Table) -> Any:
    import duckdb

    return duckdb.from_arrow(table)


ENGINES: dict[str, Callable[[pa.Table], Any]] = {
    "pandas": arrow.to_pandas,
    "pyarrow": lambda table: table,
    "polars": _polars,
    "duckdb": _duckdb,
}
"""From Arrow to the user's frame. A new engine is a function and a line here."""

_TYPES = {"string": "text", "integer": "int64", "number": "double", "boolean": "bool"}


class Data:
    """An opened package: the same methods as the module itself."""

    def __init__(self, store: Store) -> None:
        self._descriptor = Descriptor(store)
        self._store = store

    def __repr__(self) -> str:
        return f"<sino-pak-data {self.version}, {len(self.tables())} tables, {self._store.place}>"

    @property
    def version(self) -> str:
        """The version of package and data."""
        return self._descriptor.version

    def tables(self) -> list[str]:
        """Names of the tables, authored ones first."""
        return [*self._descriptor.authored, *self._descriptor.built]

    def load(
        self,
        table: str,
        *,
        engine: str = "pandas",
        columns: Sequence[str] | None = None,
        filters: Filters | None = None,
    ) -> Any:
        """Rows of one table, sorted by key, as a frame of the engine.

        table    one of `tables()`
        engine   "pandas", "pyarrow", "polars" or "duckdb"
        columns  names to keep, in that order; default all
        filters  {"reporter": "CHN"} or [("value", ">", 0), ...], all of which must hold; a sequence as the value of a
                 mapping means any of them; a column of lists such as `actors` or `sources` matches if it holds the value

        Date columns are text as the source gives them; `_start` and `_end` hold the first and last day. Raises
        ValueError for an unknown table, column, code or engine, ImportError for an engine that is not installed.
        """
        if engine not in ENGINES:
            raise ValueError(unknown("engine", engine, ENGINES))
        if find_spec(engine) is None:
            raise ImportError(f"engine={engine!r} needs {engine}: pip install 'sino-pak-data[{engine}]'")
        resource = self._resource(table)
        names = list(arrow.column_types(resource.schema))
        wanted = list(columns) if columns is not None else names
        for name in wanted:
            if name not in names:
                raise ValueError(unknown("column", name, names, f" in {table}"))
        return ENGINES[engine](self._read(resource, wanted, filters))

    def discrepancies(self, table: str) -> Any:
        """Where sources differ from the rows of a table, as a pandas DataFrame.

        One row per differing value: `key` (the row's identifier, the parts of a longer one joined with a colon),
        `field`, `ours` (the cell of the row, as text), `value`, `source`, `note`.
        """
        resource = self._resource(table)
        found = self.load("discrepancies", columns=["record", "field", "value", "source", "note"])
        found = found[found["record"].str.startswith(f"{table}/")].copy()
        found.insert(0, "key", found.pop("record").str.removeprefix(f"{table}/"))
        rows = self._read(resource, resource.schema.names).to_pylist()
        by_key = {":".join(cell_text(row[part]) for part in resource.schema.key): row for row in rows}
        pairs = zip(found["key"], found["field"], strict=True)
        found.insert(2, "ours", [cell_text(by_key.get(key, {}).get(field)) for key, field in pairs])
        return found.reset_index(drop=True)

    def codebook(self, table: str) -> Any:
        """Columns of a table as a pandas DataFrame: type, unit, codes with their meaning, description.

        A type is text, code, list of text, list of codes, int64, double or bool.
        """
        import pandas as pd

        rows = [
            {
                "column": field.name,
                "type": _type(field),
                "unit": field.unit,
                "required": field.required,
                "codes": {code.value: code.description for code in field.codes},
                "description": field.description,
                "example": field.example,
            }
            for field in self._resource(table).schema.fields
        ]
        return pd.DataFrame(rows).set_index("column")

    def _resource(self, table: str) -> Resource:
        if table not in self.tables():
            raise ValueError(unknown("table", table, self.tables()))
        return self._descriptor.table(table)

    def _read(self, resource: Resource, columns: list[str], filters: Filters | None = None) -> pa.Table:
        """The columns of the rows that meet the filters."""
        scalar, held = conditions(filters, resource.schema)
        places = (resource.path, PARQUET.format(resource.name))
        path = next((path for path in places if path.endswith(".parquet") and self._store.exists(path)), None)
        if path is not None:
            asked = [column for column, _, _ in scalar] + [column for column, _ in held]
            table = read_parquet(self._store, path, dict.fromkeys([*columns, *asked]))
        else:
            table = self._from_text(resource)
        if scalar:
            table = where(table, pq.filters_to_expression(scalar))
        for column, values in held:
            table = holding(table, column, values)
        return table.select(columns)

    def _from_text(self, resource: Resource) -> pa.Table:
        """A table typed from its CSV; a built table is derived."""
        if not resource.schema.built:
            rows: Iterable[dict[str, str]] = read_table(self._descriptor, resource).rows
        elif resource.name in BUILT:
            rows = BUILT[resource.name](read(self._descriptor))
        else:
            raise PackageError(f"{resource.name}: this version cannot build a table of that name; verify the package")
        known = others(resource.schema, lambda name: read_table(self._descriptor, self._descriptor.table(name)))
        return arrow.table(resource.schema, resource.schema.in_order(rows), known)


def open_package(path: str | Path) -> Data:
    """The package in a folder or zip, with the same methods as the module."""
    return Data(open_store(Path(path)))


def _type(field: Field) -> str:
    if field.codes:
        return "list of codes" if field.many else "code"
    return "list of text" if field.many else _TYPES[field.type]


@lru_cache(maxsize=1)
def installed() -> Data:
    """The data of this installation, opened once."""
    return Data(installed_store())
