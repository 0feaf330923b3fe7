"""A package as git keeps it: the files of one commit, read without checking them out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from sino_pak_data.package.problem import PackageError


class Revision:
    """The folder `root` of a repository as it was at one commit; a `Store` of that state.

    The commit is looked up once: a branch that moves on meanwhile changes nothing. Raises
    `PackageError` when git is not installed, `root` is in no repository, or there is no such commit.
    """

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.place = name
        self.commit = _commit(root, name)

    @cached_property
    def _files(self) -> dict[str, str]:
        """Path to the git object that holds it."""
        listed = git(self.root, "ls-tree", "-r", "-z", self.commit).decode("utf-8", "replace")
        entries = (entry.partition("\t") for entry in listed.split("\0") if entry)
        return {path: about.split()[2] for about, _, path in entries}

    def names(self, under: str) -> Iterator[str]:
        return (name for name in sorted(self._files) if name.startswith(f"{under}/"))

    def exists(self, name: str) -> bool:
        return name in self._files

    def read(self, name: str) -> bytes:
        if name not in self._files:
            raise FileNotFoundError(f"{name} in {self.place}")
        return git(self.root, "cat-file", "blob", self._files[name])


def git(root: Path, *words: str) -> bytes:
    """What a git command prints, run in `root`. Raises `PackageError` with what git says."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)
    except FileNotFoundError:
        raise PackageError("git is not installed: name a folder or a zip of a package instead of a revision") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise PackageError(f"git {words[0]} in {root} failed: {said or f'status {done.returncode}'}")
    return done.stdout


def _commit(root: Path, name: str) -> str:
    git(root, "rev-parse", "--git-dir")
    try:
        found = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except PackageError:
        shallow = git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
        hint = (
            "this clone is shallow: `git fetch --unshallow --tags` gets the rest"
            if shallow
            else "`git tag` and `git log --oneline` list what there is"
        )
        raise PackageError(f"{name!r} is no file, folder or git revision of {root}; {hint}") from None
    return found.decode().strip()
