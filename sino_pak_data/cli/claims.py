"""`claims`: what the sources assert, and what independent sources say."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.shown import as_json
from sino_pak_data.cli import misspelled
from sino_pak_data.cli.places import package_option, readable
from sino_pak_data.cli.terminal import width
from sino_pak_data.records.claims import trail
from sino_pak_data.records.find import open_records
from sino_pak_data.records.pages import claims as report
from sino_pak_data.records.shown import board, claims_json


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
    if identifier is not None:
        identifier = identifier.removeprefix("claims/")
        if identifier not in opened.identifiers("claims"):
            raise click.UsageError(unknown("claim", identifier, opened.identifiers("claims")))
        found = trail(opened, identifier)
        rules = opened.descriptor.built["verdicts"].schema.by_name["rule"]
        click.echo(as_json(claims_json([found.judged])) if json_form else report.page(found, rules, width()))
        return
    asked = {"verdict": verdicts, "kind": kinds, "theory": theories, "subject": subjects, "type": types}
    with misspelled():
        every = board(opened, evidence=evidence, listed=json_form, **asked)
    click.echo(as_json(every.json()) if json_form else every.page(width()))
