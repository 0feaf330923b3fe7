"""What is published: read back by the tools that people have."""

from __future__ import annotations

import csv
import json
import re
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import bibtexparser
import dplib
import duckdb
import jsonschema
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package as DataPackage

from sino_pak_data.cells import csv_lines
from sino_pak_data.package import artifacts, derived
from sino_pak_data.package.arrow import column_types
from sino_pak_data.package.artifacts import ARTIFACTS
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder, Overlay, open_store
from sino_pak_data.package.table import Package, read_table
from sino_pak_data.release import build, exports
from sino_pak_data.release.compile import compiled, digest, sums, zipped
from sino_pak_data.release.diff import compare
from sino_pak_data.verify import verify
from tests.conftest import ROOT

TABLES = [*Descriptor(Folder(ROOT)).authored, "citations"]


@pytest.fixture(scope="module")
def folder(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("package")
    for name, content in files.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(content)
    return out


def test_every_file_is_listed_with_its_hash(files: dict[str, bytes]) -> None:
    listed = {r["path"]: r for r in json.loads(files["datapackage.json"])["resources"]}
    assert set(listed) == set(files) - {"datapackage.json", "SHA256SUMS"}
    for path, resource in listed.items():
        assert resource["bytes"] == len(files[path])
        assert resource["hash"] == "sha256:" + sha256(files[path]).hexdigest()


@pytest.mark.slow
def test_frictionless_finds_it_valid_as_it_is(folder: Path) -> None:
    report = DataPackage(str(folder / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []


def test_the_official_profile_finds_it_valid(files: dict[str, bytes]) -> None:
    profile = json.loads((Path(dplib.__file__).parent / "profiles" / "2.0" / "datapackage.json").read_text())
    faults = jsonschema.validators.validator_for(profile)(profile).iter_errors(json.loads(files["datapackage.json"]))
    assert [fault.message for fault in faults] == []


@pytest.mark.parametrize("name", TABLES)
def test_parquet_is_typed_sorted_and_described_and_other_readers_see_its_rows(
    name: str, folder: Path, package: Package
) -> None:
    path = folder / "parquet" / f"{name}.parquet"
    table = pq.read_table(path)
    assert duckdb.sql(f"select count(*) from '{path}'").fetchall() == [(table.num_rows,)]
    assert pl.read_parquet(path).height == table.num_rows
    schema = package.descriptor.table(name).schema
    assert table.column_names == list(column_types(schema))
    for field in schema.fields:
        column = table.schema.field(field.name)
        wanted = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}.get(field.type, pa.string())
        if field.many:
            wanted = pa.list_(pa.string())
        assert column.type == wanted or pa.types.is_dictionary(column.type)
        assert column.metadata[b"description"].decode() == field.description
        if field.holds == "date":
            assert table.schema.field(f"{field.name}_start").type == pa.date32()
    keys = [tuple(row[part] for part in schema.key) for row in table.select(list(schema.key)).to_pylist()]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("column", "kind"),
    [("events.date_start", "DATE"), ("events.actors", "VARCHAR[]"), ("observations.value", "DOUBLE")],
)
def test_duckdb_sees_days_lists_and_numbers(folder: Path, column: str, kind: str) -> None:
    table, _, name = column.partition(".")
    query = f"select column_type from (describe from '{folder}/parquet/{table}.parquet') where column_name = '{name}'"
    assert duckdb.sql(query).fetchall() == [(kind,)]


def test_the_published_csv_is_the_authored_text_with_the_columns_of_the_build(
    files: dict[str, bytes], package: Package
) -> None:
    for table in package.authored:
        lines = csv.DictReader(StringIO(files[f"tables/{table.name}.csv"].decode()))
        assert lines.fieldnames == list(column_types(table.schema))
        authored = csv_lines.document(table.schema.names, ([row[n] for n in table.schema.names] for row in lines))
        assert authored.encode() == (ROOT / "tables" / f"{table.name}.csv").read_bytes()


@pytest.mark.parametrize("name", ["events", "observations", "citations"])
def test_csv_and_parquet_say_the_same(name: str, folder: Path) -> None:
    """DuckDB reads the days and numbers of the CSV by itself."""
    csv_file, typed = f"'{folder}/tables/{name}.csv'", f"'{folder}/parquet/{name}.parquet'"
    added = {
        "events": "date_start, date_end, independent_sources",
        "observations": "period_start, source_id, value",
        "citations": "source_id, position",
    }[name]
    left = f"select {added} from read_csv({csv_file}, nullstr='')"
    assert duckdb.sql(f"({left}) except all (select {added} from {typed})").fetchall() == []
    assert (
        duckdb.sql(f"select count(*) from ({left})").fetchall()
        == duckdb.sql(f"select count(*) from {typed}").fetchall()
    )


def test_the_published_schema_lists_every_column_and_opens_with_the_same_fields(folder: Path, package: Package) -> None:
    opened = Descriptor(Folder(folder))
    (events,) = (one["schema"] for one in opened.json["resources"] if one["name"] == "events")
    added = {one["name"]: one["type"] for one in events["fields"] if one.get("derived")}
    days = {"date_start": "date", "date_end": "date", "date_precision": "string"}
    assert added == {**days, "independent_sources": "integer"}
    (series,) = (one["schema"] for one in opened.json["resources"] if one["name"] == "observations")
    works = {"fields": ["source_id"], "reference": {"resource": "sources", "fields": ["source_id"]}}
    assert works in series["foreignKeys"]
    for listed in (one for one in opened.json["resources"] if "schema" in one):
        name = listed["name"]
        assert opened.table(name).schema.names == package.descriptor.table(name).schema.names
        assert derived.published(opened, opened.table(name).schema) == listed["schema"]
    assert read_table(opened, opened.table("events")).rows == package["events"].rows


def test_a_package_and_the_clone_that_it_was_built_from_do_not_differ(folder: Path, package: Package) -> None:
    difference = compare(package.descriptor, Descriptor(Folder(folder)))
    assert (difference.schemas, [name for name, table in difference.tables.items() if table]) == ([], [])


def test_a_date_that_differs_between_two_packages_is_one_change(folder: Path) -> None:
    """The days that the build works out of it are not three more."""
    path, day = "tables/agreements.csv", "2005-04-05,2005-04-05,2005-04-05,day"
    text = (folder / path).read_text(encoding="utf-8")
    assert day in text
    other = Overlay(folder, {path: text.replace(day, day.replace("05,", "06,"), 1).encode()})
    difference = compare(Descriptor(Folder(folder)), Descriptor(other), ["agreements"])
    assert [[cell.field for cell in cells] for cells in difference.tables["agreements"].changed.values()] == [
        ["signed"]
    ]


def test_every_reference_is_a_citation(files: dict[str, bytes], package: Package) -> None:
    cited = {row["source_id"] for row in pq.read_table(BytesIO(files["parquet/citations.parquet"])).to_pylist()}
    assert cited <= set(package.identifiers("sources"))
    assert "yousaf2025drive" in cited


def test_the_bibliography_is_read_again(files: dict[str, bytes], package: Package) -> None:
    works = {work["id"]: work for work in json.loads(files["references.json"])}
    assert set(works) == set(package.identifiers("sources"))
    assert works["garver2001protracted"]["issued"] == {"date-parts": [[2001]]}
    library = bibtexparser.parse_string(files["references.bib"].decode())
    assert {entry.key for entry in library.entries} == set(works)
    assert library.failed_blocks == []


def test_the_wheel_carries_the_same_bibliography(files: dict[str, bytes], wheel: dict[str, bytes]) -> None:
    assert wheel["references.bib"] == files["references.bib"]


def test_the_same_files_make_the_same_zip(files: dict[str, bytes]) -> None:
    assert zipped(files) == zipped(dict(reversed(files.items())))


@pytest.mark.slow
def test_every_zip_unpacks_into_one_folder_and_opens(package: Package, tmp_path: Path) -> None:
    version = package.descriptor.version
    made = {name: content for name, content in build.data_files(package).items() if name.endswith(".zip")}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
        with ZipFile(tmp_path / name) as archive:
            assert {entry.partition("/")[0] for entry in archive.namelist()} == {name.removesuffix(".zip")}
    path = tmp_path / f"sino-pak-data-{version}.zip"
    assert verify(path).faults == []
    assert Descriptor(open_store(path)).version == version


def test_a_build_does_not_replace_what_no_build_made(package: Package, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(PackageError, match="was not made by a build"):
        build.build(package, ROOT, tmp_path)


@pytest.mark.parametrize("stopped", ["_distributions", "must_pass"])
def test_an_interrupted_build_leaves_the_old_one(
    stopped: str, package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "dist"
    out.mkdir()
    (out / build.SUMS).write_text("old")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("_distributions", "must_pass"):
        monkeypatch.setattr(build, name, stop if name == stopped else lambda *_: None)
    monkeypatch.setattr(build, "data_files", lambda *_: {})
    with pytest.raises(KeyboardInterrupt):
        build.build(package, ROOT, out)
    assert [path.name for path in out.iterdir()] == [build.SUMS]
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


@pytest.mark.parametrize("replaced", [False, True])
def test_what_a_killed_build_left_is_cleared(
    replaced: bool, package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / ".dist-building-x"
    old = left / "old" if replaced else tmp_path / "dist"
    old.mkdir(parents=True)
    (left / "new").mkdir(parents=True)
    (old / build.SUMS).write_text("old")
    monkeypatch.setattr(build, "copy_tree", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build.build(package, ROOT, tmp_path / "dist")
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]
    assert (tmp_path / "dist" / build.SUMS).read_text() == "old"


def test_the_readme_lists_every_artifact_and_what_it_is_for() -> None:
    listed = re.findall(r"^\| `([^`]*VERSION[^`]*)` \| (.+) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert listed == [(artifact.pattern, artifact.purpose) for artifact in ARTIFACTS]


def test_every_export_has_a_file_name() -> None:
    assert [artifact.name for artifact in artifacts.EXPORTS] == list(exports.EXPORTS)


def test_a_new_export_is_two_lines_and_verify_accepts_it(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy = artifacts.Artifact("toy", "sino-pak-data-VERSION.toy", "children")
    monkeypatch.setattr(artifacts, "EXPORTS", (toy,))
    monkeypatch.setattr(artifacts, "ARTIFACTS", (*ARTIFACTS, toy))
    monkeypatch.setitem(exports.EXPORTS, "toy", lambda edition: edition.version.encode())
    ((name, content),) = exports.export_files(compiled(package)).items()
    (tmp_path / name).write_bytes(content)
    (tmp_path / artifacts.SUMS).write_bytes(sums({name: digest(content)}))
    assert (name, verify(tmp_path / name).faults) == (f"sino-pak-data-{package.descriptor.version}.toy", [])


@pytest.mark.parametrize("name", ["nothing.zip", "letter.txt", "empty"])
def test_what_is_no_package_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackageError):
        open_store(tmp_path / name)
