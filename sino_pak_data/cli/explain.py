"""`explain`: the manual of a rule, which is its docstring."""

from __future__ import annotations

import click

from sino_pak_data.checks.rules import all_rules, named
from sino_pak_data.cli.render.rules import manual, overview, page
from sino_pak_data.cli.terminal import width

_REFERENCE = """{code}: {tool} refuses what our own check accepts.

`check --reference`, `build` and `release` let {tool} judge the data too. It should never find more than `check`
does: either our constraints miss something, or they accept what {tool} should accept as well. Please report it,
with the row, as a defect of sino-pak-data.
"""


@click.command()
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="Print all rules as Markdown: the page docs/rules.md.")
def command(code: str | None, every: bool) -> None:
    """Explain a rule and how to fix what it finds.

    CODE is the rule's name as `check` prints it. Without CODE, lists all rules.
    """
    if every:
        click.echo(page(all_rules().values()), nl=False)
    elif code is None:
        click.echo(overview(all_rules().values(), width()))
    elif code in ("reference-frictionless", "reference-pandera"):
        click.echo(_REFERENCE.format(code=code, tool=code.removeprefix("reference-")), nl=False)
    elif code == "lost-id":
        from sino_pak_data.release.withdrawals import MANUAL  # imported late: no rule of `check` needs a comparison

        click.echo(MANUAL, nl=False)
    else:
        try:
            click.echo(manual(named(code), width()))
        except KeyError as reason:
            raise click.UsageError(reason.args[0]) from None
