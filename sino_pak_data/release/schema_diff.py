"""What changed in the schemas: tables, columns, codes, types, constraints, keys, texts.

A schema is a table too. Each package is laid out as facts, `(place, property): value`, and the two
are compared like rows. A place is `events`, `events.date` or `codes/domain: military`: a code list
that five columns share changes once. Facts are taken from the published form of a schema, so that a
clone and the package built from it differ in nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Json, Schema
from sino_pak_data.release.bump import Bump

Facts = dict[tuple[str, str], Any]

_THINGS = frozenset({"table", "column", "code list", "code"})
_MEANING = frozenset({"primary key", "type", "format", "holds", "of"})
_LOWER = frozenset({"minimum", "exclusiveMinimum", "minLength"})
_UPPER = frozenset({"maximum", "exclusiveMaximum", "maxLength"})


class SchemaChange(NamedTuple):
    """One fact of the schemas that differs; a missing value is None.

    place     `events`, `events.date`, `codes/domain: military`
    property  "table", "column", "code list" or "code" where the thing itself came or went
    """

    place: str
    property: str
    old: Any
    new: Any
    bump: Bump


def compare_schemas(old: Descriptor, new: Descriptor) -> list[SchemaChange]:
    """Every fact that differs, what breaks most first."""
    before, after = _facts(old), _facts(new)
    whole = {place for place, _ in before} ^ {place for place, _ in after}
    found = [
        SchemaChange(place, name, before.get((place, name)), after.get((place, name)), Bump.none)
        for place, name in dict.fromkeys([*before, *after])
        if before.get((place, name)) != after.get((place, name))
        and (place not in whole or (name in _THINGS and _owner(place) not in whole))
    ]
    judged = [change._replace(bump=_bump(change)) for change in found]
    return sorted((change for change in judged if change.bump), key=lambda change: -change.bump)


def _owner(place: str) -> str:
    """What a column or code is part of; a table is part of nothing."""
    for mark in (": ", "."):
        if mark in place:
            return place.partition(mark)[0]
    return ""


def _facts(descriptor: Descriptor) -> Facts:
    facts: Facts = {}
    for resource in (descriptor.authored | descriptor.built).values():
        facts.update(_of_table(resource.schema, descriptor.published(resource.schema)))
    return facts


def _of_table(schema: Schema, json: Json) -> Iterator[tuple[tuple[str, str], Any]]:
    table = schema.table
    yield (table, "table"), True
    yield (table, "title"), schema.title
    yield (table, "description"), schema.description
    yield (table, "primary key"), ", ".join(schema.key)
    yield (table, "order of columns"), ", ".join(schema.names)
    for key in schema.foreign_keys:
        yield (table, f"foreign key {key.field} to {key.table}.{key.target}"), True
    for field in json["fields"]:
        yield from _of_column(f"{table}.{field['name']}", dict(field))


def _of_column(place: str, field: Json) -> Iterator[tuple[tuple[str, str], Any]]:
    yield (place, "column"), True
    constraints = dict(field.pop("constraints", {}))
    codes = field.pop("categories", [{"value": value} for value in constraints.pop("enum", [])])
    constraints.pop("enum", None)
    listed = f"codes/{field.pop('codes', place)}"
    if codes:
        yield (place, "codes"), listed
        yield (listed, "code list"), True
    for code in codes:
        at = f"{listed}: {code['value']}"
        yield (at, "code"), True
        for name, text in code.items():
            yield (at, name), text
    for name, value in constraints.items():
        yield (place, name), value
    for name, value in field.items():
        if name != "name":
            yield (place, name), value


def _bump(change: SchemaChange) -> Bump:
    """The least bump for one changed fact; `release.bump` has the three rules in words."""
    name, old, new = change.property, change.old, change.new
    if name in _THINGS:
        return Bump.minor if old is None else Bump.major
    if name in _MEANING:
        return Bump.major
    if name == "order of columns":
        return Bump.minor if _reordered(old, new) else Bump.none
    if name == "unit":
        return Bump.major if old and new else Bump.patch
    if name in _LOWER | _UPPER and old is not None and new is not None:
        return Bump.major if (new > old) == (name in _LOWER) else Bump.minor
    if name in _LOWER | _UPPER | {"required", "unique", "pattern", "codes"} or name.startswith("foreign key"):
        return Bump.minor if new is None or new is False else Bump.major
    return Bump.patch


def _reordered(old: str, new: str) -> bool:
    """Do the columns that both have stand in another order? Whoever reads by name notices nothing."""
    before, after = old.split(", "), new.split(", ")
    return [n for n in before if n in after] != [n for n in after if n in before]
