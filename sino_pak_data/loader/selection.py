"""Who takes part and when: the actors, the dyad and the time that a reader asks for, whatever the table calls them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypedDict

import pyarrow as pa

from sino_pak_data.cells import edtf, ids
from sino_pak_data.cells.ids import unknown
from sino_pak_data.cells.text import Malformed
from sino_pak_data.derive.dyad_years import Dyad, States
from sino_pak_data.loader.filters import Filters
from sino_pak_data.package.arrow import cell_text
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package, Row

When = str | int | date
_ROLES = ("actors", "parties", "recipients", "against")
_PAIR = ("reporter", "partner")
_STATES = ("iso1", "iso2")


class Rows(TypedDict, total=False):
    """What chooses rows, as every door that loads some takes it."""

    filters: Filters | None
    dyad: str | Sequence[str] | None
    actors: str | Sequence[str] | None
    since: When | None
    until: When | None
    certain: bool


class Asked(NamedTuple):
    """What a reader asks of a table: the arguments of `Data.load` that choose rows."""

    filters: Filters | None = None
    dyad: str | Sequence[str] | None = None
    actors: str | Sequence[str] | None = None
    since: When | None = None
    until: When | None = None
    certain: bool = False

    @property
    def timed(self) -> bool:
        return self.since is not None or self.until is not None

    def given(self) -> dict[Hashable, Any]:
        """What was asked for, by the name of its argument."""
        return {name: value for name, value in self._asdict().items() if value not in (None, False)}


def columns(schema: Schema, asked: Asked) -> list[str]:
    """The columns that `of_actors` and `within` read."""
    wanted = _dyad_columns(schema) if asked.dyad else []
    return [*wanted, *(_participants(schema) if asked.actors else ()), *(_time_columns(schema) if asked.timed else ())]


def of_actors(table: pa.Table, schema: Schema, asked: Asked, package: Package) -> pa.Table:
    """The rows of a dyad and of actors; `package` has the actors. Raises ValueError for one that it does not know."""
    known, states = package.identifiers("actors"), States(package)
    if asked.dyad:
        table = _of_dyad(table, schema, pair(asked.dyad, known), states)
    if asked.actors:
        actors = [asked.actors] if isinstance(asked.actors, str) else list(asked.actors)
        for one in actors:
            check_actor("actor", one, known)
        table = _with_actors(table, schema, actors, states)
    return table


def check_actor(what: str, name: str, known: Mapping[str, Row], where: str = "") -> None:
    """Raises ValueError for an actor that is not among the known, with the nearest, or with the one of that name."""
    if name not in known:
        named = next((actor for actor, row in known.items() if row["name"].casefold() == name.casefold()), "")
        raise ValueError(unknown(what, name, known, where, named))


def pair(dyad: str | Sequence[str], known: Mapping[str, Row]) -> Dyad:
    """The two actors of a dyad, given as "PAK-CHN" or ("PAK", "CHN"). Raises ValueError if it is none."""
    if isinstance(dyad, str):
        cuts = [(dyad[:at], dyad[at + 1 :]) for at, mark in enumerate(dyad) if mark in "-:;"]
        both = next((cut for cut in cuts if cut[0] in known and cut[1] in known), None)
        two: Sequence[str] = both or (cuts[0] if len(cuts) == 1 else ())
    else:
        two = tuple(dyad)
    if len(two) != 2:
        raise ValueError(f'a dyad is two actors, such as "PAK-CHN", not {dyad!r}')
    for one in two:
        check_actor("actor", one, known, f" in the dyad {dyad!r}")
    if two[0] == two[1]:
        raise ValueError(f"a dyad is two different actors, not {dyad!r}")
    return two[0], two[1]


def _participants(schema: Schema) -> list[str]:
    """The columns that name actors in any role."""
    keys = {key.field for key in schema.foreign_keys if key.table == "actors"}
    return [f.name for f in schema.fields if (f.of == "actors" and f.many) or f.name in keys or f.name in _STATES]


def _dyad_columns(schema: Schema) -> list[str]:
    """The columns that `of_dyad` reads."""
    names = (*_ROLES, *_PAIR, *_STATES, "balancing", "event_type")
    return [name for name in names if name in schema.by_name]


def _of_dyad(table: pa.Table, schema: Schema, dyad: Dyad, states: States) -> pa.Table:
    """The rows of two actors, in either order.

    A series has them as reporter and partner. Of events and agreements both act, or one acts for or against the other,
    as `dyad_years` counts them. Where a table only names actors, both are among them.
    """
    wanted, columns = {*dyad}, _dyad_columns(schema)
    if not {*columns} & {*_ROLES, *_PAIR, *_STATES}:
        raise ValueError(f"{schema.table} names no actors, so dyad= says nothing about it; use filters=")
    if _STATES[0] in columns:
        there = {(row["iso1"], row["iso2"]) for row in _rows(table, _STATES)}
        if not any({*one} == wanted for one in there):
            raise ValueError(unknown("dyad", "-".join(dyad), sorted(map("-".join, there)), f" in {schema.table}"))

    def asked(row: Row) -> bool:
        for two in (_PAIR, _STATES):
            if {row[two[0]], row[two[1]]} == wanted:
                return True
        if "recipients" not in columns and "parties" not in columns:
            return wanted <= {states.of(actor) for actor in ids.split(row["actors"])}
        return states.joins(row, dyad)

    return _kept(table, map(asked, _rows(table, columns)))


def _with_actors(table: pa.Table, schema: Schema, actors: Sequence[str], states: States) -> pa.Table:
    """The rows in which every one of the actors, or a body of it, takes part in some role."""
    columns, wanted = _participants(schema), {*actors}
    if not columns:
        raise ValueError(f"{schema.table} names no actors, so actors= says nothing about it; use filters=")

    def asked(row: Row) -> bool:
        there = {actor for name in columns for actor in ids.split(row[name])}
        return wanted <= there | {states.of(actor) for actor in there}

    return _kept(table, map(asked, _rows(table, columns)))


def _time_columns(schema: Schema) -> list[str]:
    """The columns that `within` reads."""
    if schema.dated_by:
        return [name for base in schema.dated_by for name in (base, f"{base}_start", f"{base}_end")]
    return ["year"] if "year" in schema.by_name else []


def within(table: pa.Table, schema: Schema, asked: Asked) -> pa.Table:
    """The rows of the time from one date to another, both included; rows without a date are never among them."""
    since, until = asked.since, asked.until
    first, last = _day(since, "since", date.min, 0), _day(until, "until", date.max, 1)
    if first > last:
        raise ValueError(f"since={since!r} is later than until={until!r}")
    columns = _time_columns(schema)
    if not columns:
        raise ValueError(f"{schema.table} has no dates, so since= and until= say nothing about it")
    spans = [_span(row, schema) for row in table.select(columns).to_pylist()]
    days = [day for span in spans if span for day in span if day not in (date.min, date.max)]
    if days and (first > max(days) or last < min(days)):
        side = f"since={since!r}" if first > max(days) else f"until={until!r}"
        raise ValueError(f"{schema.table} has {min(days).year} to {max(days).year}; {side} leaves nothing")

    def kept(span: tuple[date, date] | None) -> bool:
        if span is None:
            return False
        return first <= span[0] and span[1] <= last if asked.certain else span[1] >= first and span[0] <= last

    return _kept(table, map(kept, spans))


def _day(when: When | None, name: str, otherwise: date, side: int) -> date:
    """The first or last day that an argument means."""
    if when is None:
        return otherwise
    if isinstance(when, datetime):
        return when.date()
    if isinstance(when, date):
        return when
    try:
        return edtf.parse(str(when)).widened()[side]
    except Malformed as reason:
        raise ValueError(f"{name}={when!r}: {reason.args[0]}") from None


def _span(row: Mapping[str, Any], schema: Schema) -> tuple[date, date] | None:
    """First and last day that the date of a row can mean."""
    if not schema.dated_by:
        return date(row["year"], 1, 1), date(row["year"], 12, 31)
    name = next((name for name in schema.dated_by if row[name]), None)
    if name is None:
        return None
    start, end = row[f"{name}_start"] or date.min, row[f"{name}_end"] or date.max
    marked = edtf.parsed(row[name]) if any(mark in row[name] for mark in "~?%") else None
    earliest, latest = marked.widened() if marked else (start, end)
    return min(start, earliest), max(end, latest)


def _rows(table: pa.Table, columns: Sequence[str]) -> Iterator[Row]:
    for row in table.select(list(columns)).to_pylist():
        yield Row({name: cell_text(value) for name, value in row.items()})


def _kept(table: pa.Table, flags: Iterable[bool]) -> pa.Table:
    """The rows whose flag is set."""
    # Table.filter() would start threads, see `arrow.read_parquet`
    return table.take(pa.array([place for place, flag in enumerate(flags) if flag], pa.int64()))
