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
from sino_pak_data.package.schema import Field


@click.command()
@click.argument("identifier", required=False)
@click.option("--verdict", "verdicts", multiple=True, help="Only claims with this verdict.")
@click.option("--kind", "kinds", multiple=True, help="Only figure, event or proposition. Default: figures and events.")
@click.option("--type", "types", multiple=True, help="Only claims of this type, such as causal; of any kind.")
@click.option("--subject", "subjects", multiple=True, help="Only claims about this, such as corridor; of any kind.")
@click.option("--theory", "theories", multiple=True, help="Only propositions that draw on this body of theory.")
@click.option("--evidence", is_flag=True, help="With the linked records of each claim.")
@click.option("--json", "json_form", is_flag=True, help="Print a JSON array of claims with verdicts and evidence.")
@package_option
def command(
    identifier: str | None,
    verdicts: tuple[str, ...],
    kinds: tuple[str, ...],
    types: tuple[str, ...],
    subjects: tuple[str, ...],
    theories: tuple[str, ...],
    evidence: bool,
    json_form: bool,
    package: Path | None,
) -> None:
    """List claims with their parts, figures, verdicts and sources.

    Contradicted claims come first. An option that is repeated asks for any of its values; several options must all
    hold. With IDENTIFIER, shows one claim in full: why it has its verdict and what would change it, its parts, the
    values it was compared with, the evidence, and the works that its source cites for it.
    """
    opened = open_records(readable(package))
    verdict, claim = opened.descriptor.built["verdicts"].schema.by_name, opened["claims"].schema.by_name
    asked = [
        _known(names, field, what)
        for names, field, what in (
            (verdicts, verdict["verdict"], "verdict"),
            (kinds, claim["kind"], "kind of claim"),
            (theories, claim["theory"], "theory"),
            (subjects, claim.get("subject"), "subject"),  # packages up to 0.3.0 lack these two
            (types, claim.get("claim_type"), "type of claim"),
        )
    ]
    if identifier is not None:
        identifier = identifier.removeprefix("claims/")
        if identifier not in opened.identifiers("claims"):
            raise click.UsageError(unknown("claim", identifier, opened.identifiers("claims")))
        found = trail(opened, identifier)
        click.echo(_as_json([found.judged]) if json_form else report.page(found, verdict["rule"], width()))
        return
    every = board(opened, *asked)
    narrowed = any(asked[1:]) or json_form
    shown = every if narrowed else [judged for judged in every if judged.verdict["verdict"]]
    text = report.board(shown, len(every) - len(shown), width(), evidence)
    click.echo(_as_json(shown) if json_form else text)


def _known(names: tuple[str, ...], field: Field | None, what: str) -> list[str]:
    """The codes of an option, which may be typed as they are printed: "different measure" for different_measure."""
    codes = [name.replace(" ", "_") for name in names]
    for code in codes:
        if field is None or code not in field.values:
            raise click.UsageError(unknown(what, code, field.values if field else ()))
    return codes


def _as_json(judged: list[Judged]) -> str:
    return as_json(
        [
            {
                "claim": one.claim,
                "verdict": one.verdict,
                "parts": [part.claim["claim_id"] for part in one.parts],
                "evidence": [link for link, _ in one.evidence],
            }
            for one in judged
        ]
    )
