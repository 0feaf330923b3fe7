"""Dates: they are well formed, exist in the calendar, are not in the future, and are in the right order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from sino_pak_data.cells import edtf
from sino_pak_data.cells.edtf import parsed
from sino_pak_data.cells.text import Malformed
from sino_pak_data.checks import spreadsheet_dates
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import cell_rule, of, rule

_FORM = "write 2005, 2005-04, 2005-04-05, 2001/2004 or 2015/..; add ~ for approximate, ? for uncertain"
_MAY_BE_AHEAD = frozenset({"claims"})
"""Tables whose records may be about the future."""


@cell_rule("malformed-date", "date")
def malformed_date(cell: str) -> Iterator[tuple[str, str, int]]:
    """A date is in the subset of EDTF that the codebook describes.

    Why:  4/5/2005 is two different days, and "spring 2005" cannot be sorted.
    Fix:  Write year, month, day in that order, and no more of them than the source gives.
    Bad:  events: date=5 April 2005
    Good: events: date=2005-04-05
    """
    try:
        edtf.parse(cell)
    except edtf.Impossible:
        return
    except Malformed as fault:
        yield f"{cell!r} is not a valid date: {fault.message}", spreadsheet_dates.worded(cell) or _FORM, fault.at


@cell_rule("impossible-date", "date")
def impossible_date(cell: str) -> Iterator[tuple[str, str, int]]:
    """A date exists in the calendar, and an interval does not end before it begins.

    Why:  A day that does not exist is a typing error, and the true day is unknown until someone looks it up.
    Fix:  Look it up in the source; if the source prints the impossible day, give the month and a note.
    Bad:  agreements: ended=2023-02-29
    Good: agreements: ended=2024-02-29
    """
    try:
        edtf.parse(cell)
    except edtf.Impossible as fault:
        yield f"{cell!r} does not exist: {fault.message}", "look it up in the source", fault.at
    except Malformed:
        return


@rule("date-in-future")
def date_in_future(context: CheckContext) -> Iterator[Finding]:
    """A recorded date is not in the future.

    Why:  The dataset records the past; it makes no forecasts.
    Fix:  Correct the year, or wait. The planned end of an agreement may be in the future.
    Bad:  agreements: in_force=2091-01-01
    Good: agreements: in_force=2015-04-20
    """
    this_year = str(context.today.year)

    def ahead(cell: str) -> bool:
        when = parsed(cell) if cell[:4] >= this_year else None  # a date begins with its year
        return when is not None and when.start is not None and when.start > context.today

    for table, row, field, _ in context.cells_where(("date",), ahead):
        if field.name in table.schema.dated_by and table.name not in _MAY_BE_AHEAD:
            yield Finding(table, row, field.name, f"{row[field.name]} is in the future", "correct the date")


@rule("date-too-early")
def date_too_early(context: CheckContext) -> Iterator[Finding]:
    """A record is dated within the time that its table is about.

    Why:  A treaty of 1495 is one of 1945 or 1995 with two digits exchanged, and as a date it is perfectly sound.
    Fix:  Correct the year. If the table has grown to an earlier time, change `begins` in its schema.
    Bad:  events: date=1895-05-21
    Bad:  events: date=0205-04-05/2005-04-06
    Good: events: date=1951-05-21
    """
    for table in context.tables:
        begins = table.schema.begins

        def before(cell: str, begins: int = begins) -> bool:
            when = parsed(cell)
            return when is not None and (when.start or when.end or date.max).year < begins

        for name in table.schema.dated_by if begins else ():
            for row, _ in context.column_where(table, name, before):
                message = f"{row[name]} is before {begins}, where {table.name} begins"
                yield Finding(table, row, name, message, "correct the year")


@rule("dates-out-of-order")
def dates_out_of_order(context: CheckContext) -> Iterator[Finding]:
    """The dates of a record follow each other: an agreement is announced, signed, in force and ended; a work is
    published before it is seen.

    Why:  If a treaty is in force before it is signed, one of the two dates is wrong.
    Fix:  Look up both dates in the source. Partial dates that leave the order open pass.
    Bad:  agreements: signed=2005-04-05 | in_force=2004-01-01
    Bad:  sources: published=2011-05-05 | accessed=2010-12-31
    Good: agreements: signed=2005-04-05 | in_force=2005
    Good: sources: published=2011-05-05 | accessed=2026-11
    """
    for table in context.tables:
        steps = list(combinations(table.schema.chronology, 2))
        for row in table.rows if steps else ():
            for earlier, later in steps:
                first, second = parsed(row[earlier]), parsed(row[later])
                if first and second and second.before(first):
                    message = f"{later} {row[later]} is before {earlier} {row[earlier]}"
                    yield Finding(table, row, later, message, "one of the two dates is wrong")
                    break


@rule(
    "signing-dates-apart",
    severity="warning",
    needs=of("events", "date event_type agreement_id")
    + of("agreements", "signed")
    + of("discrepancies", "record field"),
)
def signing_dates_apart(context: CheckContext) -> Iterator[Finding]:
    """The event of a signing has the date on which the agreement was signed.

    Why:  Counts of events and of agreements by year would disagree; one date is wrong, or the sources differ.
    Fix:  Correct the wrong date; where sources differ, add the other date to tables/discrepancies.csv.
    Bad:  events: event_type=signing | agreement_id=diplomatic-relations-1951 | date=1951-06-21
    Good: events: event_type=signing | agreement_id=diplomatic-relations-1951 | date=1951-05-21
    Good: events: event_type=signing | agreement_id=diplomatic-relations-1951 | date=1951-05
    """
    package = context.package
    agreements, table = package.identifiers("agreements"), package["events"]
    disputed = {row["record"] for row in package["discrepancies"].rows if row["field"] in {"date", "signed"}}
    for row in table.rows:
        agreement = agreements.get(row["agreement_id"]) if row["event_type"] == "signing" else None
        if agreement is None or disputed & {table.address(row), f"agreements/{row['agreement_id']}"}:
            continue
        when, signed = parsed(row["date"]), parsed(agreement["signed"])
        if when and signed and (when.before(signed) or signed.before(when)):
            treaty = row["agreement_id"]
            message = f"{row['date']} differs from the date on which {treaty} was signed, {agreement['signed']}"
            hint = f"add {table.address(row)}, date, the other date and its source to discrepancies"
            yield Finding(table, row, "date", message, f"correct one of them, or {hint}")
