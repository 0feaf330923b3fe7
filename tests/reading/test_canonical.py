"""The one way a table is written."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Row, Table
from sino_pak_data.reading import canonical
from sino_pak_data.reading.reader import open_package
from sino_pak_data.reading.write import replace
from tests.conftest import ROOT

SCHEMA = Descriptor(Folder(ROOT)).table("retired").schema
cells = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


def table(rows: list[tuple[str, str]]) -> Table:
    made = [
        Row({"record": f"events/{key}", "version": "1.0.0", "reason": text, "replaced_by": ""}) for key, text in rows
    ]
    return Table(SCHEMA, "tables/retired.csv", SCHEMA.names, made)


def read_again(text: str) -> Table:
    header, *rest = csv_lines.parse(text)
    rows = [Row(dict(zip(header.cells, line.cells, strict=True)), line.number, line.text) for line in rest]
    return Table(SCHEMA, "tables/retired.csv", header.cells, rows)


@given(st.lists(st.tuples(cells, cells), unique_by=lambda row: row[0]))
def test_formatting_twice_is_formatting_once(rows: list[tuple[str, str]]) -> None:
    once = canonical.text(table(rows))
    assert canonical.text(read_again(once)) == once
    assert list(canonical.differences(read_again(once))) == []


@given(st.lists(st.tuples(cells, cells), unique_by=lambda row: row[0]))
def test_formatting_changes_no_cell(rows: list[tuple[str, str]]) -> None:
    again = {row["record"]: row["reason"] for row in read_again(canonical.text(table(rows))).rows}
    assert again == {f"events/{key}": text for key, text in rows}


def test_a_table_that_is_not_certain_is_not_mendable(base: Path) -> None:
    path = base / "tables" / "events.csv"
    path.write_text(path.read_text() + "half a row\n")
    package = open_package(base)
    assert "events" not in package.mendable
    assert "agreements" in package.mendable


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    replace(path, b"new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_reading_tells_crlf_once(base: Path) -> None:
    path = base / "tables" / "actors.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    package = open_package(base)
    assert [fault.rule for fault in package.faults] == ["line-ending"]
    assert len(package["actors"].rows) == 4
