"""`codebook`: the pages of the repository that are made, or whether they are up to date."""

from __future__ import annotations

import click

from sino_pak_data.checks.rules import all_rules
from sino_pak_data.cli.places import repository
from sino_pak_data.cli.render.rules import page
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.reading.write import replace
from sino_pak_data.release.metadata.documents import REPOSITORY


@click.command()
@click.option("--check", "only_look", is_flag=True, help="Change nothing; exit 1 if a file is out of date.")
def command(only_look: bool) -> None:
    """Regenerate the codebook, the manual of rules and the metadata.

    CODEBOOK.md, CITATION.cff and .zenodo.json come from the descriptor and the schemas, docs/rules.md
    from the docstrings of the rules.
    """
    root = repository()
    descriptor = Descriptor(Folder(root))
    pages = {name: made(descriptor) for name, made in REPOSITORY.items()} | {
        "docs/rules.md": page(all_rules().values())
    }
    stale = 0
    for name, text in pages.items():
        path, new = root / name, text.encode("utf-8")
        if path.exists() and path.read_bytes() == new:
            click.echo(f"{name} is up to date")
        elif only_look:
            click.echo(f"{name} is out of date: run `sino-pak-data codebook`")
            stale += 1
        else:
            path.parent.mkdir(exist_ok=True)
            replace(path, new)
            click.echo(f"wrote {name}")
    if stale:
        raise SystemExit(1)
