"""Coded events as Parquet by year: what is in a part, what a later run adds, and what a question reads of it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from pyarrow.fs import FileSelector, FileSystemHandler, LocalFileSystem, PyFileSystem, SubTreeFileSystem

from sino_pak_data.bulk import convert as module
from sino_pak_data.bulk.convert import Outcome, convert
from sino_pak_data.bulk.feeds import feeds, named, recognised, states
from sino_pak_data.bulk.reduce import reduce
from sino_pak_data.package.problem import PackageError
from tests.bulk.feed_files import SOUND, row, written


def converted(out: Path, files: Iterable[Path], size: int = 2**30) -> Outcome:
    groups = recognised(list(files))
    return convert(groups, named(groups[0][0].feed), out, size=size)


def rows_of(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ds.dataset(out, partitioning="hive").to_table().to_pylist()
    return found


def test_a_row_is_in_its_year_with_typed_cells_and_its_pair(tmp_path: Path) -> None:
    outcome = converted(tmp_path / "out", [written(tmp_path / "e.csv", "gdelt2", [SOUND["gdelt2"]])])

    [found] = rows_of(tmp_path / "out")
    assert [path.parent.name for path in (tmp_path / "out").rglob("*.parquet")] == ["year=2015"]
    assert (found["GLOBALEVENTID"], found["GoldsteinScale"], found["SQLDATE"].isoformat()) == (
        410000001,
        8.0,
        "2015-04-20",
    )
    assert (found["ccode1"], found["ccode2"], found["source_iso3"], found["root"], found["year"]) == (
        710,
        770,
        "CHN",
        "support",
        2015,
    )
    assert (outcome.rows, outcome.parts) == (1, 1)


def test_a_row_that_is_no_event_is_kept_and_says_why(tmp_path: Path) -> None:
    files = [written(tmp_path / "e.tab", "icews", [row("icews", CAMEO_Code="13y"), row("icews", Event_Date="x")])]

    outcome = converted(tmp_path / "out", files)

    assert [(one["year"], one["fate"], one["CAMEO Code"]) for one in rows_of(tmp_path / "out")] == [
        (2015, "code", "13y"), (None, "date", "057"),
    ]  # fmt: skip
    assert outcome.fates == {"code": 1, "date": 1}


def test_a_cell_that_is_not_of_its_type_is_missing_and_named(tmp_path: Path) -> None:
    files = [written(tmp_path / "e.csv", "gdelt2", [row("gdelt2", ActionGeo_Lat="12.3#", NumMentions="many")])]

    outcome = converted(tmp_path / "out", files)

    [found] = rows_of(tmp_path / "out")
    assert (found["ActionGeo_Lat"], found["unreadable"]) == (None, "NumMentions ActionGeo_Lat")
    assert list(outcome.told())[1:] == [
        "not of its type, so missing: 1 of ActionGeo_Lat", "not of its type, so missing: 1 of NumMentions",
    ]  # fmt: skip


def test_a_part_is_sorted_by_pair_then_day(tmp_path: Path) -> None:
    pairs = [("Pakistan", "China"), ("United States", "India"), ("China", "Pakistan"), ("China", "United States")]
    rows = [
        row("icews", Event_ID=str(at), Source_Country=one, Target_Country=two) for at, (one, two) in enumerate(pairs)
    ]
    rows.append(row("icews", Event_ID="9", Event_Date="2015-01-01"))

    converted(tmp_path / "out", [written(tmp_path / "e.tab", "icews", rows)])

    assert [(one["ccode1"], one["ccode2"], one["Event ID"]) for one in rows_of(tmp_path / "out")] == [
        (2, 710, 3), (2, 750, 1), (710, 770, 9), (710, 770, 2), (710, 770, 0),
    ]  # fmt: skip


def test_a_later_run_adds_new_files_and_passes_over_the_others(tmp_path: Path) -> None:
    first = written(tmp_path / "1.tab", "icews", [SOUND["icews"]])
    converted(tmp_path / "out", [first])
    second = written(tmp_path / "2.tab", "icews", [row("icews", Event_ID="2")])

    outcome = converted(tmp_path / "out", [first, second])

    assert (outcome.rows, outcome.resumed) == (1, 1)
    assert len(rows_of(tmp_path / "out")) == 2


def test_the_sums_of_what_was_converted_are_those_of_the_files(tmp_path: Path) -> None:
    chance = random.Random(4)
    names = [*list(states("name"))[:30], "Hong Kong", ""]
    rows = [
        row("icews", Event_ID=str(at), Event_Date=f"{chance.randint(1995, 2001)}-0{chance.randint(1, 9)}-11",
            Source_Country=chance.choice(names), Target_Country=chance.choice(names), Intensity=str(chance.randint(-99, 99) / 10))
        for at in range(2000)
    ]  # fmt: skip
    files = [written(tmp_path / f"{at}.tab", "icews", rows[at::3]) for at in range(3)]
    converted(tmp_path / "out", files, size=1)
    parts = sorted((tmp_path / "out").glob("year=*/*.parquet"))

    for name, paths in (("files", files), ("parts", parts)):
        reduce(recognised(paths), named("icews"), "dyad-month", tmp_path / f"{name}.csv")

    assert (tmp_path / "files.csv").read_bytes() == (tmp_path / "parts.csv").read_bytes()


@pytest.mark.parametrize("feed", feeds())
def test_every_feed_keeps_its_columns_and_its_sums(tmp_path: Path, feed: str) -> None:
    files = [written(tmp_path / "e.csv", feed, [SOUND[feed]])]
    converted(tmp_path / "out", files)
    parts = list((tmp_path / "out").rglob("*.parquet"))

    for name, paths in (("files", files), ("parts", parts)):
        reduce(recognised(paths), named(feed), "dyad-year", tmp_path / f"{name}.csv")

    assert {*named(feed).columns} - {"Year", "year"} <= {*pq.read_schema(parts[0]).names}
    assert (tmp_path / "files.csv").read_bytes() == (tmp_path / "parts.csv").read_bytes()


def test_rows_that_are_not_utf8_are_counted_once_in_each_step(tmp_path: Path) -> None:
    files = [
        written(tmp_path / f"{at}.tab", "icews", [row("icews", Event_ID=str(at), City="Zürich")]) for at in range(3)
    ]
    for file in files:
        file.write_bytes(file.read_bytes().replace("ü".encode(), b"\xfc"))

    outcomes = (
        converted(tmp_path / "out", files, size=1),
        reduce(recognised(files), named("icews"), "dyad-year", tmp_path / "out.csv", size=1),
    )

    assert [one.left for one in outcomes] == [{"encoding": 3}, {"encoding": 3}]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda out, file: out.joinpath("thesis.docx").write_text("x"), "there are other files in this folder"),
        (lambda out, file: out.rmdir() or out.write_text("x"), "this is a file; give a folder"),
    ],
)  # fmt: skip
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, spoil: Any, said: str) -> None:
    out, file = tmp_path / "out", written(tmp_path / "e.tab", "icews", [SOUND["icews"]])
    out.mkdir()
    spoil(out, file)

    with pytest.raises(PackageError, match=said):
        converted(out, [file])


def test_a_file_that_has_changed_since_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "e.tab", "icews", [SOUND["icews"]])
    converted(tmp_path / "out", [file])
    written(file, "icews", [row("icews", Event_ID="7")])

    with pytest.raises(PackageError, match="it has changed since it was converted"):
        converted(tmp_path / "out", [file])

    assert [one["Event ID"] for one in rows_of(tmp_path / "out")] == [23461001]


def test_a_folder_has_events_of_one_feed(tmp_path: Path) -> None:
    converted(tmp_path / "out", [written(tmp_path / "e.tab", "icews", [SOUND["icews"]])])

    with pytest.raises(PackageError, match="it has events of icews; give another folder for those of polecat"):
        converted(tmp_path / "out", [written(tmp_path / "p.txt", "polecat", [SOUND["polecat"]])])


class Counted(FileSystemHandler):
    """A folder whose bytes are counted when they are read, as an object store would."""

    def __init__(self, root: Path) -> None:
        self.files, self.root, self.bytes_read = SubTreeFileSystem(str(root), LocalFileSystem()), root, 0

    def open_input_file(self, path: str) -> pa.NativeFile:
        return pa.PythonFile(self._counting((self.root / path).open("rb")), mode="r")

    def _counting(self, file: Any) -> Any:
        read = file.read

        class Reader:
            closed = property(lambda _: file.closed)
            seek, tell, close = file.seek, file.tell, file.close

            @staticmethod
            def read(size: int = -1) -> bytes:
                found: bytes = read(size)
                self.bytes_read += len(found)
                return found

        return Reader()

    open_input_stream = open_input_file

    def get_file_info(self, paths: list[str]) -> Any:
        return self.files.get_file_info(paths)

    def get_file_info_selector(self, selector: FileSelector) -> Any:
        return self.files.get_file_info(selector)

    def get_type_name(self) -> str:
        return "counted"

    def normalize_path(self, path: str) -> str:
        return path

    def _never(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    copy_file = create_dir = delete_dir = delete_dir_contents = delete_file = delete_root_dir_contents = _never
    move = open_append_stream = open_output_stream = _never


def test_a_question_about_one_pair_and_year_reads_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 2048)  # DuckDB's least; the ratio is that of 100,000 rows to a million
    chance = random.Random(7)
    isos = list(states("iso3"))[:40]
    rows = [
        row("gdelt2", GLOBALEVENTID=str(at), SQLDATE=f"{2014 + at % 4}0{1 + at % 9}11", Actor1CountryCode=chance.choice(isos),
            Actor2CountryCode=chance.choice(isos), SOURCEURL=f"https://example.org/{chance.getrandbits(128):x}")
        for at in range(40_000)
    ]  # fmt: skip
    converted(tmp_path / "out", [written(tmp_path / "e.csv", "gdelt2", rows)])
    one, two = sorted((states("iso3")[isos[3]][1], states("iso3")[isos[9]][1]))
    pairs = (ds.field("year") == 2015) & (ds.field("ccode1") == one) & (ds.field("ccode2") == two)
    counted = PyFileSystem(Counted(tmp_path / "out"))

    found = ds.dataset("", filesystem=counted, partitioning="hive", format="parquet").to_table(
        columns=["event_date", "source_iso3", "target_iso3", "root", "GoldsteinScale"], filter=pairs
    )

    everything = sum(path.stat().st_size for path in (tmp_path / "out").rglob("*.parquet"))
    assert found.num_rows == sum(
        1
        for at in rows
        if at["SQLDATE"][:4] == "2015" and {at["Actor1CountryCode"], at["Actor2CountryCode"]} == {isos[3], isos[9]}
    )
    assert 0 < counted.handler.bytes_read < everything / 8  # most of it footers: at a million rows it is a fortieth


def test_groups_of_rows_have_bounds_for_pairs_and_days(tmp_path: Path) -> None:
    converted(tmp_path / "out", [written(tmp_path / "e.csv", "gdelt2", [SOUND["gdelt2"]])])

    [part] = (tmp_path / "out").rglob("*.parquet")
    group = pq.ParquetFile(part).metadata.row_group(0)
    bounds = {group.column(at).path_in_schema: group.column(at).statistics for at in range(group.num_columns)}
    assert {bounds[name].has_min_max for name in ("ccode1", "ccode2", "event_date", "source_iso3", "target_iso3")} == {
        True
    }
