"""The Stata files are the tables."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.release.exports import stata
from sino_pak_data.release.typed_tables import Edition, as_cell
from tests.conftest import ROOT

DESCRIPTOR = Descriptor(Folder(ROOT))
TABLES = [*DESCRIPTOR.authored, *DESCRIPTOR.built]


@pytest.fixture(scope="module")
def content(edition: Edition) -> bytes:
    return stata.written(edition)


@pytest.fixture(scope="module")
def archive(content: bytes) -> ZipFile:
    return ZipFile(BytesIO(content))


def plain(value: Any) -> Any:
    """What Stata can say: no missing text, truth as a number."""
    return int(value) if isinstance(value, bool) else as_cell(value)


def inside(edition: Edition, file: str) -> str:
    return f"sino-pak-data-{edition.version}-stata/{file}"


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_is_the_table_s(name: str, archive: ZipFile, edition: Edition) -> None:
    read = pd.read_stata(BytesIO(archive.read(inside(edition, f"{name}.dta"))))
    table = edition.tables[name]
    assert list(read.columns) == [column.name for column in table.columns]
    for at, column in enumerate(table.columns):
        wanted = [plain(row[at]) for row in table.rows]
        found = read[column.name]
        if column.kind == "date":
            assert [None if pd.isna(day) else day.date() for day in found] == wanted
        elif column.kind in ("string", "list") and not column.codes:
            assert list(found) == [text or "" for text in wanted]
        else:
            assert [None if pd.isna(value) else value for value in found] == wanted, column.name


def test_another_reader_sees_labels_and_version(archive: ZipFile, edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "o.dta").write_bytes(archive.read(inside(edition, "observations.dta")))
    _, meta = pyreadstat.read_dta(tmp_path / "o.dta")
    assert meta.file_label == f"sino-pak-data {edition.version}, Observations"
    assert meta.creation_time == edition.created
    assert meta.column_names_to_labels["period_start"] == "Period, start"
    assert meta.variable_value_labels["qualifier"][1] == "exact"
    assert meta.original_variable_types["period_start"] == "%td"


def test_every_variable_of_every_table_is_labelled_and_every_code(
    archive: ZipFile, edition: Edition, tmp_path: Path
) -> None:
    for name, table in edition.tables.items():
        (tmp_path / "t.dta").write_bytes(archive.read(inside(edition, f"{name}.dta")))
        _, meta = pyreadstat.read_dta(tmp_path / "t.dta", metadataonly=True)
        assert all(meta.column_names_to_labels.values()), name
        assert {column.name for column in table.columns if column.codes} == set(meta.variable_value_labels), name


def test_the_licence_goes_with_the_files(archive: ZipFile, edition: Edition) -> None:
    names = {inside(edition, name) for name in ("LICENSE-DATA", "CITATION.cff", "CODEBOOK.md")}
    assert names <= set(archive.namelist())


def test_long_text_and_missing_days_survive(with_cells: Callable[..., Edition]) -> None:
    notes = ["ü" * 1100, "z" * 5000, None]
    edition = with_cells("observations", "note", notes)
    read = pd.read_stata(BytesIO(stata.dta(edition, edition.tables["observations"])))
    assert list(read["note"]) == [*notes[:2], ""]
    edition = with_cells("observations", "period_end", [None])
    read = pd.read_stata(BytesIO(stata.dta(edition, edition.tables["observations"])))
    assert read["period_end"].isna().all()


@given(st.lists(st.text(min_size=1, max_size=40), max_size=30))
def test_every_name_is_legal_and_unique(names: list[str]) -> None:
    made = stata.legal(names)
    assert len(set(made)) == len(names)
    assert all(name.isascii() and name.isidentifier() and len(name) <= 32 for name in made)


def test_the_same_tables_are_the_same_bytes(beginning: Edition) -> None:
    assert stata.written(beginning) == stata.written(beginning)
