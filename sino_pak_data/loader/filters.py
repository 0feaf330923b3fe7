"""Which rows a reader wants: filters, checked against the columns before anything is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sino_pak_data.cells.ids import unknown
from sino_pak_data.package import arrow
from sino_pak_data.package.schema import Schema

Filters = Mapping[str, Any] | Sequence[tuple[str, str, Any]]

_OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")


def conditions(
    filters: Filters | None, schema: Schema
) -> tuple[list[tuple[str, str, Any]], list[tuple[str, list[str]]]]:
    """The filters of `Data.load`: those of single values, typed, and the values wanted of columns of lists.

    A day or number may be given as text. Raises ValueError for a column, code, value or operator that makes no sense.
    """
    if isinstance(filters, Mapping):
        filters = [
            (column, "in", list(value))
            if isinstance(value, Iterable) and not isinstance(value, str)
            else (column, "==", value)
            for column, value in filters.items()
        ]
    types = arrow.column_types(schema)
    scalar, lists = [], []
    for column, operator, value in filters or ():
        if column not in types:
            raise ValueError(unknown("column", column, list(types), f" in {schema.table}"))
        if operator not in ("=", *_OPERATORS):
            raise ValueError(unknown("operator", operator, _OPERATORS))
        kind = types[column].value_type if pa.types.is_dictionary(types[column]) else types[column]
        if not pa.types.is_list(kind) and operator in ("in", "not in"):
            # an empty list has no type that pyarrow could compare with
            values = [_cast(one, column, kind, schema) for one in value] or pa.array([], kind)
            scalar.append((column, operator, values))
        elif not pa.types.is_list(kind):
            scalar.append((column, operator, _cast(value, column, kind, schema)))
        elif operator in ("=", "==", "in"):
            values = list(value) if operator == "in" else [value]
            lists.append((column, [_known(one, column, schema) for one in values]))
        else:
            raise ValueError(f"{column} of {schema.table} holds lists: use == or in, not {operator}")
    return scalar, lists


def holding(table: pa.Table, column: str, values: list[str]) -> pa.Table:
    """The rows whose list in a column has one of the values; a work matches with any locator."""
    lists = table[column].combine_chunks()
    items = pc.list_flatten(lists)
    works, wanted = pc.replace_substring_regex(items, r"\[.*", ""), pa.array(values, pa.string())
    matches = pc.or_(pc.is_in(items, value_set=wanted), pc.is_in(works, value_set=wanted))
    return table.take(pc.unique(pc.list_parent_indices(lists).filter(matches)))


def _cast(value: Any, column: str, kind: pa.DataType, schema: Schema) -> Any:
    """The value in the type of the column."""
    if pa.types.is_string(kind) == isinstance(_known(value, column, schema), str):
        return value
    try:
        return pa.scalar(value).cast(kind).as_py()
    except pa.ArrowException:
        raise ValueError(f"{column} of {schema.table} holds {kind} and cannot be compared with {value!r}") from None


def _known(value: Any, column: str, schema: Schema) -> Any:
    """The value, unless the column is coded and has no such code: then ValueError."""
    codes = schema.by_name[column].values if column in schema.by_name else ()  # derived columns are not in the schema
    if codes and value not in codes:
        raise ValueError(unknown("code", str(value), codes, f" of {column}"))
    return value
