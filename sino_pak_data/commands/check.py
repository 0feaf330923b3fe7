"""`check`: the three layers over the repository, and the exit status that CI reads."""

from __future__ import annotations

import time
from pathlib import Path

import click

from sino_pak_data.authored.read import Authored, open_package
from sino_pak_data.checks.run import check
from sino_pak_data.commands.places import repository
from sino_pak_data.model.problem import Problem
from sino_pak_data.report.problems import PRINTERS


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(list(PRINTERS)), default="text", show_default=True)
def command(paths: tuple[Path, ...], form: str) -> None:
    """Report every fault in the tables.

    PATHS are a repository, or tables of it: then the whole is checked and the faults of these
    tables are shown. Without PATHS it is the repository you stand in.
    """
    began = time.perf_counter()
    root = repository(paths[0] if paths else None)
    package = open_package(root)
    problems = _within(root, paths, check(package))
    if problems or form == "json":
        click.echo(PRINTERS[form](problems))
    if form == "text":
        click.echo(_summary(package, problems, time.perf_counter() - began), err=bool(problems))
    raise SystemExit(1 if any(problem.severity == "error" for problem in problems) else 0)


def _within(root: Path, paths: tuple[Path, ...], problems: list[Problem]) -> list[Problem]:
    wanted = [path.absolute().resolve() for path in paths]
    if not wanted:
        return problems
    return [p for p in problems if any((root / p.file).resolve().is_relative_to(path) for path in wanted)]


def _summary(package: Authored, problems: list[Problem], seconds: float) -> str:
    rows = sum(len(table.rows) for table in package.authored)
    errors = sum(problem.severity == "error" for problem in problems)
    outcome = f"{errors} errors, {len(problems) - errors} warnings" if problems else "no problems"
    return f"{len(package.authored)} tables, {rows:,} rows, {outcome} in {seconds:.1f} s"
