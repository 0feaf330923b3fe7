"""`info`: what this package is."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from sino_pak_data.cells.shown import visible, wrapped
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.terminal import width
from sino_pak_data.package.facts import facts
from sino_pak_data.package.problem import PackageError
from sino_pak_data.records.find import open_records


@click.command()
@package_option
def command(package: Path | None) -> None:
    """Show version, tables, years, licence and citation."""
    store = readable(package)
    opened = open_records(store)
    descriptor = opened.descriptor
    named = descriptor.json.get("title") or descriptor.json.get("name", "A dataset without a title")
    version = f"version {descriptor.version}" if descriptor.version else "without a version"
    click.echo(f"{visible(str(named))}, {version}\n{visible(str(store.place))}\n")
    for table in opened.authored:
        years = "{}-{}".format(*table.years) if table.years else ""
        click.echo(f"{len(table.rows):>8,}  {table.name:<14}{years}".rstrip())
    licences = "; ".join(
        licence.get("title") or licence.get("name") or licence.get("path", "")
        for licence in descriptor.json.get("licenses", [])
    )
    cited = []
    with suppress(PackageError):  # only who wants to be cited has to say all that a citation needs
        cited.append(f"Cite  {facts(descriptor).citation}")
    click.echo("\n" + "\n".join(wrapped([f"Licence  {licences or 'not stated'}", *cited], width(), 0)))
