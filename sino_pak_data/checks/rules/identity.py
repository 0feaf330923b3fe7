"""Identity: one thing has one row, and an id that was withdrawn stays withdrawn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.checks.review import Review, retired_hint
from sino_pak_data.grammar import ids
from sino_pak_data.grammar.malformed import Malformed
from sino_pak_data.grammar.web import bare_address
from sino_pak_data.model.table import Row

_ALIKE = 0.75


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
    for field, fold in (("doi", str.casefold), ("url", bare_address)):
        first: dict[str, Row] = {}
        for row in table.rows:
            if row[field]:
                other = first.setdefault(fold(row[field]), row)
                if other is not row:
                    message = f"the {field} is that of {other['source_id']!r} on line {other.line}"
                    yield Mark(table, row, field, message, "merge the two rows")


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
    first: dict[tuple[str, ...], Row] = {}
    for row in table.rows:
        title = re.sub(r"\W", "", row["title"].casefold())
        key = (title, row["authors"], row["publisher"], row["container"], row["published"])
        other = first.setdefault(key, row) if title else row
        if other is not row:
            message = f"the same title, authors, publisher and date as {other['source_id']!r} on line {other.line}"
            yield Mark(table, row, "title", message, "merge the two rows")


@rule("probable-duplicate", severity="warning")
def probable_duplicate(review: Review) -> Iterator[Mark]:
    """An event has one row.

    Why:  Counts by year would count it twice.
    Fix:  Merge the rows and their sources; if they are two events, say so in the titles.
    Bad:  events: event_id=twin-of-the-first
    Good: events: event_id=not-a-twin | title=Another matter altogether
    """
    table = review.package["events"]
    same_day: dict[tuple[str, frozenset[str]], list[Row]] = defaultdict(list)
    for row in table.rows:
        same_day[row["date"], frozenset(ids.split(row["actors"]))].append(row)
    for rows in same_day.values():
        for one, other in combinations(rows, 2):
            if SequenceMatcher(None, one["title"].casefold(), other["title"].casefold()).ratio() > _ALIKE:
                message = f"looks like {one['event_id']!r} on line {one.line}: same date and actors, similar title"
                yield Mark(table, other, "title", message, "merge the two rows, or make the titles tell them apart")


@rule("retired-id-reused")
def retired_id_reused(review: Review) -> Iterator[Mark]:
    """A withdrawn id is never given again.

    Why:  Whoever cited it meant the old record.
    Fix:  Give the new record another id.
    Bad:  retired: record=actors/PAK | version=0.1.0 | reason=Test
    Good: retired: record=actors/XYZ | version=0.1.0 | reason=Test
    """
    for gone in review.package["retired"].rows:
        name, _, key = gone["record"].partition("/")
        row = review.package.record(gone["record"])
        if row is not None and name != "retired":
            table = review.package[name]
            yield Mark(table, row, table.schema.key[0], f"{name}/{key} was retired", retired_hint(gone))


@rule("unknown-record")
def unknown_record(review: Review) -> Iterator[Mark]:
    """An address names a record that is there; in retired, one that is not.

    Why:  Evidence that points to nothing proves nothing.
    Fix:  Write TABLE/KEY as `sino-pak-data search` prints it.
    Bad:  evidence: record=events/no-such-event
    Good: evidence: record=events/diplomatic-relations-established-1951
    """
    for table in review.tables:
        for field in table.schema.holding("record"):
            if (table.name, field.name) == ("retired", "record"):
                continue
            for row in table.rows:
                message, hint = _address_fault(review, row[field.name])
                if row[field.name] and message:
                    yield Mark(table, row, field.name, message, hint)


def _address_fault(review: Review, cell: str) -> tuple[str, str]:
    try:
        table, key = ids.parse_address(cell)
    except Malformed as fault:
        return f"{cell!r}: {fault.message}", "the address of a record is TABLE/KEY"
    if table not in review.package.descriptor.authored:
        close = ids.nearest(table, review.package.descriptor.authored)
        return f"there is no table {table!r}", f"did you mean {close!r}?" if close else ""
    known = review.package.identifiers(table)
    if key in known or not review.readable(table):
        return "", ""
    gone = review.retired(table, key)
    if gone is not None:
        return f"{cell!r} was retired", retired_hint(gone)
    close = ids.nearest(key, known)
    return f"there is no record {cell!r}", f"did you mean '{table}/{close}'?" if close else ""
