"""Duplicates: one work, event or agreement has one row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from operator import itemgetter

from sino_pak_data.cells import edtf, ids
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.cells.web import bare_address, bare_doi
from sino_pak_data.cells.words import plain_words
from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.table import Row, Table

_WEAK = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "between",
        "by",
        "for",
        "from",
        "in",
        "into",
        "its",
        "new",
        "of",
        "on",
        "over",
        "the",
        "to",
        "with",
        "china",
        "chinese",
        "pakistan",
        "pakistani",
        "agree",
        "agreement",
        "agreements",
        "sign",
        "signs",
        "signed",
        "signing",
    ]
)
"""Words that many titles share."""

_STEM = 5
_SHARED, _ALIKE, _LETTERS = 2, 0.6, 0.85
_CROWD = 40
"""Rows of one day and pair that are compared with each other; more of them only with their neighbours by title."""


@rule("duplicate-source")
def duplicate_source(review: Review) -> Iterator[Mark]:
    """A page or DOI belongs to one work.

    Why:  One page under two ids would count as two sources.
    Fix:  Keep the older id, move the references to it, and delete the other row.
    Bad:  sources: source_id=second2001 | doi=10.2307/2010133 | title=Second
          sources: source_id=third2001 | doi=10.2307/2010133 | title=Third
          events: sources=second2001;third2001
    Good: sources: source_id=second2001 | doi=10.2307/1 | url= | title=Second
          events: sources=second2001
    """
    table = review.package["sources"]
    for field in ("doi", "url"):
        for row, other in _again(table, itemgetter(field)):
            yield Mark(table, row, field, f"the {field} is that of {_place(table, other)}", "merge the two rows")


@rule("same-page", severity="warning")
def same_page(review: Review) -> Iterator[Mark]:
    """No two works have addresses that lead to one page.

    Why:  http or https, www, a slash at the end, a tracking parameter or the case of a DOI make no other work.
    Fix:  Merge the rows; write the address without what does not belong to it.
    Bad:  sources: source_id=second2001 | doi= | url=https://example.org/news/1 | title=Second
          sources: source_id=third2001 | doi= | url=http://www.example.org/news/1/?utm_source=x | title=Third
          events: sources=second2001;third2001
    Good: sources: source_id=second2001 | doi= | url=https://example.org/news/1 | title=Second
          events: sources=second2001
    """
    table = review.package["sources"]
    for row, other in _again(table, _page):
        if row["url"] != other["url"]:
            message = f"the address leads to the page of {_place(table, other)}: {other['url']}"
            yield Mark(table, row, "url", message, "merge the two rows")
    for row, other in _again(table, _doi):
        if row["doi"] != other["doi"] or not row["doi"]:
            field = "doi" if row["doi"] else "url"
            yield Mark(table, row, field, f"the DOI is that of {_place(table, other)}", "merge the two rows")


@rule("probable-duplicate-source", severity="warning")
def probable_duplicate_source(review: Review) -> Iterator[Mark]:
    """A work has one id.

    Why:  One work under two ids would count as two sources.
    Fix:  Merge the rows; two works of one title differ in publisher, container or year.
    Bad:  sources: source_id=twin2025drive | doi= | url=
          events: sources=twin2025drive
    Good: sources: source_id=twin2025drive | doi= | url= | title=Another title altogether
          events: sources=twin2025drive
    """
    table = review.package["sources"]

    def imprint(row: Row) -> tuple[str, ...] | None:
        words = re.sub(r"\W", "", row["title"].casefold())
        return (words, row["authors"], row["publisher"], row["container"], row["published"]) if words else None

    for row, other in _again(table, imprint):
        message = f"the same title, authors, publisher and date as {_place(table, other)}"
        yield Mark(table, row, "title", message, "merge the two rows")


@rule("probable-duplicate", severity="warning")
def probable_duplicate(review: Review) -> Iterator[Mark]:
    """An event has one row.

    Why:  Counts by year would count it twice.
    Fix:  Merge the rows and their sources; if they are two events, say so in the titles.
    Bad:  events: event_id=twin-of-the-first
    Bad:  events: event_id=twin-of-the-first | title=Diplomatic relations: Pakistan and China open them
    Good: events: event_id=not-a-twin | title=Another matter altogether
    """
    yield from _twins(review.package["events"], "date", "actors", "targets")


@rule("probable-duplicate-agreement", severity="warning")
def probable_duplicate_agreement(review: Review) -> Iterator[Mark]:
    """An agreement has one row.

    Why:  Agreements are counted, and their amounts are added up.
    Fix:  Merge the rows and their sources; if they are two instruments, say so in the titles.
    Bad:  agreements: agreement_id=treaty-of-friendship | signed=2005-04-05 | title=Friendship and Cooperation Treaty, good-neighbourly relations
    Good: agreements: agreement_id=treaty-of-friendship | signed=2005-04-05 | title=Protocol on textbooks
    """
    yield from _twins(review.package["agreements"], "signed", "parties", "parties")


def _again(table: Table, key: Callable[[Row], object]) -> Iterator[tuple[Row, Row]]:
    """Rows whose key an earlier row has, with that row. An empty key is none."""
    first: dict[object, Row] = {}
    for row in table.rows:
        found = key(row)
        other = first.setdefault(found, row) if found else row
        if other is not row:
            yield row, other


def _page(row: Row) -> str:
    """The address of a work; of data, with the part of the page: several sets may be had from one page."""
    part = row["url"].partition("#")[2] if row["kind"] == "dataset" else ""
    return bare_address(row["url"]) + (f"#{part}" if part else "")


def _doi(row: Row) -> str:
    """The DOI of a work, also where only its address at the resolver is given."""
    if row["doi"]:
        return bare_doi(row["doi"])
    return bare_doi(row["url"]) if "doi.org/10." in row["url"] else ""


def _twins(table: Table, when: str, who: str, whom: str) -> Iterator[Mark]:
    """Rows that could be of one day, with a common actor and a similar title."""
    same_time: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        if row[when]:
            same_time[row[when][:7]].append(row)
    for rows in same_time.values():
        for one, other in _pairs(rows):
            if not (_common(one, other, who) and _common(one, other, whom)):
                continue
            if _could_be_one_day(one[when], other[when]) and _similar(one["title"], other["title"]):
                message = f"looks like {_place(table, one)}: the same time and actors, a similar title"
                yield Mark(table, other, "title", message, "merge the two rows, or make the titles tell them apart")


def _pairs(rows: list[Row]) -> Iterator[tuple[Row, Row]]:
    if len(rows) <= _CROWD:
        yield from combinations(rows, 2)
        return
    by_title = sorted(rows, key=lambda row: row["title"])
    for at, one in enumerate(by_title):
        for other in by_title[at + 1 : at + 1 + _CROWD // 2]:
            yield (one, other) if one.line < other.line else (other, one)


@lru_cache(maxsize=4096)
def title_words(title: str) -> frozenset[str]:
    """The words of a title that tell it from others, by their first letters.

    >>> sorted(title_words("Contract for two more Type 054A/P frigates"))
    ['054a', 'contr', 'friga', 'more', 'p', 'two', 'type']
    """
    return frozenset(word[:_STEM] for word in plain_words(title) if word not in _WEAK)


def _similar(title: str, other_title: str) -> bool:
    one, other = title_words(title), title_words(other_title)
    shared = len(one & other)
    if shared >= _SHARED and shared >= _ALIKE * len(one | other):
        return True
    return shared > 0 and SequenceMatcher(None, title.casefold(), other_title.casefold()).ratio() > _LETTERS


def _common(one: Row, other: Row, field: str) -> bool:
    if one[field] == other[field] or not one[field] or not other[field]:
        return True
    return bool({*ids.split(one[field])} & {*ids.split(other[field])})


def _could_be_one_day(one: str, other: str) -> bool:
    """Do two dates overlap? A year or an interval is compared with its like only."""
    try:
        first, second = edtf.parse(one), edtf.parse(other)
    except Malformed:
        return False
    if not {first.precision, second.precision} <= {"day", "month"}:
        return one == other
    return first.start is not None and second.end is not None and not (first.before(second) or second.before(first))


def _place(table: Table, row: Row) -> str:
    return f"{row[table.schema.key[0]]!r} at {table.file}:{row.line}"
