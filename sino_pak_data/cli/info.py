"""`info`: what this package is."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells.shown import visible, wrapped
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.terminal import width
from sino_pak_data.package.facts import facts
from sino_pak_data.records.find import open_records


@click.command()
@package_option
def command(package: Path | None) -> None:
    """Show version, tables, years, licence and citation."""
    store = readable(package)
    opened = open_records(store)
    descriptor = opened.descriptor
    click.echo(f"{visible(descriptor.json['title'])}, version {descriptor.version}\n{visible(str(store.place))}\n")
    for table in opened.authored:
        years = "{}-{}".format(*table.years) if table.years else ""
        click.echo(f"{len(table.rows):>8,}  {table.name:<14}{years}".rstrip())
    licences = "; ".join(
        licence.get("title", licence.get("name", "")) for licence in descriptor.json.get("licenses", [])
    )
    click.echo("\n" + "\n".join(wrapped([f"Licence  {licences}", f"Cite  {facts(descriptor).citation}"], width(), 0)))
