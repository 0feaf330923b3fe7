"""References: works, actors and other records that a row names exist, once each, and can be what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set
from functools import partial
from itertools import pairwise

from sino_pak_data.cells import ids
from sino_pak_data.cells.references import Reference, parse
from sino_pak_data.cells.text import Malformed
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import cell_rule, declared, of, rule
from sino_pak_data.checks.rules.standard import semicolons
from sino_pak_data.derive import anachronisms, citations
from sino_pak_data.package.constraints import listed
from sino_pak_data.package.table import MEASUREMENTS, Row, Table

_COMMA = re.compile(r"\s*[,;]\s*(?![^\[]*\])")
"""What people write between two references, outside the brackets of a locator."""
_CITED_BY_CLAIM = "cited_sources"
"""The works that the source of a claim cites: its mistakes are results, not faults of the data."""


@cell_rule("malformed-reference", "reference", "references")
def malformed_reference(cell: str) -> Iterator[tuple[str, str, int]]:
    """A reference is a source id, with the place in the work in square brackets.

    Why:  Only then can readers find the passage, and the bibliography be compiled.
    Fix:  Write garver2001protracted[p. 12]; join several with a semicolon and no space.
    Bad:  events: sources=yousaf2025drive, p. 4
    Bad:  events: sources=yousaf2025drive[5.p4], chinaorg2011ties
    Good: events: sources=yousaf2025drive[5.p4]
    """
    try:
        parse(cell)
    except Malformed as fault:
        joined = _COMMA.sub(";", cell)
        plain = f"write {joined}" if joined != cell and not _malformed(joined) else ""
        yield f"{cell!r}: {fault.message}", plain or "write source_id or source_id[page]; join several with ;", fault.at


def _malformed(cell: str) -> bool:
    try:
        parse(cell)
    except Malformed:
        return True
    return False


@cell_rule("several-references", "reference")
def several_references(cell: str) -> Iterator[tuple[str, str, int]]:
    """A column for a single reference holds only one.

    Why:  Two sources that give the same value are two rows; only then can they be counted.
    Fix:  Write one row per source.
    Bad:  claims: source=yousaf2025drive[1.p2];yousaf2025drive[2.p1]
    Good: claims: source=yousaf2025drive[1.p2]
    """
    for one in citations.parsed(cell)[1:]:
        yield f"{one} is a second reference, and the column holds one", "write one row per source", one.at


@cell_rule("repeated-reference", "reference", "references")
def repeated_reference(cell: str) -> Iterator[tuple[str, str, int]]:
    """A cell gives each reference once.

    Why:  A repeated reference looks like a second source.
    Fix:  Delete one of the two, or point it to another place in the work.
    Bad:  events: sources=yousaf2025drive[5.p4];yousaf2025drive[5.p4]
    Good: events: sources=yousaf2025drive[5.p4];yousaf2025drive[6.p1]
    """
    yield from _repeated((str(one), one.at) for one in citations.parsed(cell))


def _repeated(items: Iterable[tuple[str, int]]) -> Iterator[tuple[str, str, int]]:
    seen: set[str] = set()
    for item, at in items:
        if item in seen:
            yield f"{item} is repeated", "delete one of the two", at
        seen.add(item)


def citing(context: CheckContext, chosen: Callable[[str], bool]) -> Iterator[tuple[Table, Row, str, Reference]]:
    """Every reference to a work whose id is chosen, with its table, row and column."""

    def cited(cell: str) -> list[Reference]:
        return [one for one in citations.parsed(cell) if chosen(one.source_id)]

    for table, row, field, found in context.cells_where(("reference", "references"), cited):
        yield from ((table, row, field.name, one) for one in found)


def _lost_sources(context: CheckContext, retired: bool) -> Iterator[Finding]:
    """The references to retired works, or to works that never were in sources."""
    known = context.package.identifiers("sources")
    for table, row, field, reference in citing(context, lambda source_id: source_id not in known):
        if found := context.absent("sources", reference.source_id, retired):
            yield Finding(table, row, field, *found, reference.at)


_OF_SOURCES = {
    False: """unknown-source: Every cited work is in sources.
Why:  A reference that cannot be resolved is worth nothing.
Fix:  Correct the id, or add the work to tables/sources.csv.
Bad:  events: sources=yousaf2025driv[5.p4]
Good: events: sources=yousaf2025drive[5.p4]""",
    True: """retired-source: No row cites a retired work.
Why:  Its row is gone, for a stated reason.
Fix:  Cite the work that replaces it.
Bad:  retired: record=sources/gone2001 | version=0.1.0 | reason=Same page as another
      events: sources=gone2001
Good: retired: record=sources/gone2001 | version=0.1.0 | reason=Same page as another""",
}
for retired, manual in _OF_SOURCES.items():
    declared(
        manual,
        "rules",
        partial(_lost_sources, retired=retired),
        needs=("sources.source_id", "retired.record")[: 1 + retired],
    )


@rule("source-older-than-record", severity="warning", needs=of("sources", "source_id published"))
def source_older_than_record(context: CheckContext) -> Iterator[Finding]:
    """A source is not older than the record that it documents.

    Why:  A reader who follows the reference will not find the fact.
    Fix:  Cite a later work, or correct one of the two dates.
    Bad:  events: date=2025-05-07 | sources=dittmer1981triangle
    Good: events: date=1979-05-07 | sources=dittmer1981triangle
    """
    for table, row, reference, found in anachronisms.each(context.package):
        period = found["period"]
        if found["field"] != _CITED_BY_CLAIM and int(period[:4]) <= context.today.year:
            message = f"{reference.source_id} reaches only to {found['reaches_to']}, and the record is dated {period}"
            hint = "cite a later work, or correct one of the two dates"
            yield Finding(table, row, found["field"], message, hint, reference.at)


@rule("unused-source", severity="warning", needs=of("sources", "source_id"))
def unused_source(context: CheckContext) -> Iterator[Finding]:
    """Every work in sources is cited, if any column of the dataset cites works.

    Why:  A bibliography of works that nothing relies on misleads.
    Fix:  Cite it where it belongs, or delete the row.
    Bad:  sources: source_id=nobody2001 | url= | doi= | title=Nobody
    Good: sources: source_id=nobody2001 | url= | doi= | title=Nobody
          events: sources=nobody2001
    """
    table = context.package["sources"]
    cells = {
        (field.required, cell): citations.parsed(cell)
        for each in context.tables
        for field in each.schema.reference_fields
        for cell in each.distinct(field.name)
    }
    cited = {one.source_id for found in cells.values() for one in found} | _pointed_at(context, "sources")
    if not cells and not cited:
        return
    unclear = any(not found and (cell or required) for (required, cell), found in cells.items())
    if unclear or cited - context.package.identifiers("sources").keys():
        return  # a missing, malformed or unknown reference may be to a work that seems unused
    codes = (code for each in context.tables for field in each.schema.fields for code in field.codes)
    lists = {code.sources for code in codes}.union(
        *(each.distinct(field.name) for each in context.tables for field in each.schema.fields if field.of == "sources")
    )
    named = {item.partition("[")[0] for cell in lists for item in ids.split(cell)}
    yield from _unused(context, table, cited | named)


def _unused(context: CheckContext, table: Table, used: Set[str]) -> Iterator[Finding]:
    """The rows that nothing refers to, unless part of a table could not be read."""
    key = table.schema.key[0]
    if not context.package.broken and context.readable(*(one.name for one in context.tables)):
        for row in table.rows if table.distinct(key) - used else ():
            if row[key] not in used:
                yield Finding(table, row, key, f"no row refers to {row[key]}", "use it, or delete the row")


@rule("unused-actor", severity="warning", needs=of("actors", "actor_id"))
def unused_actor(context: CheckContext) -> Iterator[Finding]:
    """Every actor is named in some row.

    Why:  A list of actors that nothing names only grows.
    Fix:  Name the actor where it belongs, or delete the row.
    Bad:  actors: actor_id=ZZZ | iso3=ZZZ | cow_code= | gw_code=
    Good: actors: actor_id=ZZZ | iso3=ZZZ | cow_code= | gw_code=
          events: against=ZZZ
    """
    used = _pointed_at(context, "actors")
    for table in context.tables:
        for field in table.schema.holding("ids"):
            used.update(*map(ids.split, table.distinct(field.name) if field.of == "actors" else ()))
    if used:
        yield from _unused(context, context.package["actors"], used)


def _pointed_at(context: CheckContext, table: str) -> set[str]:
    """The cells of every foreign key into a table, each item of a list by itself."""
    keys = ((each, key.field) for each in context.tables for key in each.schema.foreign_keys if key.table == table)
    return {
        item
        for each, name in keys
        for cell in each.distinct(name)
        for item in listed(each.schema.by_name[name], cell)
    }  # fmt: skip


@rule("unknown-item")
def unknown_item(context: CheckContext) -> Iterator[Finding]:
    """Every id of a list is in the table that the list refers to.

    Why:  An actor under a second code would be a second actor.
    Fix:  Use the code of that table, or add a row there.
    Bad:  events: actors=CHN;PAKI
    Good: events: actors=CHN;PAK
    """
    tables = context.package.descriptor.authored
    for table, row, field, items in context.cells_where(("ids",), lambda cell: [*_items(cell)]):
        for item, at in items if field.of in tables else ():
            if item == item.strip() and (found := context.absent(field.of, item)):
                message, hint = found
                joined = semicolons(item, context.package.identifiers(field.of))
                yield Finding(table, row, field.name, message, f"write {joined}" if joined else hint, at)


@cell_rule("loose-list", "ids", "codes", "names", "records")
def loose_list(cell: str) -> Iterator[tuple[str, str, int]]:
    """The items of a list are joined by a semicolon alone.

    Why:  "CHN; PAK" names China and an actor whose code starts with a space.
    Fix:  Run `sino-pak-data format`, which removes spaces and empty items.
    Bad:  events: actors=CHN; PAK
    Bad:  sources: authors=Small, Andrew;;Other, Ann
    Good: events: actors=CHN;PAK
    """
    loose = [at for item, at in _items(cell) if not item or item != item.strip()]
    if loose:
        yield "the list has an empty item, or a space next to a semicolon", "run `sino-pak-data format`", loose[0]


@cell_rule("repeated-item", "ids", "codes")
def repeated_item(cell: str) -> Iterator[tuple[str, str, int]]:
    """A list names each item once.

    Why:  A repeated item adds nothing and counts twice.
    Fix:  Delete one of the two.
    Bad:  events: actors=PAK;PAK
    Good: events: actors=CHN;PAK
    """
    yield from _repeated(_items(cell))


@cell_rule("unsorted-codes", "codes")
def unsorted_codes(cell: str) -> Iterator[tuple[str, str, int]]:
    """The codes of a list are in alphabetical order.

    Why:  Rows with the same codes have the same cell, and can be counted by it.
    Fix:  Run `sino-pak-data format`, which sorts them.
    Bad:  claims: subject=trade;corridor
    Good: claims: subject=corridor;trade
    """
    found = [*_items(cell)]
    late = next((after for before, after in pairwise(found) if after[0] < before[0]), None)
    sound = {item for item, _ in found if item and item == item.strip()}
    if late and len(sound) == len(found):  # of loose and repeated items there are other rules
        yield f"{late[0]!r} comes after a code that follows it in the alphabet", "run `sino-pak-data format`", late[1]


def _items(cell: str) -> Iterator[tuple[str, int]]:
    """The items of a list, each with its place in the cell."""
    at = 0
    for item in ids.split(cell):
        yield item, at
        at += len(item) + 1


@rule("unknown-record")
def unknown_record(context: CheckContext) -> Iterator[Finding]:
    """The address of a record leads to an existing row; in retired, to a withdrawn one.

    Why:  Evidence that refers to nothing proves nothing.
    Fix:  Write TABLE/KEY as `sino-pak-data search` prints it.
    Bad:  evidence: record=events/no-such-event
    Bad:  retired: record=gone-2001 | version=0.1.0 | reason=Test
    Good: evidence: record=events/diplomatic-relations-established-1951
    Good: retired: record=events/gone-2001 | version=0.1.0 | reason=Not an event
          readings: record=events/gone-2001
    """
    tables = context.package.descriptor.authored

    def fault(cell: str) -> tuple[str, str] | None:
        try:
            name, key = ids.parse_address(cell)
        except Malformed as malformed:
            return f"{cell!r}: {malformed.message}", "the address of a record is TABLE/KEY"
        if name in tables:
            return context.absent(name, key)
        close = context.guess("tables", name, tables)
        hint = f"did you mean {close!r}?" if close else f"the tables are {', '.join(tables)}"
        return f"there is no table {name!r}", hint

    for table, row, field, found in context.cells_where(("record",), fault):
        withdrawn = table.name == "retired" and field.name == "record"
        kept = table.name in MEASUREMENTS and context.package.record(f"retired/{row[field.name]}") is not None
        if not kept and (not withdrawn or row[field.name].partition("/")[0] not in tables):
            yield Finding(table, row, field.name, *found)
