"""The row of `sources` that a file is an edition of, and the editions before it.

An edition is a work of its own: its values stand beside those of the edition before, which `derived_from` names. Of several
the latest published counts, so it supersedes them without a row being taken away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import NamedTuple

from sino_pak_data.add.new_ids import free
from sino_pak_data.cells.edtf import parsed
from sino_pak_data.derive.citations import works_of
from sino_pak_data.importing.figures import Key
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import Content, Layout, Provider
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package, Row


class Edition(NamedTuple):
    """The work that a file is.

    cells      its row of `sources`
    known      is the row there already?
    before     the ids of earlier editions of the same series, the oldest first
    later      those of later ones
    sha256     of the file
    read_from  what the note of its row says of the file
    """

    cells: Mapping[str, str]
    known: bool
    before: tuple[str, ...]
    later: tuple[str, ...]
    sha256: str
    read_from: str

    @property
    def source_id(self) -> str:
        return self.cells["source_id"]


class Reading(NamedTuple):
    """When and as what a file was read.

    accessed   the day
    published  what the person says of the day of publication; "" if the file says it
    source     the id of the row that it is an edition of, if the person names it
    """

    accessed: date
    published: str = ""
    source: str = ""


def edition(
    package: Package, provider: Provider, layout: Layout, given: Given, content: Content, keys: Iterable[Key], reading: Reading
) -> Edition:  # fmt: skip
    """The edition that a file is: one that we have, or a new one.

    Raises `PackageError` for a source that is none of its editions, or a day of publication that is no date.
    """
    if reading.published and parsed(reading.published) is None:
        raise PackageError(f"{reading.published!r} is no date, for example 2026-04 or 2026-04-27 (--published)")
    keys = list(keys)
    indicators = {indicator for indicator, *_ in keys}
    works = _works(package, layout, indicators)
    cells = {**layout.work, **content.edition}
    if reading.published:
        cells["published"] = reading.published
    known = _named(package, layout, reading.source) or _same(works, cells, given)
    if known is None:
        cells = _new(package, provider, layout, given, content, cells, keys, reading)
        cells["derived_from"] = ";".join(_newest(works, cells.get("published", "")))
    row = known[0] if known else cells
    rank = _rank(row) if row.get("published") else (row["accessed"], "")
    others = [work for work, _ in works if work["source_id"] != row["source_id"]]
    before = tuple(work["source_id"] for work in others if _rank(work) <= rank)
    later = tuple(work["source_id"] for work in others if _rank(work) > rank)
    return Edition(row, known is not None, before, later, given.sha256, _read_from(given, reading))


def _read_from(given: Given, reading: Reading) -> str:
    return f"Read from {given.name} on {reading.accessed}, SHA-256 {given.sha256}."


Works = list[tuple[Row, Set[str]]]
"""Editions that give some of the series, the earliest published first, each with the indicators it gives."""


def _works(package: Package, layout: Layout, indicators: Set[str]) -> Works:
    pattern, given = re.compile(layout.editions), defaultdict[str, set[str]](set)
    for row in package["observations"].rows:
        if row["indicator_id"] in indicators:
            for name in works_of(row):
                given[name].add(row["indicator_id"])
    sources = package.identifiers("sources")
    found = [(sources[name], series) for name, series in given.items() if name in sources and pattern.fullmatch(name)]
    return sorted(found, key=lambda work: _rank(work[0]))


def _rank(work: Mapping[str, str]) -> tuple[str, str]:
    """Sorts editions by publication; one without a date comes first, as for whoever asks for the newest value."""
    return work.get("published", "").rstrip("~?%"), work.get("covers_to", "")


def _named(package: Package, layout: Layout, name: str) -> tuple[Row, Set[str]] | None:
    if not name:
        return None
    row = package.identifiers("sources").get(name)
    if row is None or not re.fullmatch(layout.editions, name):
        raise PackageError(f"{name} is no edition of this work in sources (their ids are like {layout.editions})")
    return row, frozenset()


def _same(works: Works, cells: Mapping[str, str], given: Given) -> tuple[Row, Set[str]] | None:
    """The edition that this file is: the same bytes, the same words, or published on the same day for all its series."""
    series = set[str]().union(*(indicators for _, indicators in works))
    for row, indicators in reversed(works):
        day = row["published"] == cells.get("published") and len(row["published"]) == len("2026-02-24")
        words = _begins(row["edition"], cells["edition"]) and _agree(row["published"], cells.get("published", ""))
        if given.sha256 in row["note"] or words or (day and indicators >= series):
            return row, indicators
    return None


def _begins(known: str, said: str) -> bool:
    """Is one edition called as the other, perhaps with more words: "1949-2025 (workbook ...)"?"""
    return said != "" and f"{known} ".startswith(f"{said} ")


def _agree(one: str, other: str) -> bool:
    """May two dates of publication be one, of which the other says less?"""
    return "" not in (one, other) and (one.startswith(other) or other.startswith(one))


def _newest(works: Works, published: str) -> list[str]:
    """The latest edition before this one of each series, each work once."""
    latest: dict[str, str] = {}
    for row, indicators in works:
        if not published or _rank(row)[0] <= published:
            latest |= dict.fromkeys(indicators, row["source_id"])
    return sorted({*latest.values()})


def _new(
    package: Package, provider: Provider, layout: Layout, given: Given, content: Content, cells: Mapping[str, str],
    keys: list[Key], reading: Reading,
) -> dict[str, str]:  # fmt: skip
    """The row of a new edition, except what it is derived from."""
    published = cells.get("published", "")
    last = max((when.years()[-1] for *_, period in keys if (when := parsed(period))), default=0)
    covered = {"covers_to": str(last)} if last and str(last) < (published or str(reading.accessed))[:4] else {}
    note = " ".join(filter(None, [cells.get("note", ""), _read_from(given, reading)]))
    return {
        **covered,
        **cells,
        "source_id": _new_id(package, provider.name, published or str(reading.accessed), content.word or layout.word),
        "accessed": str(reading.accessed),
        "note": note,
    }


def _new_id(package: Package, name: str, published: str, word: str) -> str:
    """`worldbank2026gdp`, with the month and a number where that is taken."""
    when = parsed(published)
    month = "" if when is None or len(published) < len("2026-02") else when.widened()[0].strftime("%b").lower()
    stem = f"{name}{published[:4]}{word}"
    tries = [stem, f"{stem}{month}", *(f"{stem}{month}{number}" for number in range(2, 100))]
    return next(one for one in tries if free(package, "sources", one))
