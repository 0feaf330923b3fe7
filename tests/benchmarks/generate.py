"""Machine-coded events as they are: few dyads dominate, crises come in bursts, codes are missing, some rows are bad.

    python -m tests.benchmarks.generate 1000000 events.csv [events.parquet]

Each row is made from the seed alone, so the same call gives the same bytes with the same libraries; rows are written a
block at a time. Of 100,000 rows about 10 are bad: a cell of another form, an id that occurs twice, a cell too few.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BLOCK = 500_000
BAD = 1e-4

SCHEMA = {
    "fields": [
        {"name": "event_id", "type": "integer", "constraints": {"required": True}},
        {"name": "date", "type": "date", "constraints": {"required": True, "minimum": "1979-01-01"}},
        {"name": "source", "type": "string", "constraints": {"required": True, "pattern": "[A-Z]{3}"}},
        {"name": "target", "type": "string", "constraints": {"required": True, "pattern": "[A-Z]{3}"}},
        {"name": "code", "type": "string", "constraints": {"pattern": "[0-9]{2,4}"}},
        {"name": "quad", "type": "integer", "constraints": {"required": True, "minimum": 1, "maximum": 4}},
        {"name": "goldstein", "type": "number", "constraints": {"minimum": -10, "maximum": 10}},
        {"name": "mentions", "type": "integer", "constraints": {"required": True, "minimum": 0}},
        {"name": "place", "type": "string"},
    ],
    "primaryKey": ["event_id"],
}
NAMES = [field["name"] for field in SCHEMA["fields"]]  # type: ignore[index]

_STATES = [
    "CHN", "PAK", "IND", "USA", "RUS", "AFG", "IRN", "SAU", "GBR", "JPN", "LKA", "BGD", "NPL", "TUR", "ARE", "DEU", "FRA", "MMR",
    "KAZ", "UZB",
]  # fmt: skip
_CODES = [f"{root:02}{more}" for root in range(1, 21) for more in ("", "0", "1", "2", "31")]
_PLACES = ["", "Islamabad", "Beijing", "New Delhi", "Kabul", "Gwadar, Balochistan", "Kashgar", "Washington, D.C."]
_FIRST, _DAYS = np.datetime64("1979-01-01"), 16_400
_CRISES = [7_450, 8_370, 10_920, 14_660, 15_140]
"""Days from the first on which a crisis begins; one event in six belongs to one."""


def blocks(rows: int, seed: int = 17) -> Iterator[pa.Table]:
    """The rows as text, a block at a time."""
    for start in range(0, rows, BLOCK):
        yield _block(start, min(BLOCK, rows - start), np.random.default_rng([seed, start]))


def _block(start: int, rows: int, rng: np.random.Generator) -> pa.Table:
    states = np.minimum(rng.zipf(1.6, (2, rows)) - 1, len(_STATES) - 1)  # the first pairs have most events
    calm = rng.integers(0, _DAYS, rows)
    crisis = rng.choice(_CRISES, rows) + rng.geometric(0.05, rows)
    days = np.where(rng.random(rows) < 1 / 6, crisis, calm)
    codes = np.where(rng.random(rows) < 0.05, -1, np.minimum(rng.zipf(1.3, rows) - 1, len(_CODES) - 1))
    columns = {
        "event_id": np.arange(start + 1, start + rows + 1).astype(str),
        "date": (_FIRST + days).astype(str),
        "source": np.array(_STATES)[states[0]], "target": np.array(_STATES)[states[1]],
        "code": np.array([*_CODES, ""])[codes], "quad": rng.integers(1, 5, rows).astype(str),
        "goldstein": np.array([f"{tenth / 10:.1f}" for tenth in range(-100, 101)])[rng.integers(0, 201, rows)],
        "mentions": np.minimum(rng.zipf(2, rows), 9_999).astype(str),
        "place": np.array(_PLACES)[rng.integers(0, len(_PLACES), rows)],
    }  # fmt: skip
    texts = {name: column.astype(object) for name, column in columns.items()}
    for at in np.flatnonzero(rng.random(rows) < BAD):
        _spoil(texts, int(at), int(rng.integers(0, 7)))
    return pa.table({name: pa.array(texts[name], pa.string()) for name in NAMES})


def _spoil(texts: dict[str, np.ndarray], at: int, how: int) -> None:
    """Make one cell of a row bad."""
    wrong = [
        ("date", "2015-02-30"), ("source", "Chn"), ("code", "13y"), ("quad", "5"), ("goldstein", "12.5"), ("mentions", ""),
        ("event_id", texts["event_id"][at - 1]),
    ]  # fmt: skip
    name, cell = wrong[how]
    texts[name][at] = cell


def write(rows: int, csv: Path, parquet: Path | None = None, seed: int = 17) -> None:
    """Write the rows as CSV and as Parquet of text. After each block the CSV has a row that lacks a cell."""
    schema = pa.schema([(name, pa.string()) for name in NAMES])
    columnar = pq.ParquetWriter(parquet, schema, compression="zstd") if parquet else None
    with csv.open("wb") as file:
        file.write((",".join(NAMES) + "\n").encode())
        for block in blocks(rows, seed):
            file.write(_lines(block))
            file.write(b"0,2015-04-20,CHN,PAK\n")
            if columnar:
                columnar.write_table(block, row_group_size=250_000)
    if columnar:
        columnar.close()


def _lines(block: pa.Table) -> pa.Buffer:
    """The rows as lines of CSV: their text as Arrow holds it, one after the other."""
    *before, place = (column.combine_chunks() for column in block.columns)
    quoted = pc.if_else(pc.match_substring(place, ","), pc.binary_join_element_wise('"', place, '"', ""), place)
    ended = pc.binary_join_element_wise(quoted, "\n", "")
    return pc.binary_join_element_wise(*before, ended, ",").buffers()[2]


def write_schema(path: Path) -> Path:
    """The Table Schema of the rows."""
    path.write_text(json.dumps(SCHEMA, indent=1), encoding="utf-8")
    return path


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
