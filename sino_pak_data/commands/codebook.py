"""`codebook`: CODEBOOK.md from the schemas, or whether it is up to date."""

from __future__ import annotations

import click

from sino_pak_data.authored.write import replace
from sino_pak_data.commands.places import repository
from sino_pak_data.model.descriptor import Descriptor
from sino_pak_data.model.store import Folder
from sino_pak_data.release.describe.codebook import markdown


@click.command()
@click.option("--check", "only_look", is_flag=True, help="Change nothing; exit 1 if the file is out of date.")
def command(only_look: bool) -> None:
    """Write CODEBOOK.md from the schemas."""
    root = repository()
    path = root / "CODEBOOK.md"
    new = markdown(Descriptor(Folder(root))).encode("utf-8")
    if path.exists() and path.read_bytes() == new:
        click.echo("CODEBOOK.md is up to date")
    elif only_look:
        click.echo("CODEBOOK.md is out of date: run `sino-pak-data codebook`")
        raise SystemExit(1)
    else:
        replace(path, new)
        click.echo("wrote CODEBOOK.md")
