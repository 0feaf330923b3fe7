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

    @property
    def values(self) -> list[Any]:
        """What the cell may be, where the operator is `==` or `in`."""
        return list(self.value) if self.operator == "in" else [self.value]


def conditions(filters: Filters | None, schema: Schema) -> list[Condition]:
    """The conditions of `Data.load`; a day or number may be given as text.

    Raises ValueError for a column, code, value or operator that cannot be meant.
    """
    pairs = _pairs(filters) if isinstance(filters, Mapping) else filters or []
    return [
        _condition(column, "==" if operator == "=" else operator, value, schema) for column, operator, value in pairs
    ]


def expression(wanted: Sequence[Condition], schema: Schema) -> pc.Expression | None:
    """What Parquet can be asked: the conditions on columns that hold one value."""
    scalar = [tuple(one) for one in wanted if not _is_list(one.column, schema)]
    return pq.filters_to_expression(scalar) if scalar else None


def holding(table: pa.Table, wanted: Sequence[Condition], schema: Schema) -> pa.Table:
    """The rows whose lists hold a wanted item, for the conditions on columns of lists; a work is held whatever the place in it."""
    for one in wanted:
        if _is_list(one.column, schema):
            lists = table[one.column].combine_chunks()
            items, values = pc.list_flatten(lists), pa.array(one.values, pa.string())
            works = pc.replace_substring_regex(items, r"\[.*", "")
            hit = pc.or_(pc.is_in(items, value_set=values), pc.is_in(works, value_set=values))
            table = table.take(pc.unique(pc.list_parent_indices(lists).filter(hit)))
    return table


def _pairs(filters: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (column, "==", value)
        if isinstance(value, str) or not isinstance(value, Iterable)
        else (column, "in", list(value))
        for column, value in filters.items()
    ]


def _condition(column: str, operator: str, value: Any, schema: Schema) -> Condition:
    types = arrow.column_types(schema)
    if column not in types:
        raise ValueError(unknown("column", column, list(types), f" in {schema.table}"))
    if operator not in _OPERATORS:
        raise ValueError(unknown("operator", operator, _OPERATORS))
    if pa.types.is_list(types[column]):
        if operator not in ("==", "in"):
            raise ValueError(f"{column} of {schema.table} holds lists: use == or in, not {operator}")
        return Condition(column, operator, value)
    if operator not in ("in", "not in"):
        return Condition(column, operator, _fitting(value, column, schema))
    return Condition(
        column, operator, [_fitting(one, column, schema) for one in value] or pa.array([], _plain(column, schema))
    )


def _plain(column: str, schema: Schema) -> pa.DataType:
    kind = arrow.column_types(schema)[column]
    return pa.string() if pa.types.is_dictionary(kind) else kind


def _fitting(value: Any, column: str, schema: Schema) -> Any:
    """The value in the type of the column."""
    kind, field = _plain(column, schema), schema.by_name.get(column)
    codes = [code.value for code in field.codes] if field else []
    if codes and value not in codes:
        raise ValueError(unknown("code", str(value), codes, f" of {column}"))
    if pa.types.is_string(kind) == isinstance(value, str):
        return value
    try:
        return pa.scalar(value).cast(kind).as_py()
    except pa.ArrowException:
        raise ValueError(f"{column} of {schema.table} holds {kind} and cannot be compared with {value!r}") from None


def _is_list(column: str, schema: Schema) -> bool:
    field = schema.by_name.get(column)
    return field is not None and pa.types.is_list(arrow.arrow_type(field))
