"""Text to Arrow and Parquet and back: one typed column per field, and those that the build adds after it.

    string with codes        dictionary of strings
    list of ids, references  list<string>, as is the type list
    integer, number, boolean int64, double, bool
    any other type           string as written
    date                     string as written, then FIELD_start and FIELD_end (date32, both
                             included, missing on an open side; a year is one of its calendar) and FIELD_precision
                             ("day", "month", "year"; of an interval, its coarser side)
    reference, named         string, then the work without its place (string)
    references, counted      list<string>, then the number of independent works (int64)

Empty cells, empty lists too, are missing. The input is text that `check` passes.

The content hash of a table is the same for the CSV, the Parquet and any copy that kept rows and types, while the bytes
of a Parquet file change with the version of the library that wrote it:

    hash   = SHA-256 of header LF row LF row LF …
    header = JSON array of [column, type] pairs; types are string, integer, number, boolean, date, list
    row    = JSON array of the cells: null where missing, dates as YYYY-MM-DD, numbers as the shortest
             decimal that gives the same 64-bit float, text in UTF-8 without escapes but those JSON needs
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.acero as acero
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sino_pak_data.cells import ids
from sino_pak_data.package import derived, lexical
from sino_pak_data.package.constraints import listed
from sino_pak_data.package.derived import ALONE, Others
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.store import Store

_BATCH = 10_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)
_COLUMN_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=("\n", ":"), default=str)
_CODES = pa.dictionary(pa.int32(), pa.string())
_DERIVED = {"start": pa.date32(), "end": pa.date32(), "precision": _CODES, "work": pa.string(), "count": pa.int64()}
"""By the part of a derived column."""
_SCALARS: dict[str, tuple[pa.DataType, Callable[[str], Any]]] = {
    "string": (pa.string(), str),
    "integer": (pa.int64(), int),
    "number": (pa.float64(), float),
    "boolean": (pa.bool_(), {"true": True, "false": False}.__getitem__),
}


def table(schema: Schema, rows: Sequence[Mapping[str, str]], others: Others = ALONE) -> pa.Table:
    """The rows of a table, typed, in the order given; titles and units are in the metadata of its fields.

    others  what the derived columns need of other tables
    """
    fields: list[pa.Field] = []
    columns: list[pa.Array] = []
    for field in schema.fields:
        convert, missing, cells = _converter(field), field.missing, map(itemgetter(field.name), rows)
        about = {"title": field.title, "description": field.description} | ({"unit": field.unit} if field.unit else {})
        fields.append(pa.field(field.name, arrow_type(field), metadata=about))
        values = [None if cell in missing else convert(cell) for cell in cells]
        columns.append(_array(values, arrow_type(field)))
        made = derived.values(field, rows, others)
        for added in derived.columns(field):
            note = {"title": added.title, "description": added.about}
            fields.append(pa.field(added.name, _DERIVED[added.part], metadata=note))
            columns.append(_array(made[added.part], _DERIVED[added.part]))
    about = {"title": schema.title, "description": schema.description}
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=about))


def _converter(field: Field) -> Callable[[str], Any]:
    """The function from a cell to its value."""
    if field.many:
        return ids.split
    if field.type == "list":
        return partial(listed, field)
    if field.coded or field.type not in _SCALARS:
        return str
    return _SCALARS[field.type][1] if field.plain else lexical.reader(field.type, field.options)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    # pa.array() of a dictionary type numbers its values otherwise; the bytes of Parquet would change
    return pa.array(values, pa.string()).dictionary_encode().cast(kind) if kind is _CODES else pa.array(values, kind)


def arrow_type(field: Field) -> pa.DataType:
    """The Arrow type of a field's own column."""
    if field.many or field.type == "list":
        return pa.list_(pa.string())
    return _CODES if field.coded else _SCALARS.get(field.type, _SCALARS["string"])[0]


def column_types(schema: Schema) -> dict[str, pa.DataType]:
    """The columns of the typed table in their order, derived ones included, each with its type."""
    types: dict[str, pa.DataType] = {}
    for field in schema.fields:
        types[field.name] = arrow_type(field)
        types |= {added.name: _DERIVED[added.part] for added in derived.columns(field)}
    return types


def cell_text(value: object) -> str:
    """The cell that holds a value, for a value as `to_pylist` gives it.

    >>> cell_text(None), cell_text(True), cell_text(["CHN", "PAK"]), cell_text(12125.0), cell_text(0.1 + 0.2)
    ('', 'true', 'CHN;PAK', '12125', '0.30000000000000004')
    >>> cell_text(5e-05), cell_text(1e16)
    ('0.00005', '10000000000000000')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(item or "" for item in value)
    if isinstance(value, float):
        short = f"{value:.15g}"
        exact = short if float(short) == value else repr(value)
        return format(Decimal(exact), "f") if "e" in exact else exact
    return str(value)


def parquet_bytes(table: pa.Table) -> bytes:
    """One file, zstd, one row group per hundred thousand rows, descriptions in its schema.

    The same table gives the same bytes with the same pyarrow. Most cells are text that occurs once: without dictionaries
    and with more effort the files are a quarter smaller, and as quick to read; of one row group no statistics could spare any.
    """
    sink = pa.BufferOutputStream()
    how = {"compression": "zstd", "compression_level": 19, "use_dictionary": False, "write_statistics": False}
    pq.write_table(table.combine_chunks(), sink, row_group_size=100_000, **how)
    return bytes(sink.getvalue())


def read_parquet(store: Store, path: str, columns: Iterable[str]) -> pa.Table:
    """The columns of a Parquet file of a store, in that order. Raises `PackageError` if it cannot be read."""
    # An Arrow thread that holds the bytes of a Python object when the interpreter ends aborts the process ("terminate
    # called without an active exception", apache/arrow#34314 and #36389). pq.read_table() always starts one, for its
    # datasets read on a pool; ParquetFile, `where` and `frames.to_pandas` start none.
    try:
        file, names = pq.ParquetFile(pa.BufferReader(store.read(path))), [*columns]
        return file.read(columns=names, use_threads=False).select(names)
    except (OSError, KeyError, pa.ArrowException) as reason:
        raise PackageError(f"{path}: cannot be read ({reason}); verify the package") from None


def where(table: pa.Table, expression: pc.Expression) -> pa.Table:
    """The rows of a table that meet an expression; `Table.filter` would start threads."""
    steps = (("table_source", acero.TableSourceNodeOptions(table)), ("filter", acero.FilterNodeOptions(expression)))
    return acero.Declaration.from_sequence([acero.Declaration(*step) for step in steps]).to_table(use_threads=False)


def rows_of(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows of a typed table as Python values: None is missing, a list is a list of strings."""
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def content_hash(table: pa.Table, rows: Iterable[tuple[Any, ...]] | None = None) -> str:
    """`sha256:` and the content hash of a typed table, in hexadecimal; `rows` is `rows_of(table)`, if already made."""
    digest = sha256((_ENCODER.encode([[field.name, _kind(field.type)] for field in table.schema]) + "\n").encode())
    lists = [pa.types.is_list(kind) or pa.types.is_large_list(kind) for kind in table.schema.types]
    rows = iter(rows or rows_of(table))
    while batch := list(islice(rows, _BATCH)):
        columns = (_json_cells(*column) for column in zip(lists, zip(*batch, strict=True), strict=True))
        digest.update("".join(f"[{','.join(cells)}]\n" for cells in zip(*columns, strict=True)).encode())
    return f"sha256:{digest.hexdigest()}"


def _json_cells(lists: bool, cells: Sequence[Any]) -> Iterable[str]:
    # one call of the encoder for a whole column: JSON escapes line ends, so these can only lie between cells
    return map(_ENCODER.encode, cells) if lists else _COLUMN_ENCODER.encode(cells)[1:-1].split("\n")


def _kind(kind: pa.DataType) -> str:
    """The name of a type in the header of the content hash."""
    if pa.types.is_dictionary(kind):
        return _kind(kind.value_type)
    tests = (
        ("integer", pa.types.is_integer), ("number", pa.types.is_floating), ("boolean", pa.types.is_boolean),
        ("date", pa.types.is_date), ("list", pa.types.is_list), ("list", pa.types.is_large_list),
    )  # fmt: skip
    return next((name for name, test in tests if test(kind)), "string")
