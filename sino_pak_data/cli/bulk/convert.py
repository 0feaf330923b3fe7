"""`bulk convert`: coded events as Parquet by year."""

from __future__ import annotations

import time
from pathlib import Path

import click

from sino_pak_data.bulk.convert import convert
from sino_pak_data.bulk.engines import megabytes
from sino_pak_data.bulk.feeds import named, recognised
from sino_pak_data.bulk.files import gathered
from sino_pak_data.cli.bulk.options import Progress, memory_option, source_option, step_option


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
    began = time.perf_counter()
    files = gathered(paths)
    groups = recognised(files, named(source) if source else None)
    total = sum(path.stat().st_size for path in files)
    bar = Progress(total)
    try:
        outcome = convert(
            groups, named(groups[0][0].feed), out, memory, size=megabytes(step) * 2**20,
            progress=lambda part: bar(int(part * total)),
        )  # fmt: skip
    finally:
        bar.end()
    for line in outcome.told():
        click.echo(line)
    click.echo(f"{out}: {groups[0][0].feed}, in {time.perf_counter() - began:.1f} s")
