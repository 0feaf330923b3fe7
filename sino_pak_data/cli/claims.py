"""`claims`: what the sources of this dataset assert, and what independent ones say."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells.ids import unknown
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.render import claims as report
from sino_pak_data.cli.width import width
from sino_pak_data.loader.claims import board, trail
from sino_pak_data.loader.records import open_records


@click.command()
@click.argument("identifier", required=False)
@click.option("--verdict", "verdicts", multiple=True, help="Only claims of this verdict; may be given several times.")
@click.option("--kind", "kinds", multiple=True, help="Only figure, event or proposition; by default the first two.")
@click.option("--theory", "theories", multiple=True, help="Only propositions that draw on this body of theory.")
@click.option("--json", "json_form", is_flag=True, help="A JSON array of claims with their verdicts.")
@package_option
def command(
    identifier: str | None,
    verdicts: tuple[str, ...],
    kinds: tuple[str, ...],
    theories: tuple[str, ...],
    json_form: bool,
    package: Path | None,
) -> None:
    """Print claims with their figures, verdict and sources.

    What does not hold comes first. With IDENTIFIER the whole trail of one claim: the values laid
    beside it, the evidence, the works that its source cites for it.
    """
    # as they are printed: "different measure" for different_measure
    verdicts, theories = (tuple(one.replace(" ", "_") for one in given) for given in (verdicts, theories))
    opened = open_records(readable(package))
    of, claim = opened.descriptor.built["verdicts"].schema.by_name, opened["claims"].schema.by_name
    for given, known, what in (
        (verdicts, of["verdict"].values, "verdict"),
        (kinds, claim["kind"].values, "kind of claim"),
        (theories, claim["theory"].values, "theory"),
    ):
        for name in given:
            if name not in known:
                raise click.UsageError(unknown(what, name, known))
    if identifier is not None:
        identifier = identifier.removeprefix("claims/")
        if identifier not in opened.identifiers("claims"):
            raise click.UsageError(unknown("claim", identifier, opened.identifiers("claims")))
        found = trail(opened, identifier)
        click.echo(report.as_json([found.judged]) if json_form else report.page(found, of["rule"], width()))
        return
    every = board(opened, verdicts, kinds, theories)
    shown = every if kinds or theories or json_form else [one for one in every if one.verdict]
    click.echo(report.as_json(shown) if json_form else report.board(shown, len(every) - len(shown), width()))
