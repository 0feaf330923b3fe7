"""Has a descriptor the form that everything after it relies on?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from sino_pak_data.package.descriptor import CSV
from sino_pak_data.package.safety import Fault, name_fault, shown
from sino_pak_data.package.schema import CATEGORIES, DERIVED, ITEMS
from sino_pak_data.package.store import DESCRIPTOR

Json = dict[str, Any]

MOST_FIELDS = 500


def _matching(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


# what a value must be, in words and as a test
_TEXT = ("text", _matching("(?s:.*)"))
_NAME = ("lower-case letters, digits and _", _matching("[a-z][a-z0-9_]{0,63}"))
_TYPE = ("a supported type", _matching("string|integer|number|boolean|date"))
_GRAMMAR = ("a known grammar", _matching("|date|references?|ids|codes|names|records?"))
_HASH = ("sha256: and 64 hexadecimal digits", _matching("sha256:[0-9a-f]{64}"))
_VERSION = ("MAJOR.MINOR.PATCH", _matching(r"[0-9]{1,6}(?:\.[0-9]{1,6}){2}"))
_TIME = ("a date and time", _matching("[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.+-]+Z?)?"))
_FLAG = ("true or false", lambda value: isinstance(value, bool))
_NUMBER = ("a number", lambda value: type(value) in (int, float))
_COUNT = ("a whole number", lambda value: type(value) is int and value >= 0)
_BYTES = ("a number of bytes", lambda value: type(value) is int and value >= 0)

# a member whose name ends with "!" is required; a list has items of one kind; others are ignored
_CODE = {
    "value!": _TEXT, "label!": _TEXT, "description!": _TEXT, "sources": _TEXT, "include": _TEXT, "exclude": _TEXT,
    "examples": [_TEXT], "plover": _TEXT, "roles": {"recipients": _TEXT, "against": _TEXT}, "actors": _COUNT,
    "balancing": _TEXT, "confronts": _FLAG, "year_starts": [_TEXT],
}  # fmt: skip
_CONSTRAINTS = {
    "required": _FLAG, "unique": _FLAG, "pattern": _TEXT, "enum": [_TEXT], "minimum": _NUMBER, "maximum": _NUMBER,
}  # fmt: skip
_FIELD = {
    "name!": _NAME, "type!": _TYPE, "title!": _TEXT, "description!": _TEXT, "holds": _GRAMMAR, "of": _TEXT,
    "unit": _TEXT, "recipe": _TEXT, "codes": _TEXT, CATEGORIES: [_CODE], ITEMS: [_CODE], "constraints": _CONSTRAINTS,
    "count": {}, "series": {}, "calendar": _TEXT, DERIVED: _FLAG,
}  # fmt: skip
_KEY = {"fields!": [_TEXT], "reference!": {"resource!": _TEXT, "fields!": [_TEXT]}}
_SCHEMA = {
    "title!": _TEXT, "description!": _TEXT, "fields!": [_FIELD], "primaryKey!": [_TEXT], "foreignKeys": [_KEY],
    "missingValues": [_TEXT], "built": _FLAG,
}  # fmt: skip
_RESOURCE = {"name!": _TEXT, "path!": _TEXT}
_FILE = {"bytes!": _BYTES, "hash!": _HASH}
_TABLE = {"name!": _NAME, "contentHash!": _HASH, "schema!": _SCHEMA}
_PACKAGE: Json = {"name!": _TEXT, "version!": _VERSION, "created!": _TIME, "resources!": [{}]}


def form_faults(descriptor: Json, wheel: bool) -> Iterator[Fault]:
    """Missing members and values of a wrong kind; if there are none, members that contradict each other."""
    found = list(_faults(descriptor, _PACKAGE, ""))
    if not found:
        resources = descriptor["resources"]
        if resources and isinstance(resources[0].get("schema"), str) and not wheel:
            yield Fault(DESCRIPTOR, "not a built package", "the output of `build`", "a clone; use `check` there")
            return
        for number, resource in enumerate(resources):
            kind = _RESOURCE | ({} if wheel else _FILE) | (_TABLE if "schema" in resource else {})
            found += _faults(resource, kind, f"resources[{_label(resource, number)}]")
    yield from found or _contradictions(descriptor["resources"], wheel)


def _faults(value: Any, wanted: Any, at: str) -> Iterator[Fault]:
    if isinstance(wanted, tuple):
        expected, fits = wanted
        if not fits(value):
            yield _wrong(at, expected, value)
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
        if fault := name_fault(path):
            yield fault
        if name in fields:
            yield from _one_of(path, [f"{name}.parquet" if wheel else CSV.format(name)], f"{name}: path")
            yield from _schema_faults(name, resource["schema"], fields)


def _schema_faults(table: str, schema: Json, fields: dict[str, list[str]]) -> Iterator[Fault]:
    names = fields[table]
    for member, listed in (("fields", names), ("primaryKey", schema["primaryKey"])):
        yield from _repeated(listed, f"{table}: {member}")
        if not 1 <= len(listed) <= MOST_FIELDS:
            yield Fault(DESCRIPTOR, f"{table}: {member}", f"1 to {MOST_FIELDS}", str(len(listed)))
    for part in schema["primaryKey"]:
        yield from _one_of(part, names, f"{table}: primaryKey")
    for field in schema["fields"]:
        if field["type"] == "date" and not field.get(DERIVED):  # people write dates in EDTF, as text
            yield _wrong(f"{table}.{field['name']}: type", "another", "date")
        if field.get("holds") == "ids" or "of" in field:
            yield from _one_of(field.get("of", ""), fields, f"{table}.{field['name']}: of")
    for key in schema.get("foreignKeys", []):
        target = key["reference"]
        there = fields.get(target["resource"] or table, [])
        yield from _one_of(",".join(key["fields"]), names, f"{table}: foreignKeys")
        yield from _one_of(",".join(target["fields"]), there, f"{table}: foreignKeys")


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
