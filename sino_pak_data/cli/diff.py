"""`diff`: what changed between two packages, and the version it demands."""

from __future__ import annotations

import click

from sino_pak_data.cli.places import named_store, repository
from sino_pak_data.cli.render.changes import PRINTERS, identifiers
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder
from sino_pak_data.release.diff import compare
from sino_pak_data.release.last import last_release


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--table", "tables", multiple=True, help="Compare only this table; may be repeated.")
@click.option("--ids", "only_ids", is_flag=True, help="Show which rows changed, without their cells.")
@click.option("--limit", default=40, show_default=True, help="Rows to show as text or markdown; 0 shows all.")
@click.option("--format", "form", type=click.Choice(list(PRINTERS)), default="text", show_default=True)
def command(old: str | None, new: str | None, tables: tuple[str, ...], only_ids: bool, limit: int, form: str) -> None:
    """Show what changed between two versions, row by row.

    OLD and NEW are each a folder, a built zip or a git revision such as v0.1.0 or HEAD~3. OLD defaults
    to the last release, NEW to the clone around the working folder. Rows with the greatest impact come
    first. The first lines say how large the next version must be, and why.
    """
    before = Descriptor(named_store(old)) if old else last_release(repository())
    if before is None:
        raise PackageError("releases.json lists no release yet: name the version to compare with, such as HEAD")
    after = Descriptor(named_store(new) if new else Folder(repository()))
    difference = compare(before, after, tables)
    click.echo(identifiers(difference, form, limit) if only_ids else PRINTERS[form](difference, limit))
