"""`search`: records by words."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells.ids import unknown
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.render.records import hits, nothing
from sino_pak_data.cli.terminal import as_json, width
from sino_pak_data.loader.records import open_records, search, word_counts


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
    opened = open_records(readable(package))
    for name in tables:
        if name not in opened.descriptor.authored:
            raise click.UsageError(unknown("table", name, opened.descriptor.authored))
    words = " ".join(text)
    found = search(opened, words, tables)
    if json_form:
        click.echo(as_json([{"record": r.address, "table": r.table.name, "score": s, "row": r.row} for r, s in found]))
    elif found:
        click.echo(hits([record for record, _ in found], limit or len(found), columns=width()))
    else:
        click.echo(nothing(word_counts(opened, words, tables)))
