"""`show`: a record with its sources and the records that link to it."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.render import claims as report
from sino_pak_data.cli.render.records import page
from sino_pak_data.cli.terminal import width
from sino_pak_data.loader.claims import trail
from sino_pak_data.loader.records import citing, find, independent, linking, open_records, similar


@click.command()
@click.argument("identifier")
@package_option
def command(identifier: str, package: Path | None) -> None:
    """Show a record, its sources and what links to it.

    IDENTIFIER is an id such as gwadar-concession-2013, or TABLE/KEY.
    """
    opened = open_records(readable(package))
    found = find(opened, identifier)
    if not found:
        close = similar(opened, identifier)
        hint = f", did you mean {close!r}?" if close else "; `sino-pak-data search` finds records by words"
        raise click.UsageError(f"no record {identifier!r}{hint}")
    columns = width()
    for place, record in enumerate(found):
        claim = record.table.name == "claims"
        cited, links = citing(opened, record), list(linking(opened, record))
        if claim:  # the trail below lists its evidence and the works it cites
            cited, links = cited[:1], [(other, field) for other, field in links if other.table.name != "evidence"]
        click.echo("\n" * bool(place) + page(record, cited, independent(opened, cited), links, columns))
        if claim:
            rules = opened.descriptor.built["verdicts"].schema.by_name["rule"]
            click.echo("\n" + report.trail(trail(opened, record.row["claim_id"]), rules, columns))
