"""Coding: what the code of an event demands of its roles and its balancing, as the code list of `event_type` says."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import ids
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.schema import Code
from sino_pak_data.package.table import Row, Table

ROLES = ("actors", "recipients", "against")
_COLUMNS = ("events.event_type", *(f"events.{role}" for role in ROLES))
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
    if len(ids.split(row["actors"])) < code.actors:
        hint = "name every party, or correct event_type"
        yield "actors", f"{kind} has at least {code.actors} actors, and the cell has {row['actors']!r}", hint


@rule("actor-in-two-roles", needs=_COLUMNS[1:])
def actor_in_two_roles(context: CheckContext) -> Iterator[Finding]:
    """An actor has one role in an event.

    Why:  Nobody acts against themselves, and a party to a joint act is an actor alone.
    Fix:  Keep the actor in the role that the act gives it: parties of a joint act are actors.
    Bad:  events: actors=CHN;PAK | against=IND;PAK
    Bad:  events: event_type=delivery | actors=CHN | recipients=PAK | against=PAK
    Good: events: event_type=delivery | actors=CHN | recipients=PAK | against=IND
    """
    table = context.package["events"]
    for row in table.rows:
        taken = dict.fromkeys(ids.split(row["actors"]), "actors")
        for role in ROLES[1:]:
            at = 0
            for actor in ids.split(row[role]):
                if actor and taken.setdefault(actor, role) != role:
                    message = f"{actor} is in {taken[actor]} too"
                    yield Finding(table, row, role, message, "keep it in one of the two", at)
                at += len(actor) + 1


@rule("balancing-of-type", needs=("events.event_type", "events.balancing"))
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


@rule("balancing-against-nobody", needs=("events.balancing", "events.against", "actors.kind"))
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
