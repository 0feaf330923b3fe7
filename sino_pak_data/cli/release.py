"""`release`: a version that is earned by what changed, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import build as _build_backend  # noqa: F401  (tells early that the extra is missing)
import click

from sino_pak_data.checks.runner import check
from sino_pak_data.cli.places import repository
from sino_pak_data.cli.render.changelog import first_section, section
from sino_pak_data.cli.render.problems import text
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package
from sino_pak_data.reading.reader import open_package
from sino_pak_data.release import gate, journal, source
from sino_pak_data.release.build import build, differs_from
from sino_pak_data.release.bump import parts
from sino_pak_data.release.cut import CHANGELOG, changed_files
from sino_pak_data.release.diff import PackageDiff, compare
from sino_pak_data.release.history import contributors
from sino_pak_data.release.last import last_release, listed
from sino_pak_data.verify import verify


@click.command()
@click.argument("version", required=False)
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="Day of the release. Default: today, UTC.")
def command(version: str | None, dry_run: bool, day: str | None) -> None:
    """Check, version, document and build the next release.

    VERSION is the least that the changes since the last release allow unless named. Refused are: files
    that are not committed, errors of the check, a version that is too small, rows withdrawn without a
    row in retired, rows whose terms do not allow it. Nothing is committed: the commands to do it are
    printed. A run that was interrupted leaves the tree as it was, or is completed by the next run.
    """
    root = repository()
    if journal.pending(root):
        _refuse(["an interrupted release waits: run `release` to complete it"] if dry_run else [])
        _complete(root)
        return
    _refuse(gate.dirty(root))
    package = open_package(root)
    problems = check(package).problems
    if any(problem.severity == "error" for problem in problems):
        click.echo(text(problems))
        raise SystemExit(1)
    difference = _since_last(root, package.descriptor)
    version = version or gate.next_version(difference, package.descriptor.version)
    parts(version)
    _refuse([*gate.refusals(difference, package, version), *gate.taken(root, version)])

    day = day or f"{datetime.now(UTC):%Y-%m-%d}"
    files = changed_files(root, package, version, day, _section(root, package, version, difference), difference)
    with _workplace(root, dry_run) as place:
        _built(source.copy(root, place / "source", files), place)
        click.echo(_told(files, place, root))
        if not dry_run:
            _decide(root, files, place)
    if dry_run:
        click.echo("\ndry run: nothing was written")
        return
    _put(root)
    click.echo(f"\n{version} stands in the tree and in dist/. To publish it:\n\n{_commands(version)}")


def _refuse(reasons: Sequence[str]) -> None:
    if reasons:
        for reason in reasons:
            click.echo(f"refused: {reason}", err=True)
        raise SystemExit(1)


def _decide(root: Path, files: Mapping[str, bytes], place: Path) -> None:
    try:
        journal.decide(root, files, place)
    except OSError as reason:
        raise PackageError(f"the release could not be written ({reason}); the tree is as it was") from None


def _put(root: Path) -> None:
    try:
        journal.finish(root)
    except OSError as reason:
        raise PackageError(
            f"the release is decided and waits in {journal.JOURNAL}/, but not every file could be put in its place "
            f"({reason}): mend that and run `release` again"
        ) from None


def _complete(root: Path) -> None:
    """Put the release that an interrupted run decided into the tree."""
    _put(root)
    version = Descriptor(Folder(root)).version
    click.echo(f"completed the interrupted release of {version}. To publish it:\n\n{_commands(version)}")


def _since_last(root: Path, new: Descriptor) -> PackageDiff | None:
    released = last_release(root)
    return compare(released, new) if released else None


def _section(root: Path, package: Package, version: str, difference: PackageDiff | None) -> str:
    if difference is None:
        return first_section(package)
    since = str(listed(root)[-1]["commit"])
    homepage = str(package.descriptor.json.get("homepage", ""))
    return section(difference, version, contributors(root, since), homepage)


@contextmanager
def _workplace(root: Path, dry_run: bool) -> Iterator[Path]:
    """Where the release is prepared: beside the tree, so that moving is one step; for a dry run far from it."""
    if dry_run:
        with tempfile.TemporaryDirectory() as scratch:
            yield Path(scratch)
        return
    place = journal.begin(root)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _built(tree: Path, place: Path) -> None:
    """Build the tree of the release and hold the result against it."""
    package = open_package(tree)
    build(package, tree, journal.dist(place))
    faults = faults_of(journal.dist(place), package)
    shutil.rmtree(tree)
    _refuse([f"the build does not hold what it should: {fault}" for fault in faults])


def faults_of(made: Path, package: Package) -> list[str]:
    """What is wrong with a build: it does not hold the rows, or `verify` would refuse it."""
    version = package.descriptor.version
    published = (f"sino-pak-data-{version}.zip", f"sino_pak_data-{version}-py3-none-any.whl")
    told = [str(fault) for name in published for fault in verify(made / name).faults]
    return [*differs_from(made, package), *told]


def _told(files: Mapping[str, bytes], place: Path, root: Path) -> str:
    """The section, the files that change and the files that were built."""
    new = files[CHANGELOG].decode("utf-8").partition("\n## ")[2].partition("\n## ")[0]
    lines = [f"## {new.rstrip()}", ""]
    for name, content in sorted(files.items()):
        old = (root / name).read_bytes() if (root / name).is_file() else None
        became = "new" if old is None else "as it was" if old == content else "changed"
        lines.append(f"{len(content) / 1024:>8,.0f} KiB  {name} ({became})")
    lines += [
        f"{path.stat().st_size / 1024:>8,.0f} KiB  dist/{path.name}" for path in sorted(journal.dist(place).iterdir())
    ]
    return "\n".join(lines)


def _commands(version: str) -> str:
    return "\n".join(
        [
            "git add --all",
            f'git commit --message "Release {version}"',
            f'git tag --annotate v{version} --message "sino-pak-data {version}"',
            f"git push --atomic origin HEAD v{version}",
        ]
    )
