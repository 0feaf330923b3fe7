"""The reference tools and our own constraints agree; where a tool is blind is listed, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from shutil import copy

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from frictionless import Resource
from hypothesis import given, settings
from hypothesis import strategies as st

from sino_pak_data.cells import csv_lines
from sino_pak_data.checks.rules import all_rules
from sino_pak_data.checks.runner import check
from sino_pak_data.package.artifacts import PACKAGE
from sino_pak_data.package.constraints import violations
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError, Problem
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.reading.reader import open_package
from sino_pak_data.release import build
from sino_pak_data.release.compile import DOCUMENTS, digest, package_files, zipped
from sino_pak_data.release.referee import FRICTIONLESS, PANDERA, disagreements, judge, reference_problems
from tests.checks.test_rules import lay
from tests.conftest import ROOT, copy_base

RULES = all_rules()
STANDARD = [(code, bad) for code, rule in RULES.items() if rule.layer == "datapackage" for bad in rule.bad]
BLIND = {
    (FRICTIONLESS, "observations: value=+60"): "it reads numbers with decimal.Decimal, which takes a plus sign",
    (FRICTIONLESS, "observations: value=60."): "decimal.Decimal takes a point without digits after it",
    (FRICTIONLESS, "observations: value=.5"): "decimal.Decimal takes a point without digits before it",
    (FRICTIONLESS, "observations: value=6e1"): "decimal.Decimal takes an exponent",
    (FRICTIONLESS, "observations: value=\\u0666"): "decimal.Decimal takes digits of any script",
    (FRICTIONLESS, "sources: primary=TRUE"): "it takes True, TRUE and 1 for true",
    (FRICTIONLESS, "events: date=2023-02-29"): "an EDTF date is text to it, and its pattern knows no calendar",
    (FRICTIONLESS, "events: actors=CHN;XXX"): "it has no foreign keys on lists",
    (PANDERA, "observations: value=+60"): "float() has read the text before pandera sees a number",
    (PANDERA, "observations: value=60."): "float() has read the text before pandera sees a number",
    (PANDERA, "observations: value=.5"): "float() has read the text before pandera sees a number",
    (PANDERA, "observations: reporter=CHM"): "a schema sees one table, and so no foreign keys",
    (PANDERA, "events: actors=CHN;XXX"): "a schema sees one table, and so no foreign keys",
}
"""What a tool does not see, with the reason; the codes in TWO_TABLES are unseen by pandera too."""

TWO_TABLES = {"unknown-id", "retired-id"}


def by_tools(base: Path) -> dict[str, set[tuple[str, int]]]:
    """File and line of what each tool finds."""
    package = open_package(base)
    found = reference_problems(package.descriptor, package.readable)
    return {rule: {(p.file, p.line) for p in found if p.rule == rule} for rule in (FRICTIONLESS, PANDERA)}


def by_constraints(base: Path) -> set[tuple[str, int]]:
    return {(one.table.file, one.row.line) for one in violations(open_package(base).readable)}


def not_reported(base: Path, problems: list[Problem] | None = None) -> list[Problem]:
    package = open_package(base)
    known = check(package).problems if problems is None else problems
    return disagreements(package.descriptor, package.readable, known)


def test_the_base_has_no_fault_for_any_tool(base: Path) -> None:
    assert by_tools(base) == {FRICTIONLESS: set(), PANDERA: set()}


@pytest.mark.slow
@pytest.mark.parametrize(("code", "bad"), STANDARD)
def test_a_bad_row_of_the_standard_has_one_verdict(code: str, bad: str, base: Path) -> None:
    lay(base, bad)
    ours = by_constraints(base)
    assert ours
    blind = {tool for tool, unseen in BLIND if unseen == bad} | ({PANDERA} if code in TWO_TABLES else set())
    assert by_tools(base) == {tool: set() if tool in blind else ours for tool in (FRICTIONLESS, PANDERA)}


@pytest.mark.slow
@pytest.mark.parametrize(("tool", "bad"), BLIND)
def test_what_a_tool_does_not_see_is_ours_to_find(tool: str, bad: str, base: Path) -> None:
    lay(base, bad)
    assert check(open_package(base)).errors == 1
    assert by_tools(base)[tool] == set(), f"no longer true: {BLIND[tool, bad]}"


@pytest.mark.parametrize("name", ["uniqueKeys", "categories"])
def test_frictionless_ignores_two_properties_so_keys_and_codes_are_written_otherwise(name: str) -> None:
    schema = {
        "fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}],
        "uniqueKeys": [["a"]] if name == "uniqueKeys" else [],
    }
    if name == "categories":
        schema["fields"][0]["categories"] = ["y"]
    data = [["a", "b"], ["x", "1"], ["x", "2"]]
    assert Resource.from_descriptor({"name": "t", "data": data, "schema": schema}).validate().valid


def test_what_our_check_misses_is_reported_as_a_defect_of_ours(base: Path) -> None:
    lay(base, "events: domain=millitary")
    found = not_reported(base, [])
    assert {(p.file, p.line, p.field, p.value) for p in found} == {("tables/events.csv", 2, "domain", "millitary")}
    assert {p.rule for p in found} == {FRICTIONLESS, PANDERA}
    assert "report it" in found[0].hint
    assert not_reported(base) == []


@pytest.mark.slow
@pytest.mark.parametrize(("code", "bad"), [(code, bad) for code, rule in RULES.items() for bad in rule.bad])
def test_no_fault_of_any_rule_is_taken_for_a_defect_of_ours(code: str, bad: str, base: Path) -> None:
    lay(base, bad)
    assert not_reported(base) == []


TABLES = ("actors", "agreements", "events", "indicators", "observations", "sources")
CELLS = ("", "x", "-1", "1e3", "NaN", "12,5", "1_0", "maybe", "CHN", "PAK", "2005", "10.1/a", "military", "9999")


@pytest.mark.slow
@settings(max_examples=8)
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(TABLES), st.integers(0, 20), st.integers(0, 30), st.sampled_from(CELLS)), max_size=6
    )
)
def test_damaged_cells_leave_no_disagreement(base: Path, changes: list[tuple[str, int, int, str]]) -> None:
    before = {path: path.read_bytes() for path in (base / "tables").glob("*.csv")}
    try:
        for table, line, place, cell in changes:
            path = base / "tables" / f"{table}.csv"
            header, *rows = [list(parsed.cells) for parsed in csv_lines.parse(path.read_text(encoding="utf-8"))]
            rows[line % len(rows)][place % len(header)] = cell
            path.write_text(csv_lines.document(header, rows), encoding="utf-8")
        assert not_reported(base) == []
    finally:
        for path, content in before.items():
            path.write_bytes(content)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the base as a package."""
    root = copy_base(tmp_path_factory.mktemp("base"))
    for name in DOCUMENTS:
        copy(ROOT / name, root)
    return package_files(read(Descriptor(Folder(root))))


def replaced(package: dict[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    """The package with another text in a file, and in its descriptor the size and hash that fit."""
    before, after = package[name], package[name].replace(old.encode(), new.encode(), 1)
    assert after != before
    descriptor = package["datapackage.json"].decode()
    for was, becomes in ((f'"bytes": {len(before)},', f'"bytes": {len(after)},'), (digest(before), digest(after))):
        descriptor = descriptor.replace(was, becomes)
    return {**package, "datapackage.json": descriptor.encode(), name: after}


def with_parquet(package: dict[str, bytes], table: str, alter: Callable[[pa.Table], pa.Table]) -> dict[str, bytes]:
    out = BytesIO()
    pq.write_table(alter(pq.read_table(BytesIO(package[f"parquet/{table}.parquet"]), use_threads=False)), out)
    return {**package, f"parquet/{table}.parquet": out.getvalue()}


def test_a_whole_package_passes(package: dict[str, bytes]) -> None:
    assert judge(package) == []


@pytest.fixture(scope="module")
def found(package: dict[str, bytes]) -> list[Problem]:
    """What the tools find in a package with a bad cell, a bad typed value and a file that is not the one listed."""

    def alter(table: pa.Table) -> pa.Table:
        at = table.column_names.index("cow_code")
        return table.set_column(at, "cow_code", pc.add(table["cow_code"], 10_000))

    files = replaced(package, "tables/citations.csv", "\nagreements/", "\nAgreements ")
    return judge({**with_parquet(files, "actors", alter), "README.md": b"Another text."})


def test_a_bad_cell_of_the_published_csv_is_named(found: list[Problem]) -> None:
    assert ("tables/citations.csv", 6, "record", FRICTIONLESS) in {(p.file, p.line, p.field, p.rule) for p in found}


def test_a_file_that_is_not_the_one_listed_is_named(found: list[Problem]) -> None:
    others = {"tables/citations.csv", "parquet/actors.parquet"}
    assert {(p.file, p.line) for p in found if p.rule == FRICTIONLESS and p.file not in others} == {("README.md", 1)}


def test_a_bad_value_of_the_published_parquet_is_named(found: list[Problem]) -> None:
    refused = [p for p in found if p.rule == PANDERA and p.file != "tables/citations.csv"]
    assert {(p.file, p.field) for p in refused} == {("tables/actors.csv", "cow_code")}
    assert "pandera refuses '10710.0': less_than_or_equal_to(990)" in {p.message for p in refused}


def test_a_fault_stops_the_build_with_table_row_and_rule(
    package: dict[str, bytes], base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = read(Descriptor(Folder(base)))
    faulty = zipped(replaced(package, "tables/actors.csv", "\nCHN,China,", "\nCHN,,"))
    monkeypatch.setattr(build, "data_files", lambda *_: {PACKAGE.file(opened.descriptor.version): faulty})
    with pytest.raises(PackageError, match=r"(?s)not published.*tables/actors.csv:2:\d+: name: reference-frictionless"):
        build.build(opened, base, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_a_descriptor_that_is_not_one_is_named(package: dict[str, bytes]) -> None:
    found = judge(replaced(package, "datapackage.json", '"version": "', '"version": 1, "was": "'))
    assert {p.file for p in found} == {"datapackage.json"}
