"""The command line: one verb per file, imported only when it runs.

VERBS is the list that `--help` prints; each line is the first line of the verb's own help.
"""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from sino_pak_data.package.problem import PackageError

VERBS = {
    "check": "Report every fault in the tables.",
    "explain": "Tell why a rule exists and how to mend what it finds.",
    "format": "Write the tables in their one canonical form.",
    "add": "Add rows: by question and answer, from a file, a record or an issue form.",
    "build": "Check the tables and build the data package, wheel and sdist.",
    "diff": "Tell what changed between two versions, row by row.",
    "release": "Check, number, describe and build the next version.",
    "codebook": "Write the pages that are made of descriptor, schemas and rules.",
    "show": "Print a record with its sources and what links to it.",
    "search": "Find records that hold all the words.",
    "claims": "Print claims with their figures, verdict and sources.",
    "verify": "Tell whether a downloaded package is whole.",
    "info": "Tell version, tables, rows, years, licence and how to cite.",
}
_INTERRUPTED = 130
_EXTRAS = {
    "frictionless": "curate",
    "pandera": "curate",
    "build": "curate",
    "hatchling": "curate",
    "xlsxwriter": "curate",
    "bibtexparser": "curate",
    "pylatexenc": "curate",
}


@contextmanager
def told_extras(wanted: str) -> Iterator[None]:
    """Turn the lack of a package of an extra into wrong use: what needs it, and what to install."""
    try:
        yield
    except ModuleNotFoundError as reason:
        missing = (reason.name or "").partition(".")[0]
        if missing not in _EXTRAS:
            raise
        raise click.UsageError(
            f"{wanted} needs {missing}, which is not installed: pip install 'sino-pak-data[{_EXTRAS[missing]}]'"
        ) from None


class Verbs(click.Group):
    """The group of all verbs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        with told_extras(f"`{name}`"):
            command: click.Command = import_module(f"sino_pak_data.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PackageError as reason:
            raise click.UsageError(str(reason)) from None
        except click.UsageError as reason:
            if type(reason) is click.UsageError and reason.ctx is not ctx:
                reason.ctx = None  # what a verb refuses is told in its own words, without the form of its call
            raise
        except BrokenPipeError:
            raise
        except OSError as reason:
            raise click.UsageError(str(reason)) from None
        except KeyboardInterrupt:
            click.echo("\nStopped.", err=True)
            raise SystemExit(_INTERRUPTED) from None


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sino-pak-data", prog_name="sino-pak-data")
def main() -> None:
    """China-Pakistan relations as data: check, build, read.

    Exit status: 0 clean, 1 the data has errors, 2 wrong use, 130 interrupted.
    """
    if os.environ.get("NO_COLOR"):
        click.get_current_context().color = False


def script() -> None:
    """The installed command. The process is short and keeps what it makes: looking for garbage, in it
    and at its end, would cost a fifth of its time.
    """
    gc.disable()
    atexit.register(gc.freeze)
    main(prog_name="sino-pak-data")
