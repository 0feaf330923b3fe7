"""`add`: new rows in their places, checked with everything else before a byte is written."""

from __future__ import annotations

import os
import sys

import click

from sino_pak_data.add.candidates import Changed, New, write
from sino_pak_data.add.csl import known_works
from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cli.given import FORMS, Setting, TableName, rows_from, with_settings
from sino_pak_data.cli.places import repository
from sino_pak_data.cli.render import additions as report
from sino_pak_data.cli.render.problems import text
from sino_pak_data.cli.settling import Settled, comparing, settle, settle_asking
from sino_pak_data.package.problem import PackageError
from sino_pak_data.reading.reader import Authored, open_package

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)


@click.command()
@click.argument("table", required=False, type=TableName())
@click.option("--set", "settings", multiple=True, type=Setting(), metavar="FIELD=VALUE", help="Set a cell; repeatable.")
@click.option("--from", "origin", type=_FILE, help="Rows or works from a file; - is standard input.")
@click.option("--from-issue", "issue", type=_FILE, help="A candidate row from the body of an issue form.")
@click.option("--as", "form", type=click.Choice(FORMS), help="What the file is. Default: by its name and beginning.")
@click.option("--ask/--no-ask", default=None, help="Ask for what is missing. Default: on a terminal.")
@click.option("--dry-run", is_flag=True, help="Check and show, write nothing.")
@click.option("--json", "json_form", is_flag=True, help="The result as a JSON object.")
@click.option("--header", is_flag=True, help="Only print the header of TABLE, to begin a spreadsheet with.")
def command(
    table: str | None, settings: tuple[tuple[str, str], ...], origin: str | None, issue: str | None, form: str | None,
    ask: bool | None, dry_run: bool, json_form: bool, header: bool,
) -> None:  # fmt: skip
    """Add rows: interactively, from a file or from an issue form.

    \b
    sino-pak-data add events                              asks column by column
    sino-pak-data add events --set date=2024-06-08 ...    one row, scripted
    sino-pak-data add events --from rows.csv              rows of CSV or JSON
    sino-pak-data add sources --from record.json          a work in CSL-JSON or BibTeX

    All is checked with the new rows in it first; they are written all or not at all.
    """
    root = repository()
    package = open_package(root)
    name = _table(package, table)
    if header:
        click.echo(csv_lines.write(package[_needed(name)].schema.names))
        return
    comparing()
    if origin and issue:
        raise click.UsageError("give --from or --from-issue, not both")
    origin, form = (issue, "issue") if issue else (origin, form)
    given = with_settings(rows_from(origin, form or "", package, name), name, settings, package)
    rows, known = known_works(package, given or [New(_needed(name), {})])
    asking = ask if ask is not None else sys.stdin.isatty() and not json_form and origin != "-"
    if asking and rows:
        settled = settle_asking(package, root, rows, everything=not given)
    else:
        settled = settle(package, root, rows, lacking=bool(issue))
    outcome = report.Outcome(
        settled.addition.package, settled.records, [new.origin for new in settled.rows], known, settled.problems,
        [os.path.relpath(root / file) for file in settled.addition.after],
    )  # fmt: skip
    if not json_form:
        _show(outcome, bool(settled.errors))
    if not settled.errors and settled.records and not dry_run:
        if asking:
            click.confirm("\nWrite it?", default=True, abort=True)
        _write(settled)
        outcome = outcome._replace(written=True)
    click.echo(report.as_json(outcome) if json_form else report.ending(outcome))
    raise SystemExit(1 if settled.errors else 0)


def _table(package: Authored, name: str | None) -> str:
    if name and name not in package.descriptor.authored:
        raise click.UsageError(unknown("table", name, package.descriptor.authored))
    return name or ""


def _needed(table: str) -> str:
    if not table:
        raise click.UsageError("name the TABLE, for example: sino-pak-data add events")
    return table


def _show(outcome: report.Outcome, refused: bool) -> None:
    """The rows, then what the check says of them: warnings beside the result, errors as the result."""
    click.echo(report.rows(outcome))
    if outcome.problems:
        click.echo("\n" + text(outcome.problems, outcome.places), err=not refused)


def _write(settled: Settled) -> None:
    try:
        write(settled.addition)
    except Changed as reason:
        raise PackageError(str(reason)) from None
    except OSError as reason:
        raise PackageError(f"the tables cannot be written, all are as they were: {reason}") from None
