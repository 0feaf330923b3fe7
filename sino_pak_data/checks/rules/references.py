"""References: that they are well formed, that the work is there, and that it can know what it is cited for."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import ids, references
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.checks.context import Review, retired_hint
from sino_pak_data.checks.marks import Cited, Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.derive import anachronisms, citations

_FORM = "write source_id or source_id[page], several joined with ;"
_THEIRS = "cited_sources"
"""The column of works that a claim's source cites: its slips are findings, not faults."""


@rule("malformed-reference")
def malformed_reference(review: Review) -> Iterator[Mark]:
    """A reference is a source id, with the place in the work in square brackets.

    Why:  Only then can the work be found, and the bibliography be made.
    Fix:  Write garver2001protracted[p. 12]; join several with a semicolon and no space.
    Bad:  events: sources=yousaf2025drive, p. 4
    Good: events: sources=yousaf2025drive[5.p4]
    """
    for table in review.tables:
        for field in table.schema.reference_fields:
            for row in table.rows:
                try:
                    references.parse(row[field.name].strip() or "none")
                except Malformed as fault:
                    yield Mark(table, row, field.name, f"{row[field.name]!r}: {fault.message}", _FORM, fault.at)


@rule("several-references")
def several_references(review: Review) -> Iterator[Mark]:
    """A row that is one source's word names one source.

    Why:  Two sources that give the same value are two rows; only so can they be counted.
    Fix:  Write one row per source.
    Bad:  claims: source=yousaf2025drive[1.p2];yousaf2025drive[2.p1]
    Good: claims: source=yousaf2025drive[1.p2]
    """
    for cited in review.references(lambda reference: reference.at > 0):
        if cited.table.schema.by_name[cited.field].holds == "reference":
            yield cited.mark("a second reference where one is wanted", "write one row per source")


@rule("unknown-source")
def unknown_source(review: Review) -> Iterator[Mark]:
    """A work that is referred to stands in sources.

    Why:  A reference that cannot be resolved is no reference.
    Fix:  Correct the id, or add the work to tables/sources.csv.
    Bad:  events: sources=yousaf2025driv[5.p4]
    Good: events: sources=yousaf2025drive[5.p4]
    """
    known = review.package.identifiers("sources")
    for cited in review.references(lambda reference: reference.source_id not in known):
        wanted = cited.reference.source_id
        if review.readable("sources") and not review.retired("sources", wanted):
            close = review.guess(wanted, known)
            hint = f"did you mean {close!r}?" if close else "add the work to tables/sources.csv"
            yield cited.mark(f"the source {wanted!r} stands nowhere", hint)


@rule("retired-source")
def retired_source(review: Review) -> Iterator[Mark]:
    """A withdrawn work is not cited.

    Why:  Its row is gone, with a stated reason.
    Fix:  Cite the work that replaces it.
    Bad:  retired: record=sources/gone2001 | version=0.1.0 | reason=Same page as another
          events: sources=gone2001
    Good: retired: record=sources/gone2001 | version=0.1.0 | reason=Same page as another
    """
    known = review.package.identifiers("sources")
    for cited in review.references(lambda reference: reference.source_id not in known):
        row = review.retired("sources", cited.reference.source_id)
        if row is not None:
            yield cited.mark(f"the source {cited.reference.source_id!r} was retired", retired_hint(row))


@rule("repeated-reference")
def repeated_reference(review: Review) -> Iterator[Mark]:
    """A reference stands once in its cell.

    Why:  Repetition looks like a second source.
    Fix:  Delete the repetition, or give it another place in the work.
    Bad:  events: sources=yousaf2025drive[5.p4];yousaf2025drive[5.p4]
    Good: events: sources=yousaf2025drive[5.p4];yousaf2025drive[6.p1]
    """
    for table in review.tables:
        for field in table.schema.reference_fields:
            for row, again in review.where(table, field.name, _said_again):
                yield Cited(table, row, field.name, again).mark(f"{again} stands twice", "delete one of the two")


def _said_again(cell: str) -> references.Reference | None:
    seen = set()
    for reference in citations.parsed(cell) if ";" in cell else ():
        if str(reference) in seen:
            return reference
        seen.add(str(reference))
    return None


@rule("unused-source", severity="warning")
def unused_source(review: Review) -> Iterator[Mark]:
    """A work in sources is cited by some row.

    Why:  A bibliography of works that nothing rests on misleads.
    Fix:  Cite it where it belongs, or delete the row.
    Bad:  sources: source_id=nobody2001 | url= | doi= | title=Nobody
    Good: sources: source_id=nobody2001 | url= | doi= | title=Nobody
          events: sources=nobody2001
    """
    table = review.package["sources"]
    used = review.cited | {one for row in table.rows for one in ids.split(row["derived_from"])}
    fields = [field for each in review.tables for field in each.schema.fields]
    used |= {one for field in fields for code in field.codes for one in ids.split(code.sources)}
    if review.readable(*(table.name for table in review.tables)) and not _loose_ends(review):
        for row in table.rows:
            if row["source_id"] not in used:
                yield Mark(table, row, "source_id", f"nothing cites {row['source_id']}", "cite it, or delete the row")


def _loose_ends(review: Review) -> bool:
    """Is a reference missing or wrong somewhere? Then a work that nothing cites may be the one that is meant."""
    if review.package.broken or review.cited - review.package.identifiers("sources").keys():
        return True
    fields = [(table, field) for table in review.tables for field in table.schema.reference_fields]
    return any(
        not citations.parsed(cell) and (cell or field.required)
        for table, field in fields
        for cell in table.distinct(field.name)
    )


@rule("source-older-than-record", severity="warning")
def source_older_than_record(review: Review) -> Iterator[Mark]:
    """A work cannot document what happened after it appeared.

    Why:  A reader who follows the reference will not find the fact.
    Fix:  Cite a later work, or correct one of the two dates.
    Bad:  events: date=2025-05-07 | sources=dittmer1981triangle
    Good: events: date=1979-05-07 | sources=dittmer1981triangle
    """
    for one in anachronisms.each(review.package):
        if one.field != _THEIRS and int(one.period[:4]) <= review.today.year:
            message = f"{one.reference.source_id} reaches to {one.reaches_to}, before {one.period}"
            mark = Cited(one.table, one.row, one.field, one.reference).mark
            yield mark(message, "cite a later work, or correct one of the two dates")


@rule("review-as-book", severity="warning")
def review_as_book(review: Review) -> Iterator[Mark]:
    """A review of a book is entered as a review, and the book apart.

    Why:  Whoever cites the book's argument through its review cites the reviewer.
    Fix:  Set the kind to review-book; a chapter or a volume of a series has another kind, or no volume and issue.
    Bad:  sources: source_id=small2015axis | kind=book | volume=3 | issue=1 | url= | doi= | title=Axis
          events: sources=small2015axis
    Good: sources: source_id=small2015axis | kind=review-book | volume=3 | issue=1 | url= | doi= | title=Axis
          events: sources=small2015axis
    """
    table = review.package["sources"]
    for row in table.rows:
        if row["kind"] == "book" and row["issue"]:
            message = f"{row['source_id']} is a book with the issue of a journal"
            yield Mark(table, row, "kind", message, "write review-book, or delete the issue")
