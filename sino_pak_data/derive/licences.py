"""Which licences hold for the rows of each table: our own, and those of the works whose figures it repeats.

Identifiers, summaries, codes and notes are ours, in every table. Figures stay under the terms of their works: in
`observations`, and in the built tables that repeat them, `dyad_years` and `verdicts`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from sino_pak_data.derive import citations
from sino_pak_data.package.table import Package

TERMS = "TERMS.md"
"""The document of a package that lists the terms of every such work."""
_REPEATING = ("observations", "dyad_years", "verdicts")
_SPDX = "https://spdx.org/licenses/{}.html"


class Licence(NamedTuple):
    """A licence as the Data Package standard lists it: `name` is an SPDX identifier, or "" if it has none."""

    name: str
    path: str
    title: str

    @property
    def json(self) -> dict[str, str]:
        """Its properties, without those that it lacks."""
        return {name: value for name, value in self._asdict().items() if value}


def of_table(package: Package, table: str) -> list[Licence]:
    """The licences of a table: our own first, then those of the works, the most frequent first."""
    listed = package.descriptor.json.get("licenses", [])
    found = [Licence(own.get("name", ""), own.get("path", ""), own.get("title", "")) for own in listed]
    if table not in _REPEATING or not package.descriptor.own:
        return found
    found = found[:1]
    works, known = package.identifiers("sources"), Counter[str]()
    for source_id, rows in _works(package, table).items():
        known[works[source_id]["licence"] if source_id in works else ""] += rows
    ordered = sorted(known, key=lambda licence: (-known[licence], licence))
    others = (_named(licence) for licence in ordered if licence not in ("", found[0].name))
    return [*found, *others, *([_UNSEEN] if known[""] else [])]


_UNSEEN = Licence("", TERMS, "Works without a licence that was seen")


def _named(licence: str) -> Licence:
    if licence.startswith("http"):
        return Licence("", licence, "Terms of the publisher, for the rows from its works")
    return Licence(licence, _SPDX.format(licence), f"{licence}, for the rows from works under it")


def _works(package: Package, table: str) -> Mapping[str, int]:
    """The works whose figures a table repeats, each with its number of rows in `observations`."""
    rows = Counter(work for row in package["observations"].rows for work in citations.works(row["source"]))
    if table == "dyad_years":
        taken = columns(package)
        return {work: number for work, number in rows.items() if work in taken}
    return rows


def columns(package: Package) -> Mapping[str, list[str]]:
    """The columns of `dyad_years` by the work they are taken from; source "*" takes a series from all its works."""
    works = defaultdict[str, set[str]](set)
    for row in package["observations"].rows:
        works[row["indicator_id"]].update(citations.works(row["source"]))
    found = defaultdict[str, list[str]](list)
    for field in package.descriptor.built["dyad_years"].schema.fields:
        if field.series:
            source = field.series["source"]
            for source_id in works[field.series["indicator"]] if source == "*" else [source]:
                found[source_id].append(field.name)
    return found
