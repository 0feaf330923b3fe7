"""What JSON must look like to be read as a descriptor, a Table Schema or a code list, and what is wrong with it.

The kinds follow Data Package 2.0 and let pass what 1.0 wrote in another way; `schema` returns 2.0. Properties that no
kind names are somebody's own and are left alone.

    (words, test)  a value that passes a test, the words for it, and perhaps all such values
    [kind]         a list of values of one kind
    {name: kind}   an object; a name that ends with "!" must be there
    Either(…)      a value of the kind that has its JSON type
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from sino_pak_data.cells.ids import nearest
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.safety import shown

Json = dict[str, Any]

GRAMMARS = ("date", "reference", "references", "ids", "codes", "names", "record", "records")
TYPES = (
    "string", "number", "integer", "boolean", "object", "array", "list", "date", "time", "datetime", "year",
    "yearmonth", "duration", "geopoint", "geojson", "any",
)  # fmt: skip
ITEM_TYPES = ("string", "integer", "boolean", "number", "datetime", "date", "time")
MATCHES = ("exact", "equal", "subset", "superset", "partial")


class Misfit(NamedTuple):
    """A value that is not of its kind: its place, such as `fields[date].type`, and what was expected and found."""

    at: str
    expected: str
    found: str
    guess: str = ""


class Either:
    """A list, an object or another value, each of its own kind."""

    def __init__(self, *kinds: Any) -> None:
        self.kinds = kinds

    def kind_of(self, value: Any) -> Any:
        """The kind of the JSON type that the value has, else the last."""
        fitting = (one for one in self.kinds if isinstance(one, dict | list) and isinstance(value, type(one)))
        return next(fitting, self.kinds[-1])


def matching(pattern: str) -> Callable[[Any], bool]:
    """A test for text that a regular expression matches whole."""
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(*words: str) -> tuple[Any, ...]:
    """The kind of a value that is one of these words."""
    return f"one of {', '.join(words)}", lambda value: isinstance(value, str) and value in words, words


TEXT = ("text", lambda value: isinstance(value, str))
FLAG = ("true or false", lambda value: isinstance(value, bool))
NUMBER = ("a number", lambda value: type(value) in (int, float))
COUNT = ("a whole number from 0", lambda value: type(value) is int and value >= 0)
_FILLED = ("text that is not blank", matching(r"(?s:.*\S.*)"))
_SOME = ("one or more characters", matching(r"(?s:.+)"))
_ONE = ("one character", matching(r"(?s:.)"))
_SCALAR = ("text, a number, true or false", lambda value: isinstance(value, str | int | float))
_BOUND = ("a number or text", lambda value: isinstance(value, str) or type(value) in (int, float))
_NAMES = Either([_FILLED], _FILLED)

CODE = {
    "value!": TEXT, "label!": TEXT, "description!": TEXT, "sources": TEXT, "include": TEXT, "exclude": TEXT,
    "examples": [TEXT], "plover": TEXT, "roles": {"recipients": TEXT, "against": TEXT}, "actors": COUNT,
    "balancing": TEXT, "confronts": FLAG, "year_starts": [TEXT],
}  # fmt: skip
_CATEGORY = {**{name.removesuffix("!"): kind for name, kind in CODE.items() if name != "value!"}, "value!": _SCALAR}
_MISSING = [Either({"value!": TEXT, "label": TEXT}, TEXT)]
_CONSTRAINTS = {
    "required": FLAG, "unique": FLAG, "pattern": TEXT, "enum": [_SCALAR], "minimum": _BOUND, "maximum": _BOUND,
    "exclusiveMinimum": _BOUND, "exclusiveMaximum": _BOUND, "minLength": COUNT, "maxLength": COUNT,
}  # fmt: skip
_FIELD = {
    "name!": _FILLED, "type": one_of(*TYPES), "format": TEXT, "title": TEXT, "description": TEXT,
    "constraints": _CONSTRAINTS, "missingValues": _MISSING, "categories": [Either(_CATEGORY, _SCALAR)],
    "categoriesOrdered": FLAG, "trueValues": [TEXT], "falseValues": [TEXT], "decimalChar": _ONE, "groupChar": _ONE,
    "bareNumber": FLAG, "delimiter": _SOME, "itemType": one_of(*ITEM_TYPES),
    "holds": one_of(*GRAMMARS), "codes": _FILLED, "count": {}, "series": {}, "itemCategories": [CODE], "derived": FLAG,
    **dict.fromkeys(("of", "unit", "recipe", "calendar", "counted_as", "named_as"), TEXT),
}  # fmt: skip
_KEY = {"fields!": _NAMES, "reference!": {"resource": TEXT, "fields!": _NAMES}}
_RECORD = {"dated_by": [TEXT], "cited_for": [TEXT], "chronology": [TEXT], "named_by": [TEXT], "shown_as": TEXT}
_SCHEMA = {
    "title": TEXT, "description": TEXT, "fields!": [_FIELD], "primaryKey": _NAMES, "uniqueKeys": [[_FILLED]],
    "foreignKeys": [_KEY], "missingValues": _MISSING, "fieldsMatch": Either([one_of(*MATCHES)], one_of(*MATCHES)),
    "record": _RECORD, "built": FLAG,
}  # fmt: skip
_ABOUT = {
    "title": TEXT, "description": TEXT, "licenses": [dict.fromkeys(("name", "path", "title"), TEXT)],
    "sources": [dict.fromkeys(("title", "path"), TEXT)],
}  # fmt: skip
_RESOURCE = {
    **_ABOUT, "name!": _FILLED, "path": _NAMES, "schema": Either({}, _FILLED), "dialect": Either({}, _FILLED),
    "bytes": COUNT, **dict.fromkeys(("encoding", "format", "mediatype", "hash", "compression"), TEXT),
}  # fmt: skip
_PERSON = {
    "roles": [TEXT], **dict.fromkeys(("title", "path", "role", "familyName", "givenName", "organization"), TEXT),
}  # fmt: skip
_PACKAGE = {
    **_ABOUT, "keywords": [TEXT], "contributors": [_PERSON], "canonical": FLAG, "resources!": [_RESOURCE],
    **dict.fromkeys(("name", "version", "created", "homepage", "id"), TEXT),
}  # fmt: skip


def package(raw: Json, origin: str) -> None:
    """Raises `PackageError` if this is not a descriptor; `origin` is its file."""
    _refuse(misfits(raw, _PACKAGE), origin)
    if not raw["resources"]:
        raise PackageError(f"{origin}: resources must be a list with one entry per table, and has none")
    _refuse(_repeated("resources", (one["name"] for one in raw["resources"])), origin)


def codes(raw: Json, origin: str) -> list[Json]:
    """The codes of a code list. Raises `PackageError` if this is none."""
    _refuse(misfits(raw, {"codes!": [CODE], "description": TEXT}), origin)
    _refuse(_repeated("codes", (one["value"] for one in raw["codes"])), origin)
    found: list[Json] = raw["codes"]
    return found


def schema(raw: Json, origin: str) -> Json:
    """A Table Schema as 2.0 writes it. Raises `PackageError` if this is none, or contradicts itself."""
    _refuse(misfits(raw, _SCHEMA), origin)
    keys = [
        {**key, "fields": _listed(key["fields"]), "reference": {
            **key["reference"], "resource": key["reference"].get("resource", ""),
            "fields": _listed(key["reference"]["fields"]),
        }}
        for key in raw.get("foreignKeys", [])
    ]  # fmt: skip
    modern = {**raw, "primaryKey": _listed(raw.get("primaryKey", [])), **({"foreignKeys": keys} if keys else {})}
    _refuse(_contradictions(modern), origin)
    return modern


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _contradictions(raw: Json) -> Iterator[Misfit]:
    """Columns that a schema names and does not have, or has twice."""
    names = [one["name"] for one in raw["fields"]]
    if not names:
        yield Misfit("fields", "one column or more", "none")
    yield from _repeated("fields", names)
    yield from _repeated("primaryKey", raw["primaryKey"])
    keys = raw.get("foreignKeys", [])
    named = [("primaryKey", raw["primaryKey"]), *(("uniqueKeys", key) for key in raw.get("uniqueKeys", []))]
    for at, parts in [*named, *(("foreignKeys", key["fields"]) for key in keys)]:
        for part in parts:
            if part not in names:
                yield Misfit(at, "names of columns", repr(part), nearest(part, names))
    if [] in raw.get("uniqueKeys", []):
        yield Misfit("uniqueKeys", "lists of columns", "an empty list")
    for key in keys:
        pair = len(key["fields"]), len(key["reference"]["fields"])
        if 0 in pair or pair[0] != pair[1]:
            yield Misfit("foreignKeys: fields and reference.fields", "equally many", f"{pair[0]} and {pair[1]}")


def _repeated(at: str, names: Iterable[str]) -> Iterator[Misfit]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Misfit(at, "different names", f"{shown(name, 60)!r} twice")


def misfits(value: Any, kind: Any, at: str = "") -> Iterator[Misfit]:
    """Every place in a value that is not of its kind."""
    kind = kind.kind_of(value) if isinstance(kind, Either) else kind
    if isinstance(kind, tuple):
        expected, fits, *known = kind
        if not fits(value):
            guess = nearest(value, known[0]) if known and isinstance(value, str) else ""
            yield Misfit(at, expected, in_words(value), guess)
    elif not isinstance(value, type(kind)):
        yield Misfit(at, "a list" if isinstance(kind, list) else "an object", in_words(value))
    elif isinstance(kind, list):
        for number, item in enumerate(value):
            if not _surely(item, kind[0]):
                yield from misfits(item, kind[0], f"{at}[{label(item, number)}]")
    else:
        for member, of in kind.items():
            name = member.removesuffix("!")
            if name in value:
                if not _surely(value[name], of):
                    yield from misfits(value[name], of, f"{at}.{name}".lstrip("."))
            elif name != member:
                yield Misfit(f"{at}.{name}".lstrip("."), "a value", "nothing")


def _surely(value: Any, kind: Any) -> bool:
    """Does a value pass the test of its kind? Most do, and then nobody has to put its place in words."""
    return isinstance(kind, tuple) and kind[1](value)


def in_words(value: Any) -> str:
    """What a JSON value is, short enough for a message."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    return shown(repr(value), 60)


def label(item: Any, number: int) -> str:
    """The name of an item of a list, or its number."""
    name = item.get("name") if isinstance(item, dict) else None
    return shown(name, 60) if isinstance(name, str) and name else str(number)


def _refuse(found: Iterable[Misfit], origin: str) -> None:
    """Raises `PackageError` with the first misfit, if there is one."""
    for at, expected, what, guess in found:
        if what == "nothing":
            raise PackageError(f"{origin}: {at} is missing")
        hint = f"; did you mean {guess!r}?" if guess else ""
        raise PackageError(f"{origin}: {at or 'the content'} must be {expected}, not {what}{hint}")
