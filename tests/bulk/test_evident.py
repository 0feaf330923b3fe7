"""A line that is sound at first sight breaks no rule, and files are the same to `bulk check` line by line and row by row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sino_pak_data.bulk import found
from sino_pak_data.bulk.check import Outcome, check
from sino_pak_data.bulk.engines import Engine, Layout, literal, opened
from sino_pak_data.bulk.evident import Unsaid, confined, digits, evident
from sino_pak_data.bulk.plan import NONE, compiled
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Schema, parsed
from sino_pak_data.package.store import Folder
from tests.bulk.test_plan import CELLS, FIELDS, expected

MORE = [
    "1979-12-31", "1980-01-01", "9.99", "10", "10.0", "-10", "-10.01", "012", "00", "+0", "2000-02-29", "2015-04-31",
    "2016-02-30", "20150420", "20150229", "00001231", "PAK;CHN", "no",
]  # fmt: skip
MORE_FIELDS = [
    {"type": "number", "constraints": {"minimum": -10, "maximum": 10}},
    {"type": "date", "format": "%Y%m%d"}, {"type": "string", "constraints": {"pattern": "(0[1-9]|1[0-9]|20)[0-9]{0,2}"}},
    {"type": "number", "constraints": {"minimum": 1.6, "maximum": 9.5}},
    {"type": "number", "constraints": {"exclusiveMinimum": 0}}, {"type": "integer", "constraints": {"maximum": -1}},
    {"type": "date", "constraints": {"minimum": "1979-12-31", "maximum": "2015-04-20"}},
    {"type": "year", "constraints": {"exclusiveMinimum": 1000, "exclusiveMaximum": 2015}},
    {"type": "string", "constraints": {"required": True, "pattern": "[A-Z]+|[0-9]+"}},
    {"type": "string", "missingValues": ["", "NA"], "constraints": {"pattern": "^[a-z]+$"}},
]  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterable[Engine]:
    with opened(memory="256MB") as engine:
        yield engine


def table(fields: list[dict[str, Any]], canonical: bool) -> Schema:
    named = [{**field, "name": f"f{at}"} for at, field in enumerate(fields)]
    return parsed("t", {"fields": named}, lambda name: (), False, canonical)


@pytest.mark.parametrize("canonical", [True, False])
def test_a_cell_that_is_matched_breaks_no_rule(engine: Engine, canonical: bool) -> None:
    said, wrong, sound = 0, [], 0
    for field in FIELDS + MORE_FIELDS:
        schema = table([field, {"type": "string"}], canonical)
        form = evident(compiled(schema, schema.names), Layout(("f0", "f1")))
        if not form:
            continue
        said += 1
        cells = [one for one in CELLS + MORE if not {*one} & {*',"\n'}]
        lines = ", ".join(f"({literal(cell + ',')})" for cell in cells)
        matches = engine.run(f"SELECT regexp_matches(line, {literal(form)}) AS yes FROM (VALUES {lines}) AS t(line)")
        for cell, yes in zip(cells, matches["yes"].to_pylist(), strict=True):
            fault = expected(schema.fields[0], cell)
            sound += yes
            wrong += [(field, cell, fault)] if yes and fault != NONE else []

    assert wrong == []
    assert said >= 20
    assert sound >= 500


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        (
            {"type": "integer", "constraints": {"minimum": -20, "maximum": 120}},
            ["-20", "-9", "0", "7", "99", "120", "007"],
        ),
        (
            {"type": "number", "constraints": {"minimum": -1.5, "maximum": 1000}},
            ["-1", "-0.5", "0", "999.99", "1000.0"],
        ),
        ({"type": "date", "constraints": {"minimum": "1979-01-01"}}, ["1979-01-01", "1980-02-29", "2015-04-30"]),
        ({"type": "string", "constraints": {"pattern": "https?://[^ ]+"}}, ["http://x.org/a?b", ""]),
        ({"type": "date", "format": "%Y%m%d"}, ["20150420", "20160229", "00250101"]),
        ({"type": "string", "constraints": {"pattern": "(0[1-9]|1[0-9]|20)[0-9]{0,2}"}}, ["01", "1931"]),
        ({"type": "boolean"}, ["true", "False", "1"]),
        ({"type": "string", "holds": "date"}, ["2015", "2015-04", "2015-04-20", "2016-02-29", "2015~"]),
    ],
)
def test_what_most_cells_look_like_is_matched(field: dict[str, Any], cells: list[str]) -> None:
    schema = table([field], False)

    form = evident(compiled(schema, schema.names), Layout(("f0",)))

    pattern = re.sub(r"\\x\{(\w+)\}", lambda code: rf"\U{int(code[1], 16):08x}", form).replace(r"\z", r"\Z")
    assert [cell for cell in cells if not re.fullmatch(pattern, cell)] == []


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_digits_are_those_between(low: int, high: int, number: int) -> None:
    form = digits(low, high, 4)

    assert bool(form) == (low <= high)
    assert (re.fullmatch(form, f"{number:04}") is not None) == (low <= number <= high)


@given(st.decimals(-2000, 2000, places=1), st.decimals(-2000, 2000, places=1), st.decimals(-2500, 2500, places=2))
def test_numbers_that_are_matched_are_within_bounds(low: Decimal, high: Decimal, number: Decimal) -> None:
    limits = {"minimum": float(low), "maximum": float(high)}
    schema = table([{"type": "number", "constraints": limits}], True)

    form = evident(compiled(schema, schema.names), Layout(("f0",))).replace(r"\z", r"\Z")

    if form and number and re.fullmatch(form, str(number)):
        assert low <= number <= high


@pytest.mark.parametrize("pattern", [r"[A-Z ]{3}", r".*,", r"a b", r"(a|)(b)\1", r"[^-]+|$x", r"(?=a)b"])
def test_a_pattern_that_takes_a_delimiter_or_space_is_not_said(pattern: str) -> None:
    with pytest.raises(Unsaid):
        confined(pattern, ',"')


SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "name", "type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
        {"name": "code", "type": "string", "constraints": {"unique": True}},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": ["id"],
}
PIECES = [
    b"%d,PAK,,\n", b'%d,CHN,c%d,"a, b"\n', b"%d,IND,,x y\n", b"%d,Pak,,\n", b"%d,PAK\n", b"%d,PAK,,,,\n", b"1,PAK,c1,\n",
    b"\n", b'"%d",PAK,"c%d",\n', b'%d,PAK,,"a""b"\n', b'%d,PAK,,"two\nlines"\n', b"x%d,PAK,,\n", b"%d,PAK,,\xff\n", b",,,\n",
    b" %d,PAK, c%d ,\n", b'%d,PAK,,a"b\n', b"%d,PAK,,a\x00b\n", b"%d,\xc3\xa9AB,,\xc3\xa9\n", b'%d,PAK,,"1,PAK,,\n2,PAK,,\n"\n',
    b"%d,PAK,,\x1f\n", b'%d,PAK,,"\n', b"\n\n", b"%d,,,\n", b'%d,PAK,"",""\n', b"%d,PAK,,a\rb\n",
]  # fmt: skip


def outcome(engine: Engine, folder: Path) -> Outcome:
    files = {"t": sorted(folder.glob("*.csv"))}
    return check(Descriptor(Folder(folder)), files, engine, 256, root=folder)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(range(len(PIECES))), max_size=12), min_size=1, max_size=2), st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)  # fmt: skip
@example([[0, 1, 3, 4, 5, 7, 8, 11], [6, 6, 14]], "\n", True)
@example([[0, 10, 3], [18, 3]], "\n", True)
def test_line_by_line_finds_what_row_by_row_finds(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, files: list[list[int]], end: str, ended: bool
) -> None:
    folder = tmp_path_factory.mktemp("t")
    resource = {"name": "t", "path": "t.csv", "schema": SCHEMA}
    (folder / "datapackage.json").write_text(json.dumps({"name": "t", "resources": [resource]}))
    for at, kinds in enumerate(files):
        pieces = [PIECES[kind].replace(b"%d", b"%d" % (10 * number + at + 2)) for number, kind in enumerate(kinds)]
        text = b"id,name,code,note\n" + b"".join(pieces)
        (folder / f"{at}.csv").write_bytes((text if ended else text.removesuffix(b"\n")).replace(b"\n", end.encode()))

    by_line = outcome(engine, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(found, "evident", lambda plan, layout: "")
        by_row = outcome(engine, folder)

    assert by_line.rows == by_row.rows
    assert by_line.report.problems == by_row.report.problems
    assert by_line.report.counts == by_row.report.counts


def test_keys_that_occur_twice_are_found_over_large_files(engine: Engine, tmp_path: Path) -> None:
    resource = {"name": "t", "path": "t.csv", "schema": SCHEMA}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "t", "resources": [resource]}))
    for name in ("a", "b"):
        rows = "".join(f"{number},PAK,,\n" for number in range(5000))
        (tmp_path / f"{name}.csv").write_text("id,name,code,note\n" + rows)

    assert outcome(engine, tmp_path).report.counts["error", "duplicate-key"] == 5000


@pytest.mark.parametrize("by_row", [False, True])
def test_empty_cells_of_a_unique_column_are_not_alike(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_row: bool
) -> None:
    resource = {"name": "t", "path": "t.csv", "schema": SCHEMA}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "t", "resources": [resource]}))
    (tmp_path / "a.csv").write_text("id,name,code,note\n1,PAK,,\n2,PAK,,\n3,PAK,c,\n4,PAK,c,\n")
    if by_row:
        monkeypatch.setattr(found, "evident", lambda plan, layout: "")

    assert [(one.line, one.value) for one in outcome(engine, tmp_path).report.problems] == [(5, "c")]
