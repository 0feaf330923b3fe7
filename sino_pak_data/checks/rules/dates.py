"""Dates: that they are dates, that they are days that were, and that they come in the right order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from sino_pak_data.cells import edtf
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.checks import spreadsheet_dates
from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.table import Row, Table

_FORM = "write 2005, 2005-04, 2005-04-05, 2001/2004 or 2015/..; ~ after it for about, ? for uncertain"
_MAY_LIE_AHEAD = frozenset({"claims"})
"""Tables whose records may speak of the future."""


@rule("malformed-date")
def malformed_date(review: Review) -> Iterator[Mark]:
    """A date is written in the subset of EDTF that the codebook describes.

    Why:  4/5/2005 is two different days, and "spring 2005" cannot be sorted.
    Fix:  Year first, then month, then day, and no more of them than the source gives.
    Bad:  events: date=5 April 2005
    Good: events: date=2005-04-05
    """
    for table, row, field, fault in _faults(review):
        if not isinstance(fault, edtf.Impossible):
            hint = spreadsheet_dates.worded(row[field]) or _FORM
            yield Mark(table, row, field, f"{row[field]!r} is no date: {fault.message}", hint, fault.at)


@rule("impossible-date")
def impossible_date(review: Review) -> Iterator[Mark]:
    """A date is a day of the calendar, and an interval runs forwards.

    Why:  A day that never was is a slip, and the true day is unknown until someone looks.
    Fix:  Look at the source again; if it prints the impossible day, give the month and a note.
    Bad:  agreements: ended=2023-02-29
    Good: agreements: ended=2024-02-29
    """
    for table, row, field, fault in _faults(review):
        if isinstance(fault, edtf.Impossible):
            yield Mark(
                table, row, field, f"{row[field]!r} cannot be: {fault.message}", "look at the source again", fault.at
            )


@rule("date-in-future")
def date_in_future(review: Review) -> Iterator[Mark]:
    """What is recorded has happened.

    Why:  The dataset records; it does not foretell.
    Fix:  Correct the year, or wait. A planned end of an agreement may lie ahead.
    Bad:  agreements: in_force=2091-01-01
    Good: agreements: in_force=2015-04-20
    """
    today = edtf.Date("", review.today, review.today, "day")
    this_year = str(review.today.year)

    def ahead(cell: str) -> bool | None:
        when = parsed(cell) if cell[:4] >= this_year else None  # a date begins with its year
        return True if when and today.before(_begun(when)) else None

    for table in review.tables:
        for field in table.schema.dated_by if table.name not in _MAY_LIE_AHEAD else ():
            for row, _ in review.where(table, field, ahead):
                yield Mark(table, row, field, f"{row[field]} lies after today, {review.today}", "correct the date")


@rule("dates-out-of-order")
def dates_out_of_order(review: Review) -> Iterator[Mark]:
    """An agreement is announced, then signed, then in force, then ended.

    Why:  Entry into force before signature is a slip in one of the two dates.
    Fix:  Look which of the two the source gives. Partial dates that leave the order open pass.
    Bad:  agreements: signed=2005-04-05 | in_force=2004-01-01
    Good: agreements: signed=2005-04-05 | in_force=2005
    """
    for table in review.tables:
        for row in table.rows if table.schema.chronology else ():
            for earlier, later in combinations(table.schema.chronology, 2):
                first, second = parsed(row[earlier]), parsed(row[later])
                if first and second and second.before(first):
                    message = f"{later} {row[later]} comes before {earlier} {row[earlier]}"
                    yield Mark(table, row, later, message, "one of the two dates is wrong")
                    break


@rule("signing-dates-apart", severity="warning")
def signing_dates_apart(review: Review) -> Iterator[Mark]:
    """The event of a signing has the day on which its agreement was signed.

    Why:  Counts of events and of agreements by year would tell two stories; one date is a slip, or sources differ.
    Fix:  Correct the wrong date; where sources differ, add the other date to tables/discrepancies.csv.
    Bad:  events: event_type=signing | agreement_id=diplomatic-relations-1951 | date=1951-06-21
    Good: events: event_type=signing | agreement_id=diplomatic-relations-1951 | date=1951-05-21
    Good: events: event_type=signing | agreement_id=diplomatic-relations-1951 | date=1951-05
    """
    package = review.package
    agreements, table = package.identifiers("agreements"), package["events"]
    told = {row["record"] for row in package["discrepancies"].rows if row["field"] in {"date", "signed"}}
    for row in table.rows:
        agreement = agreements.get(row["agreement_id"]) if row["event_type"] == "signing" else None
        if agreement is None:
            continue
        when, signed = parsed(row["date"]), parsed(agreement["signed"])
        apart = when is not None and signed is not None and (when.before(signed) or signed.before(when))
        if apart and not told & {table.address(row), f"agreements/{row['agreement_id']}"}:
            message = f"{row['date']} is not when {row['agreement_id']} was signed, which is {agreement['signed']}"
            hint = f"correct one of them, or add events/{row['event_id']}, date, the other date and its source"
            yield Mark(table, row, "date", message, f"{hint} to discrepancies")


def parsed(cell: str) -> edtf.Date | None:
    """The date of a cell; None where it is empty or malformed, which other rules tell."""
    try:
        return edtf.parse(cell) if cell else None
    except Malformed:
        return None


def _begun(when: edtf.Date) -> edtf.Date:
    """The beginning of a date, which may be in the past although its end is open."""
    start = when.start or date.min
    return edtf.Date(when.text, start, start, "day")


def _faults(review: Review) -> Iterator[tuple[Table, Row, str, Malformed]]:
    for table in review.tables:
        for field in table.schema.holding("date"):
            for row, fault in review.where(table, field.name, _fault):
                yield table, row, field.name, fault


def _fault(cell: str) -> Malformed | None:
    try:
        edtf.parse(cell)
    except Malformed as fault:
        return fault.with_traceback(None)
    return None
