"""`search`: records by words."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells.shown import as_json
from sino_pak_data.cli import misspelled
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.terminal import width
from sino_pak_data.records.find import open_records
from sino_pak_data.records.shown import found


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--table", "tables", multiple=True, help="Search this table only; may be repeated.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="Records to print; 0 for all.")
@click.option("--json", "json_form", is_flag=True, help="Print all records found as a JSON array.")
@package_option
def command(text: tuple[str, ...], tables: tuple[str, ...], limit: int, json_form: bool, package: Path | None) -> None:
    """Find the records that contain all of the words.

    Case and accents are ignored; the best matches come first.
    """
    with misspelled():
        hits = found(open_records(readable(package)), " ".join(text), tables, limit)
    click.echo(as_json(hits.json()) if json_form else hits.page(width()))
