"""Typed tables: their cells as text, the metadata of their columns, and the hash of their content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from io import BytesIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.package.arrow import cell_text, content_hash
from sino_pak_data.package.constraints import NUMBER
from sino_pak_data.package.table import Package


@pytest.fixture
def table() -> pa.Table:
    return pa.table(
        {
            "id": pa.array(["a", "b"]),
            "value": pa.array([0.1, None], pa.float64()),
            "parties": pa.array([["CHN", "PAK"], None], pa.list_(pa.string())),
            "domain": pa.array(["military", None]).dictionary_encode(),
        }
    )


def test_the_hash_is_that_of_the_header_and_the_rows_as_json(table: pa.Table) -> None:
    text = (
        '[["id","string"],["value","number"],["parties","list"],["domain","string"]]\n'
        '["a",0.1,["CHN","PAK"],"military"]\n'
        '["b",null,null,null]\n'
    )
    assert content_hash(table) == f"sha256:{sha256(text.encode()).hexdigest()}"


@pytest.mark.parametrize(
    "write",
    [
        partial(pq.write_table, compression="snappy"),
        partial(pq.write_table, row_group_size=1),
        partial(pq.write_table, version="1.0"),
        lambda table, file: pl.from_arrow(table).write_parquet(file),
    ],
)
def test_other_bytes_have_the_same_hash(table: pa.Table, write: Callable[[pa.Table, BytesIO], object]) -> None:
    other = BytesIO()
    write(table, other)
    assert content_hash(pq.read_table(other)) == content_hash(table)


def test_another_value_order_name_or_type_has_another_hash(table: pa.Table) -> None:
    others = [
        table.take([1, 0]),
        table.rename_columns(["id", "number", "parties", "domain"]),
        table.set_column(0, "id", pa.array(["a", "c"])),
        table.set_column(0, "id", pa.array([1, 2])),
    ]
    assert len({content_hash(one) for one in [table, *others]}) == 5


def test_every_parquet_has_the_hash_that_the_descriptor_lists_and_the_units_of_its_columns(
    package: Package, files: dict[str, bytes]
) -> None:
    listed = [one for one in json.loads(files["datapackage.json"])["resources"] if "schema" in one]
    hashes = {one["name"]: one["contentHash"] for one in listed}
    assert len(hashes) > 12
    assert hashes == {n: content_hash(pq.read_table(BytesIO(files[f"parquet/{n}.parquet"]))) for n in hashes}
    units = {f.name: f.unit for f in package.descriptor.built["dyad_years"].schema.fields if f.unit}
    written = pq.read_schema(BytesIO(files["parquet/dyad_years.parquet"]))
    assert units["trade_total"] == "USD million"
    assert {name: written.field(name).metadata[b"unit"].decode() for name in units} == units


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_in_plain_digits(value: float) -> None:
    cell = cell_text(value)
    assert (re.fullmatch(NUMBER, cell) is not None, float(cell)) == (True, value)
