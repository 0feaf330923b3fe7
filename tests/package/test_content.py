"""The hash of what a table says, whatever wrote its bytes."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sino_pak_data.package.arrow import content_hash
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.release.compile import package_files
from tests.conftest import ROOT


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


@pytest.mark.parametrize("options", [{"compression": "snappy"}, {"row_group_size": 1}, {"version": "1.0"}])
def test_other_bytes_have_the_same_hash(table: pa.Table, options: dict[str, object]) -> None:
    other = BytesIO()
    pq.write_table(table, other, **options)
    assert content_hash(pq.read_table(other)) == content_hash(table)


def test_another_library_that_wrote_the_rows_keeps_the_hash(table: pa.Table) -> None:
    other = BytesIO()
    pl.from_arrow(table).write_parquet(other)
    assert content_hash(pq.read_table(other)) == content_hash(table)


def test_another_value_order_name_or_type_has_another_hash(table: pa.Table) -> None:
    others = [
        table.take([1, 0]),
        table.rename_columns(["id", "number", "parties", "domain"]),
        table.set_column(0, "id", pa.array(["a", "c"])),
        table.set_column(0, "id", pa.array([1, 2])),
    ]
    assert len({content_hash(one) for one in [table, *others]}) == 5


def test_every_table_of_the_package_has_the_hash_that_its_parquet_gives() -> None:
    files = package_files(read(Descriptor(Folder(ROOT))))
    listed = [one for one in json.loads(files["datapackage.json"])["resources"] if "schema" in one]
    told = {one["name"]: one["contentHash"] for one in listed}
    assert told == {name: content_hash(pq.read_table(BytesIO(files[f"parquet/{name}.parquet"]))) for name in told}
    assert len(told) > 12


def test_units_are_in_the_metadata_of_the_parquet_columns() -> None:
    package = read(Descriptor(Folder(ROOT)))
    units = {f.name: f.unit for f in package.descriptor.built["dyad_years"].schema.fields if f.unit}
    written = pq.read_schema(BytesIO(package_files(package)["parquet/dyad_years.parquet"]))
    assert units["trade_total"] == "USD million"
    assert {name: written.field(name).metadata[b"unit"].decode() for name in units} == units
