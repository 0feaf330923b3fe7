"""Parties: the actors of a record are known, each is named once, and a pair is two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sino_pak_data.cells import ids
from sino_pak_data.checks.context import Review, retired_hint
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.table import Row, Table

if TYPE_CHECKING:
    import pandas as pd


@rule("unknown-item")
def unknown_item(review: Review) -> Iterator[Mark]:
    """Every id of a list stands in the table that the list is of.

    Why:  An actor under a second code would be a second actor.
    Fix:  Take the code of the table, or add a row there.
    Bad:  events: actors=CHN;PAKI
    Good: events: actors=CHN;PAK
    """
    for table, row, field, of, item, at in _items(review):
        known = review.package.identifiers(of)
        if item in known or item != item.strip() or not item or not review.readable(of):
            continue
        gone = review.retired(of, item)
        close = review.package.named(of, item) or review.guess(item, known)
        hint = f"did you mean {close!r}?" if close else f"ids are joined with ';'; add a new one to tables/{of}.csv"
        yield Mark(table, row, field, f"{item!r} stands nowhere in {of}", retired_hint(gone) if gone else hint, at)


@rule("loose-list")
def loose_list(review: Review) -> Iterator[Mark]:
    """The items of a list are joined with a semicolon and nothing else.

    Why:  "CHN; PAK" names China and an actor that begins with a space.
    Fix:  Run `sino-pak-data format`, which takes out spaces and empty items.
    Bad:  events: actors=CHN; PAK
    Bad:  sources: authors=Small, Andrew;;Other, Ann
    Good: events: actors=CHN;PAK
    """

    def loose(cell: str) -> int | None:
        at = 0
        for item in ids.split(cell):
            if not item or item != item.strip():
                return at
            at += len(item) + 1
        return None

    for table in review.tables:
        for field in table.schema.holding("ids", "names", "records"):
            for row, at in review.where(table, field.name, loose):
                message = "a space or nothing stands beside a semicolon of the list"
                yield Mark(table, row, field.name, message, "run `sino-pak-data format`", at)


@rule("repeated-item")
def repeated_item(review: Review) -> Iterator[Mark]:
    """A list names each item once.

    Why:  Repetition says nothing and counts double.
    Fix:  Delete it.
    Bad:  events: actors=PAK;PAK
    Good: events: actors=CHN;PAK
    """
    seen: set[tuple[str, int, str, str]] = set()
    for table, row, field, _, item, at in _items(review):
        place = (table.name, row.line, field, item)
        if place in seen:
            yield Mark(table, row, field, f"{item!r} stands twice", "delete one of the two", at)
        seen.add(place)


@rule("pair-of-one", "frames", table="observations", field="partner")
def pair_of_one(frame: pd.DataFrame) -> pd.Series[bool]:
    """Reporter and partner are two.

    Why:  Nobody trades with itself; one of the two codes is a slip.
    Fix:  Correct the reporter or the partner; a series without a partner has NONE.
    Bad:  observations: reporter=PAK | partner=PAK
    Good: observations: reporter=CHN | partner=PAK
    """
    return frame["reporter"] != frame["partner"]


@rule("state-without-code", "frames", table="actors", field="iso3")
def state_without_code(frame: pd.DataFrame) -> pd.Series[bool]:
    """A state has its ISO code, and the code is its id.

    Why:  Users join on it.
    Fix:  Write the ISO 3166-1 alpha-3 code in both columns, or ISO 3166-3 for a former state.
    Bad:  actors: actor_id=PAK | iso3=
    Good: actors: actor_id=PAK | iso3=PAK
    """
    return (frame["kind"] != "state") | (frame["iso3"] == frame["actor_id"])


@rule("unused-actor", severity="warning")
def unused_actor(review: Review) -> Iterator[Mark]:
    """An actor acts somewhere.

    Why:  A list of actors that nothing names only grows.
    Fix:  Use the code, or delete the row.
    Bad:  actors: actor_id=ZZZ | iso3=ZZZ | cow_code= | gw_code=
    Good: actors: actor_id=ZZZ | iso3=ZZZ | cow_code= | gw_code=
          events: targets=ZZZ
    """
    if not review.readable(*(table.name for table in review.tables)):
        return
    if review.package.broken:
        return
    used = {item for _, _, _, of, item, _ in _items(review) if of == "actors"}
    for table in review.tables:
        pointing = [key.field for key in table.schema.foreign_keys if key.table == "actors"]
        used.update(*(table.distinct(field) for field in pointing))
    table = review.package["actors"]
    for row in table.rows:
        if row["actor_id"] not in used:
            yield Mark(table, row, "actor_id", f"nothing names {row['actor_id']}", "use it, or delete the row")


def _items(review: Review) -> Iterator[tuple[Table, Row, str, str, str, int]]:
    """Every item of every list of ids: table, row, column, table that it is of, item, offset in the cell."""
    for table in review.tables:
        for field in table.schema.holding("ids"):
            for row in table.rows:
                at = 0
                for item in ids.split(row[field.name].strip()):
                    yield table, row, field.name, field.of, item, at
                    at += len(item) + 1
