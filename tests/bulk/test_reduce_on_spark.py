"""The sums of Spark are those of DuckDB, row by row."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from sino_pak_data.bulk.feeds import crosswalk, feeds, named, recognised, states
from sino_pak_data.bulk.reduce import PERIODS, reduce
from tests.bulk.feed_files import line, row, written
from tests.bulk.test_reduce import QUIRKS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
]


def some_rows(feed: str, count: int) -> list[str]:
    """Rows with chance states, codes, days and scores, some twice, and those with what users report."""
    pytest.importorskip("pyspark")
    chance, about = random.Random(feed), named(feed).events
    known = {side: [*list(states(about[side]["states"]))[:25], "", "AFR"] for side in ("source", "target")}
    rows = []
    for at in range(count):
        day = f"{chance.randint(1985, 2024)}-{chance.randint(1, 13):02}-{chance.randint(1, 28):02}"
        cells = {about["date"]: day if feed in {"icews", "polecat", "ucdp-ged"} else day.replace("-", "")}
        cells |= {about[side]["column"]: chance.choice(known[side]) for side in ("source", "target")}
        cells |= {column: str(chance.randint(0, 99)) for column in about["sums"].values()}
        cells |= {column: str(at - at % 7 % 2) for column in about["key"]}
        cells |= {column: str(chance.randint(-100, 100) / 10) for column in about["intensity"][:1]}
        if about["code"].get("scheme") == "cameo":
            cells[about["code"]["column"]] = chance.choice([*crosswalk(), "13y", "57"])
        rows.append(line(feed, row(feed, **cells)))
    quirks = [line(feed, row(feed, **cells)) for one, cells, _ in QUIRKS.values() if one == feed]
    return [*rows, *quirks, *rows[:20]]


@pytest.mark.parametrize("feed", feeds())
def test_both_engines_give_the_same_rows_and_leave_out_the_same(tmp_path: Path, feed: str) -> None:
    rows = some_rows(feed, 1500)
    ragged = [rows[0] + "\t\t\tx", "\t" * 30, rows[0].partition("\t")[0]] if not named(feed).quoted else []
    groups = recognised([
        written(tmp_path / "a.txt", feed, rows[::2] + ragged), written(tmp_path / "b.txt", feed, rows[1::2]),
    ])  # fmt: skip
    by = list(PERIODS)[len(feed) % 2]

    outcomes = {
        engine: reduce(groups, named(feed), by, tmp_path / f"{engine}.csv", engine=engine, master="local[2]")
        for engine in ("duckdb", "spark")
    }  # fmt: skip

    assert (tmp_path / "spark.csv").read_text() == (tmp_path / "duckdb.csv").read_text()
    outcomes["duckdb"].left.pop("blank", None)  # Spark passes over them before it counts
    assert outcomes["spark"] == outcomes["duckdb"]
    assert outcomes["duckdb"].events > 100 or feed == "ucdp-ged"
