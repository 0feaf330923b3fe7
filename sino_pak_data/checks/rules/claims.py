"""Claims and the doubts about them: coded in full, tested against other sources, and explained."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import ids
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import of, row_rule, rule
from sino_pak_data.derive import citations
from sino_pak_data.derive.evidence import independent_works
from sino_pak_data.package.table import Row

_CODING = ("theory", "theory_named", "mechanism")
_OWN = "own voice"
_FIGURE = ("indicator_id", "reporter", "partner", "value", "unit", "qualifier")


@rule(
    "circular-evidence",
    severity="warning",
    needs=of("evidence", "claim_id record stance") + of("claims", "source") + of("sources", "source_id"),
)
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
    origins, claims, table = package.origins, package.identifiers("claims"), package["evidence"]
    for row in table.rows:
        claim, record = claims.get(row["claim_id"]), package.record(row["record"])
        if claim is None or record is None or row["stance"] != "supports":
            continue
        cited, own = citations.works_of(record), citations.works(claim["source"])
        if own and cited and not independent_works(claim, record, origins):
            message = f"{row['record']} relies on {own[0]} alone, which is the source of the claim"
            yield Finding(table, row, "record", message, "find another source for the record, or delete the link")


@rule("no-discrepancy", needs=of("discrepancies", "record field value"))
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
    Fix:  Fill the three columns, or change the kind. If the theory is none, it stands alone and cannot be named.
    Bad:  claims: mechanism=power_shift
    Bad:  claims: kind=proposition | theory=none;realism | theory_named=false | mechanism=power_shift
    Good: claims: kind=proposition | theory=none | theory_named=false | mechanism=power_shift
    """
    filled = [name for name in _CODING if row[name]]
    if row["kind"] != "proposition":
        return f"a claim of kind {row['kind']} cannot have {', '.join(filled)}" if filled else ""
    if len(filled) < len(_CODING):
        return f"the proposition lacks {', '.join(name for name in _CODING if name not in filled)}"
    theories = ids.split(row["theory"])
    if "none" in theories and len(theories) > 1:
        return f"the theory is none, and yet {', '.join(one for one in theories if one != 'none')}"
    unnamed = (row["theory"], row["theory_named"]) == ("none", "true")
    return "the theory is none, yet theory_named is true" if unnamed else ""


@row_rule("wrong-claim-type", "claims", "claim_type", reads=("kind",))
def wrong_claim_type(row: Row) -> str:
    """A figure or an event is of type empirical; only a proposition can be of another.

    Why:  What a record can show is what was the case; a cause, a norm or a forecast is a thought about it.
    Fix:  Write empirical, or change the kind.
    Bad:  claims: kind=event | claim_type=predictive
    Good: claims: kind=event | claim_type=empirical
    """
    fits = row["claim_type"] in ("", "empirical") or row["kind"] == "proposition"
    return "" if fits else f"a claim of kind {row['kind']} cannot be {row['claim_type']}"


@row_rule("causal-incomplete", "claims", "cause", reads=("claim_type", "effect"))
def causal_incomplete(row: Row) -> str:
    """A causal claim has cause and effect; another has neither.

    Why:  Who looks for what a work explains, and by what, must find all of it and nothing else.
    Fix:  Fill both, each in a few words that can stand alone, or correct claim_type.
    Bad:  claims: kind=proposition | claim_type=causal | theory=none | theory_named=false | mechanism=none | cause=Aid ran dry
    Bad:  claims: effect=Pakistan turned to China
    Good: claims: kind=proposition | claim_type=causal | theory=none | theory_named=false | mechanism=none | cause=Aid ran dry | effect=Pakistan turned to China
    """
    filled = [name for name in ("cause", "effect") if row[name]]
    if row["claim_type"] != "causal":
        return f"a claim that is not causal cannot have {' and '.join(filled)}" if filled else ""
    missing = [name for name in ("cause", "effect") if name not in filled]
    return f"the causal claim lacks {' and '.join(missing)}" if missing else ""


@row_rule("period-without-origin", "claims", "period_from", reads=("period", "note"))
def period_without_origin(row: Row) -> str:
    """A claim with a period says who dated it, and in the note by which word, if that was the coder.

    Why:  A citation is out of time only if the work itself says of when it speaks; our guess must not convict it.
    Fix:  Write source or coder as the manual says, and the word in the note; without a period leave the cell empty.
    Bad:  claims: period=2005
    Bad:  claims: period_from=source
    Bad:  claims: period=2008/.. | period_from=coder | note=
    Good: claims: period=2008/.. | period_from=coder | note=Dated by the attacks of 2008.
    """
    if bool(row["period"]) != bool(row["period_from"]):
        return "the claim has a period, and nobody who dated it" if row["period"] else "there is no period to be dated"
    unexplained = row["period_from"] == "coder" and not row["note"]
    return "the coder dated the claim, and the note does not say by which word" if unexplained else ""


@rule(
    "attributed-to-no-author", needs=of("claims", "attributed_to") + of("sources", "source_id") + of("actors", "kind")
)
def attributed_to_no_author(context: CheckContext) -> Iterator[Finding]:
    """A claim is attributed to `own voice`, or by name to the author whom the sentence names.

    Why:  The id of a work names no person, and that a state says something is the assertion itself.
    Fix:  Write the name as the sentence has it, or own voice; a work that is only cited is in cited_sources.
    Bad:  claims: attributed_to=faisal2020beyond
    Bad:  claims: attributed_to=Pakistan
    Bad:  claims: attributed_to=Own voice
    Good: claims: attributed_to=Kenneth Waltz
    """
    table, actors = context.package["claims"], context.package.identifiers("actors")
    works = context.package.identifiers("sources")

    def fault(row: Row) -> str:
        cell = row["attributed_to"]
        actor = actors.get(cell) or actors.get(context.package.named("actors", cell)) if cell else None
        if cell in works:
            return f"{cell} is the id of a work"
        if actor is not None and actor["kind"] != "person":
            return f"{cell} is no author, but an actor of kind {actor['kind']}"
        return f"{cell!r} is not how `{_OWN}` is written" if cell != _OWN and cell.casefold() == _OWN else ""

    for row, message in context.rows_where(table, ("attributed_to",), fault):
        yield Finding(table, row, "attributed_to", message, f"write the name of the author, or {_OWN}")


@row_rule("figure-incomplete", "claims", "indicator_id", reads=("kind", "period", *_FIGURE[1:]))
def figure_incomplete(row: Row) -> str:
    """A figure has indicator, reporter, partner, period, value, unit and qualifier; another claim has at most a period.

    Why:  Only then can it be compared with observations.
    Fix:  Fill the seven columns, or change the kind.
    Bad:  claims: kind=figure | indicator_id=
    Good: claims: kind=event | indicator_id= | reporter= | partner= | period=2005 | period_from=source | value= | unit= | qualifier=
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


@row_rule("doubt-without-note", "events", "note", reads=("confidence", "event_type"))
def doubt_without_note(row: Row) -> str:
    """An event of low confidence says why in its note.

    Why:  A doubt that is not explained cannot be resolved.
    Fix:  Write in the note what is weak.
    Bad:  events: confidence=low | note=
    Good: events: confidence=low | note=Only a blog has the day.
    """
    return "confidence is low, without a note" if row["confidence"] == "low" and not row["note"] else ""


@row_rule("doubtful-agreement-without-note", "agreements", "note", reads=("confidence", "instrument"))
def doubtful_agreement_without_note(row: Row) -> str:
    """An agreement of low confidence says why in its note.

    Why:  A doubt that is not explained cannot be resolved.
    Fix:  Write in the note what is weak.
    Bad:  agreements: confidence=low | note=
    Good: agreements: confidence=low | note=Named in one speech only.
    """
    return doubt_without_note(row)
