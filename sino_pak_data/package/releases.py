"""`releases.json`: every release, the newest last.

version, date   of the release
commit          whose rows it published
tables          by name, the number of rows and the SHA-256 of the CSV
"""

from __future__ import annotations

import json

from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Json
from sino_pak_data.package.store import Store

FILE = "releases.json"


def listed(store: Store) -> list[Json]:
    """The releases, oldest first; none without the file. Raises `PackageError` if the file is broken."""
    if not store.exists(FILE):
        return []
    try:
        releases: list[Json] = json.loads(store.read(FILE).decode("utf-8"))["releases"]
        if all({"version", "commit", "tables"} <= release.keys() for release in releases):
            return releases
        reason: object = "an entry needs version, commit and tables"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = repr(error)
    raise PackageError(f"{FILE} is not a list of releases ({reason}): restore it with `git checkout {FILE}`")
