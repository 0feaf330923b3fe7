"""`codebook`: CODEBOOK.md, CITATION.cff and .zenodo.json from descriptor and schemas, or whether they are up to date."""

from __future__ import annotations

import click

from sino_pak_data.authored.write import replace
from sino_pak_data.commands.places import repository
from sino_pak_data.model.descriptor import Descriptor
from sino_pak_data.model.store import Folder
from sino_pak_data.release.describe.documents import REPOSITORY


@click.command()
@click.option("--check", "only_look", is_flag=True, help="Change nothing; exit 1 if a file is out of date.")
def command(only_look: bool) -> None:
    """Write CODEBOOK.md, CITATION.cff and .zenodo.json from the descriptor and the schemas."""
    root = repository()
    descriptor = Descriptor(Folder(root))
    stale = 0
    for name, made in REPOSITORY.items():
        path, new = root / name, made(descriptor).encode("utf-8")
        if path.exists() and path.read_bytes() == new:
            click.echo(f"{name} is up to date")
        elif only_look:
            click.echo(f"{name} is out of date: run `sino-pak-data codebook`")
            stale += 1
        else:
            replace(path, new)
            click.echo(f"wrote {name}")
    if stale:
        raise SystemExit(1)
