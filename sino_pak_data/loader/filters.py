"""Which rows a reader wants: conditions, checked against the columns before anything is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sino_pak_data.cells.ids import unknown
from sino_pak_data.package import arrow
from sino_pak_data.package.schema import Schema

Filters = Mapping[str, Any] | Sequence[tuple[str, str, Any]]

_OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")


class Condition(NamedTuple):
    """A column, an operator of pyarrow's filters, and what to compare with."""

    column: str
    operator: str
    value: Any


def conditions(filters: Filters | None, schema: Schema) -> list[Condition]:
    """The filters of `Data.load` as conditions; a day or number may be given as text.

    Raises ValueError for a column, code, value or operator that makes no sense.
    """
    pairs = _from_mapping(filters) if isinstance(filters, Mapping) else filters or []
    types = arrow.column_types(schema)
    return [
        _condition(column, "==" if operator == "=" else operator, value, schema, types)
        for column, operator, value in pairs
    ]


def expression(wanted: Sequence[Condition], schema: Schema) -> pc.Expression | None:
    """What Parquet can filter by: the conditions on columns that do not hold lists."""
    scalar = [tuple(condition) for condition in wanted if not _holds_lists(condition, schema)]
    return pq.filters_to_expression(scalar) if scalar else None


def holding(table: pa.Table, wanted: Sequence[Condition], schema: Schema) -> pa.Table:
    """The rows that meet the conditions on columns of lists: one item matches, a work with any locator."""
    for condition in wanted:
        if _holds_lists(condition, schema):
            lists = table[condition.column].combine_chunks()
            items = pc.list_flatten(lists)
            works = pc.replace_substring_regex(items, r"\[.*", "")
            values = condition.value if condition.operator == "in" else [condition.value]
            value_set = pa.array(values, pa.string())
            hit = pc.or_(pc.is_in(items, value_set=value_set), pc.is_in(works, value_set=value_set))
            table = table.take(pc.unique(pc.list_parent_indices(lists).filter(hit)))
    return table


def _from_mapping(filters: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (column, "==", value)
        if isinstance(value, str) or not isinstance(value, Iterable)
        else (column, "in", list(value))
        for column, value in filters.items()
    ]


def _condition(column: str, operator: str, value: Any, schema: Schema, types: Mapping[str, pa.DataType]) -> Condition:
    if column not in types:
        raise ValueError(unknown("column", column, list(types), f" in {schema.table}"))
    if operator not in _OPERATORS:
        raise ValueError(unknown("operator", operator, _OPERATORS))
    if pa.types.is_list(types[column]):
        if operator not in ("==", "in"):
            raise ValueError(f"{column} of {schema.table} holds lists: use == or in, not {operator}")
        return Condition(column, operator, value)
    kind = pa.string() if pa.types.is_dictionary(types[column]) else types[column]
    if operator in ("in", "not in"):
        # an empty list has no type that pyarrow could compare with
        values = [_cast(one, column, kind, schema) for one in value] or pa.array([], kind)
        return Condition(column, operator, values)
    return Condition(column, operator, _cast(value, column, kind, schema))


def _cast(value: Any, column: str, kind: pa.DataType, schema: Schema) -> Any:
    """The value in the type of the column."""
    field = schema.by_name.get(column)
    codes = field.values if field else ()
    if codes and value not in codes:
        raise ValueError(unknown("code", str(value), codes, f" of {column}"))
    if pa.types.is_string(kind) == isinstance(value, str):
        return value
    try:
        return pa.scalar(value).cast(kind).as_py()
    except pa.ArrowException:
        raise ValueError(f"{column} of {schema.table} holds {kind} and cannot be compared with {value!r}") from None


def _holds_lists(condition: Condition, schema: Schema) -> bool:
    field = schema.by_name.get(condition.column)
    return field is not None and field.many
