"""The command line: one command per file, imported only when it runs.

Never here: work on tables; a command parses its options, calls one of the other rooms and prints.
A new command is a file in this folder, a line in `VERBS` and a case in `_command`.
"""

from __future__ import annotations

import atexit
import gc
import os
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

import click
from click.shell_completion import CompletionItem

from sino_pak_data.cells.shown import visible
from sino_pak_data.cli.terminal import hang_up, prepare_streams
from sino_pak_data.package.problem import PackageError

VERBS = {
    "check": "Check the tables and report every problem.",
    "explain": "Explain a rule and how to fix what it finds.",
    "format": "Rewrite the tables in canonical form.",
    "add": "Add rows: interactively, from a file or from an issue form.",
    "import": "Update the series from a provider's file, row by row.",
    "sample": "Draw a random sample to code or read, and take the filled sheets back.",
    "build": "Check the tables and build the data package, wheel and sdist.",
    "merge": "Settle the conflicts of a git merge in the tables, row by row.",
    "diff": "Show what changed between two versions, row by row.",
    "release": "Check, version, document and build the next release.",
    "codebook": "Regenerate the codebook, the manual of rules and the metadata.",
    "new": "Lay out a new dataset: a table, its schema, checks and hooks.",
    "show": "Show a record, its sources and what links to it.",
    "history": "Show in which release a record came, and how it changed since.",
    "search": "Find the records that contain all of the words.",
    "claims": "List claims with their parts, figures, verdicts and sources.",
    "bulk": "Check, reduce and convert data of any size, on DuckDB or Spark.",
    "verify": "Verify that a downloaded package is complete and unaltered.",
    "explore": "Write the explorer: the data as one HTML page.",
    "info": "Show version, tables, years, licence and citation.",
}
"""Each command and its help; a test compares them with the first lines of the commands' docstrings."""

_EXTRAS = {
    "vl_convert": "explore",
    **dict.fromkeys(("duckdb", "sqlglot"), "bulk"),
    "pyspark": "spark",
    **dict.fromkeys(
        (
            "frictionless", "pandera", "build", "hatchling", "marko", "xlsxwriter", "openpyxl",
            "bibtexparser", "pylatexenc", "prompt_toolkit",
        ),
        "curate",
    ),
}  # fmt: skip
"""The extra that installs what a command needs."""


def _command(verb: str) -> click.Command:
    """The command of a verb. Imported late: pandas and pyarrow take a second, and completion must not wait for them."""
    match verb:
        case "check":
            import sino_pak_data.cli.check
        case "explain":
            import sino_pak_data.cli.explain
        case "format":
            import sino_pak_data.cli.format
        case "add":
            import sino_pak_data.cli.add
        case "import":
            import sino_pak_data.cli.imports

            return sino_pak_data.cli.imports.command
        case "sample":
            import sino_pak_data.cli.sample
        case "build":
            import sino_pak_data.cli.build
        case "merge":
            import sino_pak_data.cli.merge
        case "diff":
            import sino_pak_data.cli.diff
        case "release":
            import sino_pak_data.cli.release
        case "codebook":
            import sino_pak_data.cli.codebook
        case "new":
            import sino_pak_data.cli.new
        case "show":
            import sino_pak_data.cli.show
        case "history":
            import sino_pak_data.cli.history
        case "search":
            import sino_pak_data.cli.search
        case "claims":
            import sino_pak_data.cli.claims
        case "bulk":
            import sino_pak_data.cli.bulk
        case "verify":
            import sino_pak_data.cli.verify
        case "explore":
            import sino_pak_data.cli.explore
        case "info":
            import sino_pak_data.cli.info
    command: click.Command = getattr(sino_pak_data.cli, verb).command
    return command


@contextmanager
def extras_required(user: str) -> Iterator[None]:
    """Turn a missing package of an extra into a usage error that says who needs it and what to install."""
    try:
        yield
    except ModuleNotFoundError as reason:
        missing = (reason.name or "").partition(".")[0]
        if missing not in _EXTRAS:
            raise
        message = f"{user} needs {missing}, which is not installed: pip install 'sino-pak-data[{_EXTRAS[missing]}]'"
        raise click.UsageError(message) from None


@contextmanager
def misspelled() -> Iterator[None]:
    """Turn a name that the data do not know, a ValueError of the reading side, into a usage error."""
    try:
        yield
    except ValueError as reason:
        raise click.UsageError(str(reason)) from None


@contextmanager
def _inert_messages() -> Iterator[None]:
    """Let no message carry a character of a file or argument on which a terminal would act."""
    try:
        yield
    except click.ClickException as reason:
        reason.message = "\n".join(map(visible, str(reason.message).split("\n")))  # type: ignore[misc]
        raise


class LateGroup(click.Group):
    """A group whose commands are imported when they run, not when the group is listed.

    verbs  each command and its help
    above  the words of the command line before a verb
    """

    verbs: ClassVar[Mapping[str, str]] = {}
    above = ""

    def load(self, verb: str) -> click.Command:
        """The command of a verb, imported now."""
        raise NotImplementedError

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.verbs)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.verbs:
            return None
        with extras_required(f"`{self.above}{name}`"):
            return self.load(name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names and help from `verbs`: click would import every command for them."""
        verbs = [CompletionItem(name, help=line) for name, line in self.verbs.items() if name.startswith(incomplete)]
        return verbs + super(click.Group, self).shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.verbs.items()))


class Verbs(LateGroup):
    """The group of all commands."""

    verbs = VERBS

    def load(self, verb: str) -> click.Command:
        return _command(verb)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _inert_messages():
            try:
                return super().parse_args(ctx, args)  # prints the help and the version
            except BrokenPipeError:
                raise _unheard() from None
            except OSError as reason:
                raise click.UsageError(str(reason)) from None

    def invoke(self, ctx: click.Context) -> object:
        with _inert_messages():
            return self._run(ctx)

    def _run(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.UsageError as reason:
            if type(reason) is click.UsageError and reason.ctx is not ctx:
                reason.ctx = None  # or click prints the usage line too, when a command only refuses its input
            raise
        except BrokenPipeError:
            raise _unheard() from None
        except (PackageError, OSError) as reason:
            raise click.UsageError(str(reason)) from None
        except (KeyboardInterrupt, click.Abort):  # click turns an interrupt at its own prompts into the second
            click.echo("\nInterrupted.", err=True)
            raise SystemExit(130) from None


def _unheard() -> SystemExit:
    """The end of a command whose reader, such as `head`, has gone. With 1, as click has it, data would pass for faulty."""
    hang_up()
    return SystemExit(141)  # as a shell says it of a program that SIGPIPE ended


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sino-pak-data", prog_name="sino-pak-data")
def main() -> None:
    """China-Pakistan relations as data: read, check and release the tables.

    Exit status: 0 clean, 1 the data has errors, 2 wrong usage, 70 a defect of the program, 130 interrupted,
    141 nobody reads the output any more, as with `head`.
    """
    if os.environ.get("NO_COLOR"):
        click.get_current_context().color = False


def script() -> None:
    """Run the installed command.

    Disables the garbage collector: the process is short-lived and frees almost nothing, and collecting, while it
    runs and when it exits, would take a fifth of its time.
    """
    gc.disable()
    atexit.register(gc.freeze)
    prepare_streams()
    try:
        main(prog_name="sino-pak-data")
    except Exception:
        traceback.print_exc()
        click.echo("This is a defect of sino-pak-data, not of your data: please report it with these lines.", err=True)
        raise SystemExit(70) from None  # EX_SOFTWARE: with 1, as Python has it, a crash would pass for faulty data
