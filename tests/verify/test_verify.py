"""Hostile and damaged packages: each is refused in words, in time, with nothing written."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import stat
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sino_pak_data.cells import csv_lines
from sino_pak_data.cli import main
from sino_pak_data.loader.load import open_package
from sino_pak_data.package.artifacts import PACKAGE, REPOSITORY, SDIST, recognized
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder, open_store
from sino_pak_data.package.table import read
from sino_pak_data.records.find import open_records
from sino_pak_data.release.compile import DOCUMENTS, package_files, wheel_files, zipped
from sino_pak_data.verify import verify
from sino_pak_data.verify.listing import layout_faults, neighbour_faults
from tests.conftest import ROOT, copy_base
from tests.verify.packages import (
    DESCRIPTOR,
    Files,
    bytes_of,
    described,
    entry,
    forged,
    parquet,
    patched,
    raw_descriptor,
    rehashed,
    resource,
    schema,
    sealed,
    text,
    understated,
    unpacked,
    unsealed,
    version_of,
    wheel,
)

LONGEST_SECONDS = 5
EVENTS = "tables/events.csv"
PLAIN = {"use_dictionary": False, "compression": "zstd", "write_statistics": False}
LINK = stat.S_IFLNK | 0o777

Cases = dict[str, tuple[Callable[[Any], Any], str]]
"""What damages a package, and words of the fault that it must give, by a name for the damage."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Descriptor:
    """The small base with the documents that a build asks for."""
    root = copy_base(tmp_path_factory.mktemp("base"))
    shutil.copytree(ROOT / "schemas", root / "schemas", dirs_exist_ok=True)  # those that this version has
    for name in (DESCRIPTOR, *DOCUMENTS):
        shutil.copy(ROOT / name, root)
    (root / "changes").mkdir()
    (root / "changes" / "0.1.0.csv").write_text("record,field,change,old,new\nevents/gone,*,removed,,\n")
    return Descriptor(Folder(root))


@pytest.fixture(scope="module")
def files(source: Descriptor) -> Files:
    return package_files(read(source))


@pytest.fixture(scope="module")
def data(source: Descriptor) -> Files:
    """What the wheel of it carries."""
    return wheel_files(read(source))


def faults(path: Path) -> str:
    report = verify(path)
    assert report.seconds < LONGEST_SECONDS
    return "\n".join(map(str, report.faults))


def foreign_key_to(table: str) -> Callable[[Any], None]:
    return lambda schema: schema["foreignKeys"][0]["reference"].update(resource=table)


def column(name: str, values: Callable[[], pa.Array], rows: int) -> Callable[[pa.Table], pa.Table]:
    """A table of so many copies of its first row with these values in one column."""
    return lambda table: table.take([0] * rows).set_column(table.column_names.index(name), name, values())


def items() -> pa.Array:
    """One list of three million empty items, which a file holds in half a kilobyte."""
    return pa.array([[""] * 3_000_000], pa.list_(pa.string()))


def text_once() -> pa.Array:
    """One text of 10 MB and 100,000 rows that refer to it."""
    return pa.DictionaryArray.from_arrays([0] * 100_000, ["x" * 10**7])


def nested(depth: int) -> bytes:
    return b'{"resources":' + b"[" * depth + b"]" * depth + b"}"


def without(name: str) -> Callable[[Any], None]:
    def change(json_form: Any) -> None:
        json_form["resources"] = [one for one in json_form["resources"] if one["name"] != name]

    return change


def field(name: str, /, **changed: Any) -> Callable[[Any], None]:
    return lambda of: next(one for one in of["fields"] if one["name"] == name).update(changed)


def swapped(files: Files) -> dict[str, bytes]:
    return {EVENTS: files["tables/actors.csv"], "tables/actors.csv": files[EVENTS]}


DESCRIPTORS: Cases = {
    "not UTF-8": (raw_descriptor(b'{"name": "\xff"}'), "can't decode byte 0xff"),
    "not JSON": (raw_descriptor(b"{"), "datapackage.json:1:2: not JSON"),
    "not an object": (raw_descriptor(b"[]"), "must be a JSON object"),
    "deep JSON": (raw_descriptor(nested(200_000)), "nested too deeply"),
    "NaN": (raw_descriptor(b'{"version": NaN}'), "NaN is not a JSON number"),
    "infinity": (raw_descriptor(b'{"bytes": -Infinity}'), "-Infinity is not a JSON number"),
    "number of 10,000 digits": (raw_descriptor(b'{"bytes": ' + b"9" * 10_000 + b"}"), "Exceeds the limit"),
    "a name twice": (raw_descriptor(b'{"version": "1", "version": "2"}'), "duplicate name 'version'"),
    "half a character": (raw_descriptor(b'{"name": "\\ud800"}'), "surrogates not allowed"),
    "no resources": (described(lambda d: d.pop("resources")), "resources: expected a value, found nothing"),
    "resources not a list": (described(lambda d: d.update(resources={})), "expected a list, found an object"),
    "resource not an object": (described(lambda d: d["resources"].append(7)), "expected an object, found 7"),
    "resource without name": (described(lambda d: d["resources"][0].pop("name")), "resources[0].name"),
    "schema not an object": (resource("events", schema=[]), "schema: expected an object"),
    "fields not a list": (schema("events", lambda s: s.update(fields={"a": 1})), "fields: expected a list"),
    "no fields": (schema("retired", lambda s: s.update(fields=[])), "retired: fields: expected 1 to 500"),
    "1,400 fields": (schema("events", lambda s: s.update(fields=s["fields"] * 100)), "expected 1 to 500"),
    "true as a size": (resource("license", bytes=True), ".bytes: expected a number of bytes, found true"),
    "no version": (described(lambda d: d.update(version="1.0")), "expected MAJOR.MINOR.PATCH, found '1.0'"),
    "no date": (described(lambda d: d.update(created="soon")), "expected a date and time, found 'soon'"),
    "path with ..": (resource("license", path="../../etc/passwd"), "a path out of the package"),
    "path with ..\\": (resource("license", path="..\\..\\secret"), "found a backslash"),
    "absolute path": (resource("license", path="/etc/passwd"), "found an absolute path"),
    "drive letter": (resource("license", path="C:/secret"), "found a drive letter"),
    "URL": (resource("license", path="https://example.org/x"), "found a URL"),
    "file URL": (resource("license", path="file:///etc/passwd"), "found a URL"),
    "NUL in a path": (resource("license", path="LICENSE\0"), "found a control character"),
    "table elsewhere": (resource("events", path="tables/actors.csv"), "expected tables/events.csv"),
    "path as a list": (resource("events", path=["a", "b"]), "expected text, found a list"),
    "hash of another kind": (resource("license", hash="md5:abc"), "[license].hash: expected sha256: and 64"),
    "size below zero": (resource("license", bytes=-1), "expected a number of bytes, found -1"),
    "unknown type": (schema("events", field("title", type="object")), "fields[title].type: expected"),
    "a date of ours": (schema("events", field("date", type="date")), "events.date: type: expected another, found"),
    "unknown grammar": (schema("events", field("title", holds="code")), "fields[title].holds: expected"),
    "list of no table": (schema("events", field("actors", of="people")), "events.actors: of"),
    "key of no field": (schema("events", lambda s: s.update(primaryKey=["id"])), "events: primaryKey"),
    "terminal escape in a name": (schema("events", field("note", name="\x1b[2J")), r"found '\x1b[2J'"),
    "foreign key to no table": (schema("events", foreign_key_to("x")), "events: foreignKeys"),
    "a table taken out": (described(without("verdicts")), "tables/verdicts.csv: not listed"),
    "another schema": (schema("events", field("title", description="x")), "schema of events"),
    "explosive pattern": (
        schema("events", field("title", constraints={"pattern": "(?:(?:.+)+)+\\n"})),
        "pattern (?:(?:.+",
    ),
    "no pattern": (schema("events", field("title", constraints={"pattern": "(?=x"})), "expected pattern (?=x"),
}

CONTENTS: Cases = {
    "NUL in a cell": (text(EVENTS, "JF-17", "JF\0-17"), "events.csv:3: row: expected 19 cells of canonical CSV"),
    "not UTF-8 (contents)": (text(EVENTS, b"JF-17", b"JF\xff17"), "encoding: expected UTF-8, found byte 0xff"),
    "ragged row": (text(EVENTS, ",signing,", ","), "characters, found 18 cells"),
    "another header": (text(EVENTS, "title", "titel"), "events.csv:1: header"),
    "other line ends": (text(EVENTS, "\n", "\r\n"), "header"),
    "open quote": (text(EVENTS, ",signing,", ',"signing,'), "found a stray quote"),
    "needless quotes": (text(EVENTS, ",signing,", ',"signing",'), "65,536 characters, found needless quotes"),
    "empty table file": (unsealed(lambda f: {**dict.fromkeys(f), **sealed({**f, EVENTS: b""})}), "header"),
    "endless line": (text(EVENTS, "JF-17", "J" * 70_000), "at most 65,536 characters, found 70,"),
    "unknown code": (text(EVENTS, ",signing,", ",sining,"), "expected a code of event_type, found 'sining'"),
    "impossible date": (text(EVENTS, "2003-08", "2003-13"), "date: expected a date"),
    "endless year": (text("tables/dyad_years.csv", "2001", "2" * 5_000), "year: expected an integer"),
    "another first day": (
        text(EVENTS, "2003-08,2003-08-01,", "2003-08,2003-08-02,"),
        f"{EVENTS}:3: date_start: expected '2003-08-01' as derived again, found '2003-08-02'",
    ),
    "a column of the build is not listed": (
        schema("events", lambda s: s["fields"].pop(-2)),
        "columns of events: expected event_id,",
    ),
    "no line end": (unsealed(lambda f: sealed({**f, EVENTS: f[EVENTS][:-1]})), "form: expected a line end after"),
    "no number": (text("tables/observations.csv", "16968", "twelve"), "value: expected a number"),
    "key twice": (text("tables/actors.csv", "\nIND,", "\nCHN,"), "expected a unique key, found 'CHN'"),
    "dangling work": (text(EVENTS, "yousaf2025drive", "nobody2000"), "sources: expected references of sources"),
    "dangling actor": (text(EVENTS, "CHN;PAK", "CHN;XXX"), "actors: expected ids of actors in the package"),
    "CSV unlike its Parquet": (text(EVENTS, "JF-17", "JF-18"), "parquet/events.parquet: row 2, title: expected"),
    "too few Parquet rows": (parquet("events", lambda t: t.slice(1)), "rows: expected 3 as in tables/events.csv"),
    "no Parquet column": (parquet("events", lambda t: t.drop(["note"])), "column: expected note string, found none"),
    "numbers as text": (
        parquet("observations", column("value", lambda: pa.array(["1"]), 1)),
        "value double, found value string",
    ),
    "three million items": (parquet("events", column("actors", items, 1)), "at most 1,000,000 values in"),
    "300,000 rows of few bytes": (parquet("evidence", lambda t: t.take([0] * 300_000)), "at most 1,000,000 values in"),
    "a terabyte of text": (
        parquet("citations", column("locator", text_once, 10**5), store_schema=False),
        "text, found 10,000,043,000",
    ),
    "a footer that lies": (
        parquet("citations", column("locator", lambda: pa.array(["x" * 70 * 2**20]), 1), understated, **PLAIN),
        "bytes unpacked, found 73,400,",
    ),
    "a footer that aborts pyarrow": (
        text("parquet/events.parquet", b"%\x02\x18\x08event_id", b"%\0\x18\x08event_id"),
        "read: expected a Parquet file",
    ),
    "200 row groups": (parquet("citations", lambda t: t.take([0] * 200), row_group_size=1), "at most 100 row groups"),
    "2,000 columns": (
        parquet("retired", lambda t: pa.table({f"c{n}": [1] for n in range(2_000)})),
        "expected record string, found c0 int64",
    ),
    "no Parquet": (
        unsealed(lambda f: sealed({**f, "parquet/events.parquet": b"PAR1"})),
        "read: expected a Parquet file",
    ),
    "forged built table": (forged("citations", "locator", "1.p7", "1.p8"), "expected '1.p7' as derived from the"),
    "another hash of rows": (resource("events", contentHash=f"sha256:{'0' * 64}"), f"{EVENTS}: hash of rows"),
    "no hash of rows": (resource("events", contentHash="0"), "resources[events].contentHash: expected sha256: and"),
    "another version cited": (text("CITATION.cff", "\nversion: ", "\nversion: 9"), "CITATION.cff: version"),
}

LISTINGS: Cases = {
    "changed byte": (unsealed(lambda f: {EVENTS: f[EVENTS].replace(b"JF-17", b"JF-18", 1)}), f"{EVENTS}: hash"),
    "truncated file": (unsealed(lambda f: {EVENTS: f[EVENTS][:-9]}), f"{EVENTS}: size"),
    "swapped files": (unsealed(swapped), "tables/actors.csv: size"),
    "missing file": (unsealed(lambda f: {"LICENSE": None}), "LICENSE: missing: expected a file, as"),
    "extra file": (unsealed(lambda f: {"setup.py": b"import os"}), "setup.py: not listed"),
    "no descriptor": (unsealed(lambda f: {DESCRIPTOR: None}), "datapackage.json: missing"),
    "no sums": (unsealed(lambda f: {"SHA256SUMS": None}), "SHA256SUMS: missing"),
    "sums with an empty line": (unsealed(lambda f: {"SHA256SUMS": f["SHA256SUMS"] + b"\n"}), "SHA256SUMS: form"),
    "sums of another file": (unsealed(lambda f: {"SHA256SUMS": b"0" * 64 + b"  x\n"}), "LICENSE: not listed in"),
}

ARCHIVES: Cases = {
    "entry with ..": (entry("../evil"), "a path out of the package"),
    "entry with ..\\": (entry("..\\evil"), "found a backslash"),
    "absolute entry": (entry("/tmp/evil"), "found an absolute path"),
    "entry on a drive": (entry("C:evil"), "found a drive letter"),
    "entry with NUL": (entry("evil\0.csv"), "found a control character"),
    "entry of Windows": (entry("tables/NUL.csv"), "a name reserved by Windows"),
    "entry of Windows before a blank": (entry("tables/com¹ .csv"), "a name reserved by Windows"),
    "entry with ?": (entry("docs/what?.txt"), "found a character that Windows forbids"),
    "entry with |": (entry("docs/a|b.txt"), "found a character that Windows forbids"),
    "entry with <": (entry("docs/a<b>.txt"), "found a character that Windows forbids"),
    "entry with a stream": (entry("tables/x.csv:hidden"), "found a colon"),
    "entry with an endless name": (entry("x" * 300), "1 to 200 characters"),
    "entry without a name": (entry(""), "unsafe name"),
    "entry twice": (entry("LICENSE"), "LICENSE: duplicate entry"),
    "entry in other case": (entry("license"), "differs only in case or accents"),
    "file that is a folder": (entry("LICENSE/x"), "LICENSE: ambiguous name: expected a file or a folder, found both"),
    "symbolic link": (entry("tables/link", b"/etc/passwd", mode=LINK), "found a symbolic link"),
    "device": (entry("tables/null", mode=stat.S_IFCHR | 0o666), "found a device"),
    "pipe": (entry("tables/pipe", mode=stat.S_IFIFO | 0o666), "found a pipe"),
    "encrypted": (patched(6, 8, "<H", 0x1), "encrypted: expected an unencrypted entry"),
    "bomb": (entry("zeros", bytes(2**24), method=zipfile.ZIP_DEFLATED), "compression ratio: expected at most 200 to 1"),
    "declared too long": (patched(22, 24, "<L", 2**31), "at most 536,870,912 bytes, found 2,147,483,648"),
    "declared too short": (patched(22, 24, "<L", 10), "damaged"),
    "declared longer than it is": (patched(22, 24, "<L", 2**20), "found"),
    "another method": (entry("x", method=zipfile.ZIP_BZIP2), "compression method: expected stored or deflated"),
    "overlapping entries": (patched(18, 20, "<2L", 2**24, 2**24), "entries overlap"),
    "10,000 entries": (lambda f: zipped({f"{n}": b"" for n in range(10_000)}), "at most 1,000, found 10,000"),
    "truncated": (bytes_of(lambda b: b[:-30]), "not a complete zip file"),
    "ZIP64": (bytes_of(lambda b: b[:-22] + b"PK\6\7" + bytes(16) + b[-22:]), "expected a zip file without extensions"),
    "long directory": (bytes_of(lambda b: b[:-10] + b"\0\0\0\1" + b[-6:]), "directory too large: expected at most"),
    "half": (bytes_of(lambda b: b[: len(b) // 2]), "not a complete zip file"),
    "empty": (bytes_of(lambda b: b""), "not a complete zip file"),
    "something else": (bytes_of(lambda b: b"%PDF-1.7" * 99), "not a complete zip file"),
    "something before": (bytes_of(lambda b: b"#!/bin/sh\n" + b), "zip entry: expected the header"),
    "something behind": (bytes_of(lambda b: b + b"\0"), "zip directory: expected"),
    "a comment": (bytes_of(lambda b: b[:-2] + b"\2\0hi"), "zip directory: expected"),
    "another stamp": (bytes_of(lambda b: b[:10] + b"\1" + b[11:]), "CHANGELOG.md: zip entry: expected the header"),
    "another order": (entry("AAA"), "AAA: zip entry: expected the header"),
}


ZIPS = DESCRIPTORS | CONTENTS | LISTINGS | ARCHIVES


@pytest.mark.parametrize("name", ZIPS)
def test_a_damaged_zip_is_refused_in_words(name: str, files: Files, tmp_path: Path) -> None:
    damage, words = ZIPS[name]
    path = tmp_path / "package.zip"
    path.write_bytes(damage(files))
    assert words in faults(path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", DESCRIPTORS | ARCHIVES)
def test_the_loader_reads_nothing_outside_a_zip_and_fails_in_words(name: str, files: Files, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(ZIPS[name][0](files))
    try:
        opened = open_records(open_store(path))
    except PackageError as reason:
        assert str(reason)
    else:
        assert {table.file for table in opened.authored} <= set(files)
    assert list(tmp_path.iterdir()) == [path]


def test_a_good_zip_is_whole_and_so_is_its_folder(files: Files, tmp_path: Path) -> None:
    path = tmp_path / f"sino-pak-data-{version_of(files)}.zip"
    path.write_bytes(zipped(files))
    report = verify(path)
    assert (report.faults, report.notes) == ([], [])
    assert (report.files, report.tables) == (len(files), sum(name.endswith(".csv") for name in files))
    assert faults(unpacked(files, tmp_path / "folder")) == ""


def test_a_zip_unpacks_into_the_folder_that_its_package_names(files: Files, tmp_path: Path) -> None:
    path, folder = tmp_path / "package.zip", f"sino-pak-data-{version_of(files)}"
    path.write_bytes(zipped(files, folder))
    report = verify(path)
    assert (report.faults, report.files) == ([], len(files))
    path.write_bytes(zipped(files, "elsewhere"))
    assert faults(path) == f"package: folder in the zip: expected {folder}/, found elsewhere/"
    inside = {f"{folder}/{name}": content for name, content in files.items()}
    path.write_bytes(zipped({**inside, "setup.py": b"import os"}))
    assert faults(path) == f"setup.py: outside the folder: expected a file in {folder}/, found another place"


def test_a_release_up_to_0_5_has_only_the_columns_that_people_write(
    source: Descriptor, files: Files, tmp_path: Path
) -> None:
    json_form, old = json.loads(files[DESCRIPTOR]), dict(files)
    for one in json_form["resources"]:
        if "schema" in one:
            names = source.table(one["name"]).schema.names
            one["schema"] = source.published(source.table(one["name"]).schema)
            lines = csv.DictReader(files[one["path"]].decode().splitlines())
            old[one["path"]] = csv_lines.document(names, ([row[name] for name in names] for row in lines)).encode()
    path = tmp_path / "package.zip"
    path.write_bytes(zipped(sealed({**old, DESCRIPTOR: json.dumps(json_form).encode()})))
    assert faults(path) == ""


def test_an_altered_licence_with_new_hashes_is_consistent_and_verify_says_what_would_show_it(
    files: Files, tmp_path: Path
) -> None:
    licence = files["LICENSE-DATA"].replace(b"Attribution", b"No rights reserved", 1)
    assert licence != files["LICENSE-DATA"]
    path = tmp_path / "package.zip"
    path.write_bytes(zipped(sealed({**files, "LICENSE-DATA": licence})))
    said = CliRunner().invoke(main, ["verify", str(path)])
    assert said.exit_code == 0
    assert "not shown by this: who made it. Whoever changes a licence, a document or a row can" in said.output
    assert f"gh attestation verify {path} --repo sino-pak-data/sino-pak-data" in said.output
    assert json.loads(CliRunner().invoke(main, ["verify", "--json", str(path)]).output)["unproven"] in said.output


def test_the_signature_is_looked_for_where_the_project_says_it_lives() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["urls"]["Homepage"] == f"https://github.com/{REPOSITORY}"


def test_a_clone_is_referred_to_check(base: Path) -> None:
    assert "found a clone; use `check` there" in faults(base)


def test_a_file_name_and_the_sums_next_to_it_must_agree(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "sino-pak-data-9.9.9.zip"
    path.write_bytes(zipped(files))
    assert f"sino-pak-data-9.9.9.zip: version: expected {version_of(files)} as in" in faults(path)
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  {path.name}\n")
    assert "hash in SHA256SUMS" in faults(path)


COPIES = ("{} (1)", "{}(2)", "{} 2", "{} copy", "{} copy 2", "{} - Copy", "{} - Copy (2)")
"""How browsers and file managers name a second download or a copy."""


@pytest.mark.parametrize("marked", COPIES)
def test_a_copy_is_judged_as_the_file_that_it_is_a_copy_of(marked: str, files: Files, tmp_path: Path) -> None:
    name = f"sino-pak-data-{version_of(files)}"
    path = tmp_path / f"{marked.format(name)}.zip"
    path.write_bytes(zipped(files))
    (tmp_path / "SHA256SUMS").write_text(f"{sha256(path.read_bytes()).hexdigest()}  {name}.zip\n")
    notes: list[str] = []
    assert list(neighbour_faults(path, notes, required=True)) == []
    assert notes == ["matches the SHA256SUMS next to it"]
    assert recognized(path.name) == (PACKAGE, version_of(files))
    assert recognized(f"{marked.format('sino_pak_data-0.6.0')}.tar.gz") == (SDIST, "0.6.0")


def test_a_copy_of_another_version_is_found_out(files: Files, tmp_path: Path) -> None:
    path = tmp_path / f"sino-pak-data-{version_of(files)} (1).zip"
    path.write_bytes(zipped(files))
    assert "version" not in faults(path)
    assert "version: expected" in faults(path.rename(tmp_path / "sino-pak-data-9.9.9 (1).zip"))


def test_an_export_is_compared_with_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "sino-pak-data-0.1.0.xlsx"
    path.write_bytes(b"PK")
    assert "alone: expected a SHA256SUMS next to it that lists it, found no SHA256SUMS" in faults(path)
    (tmp_path / "SHA256SUMS").write_text(f"{sha256(b'PK').hexdigest()}  {path.name}\n")
    result = CliRunner().invoke(main, ["verify", str(path)])
    line, unproven = result.output.splitlines()
    assert (result.exit_code, line) == (0, f"{path}: matches the SHA256SUMS next to it")
    assert unproven.endswith(f"gh attestation verify {path} --repo sino-pak-data/sino-pak-data")
    path.write_bytes(b"PKK")
    assert "hash in SHA256SUMS" in faults(path)


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        ("{digest} *{name}\n", ": matches the SHA256SUMS next to it"),
        ("SHA256 ({name}) = {digest}\n", ": matches the SHA256SUMS next to it"),
        ("{digest}  ./{name}\r\n", ": matches the SHA256SUMS next to it"),
        ("{DIGEST}  {name}\n", ": matches the SHA256SUMS next to it"),
        ("{digest}  first.xlsx\n", ": matches first.xlsx in the SHA256SUMS next to it"),
        ("{other}  {name}\n{digest}  {name}\n", ": hash in SHA256SUMS: expected {other} and {digest}"),
        ("{other}  {name}\n{digest}  first.xlsx\n", ": hash in SHA256SUMS: expected {other}"),
        ("{other}  first.xlsx\n", "found the SHA256SUMS next to it lists neither its name nor its hash"),
    ],
)
def test_sums_are_read_as_any_tool_writes_them(sums: str, said: str, tmp_path: Path) -> None:
    path, digest = tmp_path / "sino-pak-data-0.1.0 - Kopie.xlsx", sha256(b"PK").hexdigest()
    path.write_bytes(b"PK")
    words = {"digest": digest, "DIGEST": digest.upper(), "other": "0" * 64, "name": path.name}
    for encoding in ("utf-8-sig", "utf-16"):  # with a byte order mark, as Windows writes it
        (tmp_path / "SHA256SUMS").write_bytes(sums.format(**words).encode(encoding))
        assert said.format(**words) in CliRunner().invoke(main, ["verify", str(path)]).output


def test_built_tables_of_another_version_are_not_derived_again(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    others = {"CITATION.cff": files["CITATION.cff"].replace(version_of(files).encode(), b"9.9.9")}
    path.write_bytes(described(lambda json_form: json_form.update(version="9.9.9"))({**files, **others}))
    report = verify(path)
    assert report.faults == []
    assert report.notes == [f"built tables not derived again: this is sino-pak-data {version_of(files)}"]


def test_a_fiscal_year_has_its_own_days_and_they_are_verified(base: Path, tmp_path: Path) -> None:
    indicators = base / "tables" / "indicators.csv"
    indicators.write_text(indicators.read_text().replace("index,,annual,10,monadic", "index,,fiscal_usa,10,monadic"))
    shutil.copytree(ROOT / "schemas", base / "schemas", dirs_exist_ok=True)
    for name in DOCUMENTS:
        shutil.copy(ROOT / name, base)
    path = tmp_path / "package.zip"
    path.write_bytes(zipped(package_files(read(Descriptor(Folder(base))))))
    (point,) = open_package(path).load("observations", filters=[("indicator_id", "==", "un.ideal_point")]).itertuples()
    assert (str(point.period_start.date()), str(point.period_end.date())) == ("2017-10-01", "2018-09-30")
    assert verify(path).faults == []


@pytest.mark.parametrize(("name", "expected"), [("interval", []), ("month", ["coverage.parquet"])])
def test_a_release_may_call_the_precision_of_an_interval_so_as_before_0_3(
    files: Files, tmp_path: Path, name: str, expected: list[str]
) -> None:
    def renamed(coverage: pa.Table) -> pa.Table:
        at = coverage.column_names.index("period_precision")
        names = pa.array([name if "/" in period else "year" for period in coverage["period"].to_pylist()])
        return coverage.set_column(at, coverage.field(at), names.dictionary_encode().cast(coverage.field(at).type))

    path = tmp_path / "package.zip"
    path.write_bytes(rehashed("coverage", renamed)(files))
    assert [Path(fault.file).name for fault in verify(path).faults] == expected


def linked(root: Path) -> None:
    shutil.move(root / EVENTS, root.parent / "e.csv")
    (root / EVENTS).symlink_to(root.parent / "e.csv")


def piped(name: str) -> Callable[[Path], None]:
    def damage(root: Path) -> None:
        (root / name).unlink()
        os.mkfifo(root / name)

    return damage


def reworded(root: Path) -> None:
    path = root / DESCRIPTOR
    path.write_bytes(path.read_bytes().replace(b"as data", b"as Data", 1))


FOLDERS: Cases = {
    "link to a file": (lambda root: (root / "link").symlink_to("/etc/passwd"), "link: not a regular file"),
    "link for a table": (linked, f"{EVENTS}: not a regular file: expected a file or a folder, found a symbolic link"),
    "link to itself": (lambda root: (root / "deep").symlink_to(root), "deep: not a regular file"),
    "pipe for a table": (piped(EVENTS), f"{EVENTS}: not a regular file: expected a file or a folder, found a pipe"),
    "pipe for the descriptor": (piped(DESCRIPTOR), "datapackage.json: not a regular file"),
    "extra file": (lambda root: (root / ".hidden").write_text("x"), ".hidden: not listed"),
    "file too long": (lambda root: os.truncate(root / EVENTS, 2**33), f"{EVENTS}: too large"),
    "too many files": (lambda root: [(root / f"{n}").touch() for n in range(1_001)], "too many files"),
    "no descriptor": (lambda root: (root / DESCRIPTOR).unlink(), "datapackage.json: missing"),
    "another word in the descriptor": (reworded, "datapackage.json: hash"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_damaged_folder_is_refused_in_words(name: str, files: Files, tmp_path: Path) -> None:
    damage, words = FOLDERS[name]
    root = unpacked(files, tmp_path / "package")
    damage(root)
    assert words in faults(root)


@pytest.mark.parametrize("name", ["link for a table", "pipe for a table", "file too long"])
def test_the_loader_reads_nothing_but_files_of_the_folder(name: str, files: Files, tmp_path: Path) -> None:
    root = unpacked(files, tmp_path / "package")
    FOLDERS[name][0](root)
    store = open_store(root)
    for path in (EVENTS, "../package/LICENSE", "/etc/passwd"):
        with pytest.raises((PackageError, OSError)):
            store.read(path)
    with pytest.raises(PackageError):
        open_records(store)


WHEELS: Cases = {
    "changed byte": (lambda f: {**f, "sino_pak_data/data/events.parquet": b"PAR1"}, "events.parquet: hash"),
    "extra module": (lambda f: {**f, "sino_pak_data/evil.py": b"1/0"}, "sino_pak_data/evil.py: not listed"),
    "module missing": (
        lambda f: {n: c for n, c in f.items() if n != "sino_pak_data/__init__.py"},
        "missing: expected a file, as",
    ),
    "no RECORD": (lambda f: {n: c for n, c in f.items() if not n.endswith("RECORD")}, "RECORD: missing"),
    "RECORD not in RECORD": (
        lambda f: {n: re.sub(rb".*RECORD,,", b"x,,", c) if n.endswith("RECORD") else c for n, c in f.items()},
        "RECORD: not listed in",
    ),
    "malformed RECORD": (
        lambda f: {n: c + b"x" * n.endswith("RECORD") for n, c in f.items()},
        "RECORD: form: expected a line of path, hash and size per file, found {broken} of {all} lines",
    ),
}


@pytest.mark.parametrize("name", WHEELS)
def test_a_damaged_wheel_is_refused_in_words(name: str, data: Files, tmp_path: Path) -> None:
    damage, words = WHEELS[name]
    path = tmp_path / "download.whl"
    path.write_bytes(wheel(data, damage))
    lines = len(data) + 3  # the data, two files and RECORD itself
    assert words.format(broken=lines - 1, all=lines) in faults(path)


def test_bytes_hidden_behind_a_deflated_entry_are_found(tmp_path: Path) -> None:
    content, path = b"a" * 99, tmp_path / "x.whl"
    squeeze = zlib.compressobj(wbits=-15)
    packed = squeeze.compress(content) + squeeze.flush() + b"hidden"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("a", (2020, 2, 2, 0, 0, 0))
        info.external_attr = 0o100644 << 16
        archive.writestr(info, packed)
    changed = bytearray(path.read_bytes())
    sizes = struct.pack("<3L", zlib.crc32(content), len(packed), len(content))
    for at in (4, changed.index(b"PK\x01\x02") + 6):
        changed[at + 4] = zipfile.ZIP_DEFLATED
        changed[at + 10 : at + 22] = sizes
    path.write_bytes(changed)
    assert zipfile.ZipFile(path).read("a") == content
    assert [fault.expected for fault in layout_faults(path, wheel=True)] == ["one deflate stream"]


def test_a_good_wheel_is_whole_and_its_built_tables_follow(data: Files, tmp_path: Path) -> None:
    path = tmp_path / f"sino_pak_data-{version_of(data)}-py3-none-any.whl"
    path.write_bytes(wheel(data))
    report = verify(path)
    assert (report.faults, report.notes) == ([], [])
    assert report.tables == len(data) - 3  # the descriptor, the terms and the bibliography


@settings(max_examples=40)
@given(st.data())
def test_a_byte_changed_anywhere_in_the_zip_is_found(
    files: Files, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(zipped(files))
    around = [found.start() for found in re.finditer(b"PK", content)]
    place = data.draw(st.one_of(st.integers(0, len(content) - 1), st.sampled_from(around).map(lambda at: at + 8)))
    content[place % len(content)] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "flipped.zip"
    path.write_bytes(content)
    assert verify(path).faults != []


@settings(max_examples=40)
@given(st.data())
def test_a_byte_changed_anywhere_in_the_folder_is_found(
    files: Files, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    root = tmp_path_factory.getbasetemp() / "flipped"
    if not root.exists():
        unpacked(files, root)
    name = data.draw(st.sampled_from(sorted(name for name in files if files[name])))
    content = bytearray(files[name])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    (root / name).write_bytes(content)
    report = verify(root)
    (root / name).write_bytes(files[name])
    assert report.faults != []


def test_a_zip_made_of_the_folder_by_other_tools_still_opens(files: Files, tmp_path: Path) -> None:
    unpacked(files, tmp_path / "in" / "sino-pak-data")
    path = shutil.make_archive(str(tmp_path / "again"), "zip", tmp_path / "in", "sino-pak-data")
    assert Descriptor(open_store(Path(path))).version == version_of(files)
    assert "CHANGELOG.md: zip entry: expected the header that a build writes at byte" in faults(Path(path))


def test_the_command_prints_what_it_found_and_what_it_cannot_and_sets_the_exit_status(
    files: Files, tmp_path: Path
) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(zipped(files))
    good = CliRunner().invoke(main, ["verify", str(path)])
    assert (good.exit_code, len(good.output.splitlines())) == (0, 2)
    assert "complete and consistent" in good.output
    path.write_bytes(entry("\x1b[31mred\n")(files))
    bad = CliRunner().invoke(main, ["verify", str(path)])
    assert bad.exit_code == 1
    assert "\x1b" not in bad.output
    result = json.loads(CliRunner().invoke(main, ["verify", "--json", str(path)]).output)
    assert (result["ok"], result["faults"][0]["what"]) == (False, "unsafe name")
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "nothing")]).exit_code == 2
