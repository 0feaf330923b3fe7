"""Has a descriptor the form that everything after it relies on?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple

from sino_pak_data.package.safety import Fault, name_fault, shown
from sino_pak_data.package.store import DESCRIPTOR

Json = dict[str, Any]

MOST_FIELDS = 500


class _Is(NamedTuple):
    """What a value must be, in words and as a test."""

    expected: str
    fits: Callable[[Any], bool]


def _matching(expected: str, pattern: str) -> _Is:
    return _Is(expected, lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value)))


_TEXT = _Is("text", lambda value: isinstance(value, str))
_FLAG = _Is("true or false", lambda value: isinstance(value, bool))
_NUMBER = _Is("a number", lambda value: isinstance(value, (int, float)) and not isinstance(value, bool))
_BYTES = _Is("a number of bytes", lambda value: type(value) is int and value >= 0)
_HASH = _matching("sha256: and 64 hexadecimal digits", r"sha256:[0-9a-f]{64}")
_NAME = _matching("lower-case letters, digits and _", r"[a-z][a-z0-9_]{0,63}")
_TYPE = _matching("a supported type", "string|integer|number|boolean")
_HOLDS = _matching("a known grammar", "|date|references?|ids|names|records?")

# a member whose name ends with "!" is required; a list has items of one kind; others are ignored
_CODE = {"value!": _TEXT, "label!": _TEXT, "description!": _TEXT, "sources": _TEXT}
_CONSTRAINTS = {
    "required": _FLAG, "unique": _FLAG, "pattern": _TEXT, "enum": [_TEXT], "minimum": _NUMBER, "maximum": _NUMBER,
}  # fmt: skip
_FIELD = {
    "name!": _NAME, "type!": _TYPE, "title!": _TEXT, "description!": _TEXT, "holds": _HOLDS, "of": _TEXT,
    "unit": _TEXT, "recipe": _TEXT, "codes": _TEXT, "categories": [_CODE], "constraints": _CONSTRAINTS,
    "count": {}, "series": {},
}  # fmt: skip
_KEY = {"fields!": [_TEXT], "reference!": {"resource!": _TEXT, "fields!": [_TEXT]}}
_SCHEMA = {
    "title!": _TEXT, "description!": _TEXT, "fields!": [_FIELD], "primaryKey!": [_TEXT], "foreignKeys": [_KEY],
    "missingValues": [_TEXT], "built": _FLAG,
}  # fmt: skip
_IN_WHEEL = {"name!": _TEXT, "path!": _TEXT}
_IN_PACKAGE = {"name!": _TEXT, "path!": _TEXT, "bytes!": _BYTES, "hash!": _HASH}
_TABLE = {"name!": _NAME, "contentHash!": _HASH, "schema!": _SCHEMA}
_PACKAGE: Json = {
    "name!": _TEXT, "version!": _matching("MAJOR.MINOR.PATCH", r"[0-9]{1,6}(?:\.[0-9]{1,6}){2}"),
    "created!": _matching("a date and time", r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.+-]+Z?)?"), "resources!": [{}],
}  # fmt: skip


def form_faults(descriptor: Json, wheel: bool) -> Iterator[Fault]:
    """Missing members and values of a wrong kind; if there are none, members that contradict each other."""
    found = list(_faults(descriptor, _PACKAGE, ""))
    if not found:
        resources = descriptor["resources"]
        if isinstance(resources[0].get("schema") if resources else None, str) and not wheel:
            yield Fault(DESCRIPTOR, "not a built package", "the output of `build`", "a clone; use `check` there")
            return
        for number, resource in enumerate(resources):
            kind = (_IN_WHEEL if wheel else _IN_PACKAGE) | (_TABLE if "schema" in resource else {})
            found += _faults(resource, kind, f"resources[{_label(resource, number)}]")
    yield from found or _contradictions(descriptor["resources"], wheel)


def _faults(value: Any, wanted: Any, at: str) -> Iterator[Fault]:
    if isinstance(wanted, _Is):
        if not wanted.fits(value):
            yield _wrong(at, wanted.expected, value)
    elif not isinstance(value, type(wanted)):
        yield _wrong(at, "a list" if isinstance(wanted, list) else "an object", value)
    elif isinstance(wanted, list):
        for number, item in enumerate(value):
            yield from _faults(item, wanted[0], f"{at}[{_label(item, number)}]")
    else:
        for member, kind in wanted.items():
            name = member.removesuffix("!")
            if name in value:
                yield from _faults(value[name], kind, f"{at}.{name}".lstrip("."))
            elif member.endswith("!"):
                yield Fault(DESCRIPTOR, f"{at}.{name}".lstrip("."), "a value", "nothing")


def _label(item: Any, number: int) -> str:
    return shown(str(item.get("name", number)), 60) if isinstance(item, dict) else str(number)


def _contradictions(resources: list[Json], wheel: bool) -> Iterator[Fault]:
    for member in ("name", "path"):
        yield from _repeated((resource[member] for resource in resources), f"resources: {member}")
    fields = {one["name"]: [f["name"] for f in one["schema"]["fields"]] for one in resources if "schema" in one}
    for resource in resources:
        name, path = resource["name"], resource["path"]
        unsafe = name_fault(path)
        if unsafe:
            yield unsafe
        if name in fields:
            yield from _one_of(path, [f"{name}.parquet" if wheel else f"tables/{name}.csv"], f"{name}: path")
            yield from _schema_faults(name, resource["schema"], fields)


def _schema_faults(table: str, schema: Json, fields: dict[str, list[str]]) -> Iterator[Fault]:
    names, key = fields[table], schema["primaryKey"]
    for at, listed in (("fields", names), ("primaryKey", key)):
        yield from _repeated(listed, f"{table}: {at}")
        if not 1 <= len(listed) <= MOST_FIELDS:
            yield Fault(DESCRIPTOR, f"{table}: {at}", f"1 to {MOST_FIELDS}", str(len(listed)))
    for part in key:
        yield from _one_of(part, names, f"{table}: primaryKey")
    for field in schema["fields"]:
        if field.get("holds") == "ids" or "of" in field:
            yield from _one_of(field.get("of", ""), fields, f"{table}.{field['name']}: of")
    for foreign in schema.get("foreignKeys", []):
        target = foreign["reference"]
        there = fields.get(target["resource"] or table, [])
        for listed, known in ((foreign["fields"], names), (target["fields"], there)):
            yield from _one_of(",".join(listed), known, f"{table}: foreignKeys")


def _one_of(value: str, known: Collection[str], at: str) -> Iterator[Fault]:
    if value not in known:
        yield _wrong(at, " or ".join(list(known)[:8]) or "an existing table", value)


def _repeated(names: Iterable[str], at: str) -> Iterator[Fault]:
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        yield Fault(DESCRIPTOR, at, "no duplicates", shown(", ".join(repeated)))


def _wrong(at: str, expected: str, value: Any) -> Fault:
    found = f"a {type(value).__name__}" if isinstance(value, (dict, list)) else shown(repr(value), 60)
    return Fault(DESCRIPTOR, at or "JSON", expected, found)
