"""`merge`: settles the conflicts that a merge of git left in the tables."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.cli.places import hold, repository
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder, git
from sino_pak_data.reading.three_way import merge
from sino_pak_data.reading.write import replace_all


@click.command()
def command() -> None:
    """Settle the conflicts of a git merge in the tables, row by row.

    Run it when `git merge`, `rebase` or `pull` stops at a table. What one side added, changed or deleted is
    taken. What both did differently stays between the markers of git, and is listed: decide, then commit.
    Exit status 1 if anything is left to decide.
    """
    root = repository()
    hold(root)
    sides = _unmerged(root)
    schemas = {resource.path: resource.schema for resource in Descriptor(Folder(root)).authored.values()}
    merged = {}
    for path in sorted(sides.keys() & schemas.keys()):
        base, ours, theirs = (git(root, "cat-file", "blob", one).decode() if one else "" for one in sides[path])
        if not (ours and theirs):
            raise PackageError(f"{path}: one side deleted the table: decide with `git rm` or `git add`")
        try:
            merged[path] = merge(schemas[path], base, ours, theirs)
        except PackageError as reason:
            raise PackageError(f"{path}: {reason}") from None
    replace_all({root / path: text.encode() for path, (text, _) in merged.items()})
    for path, (_, conflicts) in merged.items():
        click.echo(f"{path}: merged" if not conflicts else "\n".join(f"{path}: {one}" for one in conflicts))
    settled = [path for path, (_, conflicts) in merged.items() if not conflicts]
    if settled:
        click.echo(f"\nTo go on, after `sino-pak-data check`:\ngit add {' '.join(settled)}")
    elif not merged:
        click.echo("no table has conflicts")
    raise SystemExit(1 if len(settled) < len(merged) else 0)


def _unmerged(root: Path) -> dict[str, list[str]]:
    """The files with conflicts, each with the git objects of base, ours and theirs; "" where a side has none."""
    found: dict[str, list[str]] = {}
    for entry in git(root, "ls-files", "--unmerged", "-z").decode("utf-8", "surrogateescape").split("\0")[:-1]:
        about, path = entry.split("\t", 1)
        _, name, stage = about.split()
        found.setdefault(path, ["", "", ""])[int(stage) - 1] = name
    return found
