"""`explain`: the manual of a rule, from its own docstring."""

from __future__ import annotations

import click

from sino_pak_data.checks.registry import all_rules, named
from sino_pak_data.cli.render.rules import manual, overview, page


@click.command()
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="All rules: the page docs/rules.md.")
def command(code: str | None, every: bool) -> None:
    """Tell why a rule exists and how to mend what it finds.

    Without CODE it lists the rules.
    """
    if every:
        click.echo(page(all_rules().values()), nl=False)
    elif code is None:
        click.echo(overview(all_rules().values()))
    else:
        try:
            click.echo(manual(named(code)))
        except KeyError as reason:
            raise click.UsageError(reason.args[0]) from None
