"""`import`: a year's update from a provider's file, shown row by row before anything is written."""

from __future__ import annotations

import os
import shlex
from datetime import date, datetime
from pathlib import Path

import click

from sino_pak_data.add.settle import write
from sino_pak_data.cells.text import counted
from sino_pak_data.cli.places import hold, repository
from sino_pak_data.cli.render import updates
from sino_pak_data.cli.render.problems import text as problem_lines
from sino_pak_data.importing.candidates import sheet
from sino_pak_data.importing.editions import Reading
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.providers import PROVIDERS
from sino_pak_data.importing.selection import only
from sino_pak_data.importing.update import Update, update
from sino_pak_data.reading.reader import open_package
from sino_pak_data.reading.write import replace

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(epilog=f"Providers: {', '.join(PROVIDERS)}.")
@click.argument("provider", metavar="PROVIDER", type=click.Choice(list(PROVIDERS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "applied", is_flag=True, help="Write the rows, if the whole package is sound with them.")
@click.option(
    "--only", "parts", multiple=True, metavar="INDICATOR/ACTORS/YEARS",
    help="Take this part, such as gdp.current_usd/PAK or arms.*/CHN-PAK/2020/2024; repeatable.",
)  # fmt: skip
@click.option("--accessed", type=_DAY, help="The day on which the file was fetched. Default: today.")
@click.option(
    "--published", metavar="DATE", default="", help="When the edition was published, if the file does not say."
)
@click.option(
    "--source", metavar="ID", default="", help="The row of sources that the file is an edition of, if it is there."
)
@click.option(
    "--candidates", "output", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the events or agreements that the file tells of to a new sheet, for a person to code and `add --from`.",
)  # fmt: skip
@click.option("--json", "json_form", is_flag=True, help="Print the result as a JSON object.")
def command(
    provider: str, file: Path, applied: bool, parts: tuple[str, ...], accessed: datetime | None, published: str,
    source: str, output: Path | None, json_form: bool,
) -> None:  # fmt: skip
    """Update the series from a provider's file, row by row.

    \b
    sino-pak-data import worldbank gdp.json               what the file changes
    sino-pak-data import worldbank gdp.json --apply       the same, written
    sino-pak-data import ucdp ged.zip --candidates e.csv  events in Pakistan, to be coded by a person

    docs/providers.md says where to get each file. A new edition becomes a row of sources; its new and revised
    values stand beside those of the edition before.
    """
    root = repository()
    if output is not None and output.exists():
        raise click.UsageError(f"{output} exists, and may be filled in: name another file")
    if applied:
        hold(root)
    reading = Reading(accessed.date() if accessed else date.today(), published, source)
    found = update(open_package(root), root, PROVIDERS[provider], Given(file), reading, [only(part) for part in parts])
    if applied and found.changed and not found.edition.known and not found.edition.cells.get("published"):
        raise click.UsageError(
            "the file does not say when it was published: add --published, such as 2026-04 or 2026-04-27"
        )
    written = applied and found.changed and found.sound
    if written:
        write(found.settled)
    if output is not None:
        _write_sheet(found, output)
    if json_form:
        click.echo(updates.as_json(found, written))
    else:
        click.echo(updates.text(found))
        if found.settled.problems:
            click.echo("\n" + problem_lines(found.settled.problems, {}), err=not found.settled.errors)
        click.echo(_ending(found, written))
    raise SystemExit(0 if found.sound else 1)


def _write_sheet(found: Update, output: Path) -> None:
    """The candidates as a sheet for `add`; its name and what comes next go to standard error."""
    rows = found.suggestions.found
    if not rows:
        raise click.UsageError(f"{found.given.name} tells of nothing that is not in the tables: no sheet was written")
    table = rows[0].table
    replace(output, sheet(found.settled.package, table, rows).encode())
    click.echo(
        f"{output}: {counted(len(rows), 'row')}. Delete those that you do not take, fill in the others, then:\n"
        f"  sino-pak-data add {table} --from {shlex.quote(str(output))}",
        err=True,
    )


def _ending(found: Update, written: bool) -> str:
    """What became of the file, and what to do next."""
    if found.stale:
        return "\nNothing can be written until corrections.toml is up to date."
    if found.settled.errors:
        return "\nNothing can be written: the tables would have the errors above."
    if not found.changed and not found.comparison.unchanged:
        return "Nothing to write: the file has no value of a series that the tables follow."
    if not found.changed:
        return "Nothing to write: the tables have all of it."
    if not written:
        return "Nothing was written: --apply writes it."
    before, after = found.settled.before, found.settled.after
    files = [os.path.relpath(found.settled.root / file) for file in after if after[file] != before[file]]
    message = shlex.quote(f"Update from {found.provider.title}: {found.edition.source_id}")
    return f"Written. To commit:\n  git add {shlex.join(files)}\n  git commit -m {message}"
