"""The last release: its version, where its rows are, and who has contributed since.

`releases.json` lists every release, the newest last: version, date, the commit whose rows it published,
and the number of rows and SHA-256 of each table. A clone without tags (CI fetches none) finds the old
rows by that commit. The hashes prove that they are the released ones: a tag can be moved, a hash cannot.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from sino_pak_data.package.descriptor import CSV, Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.releases import FILE
from sino_pak_data.package.releases import listed as listed_in
from sino_pak_data.package.schema import Json
from sino_pak_data.package.store import Folder, Revision, git

_PEOPLE = "%aN%n%(trailers:key=Co-authored-by,key=Reported-by,valueonly,unfold)"
_MAIL = re.compile(r"\s*<[^>]*>\s*$")


def listed(root: Path) -> list[Json]:
    """The releases of a repository, oldest first. Raises `PackageError` if the list is broken."""
    return listed_in(Folder(root))


def entry(descriptor: Descriptor, version: str, day: str, commit: str) -> Json:
    """The entry of a release in the list."""
    read = {name: descriptor.store.read(resource.path) for name, resource in descriptor.authored.items()}
    tables = {name: {"rows": c.count(b"\n") - 1, "sha256": sha256(c).hexdigest()} for name, c in read.items()}
    return {"version": version, "date": day, "commit": commit, "tables": tables}


def last_release(root: Path) -> Descriptor | None:
    """The newest release, by its tag or else by its commit; None before the first release.

    Its version is that of the list: the commit that a release was made from still has the version before.
    Raises `PackageError` if neither is in this clone, or if the tables there are not the released ones.
    """
    releases = listed(root)
    return released(root, releases[-1]) if releases else None


def released(root: Path, release: Json) -> Descriptor:
    """A release of the list, by its tag or else by its commit. Raises `PackageError` as `last_release` does."""
    tag = f"v{release['version']}"
    try:
        found = Revision(root, tag)
    except PackageError:
        try:
            found = Revision(root, release["commit"])
        except PackageError as reason:
            raise PackageError(
                f"release {release['version']} is not in this clone: no tag {tag}, and {reason}; "
                "or name the zip of that release"
            ) from None
        found.place = f"{tag}, commit {release['commit'][:7]}"
    for name, table in release["tables"].items():
        path = CSV.format(name)
        if not found.exists(path) or sha256(found.read(path)).hexdigest() != table["sha256"]:
            raise PackageError(
                f"{found.place} is not release {release['version']}: {path} is not the table that {FILE} describes. "
                f"Fetch the tag again: `git fetch --force origin tag {tag}`"
            )
    descriptor = Descriptor(found)
    descriptor.json["version"] = release["version"]
    return descriptor


def contributors(root: Path, since: str) -> list[str]:
    """Names of authors, co-authors and reporters of the commits after `since`, sorted, without mail addresses.

    Leaves out machines (`[bot]`) and the maintainer who makes the release (`git config user.name`).
    """
    own = git(root, "config", "--default", "", "user.name").decode().strip()
    lines = git(root, "log", f"--format={_PEOPLE}", f"{since}..HEAD").decode("utf-8", "replace").splitlines()
    names = {_MAIL.sub("", line).strip() for line in lines}
    return sorted((name for name in names if name and name != own and not name.endswith("[bot]")), key=str.casefold)
