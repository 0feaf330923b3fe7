"""`codebook`: regenerates the files of the repository that are generated, or checks that they are up to date."""

from __future__ import annotations

import click

from sino_pak_data.checks.rules import all_rules
from sino_pak_data.cli.places import hold, repository
from sino_pak_data.cli.render import providers, rules
from sino_pak_data.importing.providers import PROVIDERS
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.reading.write import replace
from sino_pak_data.release.codebook.readme import filled
from sino_pak_data.release.metadata.documents import REPOSITORY


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with status 1 if a file is out of date.")
def command(check: bool) -> None:
    """Regenerate the codebook, the manual of rules and the metadata.

    CODEBOOK.md, CITATION.cff and .zenodo.json are generated from the descriptor and the schemas, docs/coding.md
    from the code lists and the prose of its template, docs/rules.md from the docstrings of the rules, docs/providers.md
    from the registry of providers.
    In README.md, the numbers on reliability and the years of the tables are filled in.
    """
    root = repository()
    if not check:
        hold(root)
    descriptor = Descriptor(Folder(root))
    pages = {name: generate(descriptor) for name, generate in REPOSITORY.items()}
    pages["docs/rules.md"] = rules.page(all_rules().values())
    if descriptor.own:
        pages["docs/providers.md"] = providers.page(PROVIDERS.values())
    readme = root / "README.md"
    if readme.exists():
        pages[readme.name] = filled(readme.read_text(encoding="utf-8"), read(descriptor))
    stale = False
    for name, text in pages.items():
        path, content = root / name, text.encode()
        if path.exists() and path.read_bytes() == content:
            click.echo(f"{name} is up to date")
        elif check:
            click.echo(f"{name} is out of date: run `sino-pak-data codebook`")
            stale = True
        else:
            path.parent.mkdir(exist_ok=True)
            replace(path, content)
            click.echo(f"wrote {name}")
    if stale:
        raise SystemExit(1)
