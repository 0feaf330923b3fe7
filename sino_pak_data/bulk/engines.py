"""Where SQL runs: DuckDB in this process, or Apache Spark here or on a cluster.

Both offer a file, or many of one layout, as a view in which every cell is text, as written; an empty cell is NULL. SQL is
written once, in the dialect of DuckDB; Spark gets it from sqlglot. What a view leaves out, because a row has too few or
too many cells, a quote never closed or bytes that are not UTF-8, is told by `rejected`.

    with opened("duckdb", memory="2GB") as engine:
        engine.scan("rows", paths, Layout(names))
        engine.run("SELECT source, count(*) AS events FROM rows GROUP BY ALL")
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sino_pak_data.bulk.duck import DuckDB
from sino_pak_data.bulk.spark import Spark
from sino_pak_data.bulk.sql import Engine, Layout, literal, name
from sino_pak_data.package.problem import PackageError

__all__ = ["DuckDB", "Engine", "Layout", "Spark", "literal", "megabytes", "name", "opened"]

_SCRATCH = "sino-pak-data-bulk-"
_MEMORY = re.compile(r"(?P<size>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[KMGT])i?B?", re.IGNORECASE)
_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


@contextmanager
def opened(
    name: str = "duckdb", master: str = "local[*]", memory: str = "2GB", scratch: Path | None = None
) -> Iterator[Engine]:
    """An engine, closed at the end with all that it left on disk.

    master   of Spark: "local[2]", "spark://HOST:PORT", "yarn" or "k8s://…"
    memory   what it may use, such as "2GB"; DuckDB goes on on disk beyond
    scratch  the folder for that; default: that of temporary files
    """
    size = megabytes(memory)
    home = scratch or Path(tempfile.gettempdir())
    _sweep(home)
    folder = Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{os.getpid()}-", dir=home))
    try:
        engine: Engine = DuckDB(size, folder) if name == "duckdb" else Spark(master, size, folder)
        try:
            yield engine
        finally:
            engine.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Delete what killed runs have left."""
    for left in home.glob(f"{_SCRATCH}*-*"):
        process = left.name.removeprefix(_SCRATCH).partition("-")[0]
        if process.isdecimal() and not _alive(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    if sys.platform == "win32":  # where this would send it an interrupt
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # of another user
        return True
    return True


def megabytes(memory: str) -> int:
    """The size that a text such as 2GB gives, in MiB. Raises `PackageError`.

    >>> megabytes("2GB"), megabytes("1.5 GiB"), megabytes("512m")
    (2048, 1536, 512)
    """
    found = _MEMORY.fullmatch(memory.strip())
    size = int(float(found["size"]) * _UNITS[found["unit"].upper()] / 2**20) if found else 0
    if size < 64:
        raise PackageError(f"{memory!r} is not an amount of memory from 64MB, for example 2GB")
    return size
