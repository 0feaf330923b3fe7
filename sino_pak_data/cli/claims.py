"""`claims`: what the sources assert, and what independent sources say."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells.ids import unknown
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.render import claims as report
from sino_pak_data.cli.terminal import as_json, width
from sino_pak_data.loader.claims import Judged, board, trail
from sino_pak_data.loader.records import open_records


@click.command()
@click.argument("identifier", required=False)
@click.option("--verdict", "verdicts", multiple=True, help="Only claims with this verdict; may be repeated.")
@click.option("--kind", "kinds", multiple=True, help="Only figure, event or proposition. Default: figures and events.")
@click.option("--theory", "theories", multiple=True, help="Only propositions that draw on this body of theory.")
@click.option("--json", "json_form", is_flag=True, help="Print a JSON array of claims with their verdicts.")
@package_option
def command(
    identifier: str | None,
    verdicts: tuple[str, ...],
    kinds: tuple[str, ...],
    theories: tuple[str, ...],
    json_form: bool,
    package: Path | None,
) -> None:
    """List claims with their figures, verdicts and sources.

    Contradicted claims come first. With IDENTIFIER, shows one claim in full: the values it was compared with,
    the evidence, and the works that its source cites for it.
    """
    # a verdict may be typed as it is printed: "different measure" for different_measure
    verdicts, theories = (tuple(name.replace(" ", "_") for name in given) for given in (verdicts, theories))
    opened = open_records(readable(package))
    verdict, claim = opened.descriptor.built["verdicts"].schema.by_name, opened["claims"].schema.by_name
    for names, field, what in (
        (verdicts, verdict["verdict"], "verdict"),
        (kinds, claim["kind"], "kind of claim"),
        (theories, claim["theory"], "theory"),
    ):
        for name in names:
            if name not in field.values:
                raise click.UsageError(unknown(what, name, field.values))
    if identifier is not None:
        identifier = identifier.removeprefix("claims/")
        if identifier not in opened.identifiers("claims"):
            raise click.UsageError(unknown("claim", identifier, opened.identifiers("claims")))
        found = trail(opened, identifier)
        click.echo(_as_json([found.judged]) if json_form else report.page(found, verdict["rule"], width()))
        return
    every = board(opened, verdicts, kinds, theories)
    shown = every if kinds or theories or json_form else [judged for judged in every if judged.verdict.get("verdict")]
    click.echo(_as_json(shown) if json_form else report.board(shown, len(every) - len(shown), width()))


def _as_json(judged: list[Judged]) -> str:
    return as_json([{"claim": j.claim, "verdict": j.verdict, "stances": j.stances} for j in judged])
