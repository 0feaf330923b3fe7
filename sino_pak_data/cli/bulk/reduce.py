"""`bulk reduce`: coded events summed up by pair of states."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.bulk.reduce import PERIODS, reduce
from sino_pak_data.cli.bulk.options import engine_options, over_feed, source_option, step_option


@click.command()
@click.argument("paths", nargs=-1, required=True)
@source_option
@click.option("--by", type=click.Choice(list(PERIODS)), default="dyad-year", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path), required=True, help="File to write, .csv or .parquet.")
@engine_options
@step_option
def command(
    paths: tuple[str, ...], source: str | None, by: str, out: Path, engine: str, master: str, memory: str, step: str
) -> None:
    """Sum coded events, such as those of GDELT, up by pair of states and year or month.

    PATHS are files of one feed, as published and unpacked or as `bulk convert` made them, folders of them, or globs in
    quotes.

    A row is what one state did to another: events, those of each root of PLOVER and of each quadrant, and the sum of
    the scores. It joins `dyad_years` on ccode1, ccode2 and year. What is left out is counted and said.
    """
    over_feed(
        paths, source, step, out,
        lambda groups, feed, size, progress: reduce(
            groups, feed, by, out, engine, master, memory, size=size, progress=progress
        ),
        by,
    )  # fmt: skip
