"""The form of a descriptor: what everything else here may rely on when it reads one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sino_pak_data.package.safety import Fault, name_fault, shown
from sino_pak_data.package.store import DESCRIPTOR

Json = dict[str, Any]

MOST_COLUMNS = 500
_NUMBER = (int, float)
_CODE = {"value!": str, "label!": str, "description!": str, "sources": str}
_CONSTRAINTS = {
    "required": bool, "unique": bool, "pattern": str, "enum": [str], "minimum": _NUMBER, "maximum": _NUMBER,
}  # fmt: skip
_FIELD = {
    "name!": str, "type!": str, "title!": str, "description!": str, "holds": str, "of": str, "unit": str,
    "recipe": str, "codes": str, "categories": [_CODE], "constraints": _CONSTRAINTS, "count": {}, "series": {},
}  # fmt: skip
_KEY = {"fields!": [str], "reference!": {"resource!": str, "fields!": [str]}}
_SCHEMA = {
    "title!": str, "description!": str, "fields!": [_FIELD], "primaryKey!": [str], "foreignKeys": [_KEY],
    "missingValues": [str], "built": bool,
}  # fmt: skip
_RESOURCE = {"name!": str, "path!": str, "bytes": int, "hash": str, "contentHash": str, "schema": _SCHEMA}
_PACKAGE = {"name!": str, "version!": str, "created!": str, "resources!": [_RESOURCE]}

_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TYPES = ("string", "integer", "number", "boolean")
_HOLDS = ("", "date", "reference", "references", "ids", "names", "record", "records")
_WORDS = {str: "text", bool: "true or false", int: "a whole number", _NUMBER: "a number"}


def form_faults(descriptor: Json, wheel: bool) -> Iterator[Fault]:
    """What of a descriptor is missing or of the wrong kind; then what contradicts itself."""
    shape = list(_shape(descriptor, _PACKAGE, ""))
    yield from shape
    if shape:
        return
    if not _VERSION.fullmatch(descriptor["version"]):
        yield _wrong("version", "MAJOR.MINOR.PATCH", descriptor["version"])
    try:
        datetime.fromisoformat(descriptor["created"])
    except ValueError:
        yield _wrong("created", "a date and time", descriptor["created"])
    resources = descriptor["resources"]
    yield from _twice((r["name"] for r in resources), "resources: name")
    yield from _twice((r["path"] for r in resources), "resources: path")
    tables = {r["name"]: r["schema"] for r in resources if "schema" in r}
    for resource in resources:
        yield from _resource(resource, wheel)
    for name, schema in tables.items():
        yield from _schema(name, schema, tables)


def _shape(value: Any, wanted: Any, at: str) -> Iterator[Fault]:
    """Is a value of the kind wanted: a type, a list of one kind, an object with named members?"""
    if isinstance(wanted, dict):
        if not isinstance(value, dict):
            yield _wrong(at, "an object", value)
            return
        for member, kind in wanted.items():
            name = member.removesuffix("!")
            if name in value:
                yield from _shape(value[name], kind, f"{at}.{name}".lstrip("."))
            elif member.endswith("!"):
                yield Fault(DESCRIPTOR, f"{at}.{name}".lstrip("."), "a value", "nothing")
    elif isinstance(wanted, list):
        if not isinstance(value, list):
            yield _wrong(at, "a list", value)
            return
        for number, item in enumerate(value):
            yield from _shape(item, wanted[0], f"{at}[{number}]")
    elif not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        yield _wrong(at, _WORDS[wanted], value)


def _resource(resource: Json, wheel: bool) -> Iterator[Fault]:
    name, path = resource["name"], resource["path"]
    fault = name_fault(path)
    if fault:
        yield fault
    if "schema" in resource:
        expected = f"{name}.parquet" if wheel else f"tables/{name}.csv"
        if path != expected:
            yield Fault(DESCRIPTOR, f"{name}: path", expected, shown(path))
    hashes = ["contentHash"] * ("schema" in resource) + ["hash"] * (not wheel)
    for kind in hashes:
        if not _HASH.fullmatch(resource.get(kind, "")):
            found = shown(resource.get(kind, "nothing"))
            yield Fault(DESCRIPTOR, f"{name}: {kind}", "sha256: and 64 digits", found)
    if wheel:
        return
    if resource.get("bytes", -1) < 0:
        yield Fault(DESCRIPTOR, f"{name}: bytes", "a number of bytes", str(resource.get("bytes", "nothing")))


def _schema(table: str, schema: Json, tables: dict[str, Json]) -> Iterator[Fault]:
    names = [field["name"] for field in schema["fields"]]
    if not _NAME.fullmatch(table):
        yield _wrong("resources: name", "small letters, digits and _", table)
    if not names or len(names) > MOST_COLUMNS:
        yield Fault(DESCRIPTOR, f"{table}: fields", f"1 to {MOST_COLUMNS}", str(len(names)))
    yield from _twice(names, f"{table}: fields")
    for field in schema["fields"]:
        at = f"{table}.{shown(field['name'])}"
        yield from _one_of(field["type"], _TYPES, f"{at}: type")
        yield from _one_of(field.get("holds", ""), _HOLDS, f"{at}: holds")
        if field.get("holds") == "ids" or "of" in field:
            yield from _one_of(field.get("of", ""), tables, f"{at}: of")
        if not _NAME.fullmatch(field["name"]):
            yield _wrong(f"{table}: fields", "small letters, digits and _", field["name"])
    if not schema["primaryKey"]:
        yield Fault(DESCRIPTOR, f"{table}: primaryKey", "one field or more", "none")
    for part in schema["primaryKey"]:
        yield from _one_of(part, names, f"{table}: primaryKey")
    for key in schema.get("foreignKeys", []):
        at, target = f"{table}: foreignKeys", key["reference"]
        if len(key["fields"]) != 1 or len(target["fields"]) != 1:
            yield Fault(DESCRIPTOR, at, "one field", f"{len(key['fields'])} and {len(target['fields'])}")
            continue
        yield from _one_of(key["fields"][0], names, at)
        yield from _one_of(target["resource"], ["", *tables], at)
        fields = tables.get(target["resource"] or table, schema)["fields"]
        yield from _one_of(target["fields"][0], [field["name"] for field in fields], at)


def _one_of(value: str, known: Iterable[str], at: str) -> Iterator[Fault]:
    listed = list(known)
    if value not in listed:
        yield _wrong(at, f"one of {', '.join(one or 'nothing' for one in listed[:8])}", value)


def _twice(names: Iterable[str], at: str) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Fault(DESCRIPTOR, at, f"{shown(name)} once", f"{count} times")


def _wrong(at: str, expected: str, value: Any) -> Fault:
    found = f"a {type(value).__name__}" if isinstance(value, (dict, list)) else shown(repr(value), 60)
    return Fault(DESCRIPTOR, at or "the whole", expected, found)
