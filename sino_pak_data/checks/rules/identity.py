"""Identity: one work, event or agreement has one row, and a retired id is not used again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import itemgetter

from sino_pak_data.cells.text import bare_address, bare_doi
from sino_pak_data.checks import likeness
from sino_pak_data.checks.context import CheckContext, retired_hint
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.likeness import Kind
from sino_pak_data.checks.registry import of, row_rule, rule
from sino_pak_data.checks.rules.coding import ROLES
from sino_pak_data.package.table import Row, Table

EVENTS = Kind(0.22, ("date",), "event_type", ROLES, ("title", "summary"), ("agreement_id",), (("agreement_id",),))
AGREEMENTS = Kind(
    0.34, ("signed", "announced"), "instrument", ("parties",), ("title", "summary"), (), (("currency", "value"),)
)


@rule("retired-id-reused", needs=of("retired", "record"))
def retired_id_reused(context: CheckContext) -> Iterator[Finding]:
    """A retired id is never given to another record.

    Why:  Whoever cited it meant the old record.
    Fix:  Give the new record another id.
    Bad:  retired: record=actors/PAK | version=0.1.0 | reason=Test
    Good: retired: record=actors/XYZ | version=0.1.0 | reason=Test
    """
    for gone in context.package["retired"].rows:
        name = gone["record"].partition("/")[0]
        row = context.package.record(gone["record"])
        if row is not None and name != "retired":
            table = context.package[name]
            message = f"{gone['record']} was retired, and its id cannot be used again"
            yield Finding(table, row, table.schema.key[0], message, retired_hint(gone))


@row_rule("state-without-code", "actors", "iso3", reads=("kind", "actor_id"))
def state_without_code(row: Row) -> str:
    """The id of a state is its ISO code.

    Why:  Users join on it.
    Fix:  Write the ISO 3166-1 alpha-3 code in both columns, or the ISO 3166-3 code of a former state.
    Bad:  actors: actor_id=PAK | iso3=
    Good: actors: actor_id=PAK | iso3=PAK
    """
    wrong = row["kind"] == "state" and row["iso3"] != row["actor_id"]
    code = f"the ISO code {row['iso3']}" if row["iso3"] else "no ISO code"
    return f"the state {row['actor_id']} has {code}" if wrong else ""


@rule("duplicate-source", needs=of("sources", "doi url edition"))
def duplicate_source(context: CheckContext) -> Iterator[Finding]:
    """A page or DOI belongs to one work, or to one edition of it.

    Why:  One page under two ids would count as two sources.
    Fix:  Keep the older id, point the references to it, and delete the other row. Of two editions fill edition.
    Bad:  sources: source_id=second2001 | doi=10.2307/2010133 | title=Second
          sources: source_id=third2001 | doi=10.2307/2010133 | title=Third
          events: sources=second2001;third2001
    Bad:  sources: source_id=second2001 | doi=10.2307/2010133 | title=Second | edition=7.0
          events: sources=second2001
    Good: sources: source_id=second2001 | doi=10.2307/1 | url= | title=Second
          events: sources=second2001
    Good: sources: source_id=second2001 | doi=10.2307/2 | url= | title=Data | published=2001 | edition=7.0
          sources: source_id=third2001 | doi=10.2307/2 | url= | title=Data | published=1999 | edition=6.0
          events: sources=second2001;third2001
    """
    for field in ("doi", "url"):
        for table, row, _, place in _again(context, itemgetter(field)):
            yield Finding(table, row, field, f"{place} has the same {field}", "merge the two rows")


@rule("same-page", severity="warning", needs=of("sources", "doi url kind edition"))
def same_page(context: CheckContext) -> Iterator[Finding]:
    """No two works have addresses that lead to the same page.

    Why:  Another scheme, www, a final slash, index.html or the case of a DOI do not make another work.
    Fix:  Merge the rows; write the address without the parts that it does not need.
    Bad:  sources: source_id=second2001 | doi= | url=https://example.org/news/1 | title=Second
          sources: source_id=third2001 | doi= | url=http://www.example.org/news/1/index.html | title=Third
          events: sources=second2001;third2001
    Good: sources: source_id=second2001 | doi= | url=https://example.org/news/1 | title=Second
          events: sources=second2001
    """
    for table, row, other, place in _again(context, _page):
        if row["url"] != other["url"]:
            message = f"the address leads to the page of {place}: {other['url']}"
            yield Finding(table, row, "url", message, "merge the two rows")
    for table, row, other, place in _again(context, _doi):
        if row["doi"] != other["doi"] or not row["doi"]:
            field = "doi" if row["doi"] else "url"
            yield Finding(table, row, field, f"{place} has the same DOI", "merge the two rows")


def _page(row: Row) -> str:
    """The address of a work. For data with its fragment, since several datasets may share a page."""
    part = row["url"].partition("#")[2] if row["kind"] == "dataset" else ""
    return bare_address(row["url"]) + (f"#{part}" if part else "")


def _doi(row: Row) -> str:
    """The DOI of a work, also if it is given only as an address of the resolver."""
    return bare_doi(row["doi"] or (row["url"] if "doi.org/10." in row["url"] else ""))


@rule(
    "probable-duplicate-source", severity="warning", needs=of("sources", "title authors container published publisher")
)
def probable_duplicate_source(context: CheckContext) -> Iterator[Finding]:
    """A work has one id.

    Why:  One work under two ids would count as two sources.
    Fix:  Merge the rows; two works of the same title differ in publisher, container or year.
    Bad:  sources: source_id=twin2025drive | doi= | url=
          events: sources=twin2025drive
    Good: sources: source_id=twin2025drive | doi= | url= | title=Another title altogether
          events: sources=twin2025drive
    """

    def imprint(row: Row) -> tuple[str, ...] | None:
        words = re.sub(r"\W", "", row["title"].casefold())
        return (words, row["authors"], row["publisher"], row["container"], row["published"]) if words else None

    for table, row, _, place in _again(context, imprint):
        message = f"{place} has the same title, authors, publisher and date"
        yield Finding(table, row, "title", message, "merge the two rows")


def _again(context: CheckContext, key: Callable[[Row], object]) -> Iterator[tuple[Table, Row, Row, str]]:
    """The works with the key of an earlier work, that work and its place. Works with an empty key are passed over.

    Two editions of a work may share an address and a DOI.
    """
    table, earlier = context.package["sources"], dict[object, list[Row]]()
    for row in table.rows:
        if not (found := key(row)):
            continue
        same = (
            one for one in earlier.setdefault(found, []) if one["edition"] in ("", row["edition"]) or not row["edition"]
        )
        if (other := next(same, None)) is not None:
            yield table, row, other, _place(table, other)
        earlier[found].append(row)


@rule(
    "probable-duplicate",
    severity="warning",
    needs=of("events", f"date title summary event_type agreement_id {' '.join(ROLES)}"),
)
def probable_duplicate(context: CheckContext) -> Iterator[Finding]:
    """An event has one row.

    Why:  Counts by year would count it twice.
    Fix:  Merge the rows and their sources; if they are two events, say in the titles what tells them apart, and if they
          are still too much alike, in excuses.toml.
    Bad:  events: event_id=twin-of-the-first
    Bad:  events: event_id=twin-of-the-first | title=Diplomatic relations: Pakistan and China open them | summary=Told anew.
    Bad:  events: event_id=twin-of-the-first | date=1951-05-20/1951-05-22
    Good: events: event_id=not-a-twin | title=Another matter altogether | summary=A loan for sugar mills.
    Good: events: event_id=not-a-twin | date=1951-05-22/1951-05-24
    """
    yield from _told_twice(context, "events", EVENTS)


@rule(
    "probable-duplicate-agreement",
    severity="warning",
    needs=of("agreements", "signed announced instrument parties title summary currency value"),
)
def probable_duplicate_agreement(context: CheckContext) -> Iterator[Finding]:
    """An agreement has one row.

    Why:  Agreements are counted, and their amounts are added up.
    Fix:  Merge the rows and their sources; if they are two instruments, say in the titles what tells them apart, and if
          they are still too much alike, in excuses.toml.
    Bad:  agreements: agreement_id=treaty-of-friendship | signed=2005-04-05 | title=Friendship and Cooperation Treaty, good-neighbourly relations
    Good: agreements: agreement_id=treaty-of-friendship | signed=2005-04-05 | title=Protocol on textbooks | summary=Schools exchange books.
    """
    yield from _told_twice(context, "agreements", AGREEMENTS)


def _told_twice(context: CheckContext, name: str, kind: Kind) -> Iterator[Finding]:
    table = context.package[name]
    for one, other in likeness.pairs(table, kind, context.state_of):
        message = f"looks like {_place(table, one)}: the same time and parties, and like words"
        yield Finding(
            table, other, "title", message, "merge the two rows, or say in their titles what tells them apart"
        )


def _place(table: Table, row: Row) -> str:
    return f"{row[table.schema.key[0]]!r} at {table.file}:{row.line}"
