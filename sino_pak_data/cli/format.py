"""`format`: rewrite the tables in canonical form; a file is replaced only once its new text is complete."""

from __future__ import annotations

import click

from sino_pak_data.cells.text import counted
from sino_pak_data.cli.places import hold, repository
from sino_pak_data.cli.render.problems import text
from sino_pak_data.reading import canonical
from sino_pak_data.reading.reader import open_package
from sino_pak_data.reading.write import replace_all


@click.command()
@click.option("--check", "dry_run", is_flag=True, help="Change nothing; list the tables that would change.")
def command(dry_run: bool) -> None:
    """Rewrite the tables in canonical form.

    Changes row order, quoting, needless spaces, TRUE and FALSE and line endings, never the meaning of a cell. A table
    that cannot be read reliably is left as it is, and its problems are printed.
    """
    root = repository()
    if not dry_run:
        hold(root)
    package = open_package(root)
    changed = {}
    for _, table in sorted(package.mendable.items()):
        new = canonical.text(table).encode("utf-8")
        if new != (root / table.file).read_bytes():
            changed[table.file] = new
    if not dry_run:
        replace_all({root / file: new for file, new in changed.items()})
    for file in changed:
        click.echo(f"{'would change' if dry_run else 'changed'} {file}")
    skipped = sorted(one.path for name, one in package.descriptor.authored.items() if name not in package.mendable)
    if skipped:
        click.echo(text([fault for fault in package.problems if fault.file in skipped]))
        click.echo(f"left unchanged: {', '.join(skipped)}", err=True)
    elif not changed:
        click.echo(f"{counted(len(package.mendable), 'table')}, all canonical")
    raise SystemExit(1 if skipped or (dry_run and changed) else 0)
