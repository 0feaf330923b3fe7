"""The past: what each release had is rebuilt to the byte, and a record tells what became of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import sino_pak_data as spd
from sino_pak_data.cells import csv_lines
from sino_pak_data.cli import main
from sino_pak_data.loader.load import Data
from sino_pak_data.loader.past import Past, undone
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.releases import FILE, listed
from sino_pak_data.package.store import Folder, Overlay, Revision
from sino_pak_data.package.table import read, read_table
from sino_pak_data.reading.reader import open_package
from sino_pak_data.release.compile import DOCUMENTS, package_files, wheel_files, zipped
from sino_pak_data.release.cut import changed_files, changes
from sino_pak_data.release.diff import compare
from sino_pak_data.release.last import entry
from tests.conftest import ROOT, base_files, copy_base
from tests.release.conftest import commit, git, number

EVENT, SUMMIT = "events/jf17-first-flight-2003", "events/sco-full-membership-2017"
RENAMED = "events/jf17-maiden-flight-2003"


def edit(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, f"{old!r} is not in {file}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def without_column(root: Path, table: str, column: str) -> None:
    path, schema = root / "tables" / f"{table}.csv", root / "schemas" / f"{table}.json"
    rows = [line.cells for line in csv_lines.parse(path.read_text(encoding="utf-8"))]
    at = rows[0].index(column)
    path.write_text("".join(csv_lines.write(row[:at] + row[at + 1 :]) + "\n" for row in rows), encoding="utf-8")
    content = json.loads(schema.read_text(encoding="utf-8"))
    content["fields"] = [field for field in content["fields"] if field["name"] != column]
    schema.write_text(json.dumps(content, indent=2), encoding="utf-8")


def with_column(root: Path, table: str, column: str, cells: Mapping[str, str]) -> None:
    """Add a text column after the last one; `cells` are its cells by the first of their row."""
    path, schema = root / "tables" / f"{table}.csv", root / "schemas" / f"{table}.json"
    header, *rows = (line.cells for line in csv_lines.parse(path.read_text(encoding="utf-8")))
    path.write_text(csv_lines.document([*header, column], ([*row, cells.get(row[0], "")] for row in rows)))
    content = json.loads(schema.read_text(encoding="utf-8"))
    content["fields"].append({"name": column, "title": column, "type": "string", "description": "A new column."})
    schema.write_text(json.dumps(content, indent=2), encoding="utf-8")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """0.1.0 is the base. 0.2.0 corrects a date, renames an event, withdraws one, drops a column, adds one and an actor."""
    root = copy_base(tmp_path_factory.mktemp("clone"))
    shutil.copytree(ROOT / "schemas", root / "schemas", dirs_exist_ok=True)
    number(root, "0.1.0")
    for name in DOCUMENTS:
        shutil.copy(ROOT / name, root)
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 0.1.0 (2026-11-24)\n\nFirst tables.\n")
    commit(root, "First tables")
    first = entry(Descriptor(Folder(root)), "0.1.0", "2026-11-24", git(root, "rev-parse", "HEAD"))
    (root / FILE).write_text(json.dumps({"releases": [first]}))
    edit(root / "tables" / "agreements.csv", (",2005-04-05,", ",2005-04-06,"))
    rows = (root / "tables" / "events.csv").read_text().splitlines(keepends=True)
    (root / "tables" / "events.csv").write_text("".join(row for row in rows if not row.startswith("sco-")))
    edit(root / "tables" / "events.csv", ("jf17-first-flight-2003,2003-08,", "jf17-maiden-flight-2003,2003-08-25,"))
    retired = [[EVENT, "0.2.0", "Renamed.", RENAMED], [SUMMIT, "0.2.0", "Not an event of the pair.", ""]]
    with (root / "tables" / "retired.csv").open("a") as file:
        file.writelines(f"{csv_lines.write(row)}\n" for row in retired)
    without_column(root, "events", "against")
    edit(root / "tables" / "actors.csv", ("\nPAK,", "\nNPL,Nepal,state,NPL,,,,,,cow2017states,\nPAK,"))
    with_column(root, "actors", "motto", {"PAK": "Iman", "NPL": "Janani"})
    commit(root, "Correct the flight")
    difference = compare(Descriptor(Revision(root, first["commit"])), Descriptor(Folder(root)))
    for name, content in changed_files(root, open_package(root), "0.2.0", "2027-01-31", "A.\n", difference).items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(content)
    commit(root, "Release 0.2.0")
    return root


@pytest.fixture(scope="module")
def wheel(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The data of the wheel of 0.2.0, which have no git to look into."""
    return carried(clone, tmp_path_factory.mktemp("wheel"))


def carried(root: Path, out: Path) -> Data:
    for name, content in wheel_files(read(Descriptor(Folder(root)))).items():
        (out / name).write_bytes(content)
    return Data(Folder(out))


@pytest.fixture
def working(clone: Path, tmp_path: Path) -> Path:
    """A copy of the clone, to go on with."""
    return shutil.copytree(clone, tmp_path / "clone")


@pytest.fixture(scope="module")
def past() -> Past:
    return Past(Descriptor(Folder(ROOT)))


@pytest.mark.parametrize("version", [release["version"] for release in listed(Folder(ROOT))])
def test_every_release_is_rebuilt_as_its_commit_has_it(version: str, past: Past) -> None:
    try:
        committed = Revision(ROOT, past.releases[version]["commit"])
    except PackageError as reason:
        pytest.skip(str(reason))
    for name in past.releases[version]["tables"]:
        assert past.text(version, name) == committed.read(f"tables/{name}.csv")


def test_wheel_and_zip_rebuild_the_release_before_them(wheel: Data, clone: Path, tmp_path: Path) -> None:
    (tmp_path / "package.zip").write_bytes(zipped(package_files(read(Descriptor(Folder(clone))))))
    for past in (wheel.past, spd.open_package(tmp_path / "package.zip").past):
        committed = Revision(clone, past.releases["0.1.0"]["commit"])
        for name in past.releases["0.1.0"]["tables"]:
            assert past.text("0.1.0", name) == committed.read(f"tables/{name}.csv")


def test_an_earlier_table_has_the_rows_columns_and_types_of_then(wheel: Data, clone: Path) -> None:
    for data in (wheel, Data(Folder(clone))):
        before, now = data.load("events", version="0.1.0"), data.load("events")
        assert len(before) == len(now) + 1
        assert {*before.columns} - {*now.columns} == {"against"}
        flight = before.set_index("event_id").loc["jf17-first-flight-2003"]
        assert (flight["against"], flight["date_precision"]) == (("IND",), "month")
        assert before.attrs["version"] == "0.1.0"


def test_filters_ask_the_release_and_not_today(wheel: Data) -> None:
    summit = {"event_id": "sco-full-membership-2017"}
    assert len(wheel.load("events", filters=summit, version="0.1.0")) == 1
    with pytest.raises(ValueError, match="sco-full-membership-2017"):
        wheel.load("events", filters=summit)
    assert len(wheel.load("events", dyad="PAK-CHN", since="2003", until="2003", version="0.1.0", engine="pyarrow")) == 1


def test_the_real_events_of_the_first_release() -> None:
    try:
        events = spd.load("events", version="0.1.0", columns=["event_id", "targets"])
    except PackageError as reason:
        pytest.skip(str(reason))
    assert len(events) == 391
    assert all(isinstance(cell, tuple) for cell in events["targets"])
    in_2005 = spd.load("events", version="0.1.0", since="2005", until="2005")
    assert 0 < len(in_2005) < len(events)


@pytest.mark.parametrize(
    ("table", "version", "said"),
    [
        ("events", "0.1.5", "no version '0.1.5'; did you mean '0.1.0'? Use one of 0.1.0, 0.2.0"),
        ("event", "0.1.0", "no table 'event' in 0.1.0; did you mean 'events'?"),
        (
            "dyad_years",
            "0.1.0",
            "dyad_years is built, by rules that have changed since; of an earlier version there are",
        ),
    ],
)
def test_what_cannot_be_loaded_says_what_can(wheel: Data, table: str, version: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        wheel.load(table, version=version)


def test_a_package_without_releases_says_so(base: Path) -> None:
    with pytest.raises(PackageError, match="does not say which releases there were"):
        Data(Folder(base)).load("events", version="0.1.0")


def test_rows_that_no_release_has_are_told_from_released_ones(working: Path, tmp_path: Path) -> None:
    edit(working / "tables" / "events.csv", (",2003-08-25,", ",2003-08-26,"))
    here = Data(Folder(working))
    assert here.load("events", version="0.2.0")["date"].tolist() == ["1951-05-21", "2003-08-25"]
    (tmp_path / "wheel").mkdir()
    away = carried(working, tmp_path / "wheel")
    assert len(away.load("agreements", version="0.1.0")) == 3
    with pytest.raises(PackageError, match=r"events has changed since 0.2.0 and how is not known here \(no clone\)"):
        away.load("events", version="0.1.0")


def test_a_clone_that_lacks_the_commit_says_so(working: Path) -> None:
    edit(working / FILE, (listed(Folder(working))[-1]["commit"], "0" * 40))
    edit(working / "tables" / "events.csv", (",2003-08-25,", ",2003-08-26,"))
    here = Data(Folder(working))
    assert len(here.load("agreements", version="0.1.0")) == 3
    with pytest.raises(
        PackageError, match=r"events has changed since 0.2.0 and how is not known here .*is not .* a git revision"
    ):
        here.load("events", version="0.1.0")


@pytest.mark.parametrize("old", [f"{RENAMED}\n", ",2005-04-05,"])
def test_damaged_changes_are_never_taken_for_the_past(working: Path, old: str) -> None:
    edit(working / "changes" / "0.2.0.csv", (old, old.replace("0", "1")))
    table = "events" if RENAMED in old else "agreements"
    with pytest.raises(PackageError, match=f"{table} of 0.1.0 cannot be rebuilt"):
        Data(Folder(working)).load(table, version="0.1.0")


def test_a_record_tells_when_it_came_and_what_changed(wheel: Data) -> None:
    history = wheel.history("friendship-treaty-2005")
    assert history.came == "0.1.0"
    frame = history.frame().astype({"date": str})
    assert frame[["version", "date", "field", "change", "old", "new"]].values.tolist() == [
        ["0.1.0", "2026-11-24", "*", "added", "", ""],
        ["0.2.0", "2027-01-31", "signed", "changed", "2005-04-05", "2005-04-06"],
    ]
    assert str(history).splitlines()[2:] == ["", "0.1.0  2026-11-24", "  added", "", "0.2.0  2027-01-31",
        "  signed: 2005-04-05 -> 2005-04-06"]  # fmt: skip
    assert "<pre>agreements/friendship-treaty-2005" in history._repr_html_()


def lines(data: Data, record: str) -> list[str]:
    return [f"{one.version} {one.field} {one.change} {one.old}>{one.new}" for one in data.history(record)]


@pytest.mark.parametrize("name", [EVENT, "jf17-first-flight-2003", RENAMED])
def test_a_renamed_record_is_one_record(wheel: Data, name: str) -> None:
    assert lines(wheel, name) == [
        "0.1.0 * added >",
        f"0.2.0 * renamed >{RENAMED}",
        "0.2.0 against removed IND>",
        "0.2.0 date changed 2003-08>2003-08-25",
    ]
    assert wheel.history(name).record == RENAMED


def test_an_added_record_and_an_added_column(wheel: Data) -> None:
    assert lines(wheel, "actors/NPL") == ["0.2.0 * added >"]
    assert lines(wheel, "actors/PAK") == ["0.1.0 * added >", "0.2.0 motto added >Iman"]


def test_a_withdrawn_record_still_answers(wheel: Data) -> None:
    assert lines(wheel, "sco-full-membership-2017") == ["0.1.0 * added >", "0.2.0 * removed >"]


def test_what_no_release_has_is_unreleased(working: Path) -> None:
    edit(working / "tables" / "agreements.csv", (",2005-04-06,", ",2005-04-07,"))
    edit(working / "tables" / "actors.csv", ("IND,", "BTN,"))
    here = Data(Folder(working))
    assert lines(here, "friendship-treaty-2005")[-1] == "unreleased signed changed 2005-04-06>2005-04-07"
    assert lines(here, "actors/BTN") == ["unreleased * added >"]
    assert lines(here, "actors/IND") == ["0.1.0 * added >", "unreleased * removed >"]


def test_the_command_answers_as_the_loader_does(clone: Path, wheel: Data) -> None:
    page, content = (
        CliRunner().invoke(main, ["history", EVENT, *more, "--package", str(clone)]) for more in ([], ["--json"])
    )
    assert page.output == f"{wheel.history(EVENT)}\n"
    assert json.loads(content.output) == wheel.history(EVENT).json()
    assert CliRunner().invoke(main, ["history", "nothing", "--package", str(clone)]).exit_code == 2


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("friendship-treaty-2004", "no record 'friendship-treaty-2004'; did you mean 'friendship-treaty-2005'"),
        ("dyad_years/CHN-PAK:2015", "dyad_years is built anew for each release"),
    ],
)
def test_a_record_that_never_was(wheel: Data, record: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wheel.history(record)


def test_rows_are_undone_where_the_key_of_their_table_has_changed() -> None:
    columns = [{"name": "claim"}, {"name": "record"}]
    older, newer = ({"fields": columns, "primaryKey": key} for key in (["claim"], ["claim", "record"]))
    noted = [{"record": "evidence/a:x", "field": "*", "change": "added", "old": "", "new": ""}]
    rows = [{"claim": "a", "record": record} for record in "xy"]
    assert undone("evidence", rows, newer, older, noted) == [{"claim": "a", "record": "y"}]


CELLS = st.sampled_from(["", "a", "b,c", 'd"e'])
ROWS = st.dictionaries(st.sampled_from(["a-1", "a-2", "b-1", "b-2"]), st.tuples(CELLS, CELLS), max_size=4)


@settings(max_examples=40)
@given(before=ROWS, after=ROWS, data=st.data())
def test_what_a_release_notes_is_enough_to_undo_it(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]], data: st.DataObject
) -> None:
    """Whatever was added, removed, renamed and changed."""
    gone, new = sorted({*before} - {*after}), sorted({*after} - {*before})
    renamed = dict(zip(gone, new, strict=False)) if data.draw(st.booleans()) else {}
    old, now = (
        Descriptor(Overlay(ROOT, {**base_files(), **files})) for files in (places(before), places(after, renamed))
    )
    resource = now.authored["places"]
    noted = [line.cells for line in csv_lines.parse(changes(compare(old, now, ["places"])))]
    lines = [dict(zip(noted[0], cells, strict=True)) for cells in noted[1:]]
    schema = now.published(resource.schema)
    assert undone("places", read_table(now, resource).rows, schema, schema, lines) == read_table(old, resource).rows
    assert [line["change"] for line in lines].count("renamed") == len(renamed)


def places(rows: dict[str, tuple[str, str]], renamed: Mapping[str, str] = MappingProxyType({})) -> dict[str, bytes]:
    header, _, _ = base_files()["tables/places.csv"].decode().partition("\n")
    lines = ([key, *cells, *[""] * (header.count(",") - 2)] for key, cells in sorted(rows.items()))
    gone = ([f"places/{old}", "0.2.0", "", f"places/{new}"] for old, new in sorted(renamed.items()))
    retired = csv_lines.document(["record", "version", "reason", "replaced_by"], gone)
    return {
        "tables/places.csv": csv_lines.document(header.split(","), lines).encode(),
        "tables/retired.csv": retired.encode(),
    }
