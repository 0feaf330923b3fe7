"""`check`: the layers over the repository, and the exit status that CI reads."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path

import click

from sino_pak_data.cells.words import counted
from sino_pak_data.checks.findings import Findings
from sino_pak_data.checks.runner import FAST, Engine, survey
from sino_pak_data.cli import told_extras
from sino_pak_data.cli.places import repository
from sino_pak_data.cli.render.problems import PRINTERS
from sino_pak_data.reading.reader import Authored, open_package

_SHOWN = 1000


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(list(PRINTERS)), default="text", show_default=True)
@click.option(
    "--fast", is_flag=True, help="Errors that need no library, in a fifth of the time: for use before each commit."
)
@click.option(
    "--max-problems", "most", type=click.IntRange(min=0), default=_SHOWN, show_default=True,
    help="Show the first so many; 0 shows all. All are counted.",
)  # fmt: skip
def command(paths: tuple[Path, ...], form: str, fast: bool, most: int) -> None:
    """Report every fault in the tables.

    PATHS are a repository, or tables of it: then the whole is checked and the faults of these
    tables are shown. Without PATHS it is the repository you stand in.
    """
    began = time.perf_counter()
    root = repository(paths[0] if paths else None)
    engine = _engine(fast)
    keep = None if paths or not most else most
    package = open_package(root, keep)
    found = _within(root, paths, survey(package, engine, keep=keep))
    if found.total or form in {"json", "junit"}:
        click.echo(PRINTERS[form](found.first(most)))
    if form == "text":
        click.echo(_summary(package, found, time.perf_counter() - began, fast), err=bool(found.total))
    if form != "text" and most and found.total > most:
        click.echo(f"the first {most:,} of {found.total:,} problems: --max-problems 0 shows all", err=True)
    raise SystemExit(1 if found.errors else 0)


def _engine(fast: bool) -> Engine:
    """The full check comes with its libraries, which take longer to import than the fast one takes."""
    if fast:
        return FAST
    with told_extras("`check` without --fast"):
        full: Engine = import_module("sino_pak_data.checks.run").FULL
    return full


def _within(root: Path, paths: tuple[Path, ...], found: Findings) -> Findings:
    wanted = [path.absolute().resolve() for path in paths]
    if not wanted:
        return found
    files = {problem.file for problem in found.problems}
    return found.within([f for f in files if any((root / f).resolve().is_relative_to(path) for path in wanted)])


def _summary(package: Authored, found: Findings, seconds: float, fast: bool) -> str:
    rows = sum(len(table.rows) for table in package.authored)
    warnings = "" if fast else f", {counted(found.total - found.errors, 'warning')}"
    faults = counted(found.errors, "error") + warnings
    outcome = faults if found.total else "no errors" if fast else "no problems"
    how = " (fast: without warnings)" if fast else ""
    return f"{len(package.authored)} tables, {rows:,} rows, {outcome} in {seconds:.1f} s{how}"
