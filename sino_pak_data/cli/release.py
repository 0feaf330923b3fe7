"""`release`: the next version, large enough for what changed, made in a scratch folder and then moved into the tree."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import build as _build_backend  # noqa: F401  (fails early if the extra is missing)
import click

from sino_pak_data.checks.runner import check
from sino_pak_data.cli.explore import page_of
from sino_pak_data.cli.places import hold, repository
from sino_pak_data.cli.render.changelog import first_section, section
from sino_pak_data.cli.render.problems import text
from sino_pak_data.package.artifacts import PACKAGE, WHEEL
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package
from sino_pak_data.reading.reader import open_package
from sino_pak_data.release import cut
from sino_pak_data.release.build import build, built_faults, copy_tree
from sino_pak_data.release.diff import PackageDiff, compare
from sino_pak_data.release.impact import parts
from sino_pak_data.release.last import contributors, last_release, listed
from sino_pak_data.release.referee import disagreements
from sino_pak_data.verify import verify

_PUBLISH = """
{0} is in the tree and in dist/. To publish it:

git add --all
git commit --message "Release {0}"
git tag --annotate v{0} --message "sino-pak-data {0}"
git push --atomic origin HEAD v{0}"""


@click.command()
@click.argument("version", required=False)
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="Date of the release. Default: today, UTC.")
@click.option("--tagged", metavar="TAG", help="Only say whether this commit is the release of TAG, for a workflow.")
def command(version: str | None, dry_run: bool, day: str | None, tagged: str | None) -> None:
    """Check, version, document and build the next release.

    VERSION defaults to the least that the changes since the last release allow. Refused are uncommitted
    files, errors of `check`, a version that is too small, removed rows that are not in retired, and rows
    whose terms forbid redistribution. Nothing is committed: the commands to do so are printed. If the run
    is killed while it moves files, the next run prints the commands that undo it.
    """
    root = repository()
    if tagged is not None:
        _refuse(cut.untrue(root, tagged))
        click.echo(f"this commit is the release {tagged}")
        return
    if not dry_run:
        hold(root)
    commit = cut.head(root)
    _refuse(cut.uncommitted(root))
    package = open_package(root)
    problems = check(package).problems
    problems += disagreements(package.descriptor, package.readable, problems)
    if any(problem.severity == "error" for problem in problems):
        click.echo(text(problems))
        raise SystemExit(1)
    released = last_release(root)
    difference = compare(released, package.descriptor) if released else None
    version = version or cut.next_version(difference, package.descriptor.version)
    parts(version)
    _refuse([*cut.refusals(difference, package, version), *cut.taken(root, version)])

    day = day or f"{datetime.now(UTC):%Y-%m-%d}"
    files = cut.changed_files(root, package, version, day, _section(root, package, version, difference), difference)
    # in the tree: files can only be moved within one file system
    scratch = Path(tempfile.mkdtemp(prefix=cut.SCRATCH, dir=None if dry_run else root))
    try:
        tree = copy_tree(root, scratch / "tree", files)
        prepared = open_package(tree)
        build(prepared, tree, scratch / "dist", page_of)
        _refuse(f"the build is wrong: {fault}" for fault in faults(scratch / "dist", prepared))
        click.echo(_summary(root, files, scratch / "dist"))
        _refuse(cut.overtaken(root, commit, scratch))
    except BaseException:
        shutil.rmtree(scratch)
        raise
    if dry_run:
        shutil.rmtree(scratch)
        click.echo("\ndry run: nothing was written")
        return
    try:
        cut.move(root, scratch, sorted(files))
    except OSError as reason:
        raise PackageError(f"cannot move the release into the tree ({reason}): {cut.interrupted(root)}") from None
    click.echo(_PUBLISH.format(version))


def _refuse(reasons: Iterable[str]) -> None:
    refused = [f"refused: {reason}" for reason in reasons]
    if refused:
        click.echo("\n".join(refused), err=True)
        raise SystemExit(1)


def _section(root: Path, package: Package, version: str, difference: PackageDiff | None) -> str:
    if difference is None:
        return first_section(package)
    people = contributors(root, str(listed(root)[-1]["commit"]))
    return section(difference, version, people, str(package.descriptor.json.get("homepage", "")))


def faults(dist: Path, package: Package) -> list[str]:
    """What is wrong with a build: it lacks rows of the package, or `verify` refuses it."""
    published = [artifact.file(package.descriptor.version) for artifact in (PACKAGE, WHEEL)]
    refused = [str(fault) for name in published for fault in verify(dist / name).faults]
    return [*built_faults(dist, package), *refused]


def _summary(root: Path, files: Mapping[str, bytes], dist: Path) -> str:
    """The new section of the changelog, the files that change and the files that were built."""
    new = files[cut.CHANGELOG].decode("utf-8").partition("\n## ")[2].partition("\n## ")[0]
    lines = [f"## {new.rstrip()}", ""]
    for name, content in sorted(files.items()):
        old = (root / name).read_bytes() if (root / name).is_file() else None
        change = "new" if old is None else "unchanged" if old == content else "changed"
        lines.append(f"{len(content) / 1024:>8,.0f} KiB  {name} ({change})")
    lines += [f"{path.stat().st_size / 1024:>8,.0f} KiB  dist/{path.name}" for path in sorted(dist.iterdir())]
    return "\n".join(lines)
