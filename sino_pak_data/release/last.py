"""The last release: which it was, and where its rows are.

`releases.json` at the top of the repository lists every release, the newest last: its version and
date, the commit whose rows it published, and the number of rows and SHA-256 of each table. A clone
without tags (a CI job fetches none) finds the old rows by that commit, and the hashes tell whether
they are the released ones: a tag can be moved, a hash cannot.
"""

from __future__ import annotations

import json
from pathlib import Path

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.revision import Revision
from sino_pak_data.package.schema import Json
from sino_pak_data.release.archive import digest

FILE = "releases.json"


def listed(root: Path) -> list[Json]:
    """The releases, the oldest first; none where there is no list. Raises `PackageError` if it is broken."""
    path = root / FILE
    if not path.exists():
        return []
    try:
        releases = json.loads(path.read_text(encoding="utf-8"))["releases"]
        return [
            {**one, "version": one["version"], "commit": one["commit"], "tables": one["tables"]} for one in releases
        ]
    except (ValueError, KeyError, TypeError) as reason:
        raise PackageError(
            f"{FILE}: not a list of releases ({reason!r}): restore it with `git checkout {FILE}`"
        ) from None


def entry(descriptor: Descriptor, version: str, day: str, commit: str) -> Json:
    """The line of a release in the list."""
    tables = {}
    for name, resource in descriptor.authored.items():
        content = descriptor.store.read(resource.path)
        tables[name] = {"rows": content.count(b"\n") - 1, "sha256": digest(content)}
    return {"version": version, "date": day, "commit": commit, "tables": tables}


def last_release(root: Path) -> Descriptor | None:
    """The newest release, by its tag, else by its commit; None before the first release.

    The commit is the one that the release was cut from, so its version is that of the list.

    Raises `PackageError` if neither is in this clone, or if what is there is not what was released.
    """
    releases = listed(root)
    if not releases:
        return None
    newest = releases[-1]
    tag = f"v{newest['version']}"
    try:
        found = Revision(root, tag)
    except PackageError:
        try:
            found = Revision(root, newest["commit"])
        except PackageError as reason:
            raise PackageError(
                f"the last release, {newest['version']}, is not in this clone: no tag {tag}, and {reason}; "
                "or name the zip of that release"
            ) from None
        found.place = f"{tag}, commit {newest['commit'][:7]}"
    _hold(found, newest)
    descriptor = Descriptor(found)
    descriptor.json["version"] = newest["version"]
    return descriptor


def _hold(found: Revision, release: Json) -> None:
    for name, told in release["tables"].items():
        path = f"tables/{name}.csv"
        if not found.exists(path) or digest(found.read(path)) != told["sha256"]:
            raise PackageError(
                f"{found.place} is not release {release['version']}: {path} is not the table that {FILE} describes. "
                f"Fetch the tag again: `git fetch --force origin tag v{release['version']}`"
            )
