"""Has a descriptor the form that everything after it relies on?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sino_pak_data.package.descriptor import CSV
from sino_pak_data.package.form import CODE, COUNT, FLAG, GRAMMARS, NUMBER, TEXT, in_words, label, matching, misfits
from sino_pak_data.package.safety import Fault, name_fault, shown
from sino_pak_data.package.schema import CATEGORIES, DERIVED, ITEMS
from sino_pak_data.package.store import DESCRIPTOR

Json = dict[str, Any]

MOST_FIELDS = 500


_NAME = ("lower-case letters, digits and _", matching("[a-z][a-z0-9_]{0,63}"))
_TYPE = ("a supported type", matching("string|integer|number|boolean|date"))
_GRAMMAR = ("a known grammar", matching("|".join(("", *GRAMMARS))))
_HASH = ("sha256: and 64 hexadecimal digits", matching("sha256:[0-9a-f]{64}"))
_VERSION = ("MAJOR.MINOR.PATCH", matching(r"[0-9]{1,6}(?:\.[0-9]{1,6}){2}"))
_TIME = ("a date and time", matching("[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.+-]+Z?)?"))
_BYTES = ("a number of bytes", COUNT[1])

# what a published descriptor must have, in the kinds of `package.form`
_CONSTRAINTS = {"required": FLAG, "unique": FLAG, "pattern": TEXT, "enum": [TEXT], "minimum": NUMBER, "maximum": NUMBER}
_FIELD = {
    "name!": _NAME, "type!": _TYPE, "title!": TEXT, "description!": TEXT, "holds": _GRAMMAR, "of": TEXT,
    "unit": TEXT, "recipe": TEXT, "codes": TEXT, CATEGORIES: [CODE], ITEMS: [CODE], "constraints": _CONSTRAINTS,
    "count": {}, "series": {}, "calendar": TEXT, DERIVED: FLAG,
}  # fmt: skip
_KEY = {"fields!": [TEXT], "reference!": {"resource!": TEXT, "fields!": [TEXT]}}
_SCHEMA = {
    "title!": TEXT, "description!": TEXT, "fields!": [_FIELD], "primaryKey!": [TEXT], "foreignKeys": [_KEY],
    "missingValues": [TEXT], "built": FLAG,
}  # fmt: skip
_RESOURCE = {"name!": TEXT, "path!": TEXT}
_FILE = {"bytes!": _BYTES, "hash!": _HASH}
_TABLE = {"name!": _NAME, "contentHash!": _HASH, "schema!": _SCHEMA}
_PACKAGE: Json = {"name!": TEXT, "version!": _VERSION, "created!": _TIME, "resources!": [{}]}


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
            found += _faults(resource, kind, f"resources[{label(resource, number)}]")
    yield from found or _contradictions(descriptor["resources"], wheel)


def _faults(value: Any, wanted: Any, at: str) -> Iterator[Fault]:
    for misfit in misfits(value, wanted, at):
        yield Fault(DESCRIPTOR, misfit.at or "JSON", misfit.expected, misfit.found)


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
    return Fault(DESCRIPTOR, at, expected, in_words(value))
