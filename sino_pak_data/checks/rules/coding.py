"""Coding: what the type of an event demands of its roles and balancing, and how much confidence sources allow."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import ids
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import of, rule
from sino_pak_data.derive.citations import works
from sino_pak_data.derive.confidence import LEVELS, Ceiling, Ceilings
from sino_pak_data.package.schema import Code
from sino_pak_data.package.table import Row, Table

ROLES = ("actors", "recipients", "against")
_COLUMNS = ("events.event_type", *(f"events.{role}" for role in ROLES))
_DESCRIBED = ("kind", "side", "status")
_WORKS = of("sources", "source_id kind side status primary derived_from")
_ELSEWHERE = {"recipients": "against", "against": "recipients"}


def _coded(context: CheckContext) -> Iterator[tuple[Table, Row, Code]]:
    """Every event with the code of its type."""
    table = context.package["events"]
    codes = {code.value: code for code in table.schema.by_name["event_type"].codes}
    return ((table, row, codes[row["event_type"]]) for row in table.rows if row["event_type"] in codes)


@rule("event-roles", needs=_COLUMNS)
def event_roles(context: CheckContext) -> Iterator[Finding]:
    """An event has the roles that its type requires, and none that it excludes.

    Why:  Who selects deliveries by recipient, or attacks by victim, must find them all.
    Fix:  Fill or empty the cell as the matrix of event types in the codebook says, or correct the type.
    Bad:  events: event_type=delivery | recipients= | actors=CHN
    Bad:  events: event_type=visit | actors=PAK | recipients=CHN | against=IND
    Bad:  events: event_type=sanction | recipients= | against=
    Bad:  events: event_type=signing | actors=CHN
    Good: events: event_type=delivery | recipients=PAK | actors=CHN
    """
    for table, row, code in _coded(context):
        for role, message, hint in _role_faults(row, code):
            yield Finding(table, row, role, message, hint)


def _role_faults(row: Row, code: Code) -> Iterator[tuple[str, str, str]]:
    """Column, message and hint of each role that does not fit the code."""
    kind = f"the type {code.value}"
    for role, demand in code.roles.items():
        if demand == "required" and not row[role]:
            yield role, f"{kind} requires {role}, and the cell is empty", f"name the {role}, or correct event_type"
        elif demand == "empty" and row[role]:
            hint = f"empty the cell, move it to {_ELSEWHERE[role]} or actors, or correct event_type"
            yield role, f"{kind} has no {role}, and the cell has {row[role]}", hint
    either = [role for role, demand in code.roles.items() if demand == "either"]
    if either and not any(row[role] for role in either):
        yield either[0], f"{kind} requires {' or '.join(either)}, and both are empty", "fill one of them"
    if row["actors"] and len(ids.split(row["actors"])) < code.actors and "," not in row["actors"]:
        hint = "name every party, or correct event_type"
        yield "actors", f"{kind} has at least {code.actors} actors, and the cell has {row['actors']!r}", hint


@rule("actor-in-two-roles", needs=_COLUMNS[1:])
def actor_in_two_roles(context: CheckContext) -> Iterator[Finding]:
    """An actor has one role in an event, and no state acts on its own companies.

    Why:  Nobody acts against themselves, and a party to a joint act is an actor alone.
    Fix:  Keep the actor in the role that the act gives it: parties of a joint act are actors.
    Bad:  events: actors=CHN;PAK | against=IND;PAK
    Bad:  events: event_type=delivery | actors=CHN | recipients=PAK | against=PAK
    Bad:  actors: actor_id=COPHC | kind=company | name=A port company | iso3= | cow_code= | gw_code= | parent=CHN
          events: event_type=delivery | actors=COPHC | recipients=PAK | against=CHN
    Good: events: event_type=delivery | actors=CHN | recipients=PAK | against=IND
    """
    table = context.package["events"]
    for row in table.rows:
        taken = {context.state_of(actor): ("actors", actor) for actor in ids.split(row["actors"])}
        for role in ROLES[1:]:
            at = 0
            for actor in ids.split(row[role]):
                earlier, other = taken.setdefault(context.state_of(actor), (role, actor))
                if actor and earlier != role:
                    message = f"{actor} is in {earlier} too" + (f", as {other}" if other != actor else "")
                    yield Finding(table, row, role, message, "keep it in one of the two", at)
                at += len(actor) + 1


@rule("balancing-of-type", needs=of("events", "event_type balancing"))
def balancing_of_type(context: CheckContext) -> Iterator[Finding]:
    """An event whose type adds nothing to what a side can do has no balancing.

    Why:  A visit or an attack that counts as balancing makes a trend that no source shows.
    Fix:  Write none, and code the act that was meant as an event of its own.
    Bad:  events: event_type=crisis | against=IND | balancing=soft
    Good: events: event_type=crisis | against=IND | balancing=none
    """
    for table, row, code in _coded(context):
        if code.balancing and row["balancing"] != code.balancing:
            message = f"the type {code.value} has the balancing {code.balancing}, and the cell has {row['balancing']}"
            yield Finding(table, row, "balancing", message, f"write {code.balancing}; code the act as another event")


@rule("balancing-against-nobody", needs=of("events", "balancing against") + of("actors", "actor_id kind"))
def balancing_against_nobody(context: CheckContext) -> Iterator[Finding]:
    """Balancing names the state that it is against.

    Why:  Only then can dyads be compared: balancing is against somebody, whoever the pair is.
    Fix:  Name the state in against as the manual says, or write none.
    Bad:  events: balancing=soft | against=
    Good: events: balancing=soft | against=IND
    """
    table, actors = context.package["events"], context.package.identifiers("actors")
    states = {actor for actor, row in actors.items() if row["kind"] == "state"}
    for row in table.rows if context.readable("actors") else ():
        if row["balancing"] in ("hard", "soft") and states.isdisjoint(ids.split(row["against"])):
            found = f"names no state: {row['against']}" if row["against"] else "is empty"
            message = f"the balancing is {row['balancing']}, and against {found}"
            yield Finding(table, row, "against", message, "name the state, or write none in balancing")


@rule("confidence-exceeds-sources", needs=_WORKS)
def confidence_exceeds_sources(context: CheckContext) -> Iterator[Finding]:
    """The confidence of a record is no higher than its sources allow.

    Why:  Reports that all go back to one side or one body are one witness, however many they are.
    Fix:  Add a primary work or one of another origin, or lower the confidence.
    Bad:  events: event_id=jf17-first-flight-2003 | confidence=high
    Bad:  agreements: agreement_id=diplomatic-relations-1951 | confidence=high
    Bad:  events: event_id=jf17-first-flight-2003 | sources=defencepkjf17history | confidence=medium
    Good: events: event_id=jf17-first-flight-2003 | sources=yousaf2025drive;defencepkjf17history;cow2026nmc7 | confidence=high
    """
    for table, row, ceiling in _judged(context):
        if LEVELS.index(row["confidence"]) > LEVELS.index(ceiling.level):
            message = f"the sources allow {ceiling.level} at most: {ceiling.because}"
            hint = f"add a primary work or one of another origin, or code {ceiling.level}"
            yield Finding(table, row, "confidence", message, hint)


@rule("confidence-below-sources", needs=_WORKS)
def confidence_below_sources(context: CheckContext) -> Iterator[Finding]:
    """A confidence below what the sources allow is explained in the note.

    Why:  The sources speak for more; what the coders doubt must be known to be resolved.
    Fix:  Write in the note what is in doubt, or raise the confidence. For low, doubt-without-note asks the same.
    Bad:  events: event_id=sco-full-membership-2017 | confidence=medium | note=
    Good: events: event_id=sco-full-membership-2017 | confidence=medium | note=The two works differ by a day.
    """
    for table, row, ceiling in _judged(context):
        if not row["note"] and 0 < LEVELS.index(row["confidence"]) < LEVELS.index(ceiling.level):
            message = f"the sources allow {ceiling.level}, the confidence is {row['confidence']}, and the note is empty"
            yield Finding(table, row, "confidence", message, f"say why in the note, or code {ceiling.level}")


def _judged(context: CheckContext) -> Iterator[tuple[Table, Row, Ceiling]]:
    """The records with a confidence and with works that can be judged, each with the ceiling that these set."""
    ceilings, clear = Ceilings(context.package), _clear(context)
    for table in context.tables:
        if {"confidence", "sources", "note"} <= table.schema.by_name.keys():
            for row in table.rows:
                cited = {*works(row["sources"])}
                if row["confidence"] in LEVELS and cited and cited <= clear:
                    yield table, row, ceilings.of(row)


def _clear(context: CheckContext) -> set[str]:
    """The works of which all that a ceiling depends on is a known code; other rules report the rest."""
    table = context.package["sources"]
    fields = (table.schema.by_name[name] for name in _DESCRIBED)
    allowed = {field.name: {*field.values, *([] if field.required else [""])} for field in fields}
    allowed["primary"] = {"true", "false"}
    every = context.package.identifiers("sources").items() if context.readable("sources") else ()
    return {key for key, work in every if all(work[name] in codes for name, codes in allowed.items())}
