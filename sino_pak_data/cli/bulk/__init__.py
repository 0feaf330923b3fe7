"""`bulk`: data of any size. A verb is a file in this folder, a line in `VERBS` and a case in `_command`."""

from __future__ import annotations

import os

import click

from sino_pak_data.cli import LateGroup, extras_required

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here: its threads would cost 50 ms at the start

VERBS = {
    "check": "Check tables of any size against a Table Schema or data package.",
    "reduce": "Sum coded events, such as those of GDELT, up by pair of states and year or month.",
    "convert": "Convert coded events to Parquet by year, sorted by pair of states.",
}
"""Each verb and its help; a test compares them with the first lines of the commands' docstrings."""


def _command(verb: str) -> click.Command:
    match verb:
        case "check":
            import sino_pak_data.cli.bulk.check
        case "reduce":
            import sino_pak_data.cli.bulk.reduce
        case "convert":
            import sino_pak_data.cli.bulk.convert
    command: click.Command = getattr(sino_pak_data.cli.bulk, verb).command
    return command


class Verbs(LateGroup):
    """The group of the verbs."""

    verbs = VERBS
    above = "bulk "

    def load(self, verb: str) -> click.Command:
        return _command(verb)

    def invoke(self, ctx: click.Context) -> object:
        with extras_required("`bulk`"):
            return super().invoke(ctx)


@click.group(cls=Verbs)
def command() -> None:
    """Check, reduce and convert data of any size, on DuckDB or Spark."""
