"""`build`: check the tables, then build what is published. Nothing is built from tables with errors."""

from __future__ import annotations

from pathlib import Path

import build as _build_backend  # noqa: F401  (fails early if the extra is missing)
import click

from sino_pak_data.cells.text import counted
from sino_pak_data.checks.runner import check
from sino_pak_data.cli.explore import page_of
from sino_pak_data.cli.places import hold, repository
from sino_pak_data.cli.render.problems import text
from sino_pak_data.package.problem import PackageError
from sino_pak_data.reading.reader import open_package
from sino_pak_data.release.build import build, untracked
from sino_pak_data.release.cut import interrupted


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to build into. Default: dist/ of the clone.")
def command(out: Path | None) -> None:
    """Check the tables and build the data package, wheel and sdist.

    The folder is replaced as a whole, or left as it was.
    """
    root = repository()
    target = (out or root / "dist").absolute()
    # a clone that cannot be written is built elsewhere
    hold(root if target.is_relative_to(root) else target)
    if killed := interrupted(root):
        raise PackageError(killed)
    package = open_package(root)
    report = check(package)
    if report.problems:
        click.echo(text(report.problems))
    if report.errors:
        click.echo(f"not built: {counted(report.errors, 'error')}", err=True)
        raise SystemExit(1)
    for name in untracked(root):
        click.echo(f"not in git, so not in the sdist: {name}", err=True)
    files = build(package, root, target, page_of)
    for table in package.authored:
        click.echo(f"{len(table.rows):>8,}  {table.name}")
    name = package.descriptor.json.get("name", "")
    click.echo(f"\n{name} {package.descriptor.version}: {report.outcome}")
    for file in files:
        click.echo(f"{file.stat().st_size / 1024:>8,.0f} KiB  {file}")
