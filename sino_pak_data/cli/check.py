"""`check`: every rule over the repository, and the exit status that CI reads."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click

from sino_pak_data.cells.text import counted
from sino_pak_data.checks.findings import Report
from sino_pak_data.checks.runner import check
from sino_pak_data.cli import extras_required
from sino_pak_data.cli.places import named_store, repository
from sino_pak_data.cli.render.problems import PRINTERS
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.safety import LARGEST_FILE
from sino_pak_data.package.store import Folder
from sino_pak_data.reading.reader import Authored, open_package

_MEMORY = "2GB"
"""For tables that are too large for memory."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(list(PRINTERS)), default="text", show_default=True)
@click.option("--fast", is_flag=True, expose_value=False, help="Does the same: every check is fast.")
@click.option("--reference", is_flag=True, help="Also report what only frictionless or pandera finds.")
@click.option(
    "--base",
    metavar="OLD",
    help="Also report identifiers that OLD has and these tables lost: a git revision such as main, a folder or a zip.",
)
@click.option(
    "--max-problems", "most", type=click.IntRange(min=0), default=1000, show_default=True,
    help="Problems to print; 0 for all. Every problem is counted.",
)  # fmt: skip
def command(paths: tuple[Path, ...], form: str, reference: bool, base: str | None, most: int) -> None:
    """Check the tables and report every problem.

    PATHS are a repository or some of its tables. The whole repository is checked in any case; with tables,
    only their problems are printed. Default: the repository around the working folder.
    """
    began = time.perf_counter()
    root = repository(paths[0] if paths else None)
    keep = None if paths or reference or base or not most else most
    package = open_package(root, keep)
    report = check(package, keep=keep)
    large = [name for name in package.unread if _bytes(package, name) > LARGEST_FILE]
    more = _by_bulk(package, report, large, keep) if large else 0
    if reference:
        with extras_required("`check --reference`"):
            from sino_pak_data.release.referee import disagreements  # its libraries take a second
        for problem in disagreements(package.descriptor, package.readable, report.problems):
            report.add(problem)
    if base is not None:
        _compare(root, base, package, report)
    if reference or base is not None or large:
        report.sort([table.file for table in package.authored])
    found = _within(root, paths, report) if paths else report
    if not package.authored:
        raise PackageError("datapackage.json lists no CSV table with a schema, so there is nothing to check")
    if found.total or form in {"json", "junit"}:
        click.echo(PRINTERS[form](found.first(most)))
    elif form == "markdown":
        click.echo(f"**No problems** in {_size(package, more)}")
    if form == "text":
        click.echo(_summary(package, more, found, time.perf_counter() - began), err=bool(found.total))
    elif most and found.total > most:
        click.echo(f"showing {most:,} of {found.total:,} problems; --max-problems 0 shows all", err=True)
    raise SystemExit(1 if found.errors else 0)


def _compare(root: Path, base: str, package: Authored, report: Report) -> None:
    """Add the identifiers that `base` has and the package lost, if it is sound enough to be compared."""
    from sino_pak_data.release.diff import compare  # imported late: other checks need no comparison
    from sino_pak_data.release.withdrawals import problems

    old = Descriptor(named_store(base, root))
    try:
        lost = list(problems(compare(old, package.descriptor)))
    except PackageError as reason:
        if not report.errors:
            raise
        click.echo(f"not compared with {base} until the errors are mended: {reason}", err=True)
        return
    for problem in lost:
        report.add(problem)


def _within(root: Path, paths: tuple[Path, ...], found: Report) -> Report:
    wanted = [path.resolve() for path in paths]
    files = {problem.file for problem in found.problems}
    return found.within([f for f in files if any((root / f).resolve().is_relative_to(path) for path in wanted)])


def _bytes(package: Authored, name: str) -> int:
    store = package.descriptor.store
    path = store.root / package.descriptor.authored[name].path if isinstance(store, Folder) else None
    return path.stat().st_size if path and path.is_file() else 0


def _by_bulk(package: Authored, report: Report, large: Sequence[str], keep: int | None) -> int:
    """Check the tables that are too large to be read into memory by their schemas alone; their rows."""
    descriptor = package.descriptor
    root = Path(descriptor.store.place)
    paths = {name: root / one.path for name, one in descriptor.authored.items() if name in {*package.readable, *large}}
    with extras_required("`check` of a table above 512 MiB"):
        from sino_pak_data.bulk import check as bulk  # imported late, with DuckDB: other checks need neither
        from sino_pak_data.bulk.engines import megabytes, opened

        with opened(memory=_MEMORY) as engine:
            files = {name: [path] for name, path in paths.items()}
            outcome = bulk.check(descriptor, files, engine, megabytes(_MEMORY), keep=keep, root=root, only=large)
    report.replace("too-large", {descriptor.authored[name].path for name in large}, outcome.report)
    for name in large:
        path = descriptor.authored[name].path
        click.echo(f"{path} is too large for all rules: checked by its schema alone, as `bulk check` does", err=True)
    return outcome.rows


def _summary(package: Authored, more: int, found: Report, seconds: float) -> str:
    return f"{_size(package, more)}, {found.outcome} in {seconds:.1f} s"


def _size(package: Authored, more: int) -> str:
    """`more` are the rows that are not in memory."""
    rows = sum(len(table.rows) for table in package.authored) + more
    return f"{counted(len(package.authored), 'table')}, {counted(rows, 'row')}"
