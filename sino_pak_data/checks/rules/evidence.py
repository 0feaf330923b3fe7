"""Claims and their evidence: coded in full, and tried on something other than themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.derive import citations
from sino_pak_data.derive.origins import Origins

if TYPE_CHECKING:
    import pandas as pd

_CODING = ["theory", "theory_named", "mechanism"]


@rule("circular-evidence", severity="warning")
def circular_evidence(review: Review) -> Iterator[Mark]:
    """A record that supports a claim rests on a source other than the claim's.

    Why:  A statement is not confirmed by a row that was made from it.
    Fix:  Find a second source for the record, or delete the link.
    Bad:  events: event_id=pact-of-2005 | title=A pact | date=2005 | sources=yousaf2025drive[1.p11]
          evidence: record=events/pact-of-2005
    Good: events: event_id=pact-of-2005 | title=A pact | date=2005 | sources=chinaorg2011ties
          evidence: record=events/pact-of-2005
    """
    package = review.package
    origins = Origins(package)
    claims = package.identifiers("claims")
    table = package["evidence"]
    for row in table.rows:
        claim, record = claims.get(row["claim_id"]), package.record(row["record"])
        if claim is None or record is None or row["stance"] != "supports":
            continue
        own = [one.source_id for one in citations.parsed(claim["source"])]
        cited = [one.source_id for one in citations.parsed(record["sources"] or record["source"])]
        if own and cited and not origins.independent(cited, own[0]):
            message = f"{row['record']} rests on {own[0]} alone, which is the source of the claim"
            yield Mark(table, row, "record", message, "find another source for the record, or delete the link")


@rule("no-discrepancy")
def no_discrepancy(review: Review) -> Iterator[Mark]:
    """A discrepancy gives another value than the record does, for a column that the record has.

    Why:  It would tell of a disagreement that is none.
    Fix:  Delete the row, or write the value as that source gives it.
    Bad:  discrepancies: record=agreements/friendship-treaty-2005 | field=signed | value=2005-04-05 | source=wtopakistan2009fta
    Good: discrepancies: record=agreements/friendship-treaty-2005 | field=signed | value=2005-04 | source=wtopakistan2009fta
    """
    table = review.package["discrepancies"]
    for row in table.rows:
        record = review.package.record(row["record"])
        if record is None:
            continue
        if row["field"] not in record:
            name = row["record"].partition("/")[0]
            yield Mark(table, row, "field", f"{name} has no column {row['field']!r}", "name a column of its table")
        elif row["value"] and record[row["field"]] == row["value"]:
            yield Mark(table, row, "value", "that is what the record says", "delete the row")


@rule("proposition-incomplete", "frames", table="claims", field="theory")
def proposition_incomplete(frame: pd.DataFrame) -> pd.Series[bool]:
    """A proposition has theory, theory_named and mechanism, "none" being an answer; a figure or an event has none of them.

    Why:  Propositions are counted by theory and mechanism; what happened draws on no theory.
    Fix:  Fill the three columns, or change the kind. Where the theory is none it cannot be named.
    Bad:  claims: mechanism=power_shift
    Good: claims: kind=proposition | theory=none | theory_named=false | mechanism=power_shift
    """
    filled = (frame[_CODING] != "").sum(axis=1)
    named = (frame["theory"] == "none") & (frame["theory_named"] == "true")
    proposition = frame["kind"] == "proposition"
    return (proposition & (filled == len(_CODING)) & ~named) | (~proposition & (filled == 0))


@rule("stance-without-note", "frames", table="evidence", field="note")
def stance_without_note(frame: pd.DataFrame) -> pd.Series[bool]:
    """A record that contradicts or qualifies a claim is linked with a note that says how.

    Why:  That it supports is plain from the two texts; where and how far it does not is our reading.
    Fix:  Write in the note what the record shows instead.
    Bad:  evidence: stance=qualifies | note=
    Good: evidence: stance=qualifies | note=The year before.
    """
    return (frame["stance"] == "supports") | (frame["note"] != "")
