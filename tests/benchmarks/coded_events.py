"""`bulk reduce` and `bulk convert` over files in the layout of GDELT 2.0, against DuckDB's own reading of the same files.

The peer reads every column with its type, of files that it can trust: sums need no more, Parquet is written from it. The
slope is what docs/scale.md reckons with.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import duckdb

from sino_pak_data.bulk.feeds import crosswalk, named
from tests.benchmarks import Cost, Result, cost, limited, time

PEER = "DuckDB alone"
MILLIONS = (1, 4)
ROUNDS = 3

_STATES = [
    "USA",
    "CHN",
    "RUS",
    "IND",
    "PAK",
    "AFG",
    "IRN",
    "GBR",
    "FRA",
    "DEU",
    "JPN",
    "ISR",
    "SAU",
    "TUR",
    "EUR",
    "AFR",
    "",
]
_SCAN = """
import duckdb, sys
connection = duckdb.connect(config={"memory_limit": "2GB"})
connection.execute(sys.argv[1]).fetchall()
"""


def write(folder: Path, first: int, rows: int) -> None:
    """Rows of which a few pairs have most, one in twenty has a code that is none, and one in six no actor."""
    state = f"{_STATES!r}[1 + CAST(floor(pow(random(), 2.5) * {len(_STATES)}) AS INTEGER)]"
    codes = [code for code in crosswalk() if len(code) > 2]
    code = (
        f"CASE WHEN random() < 0.05 THEN '13y' ELSE {codes!r}[1 + CAST(floor(random() * {len(codes)}) AS INTEGER)] END"
    )
    cells = {
        "GLOBALEVENTID": "i", "SQLDATE": "strftime(d, '%Y%m%d')", "MonthYear": "strftime(d, '%Y%m')", "Year": "year(d)",
        "Actor1Code": "a || 'GOV'", "Actor1CountryCode": "a", "Actor2Code": "b || 'MIL'", "Actor2CountryCode": "b",
        "EventCode": "c", "EventBaseCode": "c[1:3]", "EventRootCode": "c[1:2]", "GoldsteinScale": "i % 200 / 10 - 10",
        "NumMentions": "1 + i % 9", "NumArticles": "1 + i % 9", "AvgTone": "i % 70 / 10",
        "ActionGeo_FullName": "'Islamabad, Islamabad, Pakistan'", "ActionGeo_Lat": "33.7", "ActionGeo_Long": "73.1667",
        "DATEADDED": "strftime(d, '%Y%m%d120000')", "SOURCEURL": "'https://www.example.org/news/world/' || md5(CAST(i AS VARCHAR))",
    }  # fmt: skip
    columns = ", ".join(f"{cells.get(column, repr(''))} AS {column}" for column in named("gdelt2").columns)
    duckdb.sql(f"""COPY (SELECT {columns} FROM (SELECT i, DATE '2015-02-18' + CAST(i % 3650 AS INTEGER) AS d, {state} AS a,
        {state} AS b, {code} AS c FROM range({first}, {first + rows}) AS t(i)))
        TO '{folder}/{first:010}.export.CSV' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '', ESCAPE '')""")


def measure() -> list[Result]:
    """Times at each size, their slope and the peak memory."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds: dict[tuple[str, int], float] = {}
        for millions in MILLIONS:
            files = folder / f"{millions}"
            files.mkdir()
            for at in range(millions):
                write(files, at * 10**6, 10**6)
            for verb, peer in (
                ("reduce", f"SELECT max(COLUMNS(*)) FROM ({_read(files)})"),
                ("convert", f"COPY ({_read(files)}) TO '{folder}/x' (FORMAT parquet)"),
            ):
                name = f"{verb}, {millions},000,000 rows"
                ours, theirs = _rounds(verb, files, folder, peer)
                found.append(time(name, ours, theirs))
                seconds[verb, millions] = found[-1].ours
                found.append(limited(f"{name}: memory", max(one.mib for one in ours), 3072, "MiB"))
        few, many = MILLIONS
        for verb in ("reduce", "convert"):
            slope = (seconds[verb, many] - seconds[verb, few]) / (many - few)
            found.append(limited(f"{verb}: slope for each million rows", slope))
    return found


def _rounds(verb: str, files: Path, folder: Path, peer: str) -> tuple[list[Cost], list[Cost]]:
    out = folder / ("out.parquet" if verb == "reduce" else "out")
    command = [sys.executable, "-m", "sino_pak_data", "bulk", verb, files, "--out", out]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(cost(command))
        _forget(out)
        theirs.append(cost([sys.executable, "-c", _SCAN, peer]))
    return ours, theirs


def _forget(out: Path) -> None:
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink()


def _read(files: Path) -> str:
    types = {"integer": "BIGINT", "number": "DOUBLE"}
    columns = ", ".join(
        f"'{one['name']}': '{types.get(one['type'], 'VARCHAR')}'" for one in named("gdelt2").schema["fields"]
    )
    return f"""SELECT * FROM read_csv('{files}/*.CSV', columns = {{{columns}}}, delim = '\t',
        header = false, quote = '', escape = '', auto_detect = false, ignore_errors = true)"""
