"""`bulk convert`: coded events as Parquet by year."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.bulk.convert import convert
from sino_pak_data.cli.bulk.options import memory_option, over_feed, source_option, step_option


@click.command()
@click.argument("paths", nargs=-1, required=True)
@source_option
@click.option("--out", "-o", type=click.Path(path_type=Path), required=True, help="Folder: new, or made by this.")
@memory_option
@step_option
def command(paths: tuple[str, ...], source: str | None, out: Path, memory: str, step: str) -> None:
    """Convert coded events to Parquet by year, sorted by pair of states.

    PATHS are files of one feed, as published and unpacked, folders of them, or globs in quotes. The folder has
    `year=2015/part-….parquet`, which DuckDB, Spark, pandas and Polars read as one table. A run that is killed goes on
    where it was, and a run with new files adds them.
    """
    over_feed(
        paths, source, step, out,
        lambda groups, feed, size, progress: convert(groups, feed, out, memory, size=size, progress=progress),
    )  # fmt: skip
