"""What changed in the schemas: tables, columns, codes, types, constraints, keys, texts.

Each package is laid out as facts, `(place, property): value`, and the two sets are compared. A place is
`events`, `events.date` or `codes/domain: military`: a code list that five columns share changes once.
Facts come from the published form of a schema, so a clone does not differ from the package built from it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import CATEGORIES, ITEMS, Json

Facts = dict[tuple[str, str], Any]

_THINGS = frozenset({"table", "column", "code list", "code"})
_MEANING = frozenset({"primary key", "type", "format", "holds", "of", "calendar", "year_starts"})
_LOWER = frozenset({"minimum", "exclusiveMinimum", "minLength"})
_BOUNDS = _LOWER | {"maximum", "exclusiveMaximum", "maxLength"}
_RESTRICTIONS = _BOUNDS | {"required", "unique", "pattern", "codes"}


class Bump(IntEnum):
    """How much of a version number must grow.

    major   a row, column, code or table was removed or renamed; a schema was tightened; a unit changed
    minor   one of them was added; a schema was loosened
    patch   a cell was corrected, a text of a schema changed
    """

    none = 0
    patch = 1
    minor = 2
    major = 3


class SchemaChange(NamedTuple):
    """One fact of the schemas that differs; a missing value is None.

    place     `events`, `events.date`, `codes/domain: military`
    property  "table", "column", "code list" or "code" where the thing itself was added or removed
    """

    place: str
    property: str
    old: Any
    new: Any
    bump: Bump


def compare_schemas(old: Descriptor, new: Descriptor) -> list[SchemaChange]:
    """Every fact that differs, breaking changes first."""
    before, after = _facts(old), _facts(new)
    one_sided = {place for place, _ in before} ^ {place for place, _ in after}
    found = []
    for place, name in dict.fromkeys([*before, *after]):
        was, is_ = before.get((place, name)), after.get((place, name))
        if was == is_ or (place in one_sided and (name not in _THINGS or _owner(place) in one_sided)):
            continue
        bump = _bump(name, was, is_)
        if bump:
            found.append(SchemaChange(place, name, was, is_, bump))
    return sorted(found, key=lambda change: -change.bump)


def _owner(place: str) -> str:
    """What a column or code belongs to; a table belongs to nothing."""
    return next((place.partition(mark)[0] for mark in (": ", ".") if mark in place), "")


def _facts(descriptor: Descriptor) -> Facts:
    facts: Facts = {}
    for table, resource in (descriptor.authored | descriptor.built).items():
        schema = resource.schema
        facts[table, "table"] = True
        facts[table, "title"] = schema.title
        facts[table, "description"] = schema.description
        facts[table, "primary key"] = ", ".join(schema.key)
        facts[table, "order of columns"] = ", ".join(schema.names)
        for key in schema.foreign_keys:
            facts[table, f"foreign key {key.field} to {key.table}.{key.target}"] = True
        for field in descriptor.published(schema)["fields"]:
            facts |= _column_facts(f"{table}.{field['name']}", dict(field))
    return facts


def _column_facts(place: str, field: Json) -> Facts:
    facts: Facts = {(place, "column"): True}
    del field["name"]
    constraints = dict(field.pop("constraints", {}))
    enum = constraints.pop("enum", [])
    if ITEMS in field:
        del constraints["pattern"]  # which says again what the codes are
    codes = field.pop(CATEGORIES, []) or field.pop(ITEMS, []) or [{"value": value} for value in enum]
    code_list = f"codes/{field.pop('codes', place)}"
    if codes:
        facts |= {(place, "codes"): code_list, (code_list, "code list"): True}
    for code in codes:
        at = f"{code_list}: {code['value']}"
        facts |= {(at, "code"): True, **{(at, name): text for name, text in code.items()}}
    return facts | {(place, name): value for name, value in (constraints | field).items()}


def _bump(name: str, old: Any, new: Any) -> Bump:
    """The least bump for one changed fact; see `Bump`."""
    if name in _THINGS:
        return Bump.minor if old is None else Bump.major
    if name in _MEANING:
        return Bump.major
    if name == "order of columns":  # readers by position notice, readers by name do not
        before, after = old.split(", "), new.split(", ")
        return Bump.minor if [n for n in before if n in after] != [n for n in after if n in before] else Bump.none
    if name == "unit":
        return Bump.major if old and new else Bump.patch
    if name in _BOUNDS and isinstance(old, int | float) and isinstance(new, int | float):
        return Bump.major if (new > old) == (name in _LOWER) else Bump.minor
    if name in _RESTRICTIONS or name.startswith("foreign key"):
        return Bump.minor if new is None or new is False else Bump.major
    return Bump.patch
