"""Cuts a release: what refuses it, the files that it changes, and the moves that put it into the tree.

    datapackage.json                            version and date
    CODEBOOK.md, CITATION.cff, .zenodo.json     generated again from it
    CHANGELOG.md                                the new section, after what was written under `Unreleased`
    changes/VERSION.csv                         one line for every row and cell that differs, so that the rows before it
                                                can be rebuilt from those after it
    releases.json                               the release, its commit and a hash of each table

The changelog says what matters; the CSV says what happened to one row, can be searched like the tables,
and is published as the built table `changes`.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.text import counted
from sino_pak_data.derive.changes import COLUMNS, DEFINITION, FOLDER, WHOLE, definition
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.releases import FILE, listed
from sino_pak_data.package.schema import Json
from sino_pak_data.package.store import DESCRIPTOR, Folder, Overlay, Revision, git
from sino_pak_data.package.table import Package
from sino_pak_data.release import last
from sino_pak_data.release.diff import PackageDiff, compare
from sino_pak_data.release.impact import entries, greatest, least, parts, reasons
from sino_pak_data.release.metadata.documents import REPOSITORY
from sino_pak_data.release.metadata.subject import json_text
from sino_pak_data.release.metadata.terms import terms
from sino_pak_data.release.schema_diff import Bump
from sino_pak_data.release.withdrawals import losses, withdrawn

CHANGELOG = "CHANGELOG.md"
SCRATCH = ".release-scratch-"
"""Beginning of the name of the folder in which a release is made; git must not ignore it."""
LIMITED_ROWS = 2_000
"""Rows that one database of class `limited` may give, with its editions and mirrors. Its terms in `sources`
allow less than a tenth of a dataset; by our estimate both databases concerned (arms transfers by deal,
military expenditure by state, year and measure) hold more than 20,000 values."""
_WRITTEN = {DESCRIPTOR, *REPOSITORY, CHANGELOG, FILE}
"""The files that every release writes; it adds one to `changes`."""
_UNRELEASED = re.compile(r"^## Unreleased[ \t]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def uncommitted(root: Path) -> list[str]:
    """Why the working tree cannot be released: files that differ from the last commit, or a killed release."""
    if killed := interrupted(root):
        return [killed]
    fix = "commit it, or put it aside with `git stash --include-untracked`"
    return [*(f"{name} is not committed: {fix}" for _, name in _status(root)), *_halved(root)]


def _halved(root: Path) -> Iterator[str]:
    """What only a part of a release can have left in the last commit: after a kill somebody committed all there was."""
    if not (releases := last.listed(root)):
        return
    newest, store = releases[-1]["version"], Folder(root)
    fix = "a release that was killed was committed in part; revert that commit"
    if (version := Descriptor(store).version) != newest:
        yield f"{DESCRIPTOR} has version {version}, but the last of {FILE} is {newest}: {fix}"
    names = [name for name in store.names(FOLDER) if name.endswith(".csv")]
    later = (name for name in names if parts(Path(name).stem) > parts(newest))
    yield from (f"{name} is later than {newest}, the last of {FILE}: {fix}" for name in later)


def head(root: Path) -> str:
    """The commit that is checked out."""
    return git(root, "rev-parse", "HEAD").decode().strip()


def overtaken(root: Path, commit: str, scratch: Path) -> list[str]:
    """Why a release that was made from `commit` no longer fits the tree: it was committed to or edited in the meantime."""
    again = "while the release was built: run it again"
    found = [f"HEAD moved from {commit[:7]} to {now[:7]} {again}"] if (now := head(root)) != commit else []
    names = (name for _, name in _status(root) if not name.startswith(f"{scratch.name}/"))
    return [*found, *(f"{name} was changed {again}" for name in names)]


def untrue(root: Path, tag: str) -> list[str]:
    """Why the commit that is checked out is not the release of that tag, as `release` made it and nothing else.

    Raises `PackageError` if the tag or the commit that the release was made from is not in this clone.
    """
    descriptor, releases = Descriptor(Folder(root)), last.listed(root)
    version = descriptor.version
    found = [f"{tag} is not v{version}, the version of {DESCRIPTOR}"] if tag != f"v{version}" else []
    if not releases or releases[-1]["version"] != version:
        return [*found, f"the last release of {FILE} is not {version}"]
    entry = releases[-1]
    if Revision(root, f"refs/tags/{tag}").commit != head(root):
        found.append(f"{tag} is another commit than the one that is checked out")
    found += [f"{name} is not committed" for _, name in _status(root)]
    tables = last.entry(descriptor, version, entry["date"], entry["commit"])["tables"]
    different = [name for name in entry["tables"].keys() | tables if entry["tables"].get(name) != tables.get(name)]
    found += [f"table {name} is not the one that {FILE} describes" for name in sorted(different)]
    changed = git(root, "diff", "--name-only", "-z", "--no-renames", entry["commit"], "HEAD").decode().split("\0")
    written = {*_WRITTEN, f"{FOLDER}/{version}.csv", ""}
    made_from = f"changed since {entry['commit'][:7]}, the commit that the release was made from"
    found += [f"{name} {made_from}" for name in changed if name not in written]
    return found or [*_rewritten(root, releases)]


def _rewritten(root: Path, releases: list[Json]) -> Iterator[str]:
    """Which files of the last release differ from what `release` writes at the commit that it was made from.

    Of the changelog, the new section may have been edited; all around it may not.
    """
    entry, descriptor = releases[-1], Descriptor(Folder(root))
    version, day, before = entry["version"], entry["date"], Revision(root, entry["commit"])
    written = {name: made(descriptor) for name, made in REPOSITORY.items()}
    written[DESCRIPTOR] = _descriptor(before.read(DESCRIPTOR).decode("utf-8"), version, day).decode("utf-8")
    written[FILE] = json_text({"releases": [*listed(before), last.entry(descriptor, version, day, before.commit)]})
    if releases[:-1]:
        written[f"{FOLDER}/{version}.csv"] = changes(compare(last.released(root, releases[-2]), descriptor))
    for name, text in sorted(written.items()):
        if not (root / name).is_file() or (root / name).read_bytes() != text.encode("utf-8"):
            yield f"{name} is not as `release` writes it: it was edited since, or made by another version"
    begin, _, end = _changelog(before.read(CHANGELOG).decode("utf-8"), version, day, "\0").partition("\0")
    now = (root / CHANGELOG).read_text(encoding="utf-8")
    if not (now.startswith(begin.rstrip()) and now.endswith(end)):
        yield f"{CHANGELOG} was edited outside its section {version}"


def interrupted(root: Path) -> str:
    """What a killed `release` left in the tree and the commands that undo it; empty if there is nothing."""
    scratch = sorted(path.name for path in root.glob(f"{SCRATCH}*") if path.is_dir())
    if not scratch:
        return ""
    if git(root, "ls-files", "--", *scratch):
        left = ", ".join(f"{name}/" for name in scratch)
        return f"an earlier release was killed, and {left} that it left behind was committed: revert that commit"
    moved = [(code, name) for code, name in _status(root) if name in _WRITTEN or name.startswith(f"{FOLDER}/")]
    changed = [name for code, name in moved if code != "??"]
    commands = [f"git restore -- {shlex.join(changed)}"] if changed else []
    commands.append(f"git clean -fdxq -- {shlex.join([*(name for code, name in moved if code == '??'), *scratch])}")
    names = ", ".join([*(name for _, name in moved), *(f"{name}/" for name in scratch)])
    return f"an earlier release was killed and left {names} behind; undo it: {' && '.join(commands)}"


def _status(root: Path) -> list[tuple[str, str]]:
    """Code and name of every file that differs from the last commit."""
    status = git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
    return [(line[:2], line[3:]) for line in status.decode("utf-8", "surrogateescape").split("\0") if line]


def taken(root: Path, version: str) -> list[str]:
    """Why this number cannot be used: a published version never changes."""
    listed = [release["version"] for release in last.listed(root)]
    tagged = git(root, "tag", "--list", f"v{version}").strip()
    return [f"{version} is already released: use the next number"] if tagged or version in listed else []


def refusals(difference: PackageDiff | None, package: Package, version: str) -> list[str]:
    """Every reason not to publish `package` as `version`; `difference` is from the last release, if there is one."""
    found = list(_terms(package))
    if difference is not None:
        found += [*_number(difference, version), *_unlisted(difference, version)]
    return found


def next_version(difference: PackageDiff | None, current: str) -> str:
    """The version to release if none is given: the least after the last release, or the current one before the first."""
    return least(difference.old.version, max(greatest(difference), Bump.patch)) if difference else current


def _number(difference: PackageDiff, version: str) -> Iterator[str]:
    wanted = next_version(difference, version)
    if parts(version) < parts(wanted):
        because = f": {'; '.join(demanding)}" if (demanding := reasons(difference)) else ""
        yield f"{version} is too small after {difference.old.version}; use {wanted} or higher{because}"


def _unlisted(difference: PackageDiff, version: str) -> Iterator[str]:
    """Identifiers that are gone without a row in `retired` for this version."""
    yield from (f"{loss.record} {loss.message}: {loss.hint}" for loss in losses(difference, version))
    for table in difference.tables.values():
        for record in withdrawn(table):
            if (retired := difference.retired.get(record)) and retired["version"] != version:
                yield f"{record} is in tables/retired.csv with version {retired['version']}: change it to {version}"


def _terms(package: Package) -> Iterator[str]:
    """Works that forbid redistribution, and databases of which the package would contain more than an extract."""
    origins, rows, works = package.origins, Counter[str](), defaultdict[str, list[str]](list)
    for work in terms(package):
        if work.redistribution == "forbidden":
            rows_of_it = counted(work.rows, "row")
            yield f"{work.source_id} forbids redistribution, but {rows_of_it} of observations come from it: remove them"
        elif work.redistribution == "limited":
            database = min(origins.of(work.source_id))
            rows[database] += work.rows
            works[database].append(work.source_id)
    for database, count in rows.items():
        if count > LIMITED_ROWS:
            names = ", ".join(sorted(works[database]))
            yield f"{names}: only small extracts are allowed, and {count:,} rows exceed {LIMITED_ROWS:,}: remove some"


def changed_files(
    root: Path, package: Package, version: str, day: str, section: str, difference: PackageDiff | None
) -> dict[str, bytes]:
    """New content by path. `section` is the generated part of the changelog, `day` is YYYY-MM-DD."""
    store = package.descriptor.store
    files = {DESCRIPTOR: _descriptor(store.read(DESCRIPTOR).decode("utf-8"), version, day)}
    descriptor = Descriptor(Overlay(root, files))
    files |= {name: made(descriptor).encode("utf-8") for name, made in REPOSITORY.items()}
    files[CHANGELOG] = _changelog(store.read(CHANGELOG).decode("utf-8"), version, day, section).encode("utf-8")
    if difference is not None:
        files[f"{FOLDER}/{version}.csv"] = changes(difference).encode("utf-8")
    releases = [*last.listed(root), last.entry(descriptor, version, day, head(root))]
    files[FILE] = json_text({"releases": releases}).encode("utf-8")
    return files


def changes(difference: PackageDiff) -> str:
    """The file of changes of a release."""
    rows = sorted([*_rows(difference), *_lost(difference), *_schemas(difference), *_definitions(difference)])
    return csv_lines.document(list(COLUMNS), rows)


def _rows(difference: PackageDiff) -> Iterator[list[str]]:
    """A line for an added, removed or renamed row, and a line for every cell that differs."""
    for entry in entries(difference):
        if entry.change != "changed":
            yield [entry.record, WHOLE, entry.change, "", entry.successor]
        for cell in entry.cells:
            yield [entry.record, cell.field, "changed", cell.old, cell.new]


def _lost(difference: PackageDiff) -> Iterator[list[str]]:
    """A line for every filled cell of a removed row or column, and for every part of a key that was renamed."""
    for table in difference.tables.values():
        gone = [
            (key, name, cell) for key, line in table.removed.items() for name, cell in table.old.cells(line).items()
        ]
        gone += [(key, cell.field, cell.old) for key, cells in table.dropped.items() for cell in cells]
        yield from ([table.address(key), name, "removed", cell, ""] for key, name, cell in gone if cell)
        for old, new, _ in table.renamed:
            parts = zip(table.new.key, old, new, strict=True)
            yield from ([table.address(old), name, "changed", was, now] for name, was, now in parts if was != now)


def _definitions(difference: PackageDiff) -> Iterator[list[str]]:
    """The former definition of every table whose definition is another now."""
    for name in difference.old.authored:
        was, now = (
            definition(side.published(side.authored[name].schema)) if name in side.authored else ""
            for side in (difference.old, difference.new)
        )
        if was != now:
            yield [f"schemas/{name}", DEFINITION, "changed" if now else "removed", was, ""]


def _schemas(difference: PackageDiff) -> Iterator[list[str]]:
    for place, name, old, new, _ in difference.schemas:
        change = "added" if old is None else "removed" if new is None else "changed"
        cells = ["" if value is None or value is True else " ".join(str(value).split()) for value in (old, new)]
        yield [f"schemas/{place}", name, change, *cells]


def _descriptor(text: str, version: str, day: str) -> bytes:
    """The descriptor with a new version and date; every other line stays as it is."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise PackageError(f"{day!r} is not a date: use YYYY-MM-DD") from None
    for name, value in (("version", version), ("created", f"{day}T00:00:00Z")):
        text = re.sub(rf'^(  "{name}": )"[^"]*"', rf'\g<1>"{value}"', text, count=1, flags=re.MULTILINE)
        if json.loads(text).get(name) != value:
            raise PackageError(f"{DESCRIPTOR} needs a line '  \"{name}\": …' at its top level, to be replaced")
    return text.encode("utf-8")


def _changelog(text: str, version: str, day: str, section: str) -> str:
    """The changelog with the new section on top; what was written under Unreleased opens it."""
    if f"\n## {version} " in text:
        raise PackageError(f"{CHANGELOG} has a section {version}: write what is not released under `## Unreleased`")
    unreleased = _UNRELEASED.search(text)
    by_hand = f"{unreleased[1].strip()}\n\n" if unreleased and unreleased[1].strip() else ""
    head, mark, older = _UNRELEASED.sub("", text).partition("\n## ")
    return f"{head.rstrip()}\n\n## {version} ({day})\n\n{by_hand}{section.strip()}\n{mark}{older}"


def move(root: Path, scratch: Path, names: Iterable[str]) -> None:
    """Move files from `scratch/tree` into the tree and then `scratch/dist` to `dist`; all in one file system.

    A kill in between leaves some files moved and `scratch` in place, which `interrupted` recognizes.
    """
    for name in names:
        source, target = scratch / "tree" / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            shutil.copymode(target, source)
        source.replace(target)
    if (root / "dist").exists():
        (root / "dist").rename(scratch / "old")
    (scratch / "dist").rename(root / "dist")
    shutil.rmtree(scratch)
