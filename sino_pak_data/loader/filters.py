"""Which rows a reader wants, checked before anything is answered: a name that the data do not know is an error.

    {"reporter": "CHN", "partner": ["PAK", "IND"]}        any of the values of a column, all of the columns
    {"actors": {"all": ["CHN", "PAK"]}}                   a column of lists: "any", "all" or "none" of the values
    [("value", ">", 0), ("period", "in", ["2014", "2015"])]

Beside filters there are the actors that take part, and the time that a record is of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sino_pak_data.cells.ids import unknown
from sino_pak_data.package import arrow
from sino_pak_data.package.arrow import where
from sino_pak_data.package.schema import Field, Schema

Filters = Mapping[str, Any] | Sequence[tuple[str, str, Any]]
Known = Callable[[str], Collection[str]]
"""The identifiers of a table, by its name."""

_SINGLE = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
_LISTS = ("has", "any", "all", "none")
_SHAPE = 'filters are a mapping such as {"reporter": "CHN"}, or a list of (column, operator, value)'


class Filter(NamedTuple):
    """One condition, its value in the type of the column."""

    column: str
    operator: str
    value: Any


def parsed(filters: Filters | None, schema: Schema, known: Known) -> list[Filter]:
    """The filters of a table, with days and numbers that were given as text in their type.

    Raises ValueError for a form, column, operator, code, identifier or value that makes no sense.
    """
    types = arrow.column_types(schema)
    found = []
    for column, operator, value in _triples(filters, types):
        if not isinstance(column, str) or not isinstance(operator, str):
            raise ValueError(f"{_SHAPE}; column and operator are text, not {column!r} and {operator!r}")
        if column not in types:
            raise ValueError(unknown("column", column, list(types), f" in {schema.table}"))
        if pa.types.is_list(types[column]):
            found.append(_of_list(column, operator, value, schema, known))
        else:
            found.append(_of_value(column, operator, value, types[column], schema, known))
    return found


def _triples(filters: Filters | None, types: Mapping[str, pa.DataType]) -> Iterable[tuple[str, str, Any]]:
    if isinstance(filters, Mapping):
        return [_spelled(column, value, types) for column, value in filters.items()]
    if isinstance(filters, str) or not isinstance(filters or (), Sequence):
        raise ValueError(f"{_SHAPE}, not {filters!r}")
    for one in filters or ():
        if isinstance(one, str) or not isinstance(one, Sequence) or len(one) != 3 or not isinstance(one[0], str):
            raise ValueError(f"{_SHAPE}; {one!r} is none of these three")
    return filters or ()


def _spelled(column: str, value: Any, types: Mapping[str, pa.DataType]) -> tuple[str, str, Any]:
    """A line of a mapping as a triple."""
    if isinstance(value, Mapping):
        if len(value) != 1:
            raise ValueError(f"{column}: say one thing of a column, such as {{'any': [...]}}, not {value!r}")
        return (column, *next(iter(value.items())))
    many = isinstance(value, Iterable) and not isinstance(value, (str, bytes))
    if pa.types.is_list(types.get(column, pa.null())):
        if many:
            values = list(value)
            raise ValueError(
                f"{column} holds lists: say {{'any': {values}}}, {{'all': {values}}} or {{'none': {values}}}"
            )
        return column, "has", value
    return column, "in" if many else "==", value


def _of_list(column: str, operator: str, value: Any, schema: Schema, known: Known) -> Filter:
    operator = {"=": "has", "==": "has"}.get(operator, operator)
    if operator not in _LISTS:
        raise ValueError(unknown("operator", operator, _LISTS, f" for {column}, which holds lists"))
    values = [value] if operator == "has" or isinstance(value, str) or not isinstance(value, Iterable) else [*value]
    if wrong := [one for one in values if not isinstance(one, str)]:
        raise ValueError(f"{column} of {schema.table} holds lists of text, not {wrong[0]!r}")
    return Filter(column, operator, [_sensible(one, column, schema, known) for one in values])


def _of_value(column: str, operator: str, value: Any, kind: pa.DataType, schema: Schema, known: Known) -> Filter:
    if operator not in ("=", *_SINGLE):
        raise ValueError(unknown("operator", operator, _SINGLE, f" for {column}"))
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    same = operator in ("=", "==", "!=", "in", "not in")
    field = schema.by_name.get(column)
    if field and not same and (field.codes or field.holds == "date"):
        return _in_order(field, operator, _cast(value, column, kind, schema, known))
    if operator in ("in", "not in"):
        if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            raise ValueError(f"{column}: {operator!r} takes a list of values, not {value!r}")
        cast = [_cast(one, column, kind, schema, known if same else None) for one in value]
        return Filter(column, operator, cast)
    return Filter(column, operator, _cast(value, column, kind, schema, known if same else None))


def _in_order(field: Field, operator: str, value: Any) -> Filter:
    """The codes before or after one, in the order of their list: as text "high" would come before "medium".

    Raises ValueError for codes without an order, and for dates as people write them: "2005~" and "2003/2007" are spans.
    """
    name = field.name
    if not field.codes:
        raise ValueError(
            f"{name} holds spans of days as text: compare {name}_start or {name}_end, or use since and until"
        )
    if not field.ordered:
        raise ValueError(f"the codes of {name} have no order, so {operator!r} says nothing: use == or in")
    at = field.values.index(value)
    sides = {"<": field.values[:at], "<=": field.values[: at + 1], ">": field.values[at + 1 :], ">=": field.values[at:]}
    return Filter(name, "in", list(sides[operator]))


def _cast(value: Any, column: str, kind: pa.DataType, schema: Schema, known: Known | None) -> Any:
    """The value in the type of the column."""
    wrong = ValueError(f"{column} of {schema.table} holds {_NAMES[kind]}, not {value!r}")
    try:
        # pyarrow has no scalar of a day of numpy, but an array
        given = (
            pa.array(np.array([value]))[0] if isinstance(value, np.datetime64) else pa.scalar(value, from_pandas=True)
        )
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise wrong from None
    if not given.is_valid:
        raise ValueError(f"{column}: no filter asks for missing values; load the rows and use isna()")
    if not any(test(given.type) for test in _TAKEN[kind]):
        raise wrong
    try:
        cast = given.cast(kind).as_py()
    except pa.ArrowException:
        raise wrong from None
    return cast if known is None else _sensible(cast, column, schema, known)


_NAMES = {
    pa.int64(): "whole numbers", pa.float64(): "numbers", pa.date32(): "days such as 2005-07-18",
    pa.bool_(): "True and False", pa.string(): "text",
}  # fmt: skip
_NUMBERS = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_string)
_TAKEN: dict[pa.DataType, tuple[Callable[[pa.DataType], bool], ...]] = {
    pa.int64(): _NUMBERS, pa.float64(): _NUMBERS, pa.date32(): (pa.types.is_date, pa.types.is_timestamp, pa.types.is_string),
    pa.bool_(): (pa.types.is_boolean, pa.types.is_string), pa.string(): (pa.types.is_string,),
}  # fmt: skip
"""The types of a value that a column takes. Arrow alone would cast 1 to a truth value and to a day."""


def _sensible(value: Any, column: str, schema: Schema, known: Known) -> Any:
    """The value, if its column may hold it: a code of its list, or an identifier that its table has."""
    field = schema.by_name.get(column)  # derived columns are in no schema
    if field is None:
        return value
    if field.codes and value not in field.values:
        raise ValueError(unknown("code", str(value), field.values, f" of {column}"))
    keys = {key.field: key.table for key in schema.foreign_keys}
    own = {schema.key[0]: schema.table} if len(schema.key) == 1 and not schema.built else {}
    table = field.of or (own | keys).get(column, "")
    if table and str(value).partition("[")[0] not in (names := known(table)):
        raise ValueError(unknown(column, str(value), names, f": {table} has no such row"))
    return value


def apply(table: pa.Table, filters: Iterable[Filter], schema: Schema) -> pa.Table:
    """The rows that meet every filter. Raises ValueError for a key or dyad that no row has."""
    single = []
    for column, operator, value in filters:
        if pa.types.is_list(table.schema.field(column).type):
            table = _holding(table, column, operator, value)
            continue
        if column in _answering(schema) and operator in ("=", "==", "in"):
            _present(table, column, value, schema)
        kind = table.schema.field(column).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if operator == "!=":  # of a missing value pyarrow says nothing here, and True for "not in"
            operator, value = "not in", [value]
        # an empty list has no type that pyarrow could compare with
        single.append((column, operator, pa.array(value, kind) if value == [] else value))
    return where(table, pq.filters_to_expression(single)) if single else table


def _answering(schema: Schema) -> set[str]:
    """The columns of which a value that no row has is a mistake: keys, and what a built table is arranged by."""
    given = {field.name for field in schema.fields if schema.built and field.required and field.type == "string"}
    return ({*schema.key} | given) - {field.name for field in schema.fields if field.codes}


def _present(table: pa.Table, column: str, value: Any, schema: Schema) -> None:
    there = table[column].unique()
    names = {*map(str, there.to_pylist())}
    for one in value if isinstance(value, list) else [value]:
        if str(one) not in names:
            order = sorted(names, key=lambda name: (len(name), name) if name.isdecimal() else (0, name))
            span = f": it has {order[0]} to {order[-1]}" if str(one).isdecimal() and len(order) > 1 else ""
            raise ValueError(
                f"no {column} {one} in {schema.table}{span}"
                if span
                else unknown(column, str(one), order, f" in {schema.table}")
            )


def _holding(table: pa.Table, column: str, operator: str, values: list[str]) -> pa.Table:
    """The rows whose list has any, all or none of the values; a work matches with any locator."""
    lists = table[column].combine_chunks()
    rows, items = pc.list_parent_indices(lists), pc.list_flatten(lists)
    works = pc.replace_substring_regex(items, r"\[.*", "")

    def with_any(wanted: list[str]) -> set[int]:
        asked = pa.array(wanted, pa.string())
        return {*rows.filter(pc.or_(pc.is_in(items, value_set=asked), pc.is_in(works, value_set=asked))).to_pylist()}

    if operator == "none":
        found = {*range(table.num_rows)} - with_any(values)
    elif operator == "all":
        found = set.intersection({*range(table.num_rows)}, *(with_any([value]) for value in values))
    else:
        found = with_any(values)
    return table.take(pa.array(sorted(found), pa.int64()))
