"""What keeps a release from being cut: each refusal says what is wrong and what to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from sino_pak_data.cells import csv_lines, ids
from sino_pak_data.derive.origins import Origins
from sino_pak_data.package.revision import git
from sino_pak_data.package.table import Package
from sino_pak_data.release import last
from sino_pak_data.release.bump import Bump, least, parts
from sino_pak_data.release.diff import PackageDiff
from sino_pak_data.release.impact import demands
from sino_pak_data.release.metadata.terms import terms

LIMITED_ROWS = 2_000
"""Rows that one database of class `limited` may give, its editions and mirrors together. The terms in
`sources` allow less than a tenth of a data set; by our estimate both databases concerned (arms
transfers by deal, military expenditure by state, year and measure) hold more than 20,000 values."""

RETIRED = "retired"


def dirty(root: Path) -> list[str]:
    """Files that differ from the last commit or are not in it: a release is cut from a commit."""
    status = git(root, "status", "--porcelain", "--untracked-files=all").decode("utf-8", "replace").splitlines()
    return [f"{line[3:]} is not committed: commit it, or `git stash --include-untracked`" for line in status]


def taken(root: Path, version: str) -> list[str]:
    """Was this version published already? A published version never changes."""
    tag = git(root, "tag", "--list", f"v{version}").strip()
    listed = [one["version"] for one in last.listed(root)]
    return [f"{version} is released already: give it the next number"] if tag or version in listed else []


def refusals(difference: PackageDiff | None, package: Package, version: str) -> list[str]:
    """Every reason not to publish `package` as `version`; `difference` is from the last release, if there is one."""
    found = list(_terms(package))
    if difference is not None:
        found += [*_number(difference, version), *_unlisted(difference, version)]
    return found


def next_version(difference: PackageDiff | None, current: str) -> str:
    """The version to release if none is named: the least after the last release, or the first one as it stands."""
    if difference is None:
        return current
    return least(difference.old.version, max(greatest(difference), Bump.patch))


def greatest(difference: PackageDiff) -> Bump:
    """The bump that the whole difference demands."""
    return max((demand.bump for demand in demands(difference)), default=Bump.none)


def _number(difference: PackageDiff, version: str) -> Iterator[str]:
    old, wanted = difference.old.version, next_version(difference, version)
    if parts(version) < parts(wanted):
        reasons = "; ".join(one.reason for one in demands(difference) if one.bump is greatest(difference))
        because = f": {reasons}" if reasons else ""
        yield f"{version} is too small after {old}, {wanted} is the least{because}"


def _unlisted(difference: PackageDiff, version: str) -> Iterator[str]:
    """Rows with an id of their own that went without a row in `retired` for this version."""
    for table in difference.tables.values():
        if not table.identified:
            continue
        for key in [*table.removed, *(one.old for one in table.renamed)]:
            record = ids.address(table.name, key)
            if table.name == RETIRED:
                yield f"{record}: what was withdrawn stays withdrawn; put the row back"
                continue
            told = difference.retired.get(record)
            if told is None:
                line = csv_lines.write([record, version, "REASON", ""])
                yield f"{record} is gone and not listed: add `{line}` to tables/retired.csv, with the reason"
            elif told["version"] != version:
                yield f"{record} is listed in tables/retired.csv for {told['version']}: it goes with {version}"


def _terms(package: Package) -> Iterator[str]:
    """Works that forbid what the package would do, and databases of which it would give more than an extract."""
    origins, rows, given = Origins(package), Counter[str](), defaultdict[str, list[str]](list)
    for one in terms(package):
        if one.redistribution == "forbidden":
            yield f"{one.source_id} forbids redistribution and gives {one.rows:,} rows of observations: leave them out"
        elif one.redistribution == "limited":
            database = min(origins.of(one.source_id))
            rows[database] += one.rows
            given[database].append(one.source_id)
    for database, count in rows.items():
        if count > LIMITED_ROWS:
            works = ", ".join(sorted(given[database]))
            yield f"{works}: small extracts are allowed, {count:,} rows are more than {LIMITED_ROWS:,}: leave some out"
