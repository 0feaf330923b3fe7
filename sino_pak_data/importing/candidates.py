"""Events and agreements that a file tells of, for a person to code: in our ids, beside the records that they may be.

A sheet has the columns of the table, and before them two that begin with #, which `add --from` does not read: the records of
ours that look alike, and what the file says. Columns that a machine cannot code are empty, and `add` refuses a row without
them: nothing enters a table uncoded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from sino_pak_data.add.csl import known_as
from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.text import plain_words
from sino_pak_data.checks import likeness
from sino_pak_data.checks.rules.identity import AGREEMENTS, EVENTS
from sino_pak_data.derive.citations import of_record
from sino_pak_data.derive.dyad_years import top
from sino_pak_data.importing.figures import actors_of
from sino_pak_data.importing.provider import CODED, Candidate, Layout, Provider
from sino_pak_data.importing.selection import Only
from sino_pak_data.package.table import Package, Row, Table

KINDS = dict(zip(CODED, (EVENTS, AGREEMENTS), strict=True))
"""What makes two rows of a table one record."""
_LIKELY, _TOLD = "#like", "#told"
_TOGETHER = 50
"""Candidates that are compared with a table at once, far apart in time: more would crowd the records out."""
_SETTLEMENTS = frozenset({"town", "city", "village", "area", "district", "province", "agency"})
"""Words that providers put behind the name of a place."""


class Suggested(NamedTuple):
    """A candidate in our terms.

    cells   of the row, as far as the file gives them
    likely  addresses of records that look alike
    told    what else the file says, and the names that we do not have
    at      place in the file, by which other editions of the work name it too
    """

    table: str
    cells: Mapping[str, str]
    likely: Sequence[str]
    told: str
    at: str


class Suggestions(NamedTuple):
    """What a file suggests; `known` counts those whose place in the file a record cites already."""

    found: list[Suggested]
    known: int


def suggested(
    package: Package, provider: Provider, layout: Layout, source: str, candidates: Iterable[Candidate],
    parts: Sequence[Only],
) -> Suggestions:  # fmt: skip
    """Every candidate that is meant and that no record cites yet, by table and date. `source` is the id of the edition."""
    listed, places = package.identifiers("actors"), _places(package)
    actors = {name: actor for name, actor in actors_of(provider, package).items() if actor in listed}
    ours = (one for one in candidates if one.table in package.descriptor.authored)
    told = [_in_our_terms(package, one, source, actors, places) for one in ours]
    meant = [one for one in told if _meant(one, parts)]
    cited = _cited(package, layout)
    new = [one for one in meant if not {one.cells["sources"], one.at} & cited]
    likely = _likely(package, new)
    found = [one._replace(likely=likely[at]) for at, one in enumerate(new)]
    return Suggestions(sorted(found, key=lambda one: (one.table, when(one.cells))), len(meant) - len(new))


def sheet(package: Package, table: str, rows: Iterable[Suggested]) -> str:
    """The candidates for one table as CSV, for a spreadsheet and then for `add`."""
    names = package[table].schema.names
    cells = ([";".join(one.likely), one.told, *(one.cells.get(name, "") for name in names)] for one in rows)
    return csv_lines.document([_LIKELY, _TOLD, *names], cells)


def when(cells: Mapping[str, str]) -> str:
    """When the event was, or the agreement signed."""
    return cells.get("date") or cells.get("signed", "")


def _meant(one: Suggested, parts: Sequence[Only]) -> bool:
    """Is the candidate in a part that was asked for, such as events/IND-PAK/2021?"""
    lists = (one.cells.get(name, "") for name in ("parties", "actors", "recipients", "against"))
    parties = {party for cell in lists for party in cell.split(";")}
    keys = [(one.table, first, second, when(one.cells)) for first, second in product(parties, repeat=2)]
    return not parts or any(part.takes(key) for part in parts for key in keys)


def _reference(package: Package, source: str, candidate: Candidate) -> str:
    """The reference to the page of the candidate itself if that is in sources, else to its place in the edition."""
    page = known_as(package, candidate.page) if candidate.page else ""
    return page or f"{source}[{candidate.cells['sources']}]"


def _cited(package: Package, layout: Layout) -> set[str]:
    """What records cite of the work: places in any edition of it, and sources whole."""
    found, pattern = set(), re.compile(layout.editions)
    for name in CODED:
        for row in package[name].rows if name in package.descriptor.authored else ():
            for reference in of_record(row):
                found.add(reference.source_id)
                if pattern.fullmatch(reference.source_id):
                    found.add(reference.locator)
    return found


def _places(package: Package) -> dict[tuple[str, ...], str]:
    """Our places by the words of their names."""
    found = {}
    for row in package["places"].rows if "places" in package.descriptor.authored else ():
        for name in (row["place_id"], *row["alt_names"].split(";"), row["name"]):
            found[_words(name)] = row["place_id"]
    return found


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in plain_words(name) if word not in _SETTLEMENTS)


def _in_our_terms(
    package: Package, candidate: Candidate, source: str, actors: Mapping[str, str], places: Mapping[tuple[str, ...], str]
) -> Suggested:  # fmt: skip
    """The cells with our ids; names that we do not have are told instead."""
    schema = package[candidate.table].schema
    cells = {name: " ".join(cell.split()) for name, cell in candidate.cells.items()}
    strange: list[str] = []
    for field in schema.fields:
        if field.holds == "ids" and field.of == "actors" and cells.get(field.name):
            names = cells[field.name].split(";")
            cells[field.name] = ";".join(sorted({actors[name] for name in names if name in actors}))
            strange += [name for name in names if name not in actors]
    if place := cells.get("place", ""):
        cells["place"] = places.get(_words(place), "")
        strange += [] if cells["place"] else [place]
    cells["sources"] = _reference(package, source, candidate)
    told = [candidate.told, f"not in our tables: {', '.join(dict.fromkeys(strange))}" if strange else ""]
    text = " ".join("; ".join(filter(None, told)).split())
    return Suggested(candidate.table, cells, (), text, candidate.cells["sources"])


def _likely(package: Package, rows: Sequence[Suggested]) -> dict[int, list[str]]:
    """For each candidate, the addresses of records that may be the same: of the same day and place, or doubles by the rule
    that finds them in the tables.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for name, kind in KINDS.items():
        mine = sorted((at for at, one in enumerate(rows) if one.table == name), key=lambda at: when(rows[at].cells))
        if not mine:
            continue
        table = package[name]
        there = {(row["date"], row["place"]): table.address(row) for row in table.rows if row["place"]}
        for at in mine:
            same = there.get((rows[at].cells.get("date", ""), rows[at].cells.get("place", "")))
            found[at] += [same] if same else []
        steps = -(-len(mine) // _TOGETHER)
        for first in range(steps):
            for at, record in _alike(package, table, kind, {at: rows[at] for at in mine[first::steps]}):
                found[at] += [record] if record not in found[at] else []
    return found


def _alike(
    package: Package, table: Table, kind: likeness.Kind, some: Mapping[int, Suggested]
) -> Iterator[tuple[int, str]]:
    """The candidates that look like a record of the table, each with the address of that; what the file says is their text."""
    listed = package.identifiers("actors")
    blank = dict.fromkeys(table.header, "")
    trials = {at: Row({**blank, **one.cells, "summary": one.told}) for at, one in some.items()}
    numbers = {id(row): at for at, row in trials.items()}
    both = Table(table.schema, table.file, table.header, [*table.rows, *trials.values()])
    for pair in likeness.pairs(both, kind, lambda actor: top(actor, listed)):
        new = [numbers[id(row)] for row in pair if id(row) in numbers]
        old = [row for row in pair if id(row) not in numbers]
        if new and old:
            yield new[0], table.address(old[0])
