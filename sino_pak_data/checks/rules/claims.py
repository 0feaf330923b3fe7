"""Claims and the doubts about them: coded in full, tested against other sources, and explained."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import row_rule, rule
from sino_pak_data.derive import citations
from sino_pak_data.derive.evidence import independent_works
from sino_pak_data.package.table import Row

_CODING = ("theory", "theory_named", "mechanism")
_FIGURE = ("indicator_id", "reporter", "partner", "value", "unit", "qualifier")


@rule("circular-evidence", severity="warning", needs=("evidence", "claims", "sources"))
def circular_evidence(context: CheckContext) -> Iterator[Finding]:
    """A record that supports a claim has a source other than that of the claim.

    Why:  A statement is not confirmed by a row that was made from it.
    Fix:  Find a second source for the record, or delete the link.
    Bad:  events: event_id=pact-of-2005 | title=A pact | date=2005 | sources=yousaf2025drive[1.p11]
          evidence: record=events/pact-of-2005
    Good: events: event_id=pact-of-2005 | title=A pact | date=2005 | sources=chinaorg2011ties
          evidence: record=events/pact-of-2005
    """
    package = context.package
    origins, claims, table = citations.Origins(package), package.identifiers("claims"), package["evidence"]
    for row in table.rows:
        claim, record = claims.get(row["claim_id"]), package.record(row["record"])
        if claim is None or record is None or row["stance"] != "supports":
            continue
        cited, own = citations.works(record["sources"] or record["source"]), citations.works(claim["source"])
        if own and cited and not independent_works(claim, record, origins):
            message = f"{row['record']} relies on {own[0]} alone, which is the source of the claim"
            yield Finding(table, row, "record", message, "find another source for the record, or delete the link")


@rule("no-discrepancy", needs=("discrepancies",))
def no_discrepancy(context: CheckContext) -> Iterator[Finding]:
    """A discrepancy gives another value than the record, for a column that the record has.

    Why:  Otherwise it reports a disagreement that does not exist.
    Fix:  Delete the row, or write the value as that source gives it.
    Bad:  discrepancies: record=agreements/friendship-treaty-2005 | field=signed | value=2005-04-05 | source=wtopakistan2009fta
    Good: discrepancies: record=agreements/friendship-treaty-2005 | field=signed | value=2005-04 | source=wtopakistan2009fta
    """
    table = context.package["discrepancies"]
    for row in table.rows:
        record = context.package.record(row["record"])
        if record is None:
            continue
        if row["field"] not in record:
            message = f"{row['record'].partition('/')[0]} has no column {row['field']!r}"
            yield Finding(table, row, "field", message, f"the columns are {', '.join(record)}")
        elif row["value"] and record[row["field"]] == row["value"]:
            yield Finding(table, row, "value", "the record has the same value", "delete the row")


@row_rule("proposition-incomplete", "claims", "theory", reads=("kind", "theory_named", "mechanism"))
def proposition_incomplete(row: Row) -> str:
    """A proposition has theory, theory_named and mechanism (they may be "none"); a figure or an event has none of the three.

    Why:  Propositions are counted by theory and mechanism; a fact draws on no theory.
    Fix:  Fill the three columns, or change the kind. If the theory is none, it cannot be named.
    Bad:  claims: mechanism=power_shift
    Good: claims: kind=proposition | theory=none | theory_named=false | mechanism=power_shift
    """
    filled = [name for name in _CODING if row[name]]
    if row["kind"] != "proposition":
        return f"a claim of kind {row['kind']} cannot have {', '.join(filled)}" if filled else ""
    if len(filled) < len(_CODING):
        return f"the proposition lacks {', '.join(name for name in _CODING if name not in filled)}"
    unnamed = (row["theory"], row["theory_named"]) == ("none", "true")
    return "the theory is none, yet theory_named is true" if unnamed else ""


@row_rule("figure-incomplete", "claims", "indicator_id", reads=("kind", "period", *_FIGURE[1:]))
def figure_incomplete(row: Row) -> str:
    """A figure has indicator, reporter, partner, period, value, unit and qualifier; another claim has at most a period.

    Why:  Only then can it be compared with observations.
    Fix:  Fill the seven columns, or change the kind.
    Bad:  claims: kind=figure | indicator_id=
    Good: claims: kind=event | indicator_id= | reporter= | partner= | period=2005 | value= | unit= | qualifier=
    """
    if row["kind"] != "figure":
        filled = [name for name in _FIGURE if row[name]]
        return f"a claim of kind {row['kind']} cannot have {', '.join(filled)}" if filled else ""
    empty = [name for name in (*_FIGURE, "period") if not row[name]]
    return f"the figure lacks {', '.join(empty)}" if empty else ""


@row_rule("stance-without-note", "evidence", "note", reads=("stance",))
def stance_without_note(row: Row) -> str:
    """A record that contradicts or qualifies a claim is linked with a note that says how.

    Why:  Support is evident from the two texts; where and how far a record disagrees is our reading.
    Fix:  Write in the note what the record shows instead.
    Bad:  evidence: stance=qualifies | note=
    Good: evidence: stance=qualifies | note=The year before.
    """
    fine = row["note"] or row["stance"] == "supports"
    return "" if fine else f"the record {row['stance']} the claim, without a note"


@row_rule("doubt-without-note", "events", "note", reads=("confidence",))
def doubt_without_note(row: Row) -> str:
    """An event of low confidence says why in its note.

    Why:  A doubt that is not explained cannot be resolved.
    Fix:  Write in the note what is weak.
    Bad:  events: confidence=low | note=
    Good: events: confidence=low | note=Only a blog has the day.
    """
    return "confidence is low, without a note" if row["confidence"] == "low" and not row["note"] else ""


@row_rule("doubtful-agreement-without-note", "agreements", "note", reads=("confidence",))
def doubtful_agreement_without_note(row: Row) -> str:
    """An agreement of low confidence says why in its note.

    Why:  A doubt that is not explained cannot be resolved.
    Fix:  Write in the note what is weak.
    Bad:  agreements: confidence=low | note=
    Good: agreements: confidence=low | note=Named in one speech only.
    """
    return doubt_without_note(row)
