"""Text to Arrow: one typed column per field, and three derived ones after each date.

    string with codes        dictionary of strings
    list of ids, references  list<string>
    integer, number, boolean int64, double, bool
    date                     string as written, then FIELD_start and FIELD_end (date32, both
                             included, missing on an open side) and FIELD_precision
                             ("day", "month", "year", "interval")

Empty cells are missing; an empty list cell is missing too. The input is text that `check` passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from sino_pak_data.cells import edtf
from sino_pak_data.package.schema import Field, Schema

_CODES = pa.dictionary(pa.int32(), pa.string())
DERIVED = {"start": pa.date32(), "end": pa.date32(), "precision": _CODES}
_SCALARS: dict[str, tuple[pa.DataType, Callable[[str], Any]]] = {
    "string": (pa.string(), str),
    "integer": (pa.int64(), int),
    "number": (pa.float64(), float),
    "boolean": (pa.bool_(), {"true": True, "false": False}.__getitem__),
}


def table(schema: Schema, rows: Sequence[Mapping[str, str]]) -> pa.Table:
    """The rows of a table, typed, in the order given; titles and units stand in the metadata of its fields."""
    fields: list[pa.Field] = []
    columns: list[pa.Array] = []
    for field in schema.fields:
        cells = [row[field.name] or None for row in rows]
        fields.append(pa.field(field.name, arrow_type(field), metadata=_described(field)))
        columns.append(_column(field, cells))
        if field.holds == "date":
            for part, kind, array in _bounds(cells):
                note = {"description": f"{part} of {field.name}, made by the build"}
                fields.append(pa.field(f"{field.name}_{part}", kind, metadata=note))
                columns.append(array)
    about = {"title": schema.title, "description": schema.description}
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=about))


def to_pandas(table: pa.Table) -> Any:
    """A typed table as pandas DataFrame; whole numbers and truth values get the types that can be missing."""
    import pandas as pd  # half a second, and most commands do not need it

    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(date_as_object=False, types_mapper=nullable.get)


def arrow_type(field: Field) -> pa.DataType:
    """The Arrow type of a field's own column."""
    if field.many:
        return pa.list_(pa.string())
    if field.codes:
        return _CODES
    return _SCALARS[field.type][0]


def column_types(schema: Schema) -> dict[str, pa.DataType]:
    """The columns of the typed table in their order, derived ones included, each with its type."""
    types: dict[str, pa.DataType] = {}
    for field in schema.fields:
        types[field.name] = arrow_type(field)
        if field.holds == "date":
            types |= {f"{field.name}_{part}": kind for part, kind in DERIVED.items()}
    return types


def column_names(schema: Schema) -> list[str]:
    """The columns of the typed table, derived ones included."""
    return list(column_types(schema))


def _column(field: Field, cells: list[str | None]) -> pa.Array:
    if field.many:
        return pa.array([cell.split(";") if cell else None for cell in cells], pa.list_(pa.string()))
    if field.codes:
        return pa.array(cells, pa.string()).dictionary_encode().cast(_CODES)
    kind, convert = _SCALARS[field.type]
    return pa.array([None if cell is None else convert(cell) for cell in cells], kind)


def _bounds(cells: list[str | None]) -> list[tuple[str, pa.DataType, pa.Array]]:
    dates = [edtf.parse(cell) if cell else None for cell in cells]
    return [
        ("start", pa.date32(), pa.array([d and d.start for d in dates], pa.date32())),
        ("end", pa.date32(), pa.array([d and d.end for d in dates], pa.date32())),
        (
            "precision",
            _CODES,
            pa.array([d and d.precision for d in dates], pa.string()).dictionary_encode().cast(_CODES),
        ),
    ]


def _described(field: Field) -> dict[str, str]:
    about = {"title": field.title, "description": field.description}
    return {**about, "unit": field.unit} if field.unit else about
