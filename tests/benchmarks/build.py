"""The build of all data files, without wheel and sdist, against the plain conversion of the same tables by pyarrow.

The peer reads each CSV and writes it as Parquet: what a build could cost if it only converted. Ours also derives
the built tables, hashes, and writes metadata, codebook, database, workbook and Stata files.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO

import pyarrow.csv
import pyarrow.parquet

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.release.build import data_files
from tests.benchmarks import ROOT, Result, compare

PEER = "pyarrow CSV to Parquet"
ROUNDS = 5


def ours() -> None:
    data_files(read(Descriptor(Folder(ROOT))))


def peer() -> None:
    for path in sorted((ROOT / "tables").glob("*.csv")):
        pyarrow.parquet.write_table(pyarrow.csv.read_csv(path), BytesIO())


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure() -> list[Result]:
    rows = sum(path.read_bytes().count(b"\n") - 1 for path in (ROOT / "tables").glob("*.csv"))
    rounds = [(seconds(ours), seconds(peer)) for _ in range(ROUNDS)]
    return [compare(f"build of all data files ({rows:,} rows)", *zip(*rounds, strict=True))]


if __name__ == "__main__":
    print(*measure(), sep="\n")
