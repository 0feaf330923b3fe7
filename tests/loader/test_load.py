"""Loading: the same rows whatever the engine and wherever the package is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sino_pak_data as spd
from sino_pak_data.loader import load, names
from sino_pak_data.loader.load import Data, open_package
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder, installed_store, open_store
from sino_pak_data.package.table import Package, read
from sino_pak_data.records.find import open_records
from sino_pak_data.release.compile import wheel_files, zipped
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def archive(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zip") / "package.zip"
    path.write_bytes(zipped(files))
    return path


@pytest.fixture(scope="module")
def wheel_data(wheel: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return written(wheel, tmp_path_factory.mktemp("wheel"))


def written(files: dict[str, bytes], out: Path) -> Folder:
    for name, content in files.items():
        (out / name).write_bytes(content)
    return Folder(out)


@pytest.mark.slow
@pytest.mark.parametrize("table", spd.tables())
def test_checkout_zip_and_wheel_give_the_same_rows(table: str, archive: Path, wheel_data: Folder) -> None:
    here = spd.load(table, engine="pyarrow")
    for other in (open_package(archive), Data(wheel_data)):
        assert other.load(table, engine="pyarrow").to_pylist() == here.to_pylist()


@pytest.mark.parametrize("engine", names.ENGINES)
def test_every_engine_gives_every_row(engine: str) -> None:
    assert spd.load("agreements", engine=engine).shape == spd.load("agreements").shape


def test_relations_of_a_thread_combine_while_other_threads_have_theirs() -> None:
    def twice(_: int) -> int:
        one, other = (spd.load("actors", engine="duckdb") for _ in range(2))
        return len(one.union(other).df())

    with ThreadPoolExecutor(4) as threads:
        assert {*threads.map(twice, range(16))} == {2 * len(spd.load("actors"))}


def test_what_is_loaded_is_what_was_authored(package: Package) -> None:
    authored = package["events"].rows
    loaded = spd.load("events")
    assert list(loaded["event_id"]) == [row["event_id"] for row in authored]
    assert [";".join(cell) for cell in loaded["sources"]] == [row["sources"] for row in authored]


def test_pandas_types() -> None:
    events = spd.load("events")
    assert isinstance(events["domain"].dtype, pd.CategoricalDtype)
    assert str(events["date_start"].dtype).startswith("datetime64")
    assert str(spd.load("actors")["cow_code"].dtype) == "float64"  # some actors have none
    assert str(spd.load("dyad_years")["year"].dtype) == "int64"


def test_columns_and_filters(archive: Path) -> None:
    for data in (spd, open_package(archive)):
        wanted = {"indicator_id": "trade.goods.exports_fob", "reporter": "CHN", "partner": ["PAK", "IND"]}
        frame = data.load("observations", columns=["partner", "value"], filters=wanted)
        assert list(frame.columns) == ["partner", "value"]
        assert set(frame["partner"]) == {"PAK", "IND"}
        high = data.load("observations", filters=[("value", ">", 1e12)], engine="pyarrow")
        assert min(high["value"].to_pylist()) > 1e12


def test_a_column_of_lists_matches_if_it_holds_the_value(archive: Path) -> None:
    events = spd.load("events")
    chinese = events["actors"].map(lambda actors: "CHN" in actors) & (events["event_type"] == "veto_or_hold")
    aimed = events["against"].map(lambda against: bool({"IND", "USA"} & {*against}))
    cited = events["sources"].map(lambda sources: any(one.split("[")[0] == "yousaf2025drive" for one in sources))
    for filters, rows in (
        ({"actors": "CHN", "event_type": "veto_or_hold"}, chinese),
        ({"against": {"any": ["IND", "USA"]}}, aimed),
        ({"sources": "yousaf2025drive"}, cited),
    ):
        assert rows.any()
        for data in (spd, open_package(archive)):
            found = data.load("events", columns=["event_id"], filters=filters)
            assert list(found["event_id"]) == list(events.loc[rows, "event_id"])


def test_a_filter_may_give_a_day_or_number_as_text() -> None:
    late = spd.load("events", columns=["date_start"], filters=[("date_start", ">=", "2020-01-01")])
    assert late["date_start"].min() >= pd.Timestamp(2020, 1, 1)
    assert set(spd.load("dyad_years", filters={"year": "2010"})["year"]) == {2010}


def test_where_a_value_is_missing_unequal_and_not_in_hold_and_nothing_else() -> None:
    """Of most organisations and groups there is no ISO code."""
    every = spd.load("actors")
    unequal = spd.load("actors", filters=[("iso3", "!=", "CHN")])
    assert len(unequal) == len(every) - 1
    assert unequal["iso3"].isna().any()
    assert unequal["iso3"].equals(spd.load("actors", filters=[("iso3", "not in", ["CHN"])])["iso3"])
    assert spd.load("actors", filters=[("cow_code", "<", 1_000)])["cow_code"].notna().all()


@pytest.mark.parametrize(
    ("table", "filters", "words"),
    [
        ("actors", {"cow_code": True}, "cow_code of actors holds whole numbers, not True"),
        ("actors", {"cow_code": 710.5}, "holds whole numbers, not 710.5"),
        ("actors", [("cow_code", "in", [710, 2**70])], "holds whole numbers, not 11805"),
        ("actors", {"name": 5}, "name of actors holds text, not 5"),
        ("actors", [("name", "<", b"China")], "holds text, not b'China'"),
        ("actors", {5: 5}, "column and operator are text"),
        ("actors", [("name", None, "China")], "column and operator are text"),
        ("events", {"actors": 5}, "actors of events holds lists of text, not 5"),
        ("events", {"actors": {"any": ["CHN", 5]}}, "holds lists of text, not 5"),
        ("events", [("date_start", ">=", 2024)], "date_start of events holds days such as 2005-07-18, not 2024"),
        ("events", {"title": pd.NA}, "use isna"),
        ("sources", {"primary": 1}, "primary of sources holds True and False, not 1"),
        ("observations", [("value", ">", True)], "value of observations holds numbers, not True"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused_with_column_and_type(table: str, filters: Any, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        spd.load(table, filters=filters)


@pytest.mark.parametrize(
    "since", ["2024-01-01", date(2024, 1, 1), pd.Timestamp(2024, 1, 1), np.datetime64("2024-01-01")]
)
def test_a_day_may_be_of_any_library(since: Any) -> None:
    late = spd.load("events", filters=[("date_start", ">=", since)])
    assert late["date_start"].min() >= pd.Timestamp(2024, 1, 1)


@pytest.mark.parametrize("values", [{"domain": []}, {"title": []}, {"date_start": []}, {"actors": {"any": []}}])
def test_an_empty_list_of_values_matches_nothing(values: dict[str, Any]) -> None:
    assert spd.load("events", filters=values).empty


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: spd.load("event"), "did you mean 'events'"),
        (lambda: spd.load("events", columns=["dat"]), "did you mean 'date'"),
        (lambda: spd.load("events", filters={"actor": "PAK"}), "did you mean 'actors'"),
        (lambda: spd.load("events", filters={"event_type": "veto"}), "no code 'veto' of event_type"),
        (lambda: spd.load("events", filters=[("actors", ">", "CHN")]), "no operator '>' for actors, which holds lists"),
        (lambda: spd.load("events", filters=[("date_start", ">", "spring")]), "holds days such as .*, not 'spring'"),
        (lambda: spd.load("events", filters=[("place", "~", "Gwadar")]), "no operator '~'"),
        (lambda: spd.load("events", engine="panda"), "did you mean 'pandas'"),
        (lambda: spd.codebook("evnts"), "did you mean 'events'"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_an_engine_that_is_not_installed_names_the_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"pip install 'sino-pak-data\[polars\]'"):
        spd.load("events", engine="polars")


def test_the_names_of_the_module(package: Package) -> None:
    assert spd.version == package.descriptor.version
    assert repr(open_package(ROOT)) == f"<sino-pak-data {spd.version}, {len(spd.tables())} tables, {ROOT}>"
    assert installed_store().exists("tables/events.csv")  # the installed data of a checkout are its own
    assert spd.__version__ == spd.version
    assert {"cite", "claims", "load", "panel", "series", "show", "trace"} < set(dir(spd))
    book = spd.codebook("events").frame()
    assert "military" in book.loc["domain", "codes"]
    assert list(book.loc[["title", "domain", "actors"], "type"]) == ["text", "code", "list of text"]
    assert {"date_start", "independent_sources"} <= {*book.index}
    page = spd.codebook("dyad_years")
    assert page.frame().at["trade_total", "unit"] == "USD million"
    assert "Made of: trade.goods.exports_fob" in str(page)
    assert "<code>trade_total</code>" in page._repr_html_()
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        spd.laod  # noqa: B018


def test_a_checkout_is_never_stale(base: Path) -> None:
    path = base / "tables" / "actors.csv"
    path.write_text(path.read_text().replace("Pakistan", "Pakistan (changed)", 1))
    assert "Pakistan (changed)" in list(open_package(base).load("actors")["name"])


def test_what_an_opened_checkout_keeps_is_read_and_derived_anew_when_a_file_changes(base: Path) -> None:
    data = open_package(base)
    before = list(data.load("citations")["source_id"]).count("dittmer1981triangle")
    path = base / "tables" / "events.csv"
    path.write_text(path.read_text().replace("yousaf2025drive[", "dittmer1981triangle[", 1))
    assert list(data.load("citations")["source_id"]).count("dittmer1981triangle") == before + 1


@pytest.mark.slow
def test_records_read_from_parquet_are_those_of_the_text(package: Package, wheel_data: Folder) -> None:
    same_records(open_records(wheel_data), package)


def test_records_of_a_small_wheel_are_those_of_its_text(base: Path, tmp_path: Path) -> None:
    package = read(Descriptor(Folder(base)))
    same_records(open_records(written(wheel_files(package), tmp_path)), package)


def same_records(found: Package, wanted: Package) -> None:
    for table in ("events", "actors", "sources"):
        assert [dict(row) for row in found[table].rows] == [dict(row) for row in wanted[table].rows]


def test_ours_in_a_discrepancy_is_the_cell_of_the_table(package: Package) -> None:
    found = spd.discrepancies("observations")
    rows = package.identifiers("observations")
    assert list(found["ours"]) == [rows[key]["value"] for key in found["key"]]


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_a_load_starts_no_thread(archive: Path) -> None:
    """A thread of Arrow that outlives the interpreter aborts it, about once in three hundred processes."""
    script = f"""
import os, pandas, pyarrow
before = os.listdir("/proc/self/task")
import sino_pak_data
data = sino_pak_data.open_package({str(archive)!r})
data.load("events", columns=["title"], filters=[("date_start", ">", "1960-12-31"), ("actors", "==", "CHN")])
data.discrepancies("events")
raise SystemExit(len(os.listdir("/proc/self/task")) - len(before))
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def rows(data: Data, table: str) -> int:
    return len(data.load(table, engine="pyarrow"))


@pytest.mark.parametrize("start", ["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def test_an_opened_package_goes_into_other_processes(archive: Path, start: str) -> None:
    if start not in get_all_start_methods():
        pytest.skip(f"no {start} on this system")
    data = open_package(archive)
    tables = ["actors", "agreements", "breaks", "comparisons"] * 4
    with get_context(start).Pool(4) as pool:
        found = pool.map(partial(rows, data), tables, chunksize=1)
    assert found == [rows(data, table) for table in tables]


@pytest.mark.skipif(sys.platform != "linux", reason="needs fork")
def test_a_forked_process_reads_a_zip_through_a_file_of_its_own(archive: Path) -> None:
    """Parent and child would move each other's position in the file, and find a sound package damaged."""
    store = open_store(archive)
    if (child := os.fork()) == 0:
        for _ in range(300):
            store.read("tables/actors.csv")
        os._exit(0)
    for _ in range(300):
        store.read("tables/events.csv")
    assert os.waitpid(child, 0)[1] == 0


PROCESSES = 300


@pytest.mark.slow
def test_processes_that_only_load_end_with_status_0(archive: Path) -> None:
    script = f"import sino_pak_data; sino_pak_data.open_package({str(archive)!r}).load('events')"

    def end(_: int) -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, text=True)
        return done.returncode, done.stderr

    with ThreadPoolExecutor(2) as pool:
        assert Counter(pool.map(end, range(PROCESSES))) == {(0, ""): PROCESSES}
