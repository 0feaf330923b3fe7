"""`show`: a record with its sources and the records that link to it; a derived number with what it rests on."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells.shown import as_json
from sino_pak_data.cli import misspelled
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.terminal import width
from sino_pak_data.records.find import open_records
from sino_pak_data.records.shown import show
from sino_pak_data.records.trace import trace


@click.command()
@click.argument("identifier")
@click.option("--column", help="Of a row of dyad_years or verdicts: the records that this column rests on.")
@click.option("--json", "json_form", is_flag=True, help="Print as JSON, with every record linked to.")
@package_option
def command(identifier: str, column: str | None, json_form: bool, package: Path | None) -> None:
    """Show a record, its sources and what links to it.

    IDENTIFIER is an id such as gwadar-concession-2013, or TABLE/KEY. Of a row of dyad_years, such as
    dyad_years/CHN-PAK:2015, the records behind every count and value are listed.
    """
    opened = open_records(readable(package))
    with misspelled():
        if column is not None:
            found = trace(opened, identifier, column)
            click.echo(as_json(found.json()) if json_form else found.page(width()))
        else:
            shown = show(opened, identifier)
            click.echo(as_json(shown.json()) if json_form else shown.page(width()))
