"""The one way a table is written, and how a file is replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Row, Table
from sino_pak_data.reading import canonical
from sino_pak_data.reading.write import replace, replace_all
from tests.conftest import ROOT

SCHEMA = Descriptor(Folder(ROOT)).table("retired").schema
cells = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


def table(rows: list[tuple[str, str]]) -> Table:
    cells = ({"record": f"events/{key}", "version": "1.0.0", "reason": text, "replaced_by": ""} for key, text in rows)
    return Table(SCHEMA, "tables/retired.csv", SCHEMA.names, list(map(Row, cells)))


def read_again(text: str) -> Table:
    header, *rest = csv_lines.parse(text)
    rows = [Row(dict(zip(header.cells, line.cells, strict=True)), line.number, line.text) for line in rest]
    return Table(SCHEMA, "tables/retired.csv", header.cells, rows)


@given(st.lists(st.tuples(cells, cells), unique_by=lambda row: row[0]))
def test_formatting_twice_is_formatting_once_and_changes_no_cell(rows: list[tuple[str, str]]) -> None:
    once = canonical.text(table(rows))
    again = read_again(once)
    assert (canonical.text(again), list(canonical.differences(again))) == (once, [])
    assert {row["record"]: row["reason"] for row in again.rows} == {f"events/{key}": text for key, text in rows}


def test_only_the_row_after_a_later_key_is_out_of_order() -> None:
    swapped = table([("b", "x"), ("c", "x"), ("a", "x"), ("d", "x")])
    ((rule, row, column, _),) = canonical.differences(swapped)
    assert (rule, row, column) == ("row-order", swapped.rows[2], "record")


def test_a_file_is_replaced_completely_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(0o640)
    replace(path, b"new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)
    assert list(tmp_path.iterdir()) == [path]


def test_files_are_replaced_together_or_not_at_all(tmp_path: Path) -> None:
    old, blocked = tmp_path / "a.csv", tmp_path / "b.csv"
    old.write_text("old")
    blocked.mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_all({old: b"new", blocked: b"new"})
    assert (old.read_text(), sorted(tmp_path.iterdir())) == ("old", [old, blocked])


def test_two_processes_do_not_share_a_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    monkeypatch.setattr(Path, "replace", lambda part, _: names.append(part.name))
    for pid in (1, 2):
        monkeypatch.setattr(os, "getpid", lambda pid=pid: pid)
        replace(tmp_path / "a.csv", b"new")
    assert len(set(names)) == 2
