"""`bulk check`: the rules of a Table Schema over files of any size."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from sino_pak_data.bulk.against import Described, described
from sino_pak_data.bulk.check import Outcome, check
from sino_pak_data.bulk.engines import megabytes, opened
from sino_pak_data.bulk.files import assigned, gathered
from sino_pak_data.cells.text import counted
from sino_pak_data.cli.bulk.options import Progress, engine_options
from sino_pak_data.cli.places import repository
from sino_pak_data.cli.render.problems import PRINTERS
from sino_pak_data.package.problem import PackageError


@click.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--schema", type=click.Path(exists=True, path_type=Path),
    help="A Table Schema, or a data package: its folder or descriptor. Default: the dataset around the working folder.",
)  # fmt: skip
@engine_options
@click.option("--format", "form", type=click.Choice(list(PRINTERS)), default="text", show_default=True)
@click.option(
    "--max-problems", "most", type=click.IntRange(min=0), default=1000, show_default=True,
    help="Problems to print; 0 for all. Every problem is counted.",
)  # fmt: skip
def command(
    paths: tuple[str, ...], schema: Path | None, engine: str, master: str, memory: str, form: str, most: int
) -> None:
    """Check tables of any size against a Table Schema or data package.

    PATHS are files of CSV or Parquet, folders of them, or globs in quotes. Default: the tables of the package. With a
    package, the name of a file or of its folder says which table it is.

    DuckDB gives each problem its line and column; Spark counts, and gives samples whose line is 0.
    """
    began = time.perf_counter()
    size = megabytes(memory)
    against = described(schema or repository())
    tables = _tables(against, paths)
    files = [path for listed in tables.values() for path in listed]
    progress = Progress(sum(path.stat().st_size for path in files if path.is_file()))
    try:
        with opened(engine, master, memory) as runs:
            outcome = check(
                against.descriptor, tables, runs, size,
                keep=most or None, root=against.root, tell=progress, dialect=against.dialect,
            )  # fmt: skip
    finally:
        progress.end()
    _print(outcome, form, most, time.perf_counter() - began)
    raise SystemExit(1 if outcome.report.errors else 0)


def _tables(against: Described, paths: tuple[str, ...]) -> Mapping[str, list[Path]]:
    authored = against.descriptor.authored
    if not authored:
        raise PackageError(f"{against.origin} has no CSV table with a schema, so there is nothing to check")
    if paths:
        return dict(assigned(gathered(paths), authored))
    if not against.package:
        raise click.UsageError("a Table Schema needs the paths of the files to check")
    return {name: [against.root / one.path] for name, one in authored.items()}


def _print(outcome: Outcome, form: str, most: int, seconds: float) -> None:
    """The problems in a format, then the line that counts them."""
    report: Any = outcome.report
    size = f"{counted(outcome.files, 'file')}, {counted(outcome.rows, 'row')}"
    if report.total or form in {"json", "junit"}:
        click.echo(PRINTERS[form](report.first(most)))
    elif form == "markdown":
        click.echo(f"**No problems** in {size}")
    if form == "text":
        click.echo(f"{size}, {report.outcome} in {seconds:.1f} s", err=bool(report.total))
    elif most and report.total > most:
        click.echo(f"showing {most:,} of {report.total:,} problems; --max-problems 0 shows all", err=True)
