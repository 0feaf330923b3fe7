"""`new`: a dataset of one's own, laid out so that it checks and builds at once."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path

import click

from sino_pak_data.add.dataset import lay_out
from sino_pak_data.cells.shown import visible


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Title for people. Default: the name of the folder.")
def command(folder: Path, title: str) -> None:
    """Lay out a new dataset: a table, its schema, checks and hooks.

    FOLDER must be empty or not exist yet; its name becomes the name of the dataset. The rows are an
    example: put your own table in their place.
    """
    for name in lay_out(folder, title, datetime.now(UTC).date()):
        click.echo(f"written {visible(str(folder / name))}")
    click.echo(
        f"\nnext: cd {visible(shlex.quote(str(folder)))} && git init && sino-pak-data check && sino-pak-data build"
    )
