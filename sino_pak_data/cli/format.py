"""`format`: every table in its canonical text, the old file standing until the new one is whole."""

from __future__ import annotations

import click

from sino_pak_data.cli.places import repository
from sino_pak_data.cli.render.problems import text
from sino_pak_data.reading import canonical
from sino_pak_data.reading.reader import open_package
from sino_pak_data.reading.write import replace


@click.command()
@click.option("--check", "only_list", is_flag=True, help="Change nothing; list the tables that would change.")
def command(only_list: bool) -> None:
    """Write the tables in their one canonical form.

    Order, quoting, spaces around cells, line ends: never the meaning of a cell. A table that cannot
    be read for certain is refused and left as it is.
    """
    root = repository()
    package = open_package(root)
    refused = [name for name in package.descriptor.authored if name not in package.mendable]
    changed = []
    for name in sorted(package.mendable):
        table = package.mendable[name]
        new = canonical.text(table).encode("utf-8")
        if new != (root / table.file).read_bytes():
            changed.append(table.file)
            if not only_list:
                replace(root / table.file, new)
    for file in changed:
        click.echo(f"{'would change' if only_list else 'changed'} {file}")
    if refused:
        files = {package.descriptor.table(name).path for name in refused}
        click.echo(text([fault for fault in package.faults if fault.file in files]))
        click.echo(f"left alone: {', '.join(sorted(files))}", err=True)
    elif not changed:
        click.echo(f"{len(package.mendable)} tables, all canonical")
    raise SystemExit(1 if refused or (only_list and changed) else 0)
