"""`history`: what became of a record, release by release."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells.shown import as_json
from sino_pak_data.cli import misspelled
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.terminal import width
from sino_pak_data.loader.history import history
from sino_pak_data.loader.past import Past
from sino_pak_data.records.find import open_records


@click.command()
@click.argument("identifier")
@click.option("--json", "json_form", is_flag=True, help="Print as JSON.")
@package_option
def command(identifier: str, json_form: bool, package: Path | None) -> None:
    """Show in which release a record came, and how it changed since.

    IDENTIFIER is an id such as gwadar-concession-2013, or TABLE/KEY, also of a record that was renamed or removed.
    """
    opened = open_records(readable(package))
    with misspelled():
        found = history(Past(opened.descriptor), opened, identifier)
    click.echo(as_json(found.json()) if json_form else found.page(width()))
