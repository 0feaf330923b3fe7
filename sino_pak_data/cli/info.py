"""`info`: what this package is."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells import edtf
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.loader.records import open_records
from sino_pak_data.package.table import Table
from sino_pak_data.release.metadata.facts import facts

_WHEN = {"events": "date", "agreements": "signed", "observations": "period", "sources": "published"}


@click.command()
@package_option
def command(package: Path | None) -> None:
    """Tell version, tables, rows, years, licence and how to cite."""
    store = readable(package)
    opened = open_records(store)
    descriptor = opened.descriptor
    click.echo(f"{descriptor.json['title']}, version {descriptor.version}\n{store.place}\n")
    for table in opened.authored:
        click.echo(f"{len(table.rows):>8,}  {table.name:<14}{_years(table)}".rstrip())
    licences = "; ".join(one.get("title", one.get("name", "")) for one in descriptor.json.get("licenses", []))
    click.echo(f"\nLicence: {licences}\nCite: {facts(descriptor).citation}")


def _years(table: Table) -> str:
    """First and last year of a table that has dates."""
    if table.name not in _WHEN:
        return ""
    dates = [edtf.parse(cell) for row in table.rows if (cell := row[_WHEN[table.name]])]
    years = [year for when in dates for year in (when.years()[:1], when.years()[-1:])]
    known = [year for span in years for year in span]
    return f"{min(known)}-{max(known)}" if known else ""
