"""The build against pyarrow, which reads the same CSV and writes it as Parquet: what a build could cost if it only converted.

The build of all data files also derives the built tables, hashes, and writes metadata, codebook, database, workbook and
Stata files. Of a table with a million rows, only the step from CSV to Parquet is compared: reading, typing, the days of
dates, the work of each reference, Parquet. The peer writes as it does by default, or compressed as we publish it.

BUILD_MILLIONS=5 in the environment takes five million rows, once. Ten million are refused: their file has nearly twice the bytes
that are read into memory (512 MiB), where a million rows take more than a gigabyte.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import ROOT, Command, Result, in_turn, memory, said, time
from tests.benchmarks.growth import grow_alone

PEER = "pyarrow CSV to Parquet"
ROUNDS = 3
SIZES = (250_000, 1_000_000 * int(os.environ.get("BUILD_MILLIONS", "1")))
_MANY = 5_000_000
"""From so many rows on, one round."""

_ALL = """
import gc; gc.disable()  # as our command does
from pathlib import Path
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.release.build import data_files
data_files(read(Descriptor(Folder(Path()))))
"""
_ALL_PEER = """
import pyarrow.csv, pyarrow.parquet, sys
from pathlib import Path
for path in sorted(Path("tables").glob("*.csv")):
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(path), f"{sys.argv[1]}/{path.stem}.parquet")
"""
_ONE = """
import gc, sys; gc.disable()  # as our command does
from pathlib import Path
from sino_pak_data.package import arrow, derived
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read_table
descriptor = Descriptor(Folder(Path()))
def table(name):
    return read_table(descriptor, descriptor.table(name))
schema, rows = descriptor.table("observations").schema, table("observations").rows
typed = arrow.table(schema, schema.in_order(rows), derived.others(schema, table))
Path(sys.argv[1]).write_bytes(arrow.parquet_bytes(typed))
"""
_ONE_PEER = """
import pyarrow.csv, pyarrow.parquet, sys
table = pyarrow.csv.read_csv("tables/observations.csv")
pyarrow.parquet.write_table(table, sys.argv[1]{options})
"""
_AS_PUBLISHED = (
    ", row_group_size=100_000, compression='zstd', compression_level=19, use_dictionary=False, write_statistics=False"
)
_PEERS = {"as it does by default": "", "compressed as published": _AS_PUBLISHED}
_SHOWN = """
import math, pyarrow.parquet
table = pyarrow.parquet.read_table({path!r}, columns=["value"])
print(table.num_rows, math.fsum(table["value"].to_pylist()))
"""


def measure(sizes: tuple[int, int] = SIZES, rounds: int = ROUNDS) -> list[Result]:
    """The whole build, and the step to Parquet of each size; the larger one has the target."""
    rows = sum(path.read_bytes().count(b"\n") - 1 for path in (ROOT / "tables").glob("*.csv"))
    with tempfile.TemporaryDirectory() as name:
        ours, peer = in_turn(rounds, _python(_ALL), _python(_ALL_PEER, name))
        results = [time(f"all data files ({rows:,} rows)", ours, peer)]
        for size, target in zip(sizes, (None, 3.0), strict=True):
            folder = Path(name) / str(size)
            grow_alone(folder, size)
            for how, options in _PEERS.items():
                label = f"{size:,} observations to Parquet, pyarrow {how}"
                results += step(label, folder, options, 1 if size >= _MANY else rounds, target)
    return results


def step(label: str, folder: Path, options: str, rounds: int, target: float | None) -> list[Result]:
    """Time and memory from CSV to Parquet; the values of both files must have the same sum."""
    files = folder / "ours.parquet", folder / "peer.parquet"
    ours, peer = in_turn(
        rounds, _python(_ONE, files[0]), _python(_ONE_PEER.format(options=options), files[1]), cwd=folder
    )
    assert len({said(_SHOWN.format(path=str(file))) for file in files}) == 1, "the two ways write other values"
    return [time(label, ours, peer, target), memory(label, ours, peer)]


def _python(script: str, *arguments: str | Path) -> Command:
    return [sys.executable, "-c", script, *arguments]


if __name__ == "__main__":
    print(*measure(), sep="\n")
