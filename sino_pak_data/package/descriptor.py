"""The descriptor and the schemas: what tables there are and what their columns may hold.

`datapackage.json` lists one resource per table, each with the path of its CSV and of its Table Schema. Two properties
are short forms: a field's `codes` names a list in `schemas/codes/`, and `holds` names a grammar. A built package has
the full form (`published`), which any Data Package tool reads, with the columns that the build adds (`derived`);
opening it again gives the same fields.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

from sino_pak_data.cells.ids import unknown
from sino_pak_data.package import form
from sino_pak_data.package.artifacts import NAME
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.safety import json_object
from sino_pak_data.package.schema import (
    CATEGORIES,
    DERIVED,
    ITEMS,
    Code,
    Json,
    Schema,
    code_list,
    code_lists,
    grammar_pattern,
    parsed,
)
from sino_pak_data.package.store import DESCRIPTOR, Store

_UTF8 = ("utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii")
_DIALECT = {
    "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "escapeChar": None, "nullSequence": None, "header": True,
    "headerRows": [1], "commentRows": [], "commentChar": None,
}  # fmt: skip
"""The only dialect that is read, in the words of the standard."""

_CODES = "schemas/codes/{}.json"
_Lists = tuple[tuple[str, bytes], ...]

CSV, PARQUET = "tables/{}.csv", "parquet/{}.parquet"
"""Where a built package has a table, by its name; a wheel has `PARQUET` without the folder."""


@dataclass(frozen=True)
class Resource:
    """A table and the path of its CSV.

    columns  those of the file: in a built package also those that the build adds
    """

    name: str
    path: str
    schema: Schema
    columns: tuple[str, ...] = ()


class Descriptor:
    """A `datapackage.json` with its schemas, ours or anybody's. Raises `PackageError` if they cannot be read.

    canonical  Are its tables kept as `format` writes them? Then `check` says where they are not. A package says so in
               its own property `canonical`
    unchecked  what it says and nobody can look at: the name of the resource, and why
    """

    def __init__(self, store: Store, canonical: bool | None = None) -> None:
        self.store = store
        self.json: Json = _json(store, DESCRIPTOR)
        form.package(self.json, DESCRIPTOR)
        self.canonical = bool(self.json.get("canonical")) if canonical is None else canonical
        self.unchecked: list[tuple[str, str]] = []
        self._schemas: dict[str, Json] = {}
        self._lists: dict[str, bytes] = {}
        self.resources: dict[str, Resource] = {}
        for resource in self.json["resources"]:
            if reason := self._no_table(resource):
                self.unchecked.append((resource["name"], reason))
            elif "schema" in resource:
                self.resources[resource["name"]] = self._resource(resource)
        for name, table in self.resources.items():
            self.unchecked += [(name, reason) for reason in self._lost_targets(table.schema)]

    @property
    def own(self) -> bool:
        """Is it this dataset, or anybody else's?"""
        return self.json.get("name") == NAME

    @property
    def version(self) -> str:
        return str(self.json.get("version", ""))

    @cached_property
    def authored(self) -> dict[str, Resource]:
        """The tables that people write, in the order of the descriptor."""
        return {name: r for name, r in self.resources.items() if not r.schema.built}

    @cached_property
    def built(self) -> dict[str, Resource]:
        """The tables that the build makes: those listed, else those of `schemas/built/`."""
        listed = {name: r for name, r in self.resources.items() if r.schema.built}
        if listed:
            return listed
        paths = {PurePosixPath(n).stem: n for n in self.store.names("schemas/built") if n.endswith(".json")}
        return {
            name: self._resource({"name": name, "path": CSV.format(name), "schema": path, "built": True})
            for name, path in paths.items()
        }

    def table(self, name: str) -> Resource:
        """A table, authored or built. Raises `PackageError` if there is none of that name."""
        found = self.resources.get(name) or self.built.get(name)
        if found is None:
            raise PackageError(f"the dataset in {self.store.place} has no table {name}, which this needs")
        return found

    def published(self, schema: Schema) -> Json:
        """The Table Schema of a table in full: codes and grammars spelled out for any tool.

        Without the columns that the build adds: `derived.published` has them.
        """
        self.table(schema.table)
        expanded: Json = json.loads(json.dumps(self._schemas[schema.table]))
        if not schema.key:
            del expanded["primaryKey"]
        expanded["fields"] = [one for one in expanded["fields"] if not one.get(DERIVED)]
        if keys := [one for one in expanded.pop("foreignKeys", []) if one["fields"][0] in schema.names]:
            expanded["foreignKeys"] = keys
        for json_field, field in zip(expanded["fields"], schema.fields, strict=True):
            if field.codes:
                codes = [{"value": code.value} | {k: v for k, v in vars(code).items() if v} for code in field.codes]
                if field.type == "integer":
                    codes = [{**code, "value": int(code["value"])} for code in codes]
                json_field[CATEGORIES if field.coded else ITEMS] = codes
            if field.coded:
                json_field.setdefault("constraints", {})["enum"] = list(field.values)
            if pattern := grammar_pattern(field):
                json_field.setdefault("constraints", {})["pattern"] = pattern
        if schema.built:
            expanded["built"] = True
        return expanded

    def about_codes(self, name: str) -> str:
        """Description of a code list; "" in a built package, which carries the codes alone."""
        path = _CODES.format(name)
        return str(_json(self.store, path).get("description", "")) if self.store.exists(path) else ""

    def _resource(self, resource: Json) -> Resource:
        name, given = resource["name"], resource["schema"]
        origin = given if isinstance(given, str) else f"{DESCRIPTOR}, schema of {name}"
        content = _content(self.store, given) if isinstance(given, str) else None
        raw = form.schema(given, origin) if content is None else _form(content, origin)
        self._schemas[name] = raw
        built = bool(resource.get("built") or raw.get("built"))
        lists = tuple((name, self._list(name)) for name in code_lists(raw))
        try:
            if content is None:
                schema = parsed(name, raw, _codes(lists), built, self.canonical)
            else:
                schema = _schema(name, content, origin, lists, built, self.canonical)
        except ValueError as reason:
            raise PackageError(f"{origin}: {reason}") from None
        return Resource(name, _path(resource), schema, tuple(one["name"] for one in raw["fields"]))

    def _no_table(self, resource: Json) -> str:
        """Why a resource that should be a table cannot be read as one; "" if it can, or if it is another kind of file."""
        path, given = _path(resource), resource.get("schema")
        if not path and "data" not in resource:
            raise PackageError(f"{DESCRIPTOR}: resources[{resource['name']}].path is missing")
        kind = str(resource.get("format") or PurePosixPath(path).suffix.removeprefix(".")).lower()
        if given is None:
            return "it has no schema" if kind == "csv" else ""
        dialect = resource.get("dialect", {})
        dialect = _json(self.store, dialect) if isinstance(dialect, str) else dialect
        dialect = {**dialect, **dialect["csv"]} if isinstance(dialect.get("csv"), dict) else dialect
        odd = next((name for name, usual in _DIALECT.items() if dialect.get(name, usual) != usual), "")
        reasons = {
            "its rows are in the descriptor": "data" in resource,
            "it has several files": isinstance(resource.get("path"), list) and len(resource["path"]) > 1,
            "it is at an address, and nothing is fetched": "://" in path,
            "its schema is at an address, and nothing is fetched": isinstance(given, str) and "://" in given,
            "it is compressed": bool(resource.get("compression")) or kind in {"gz", "zip"},
            f"its format is {kind}, not csv": kind not in {"csv", "parquet", ""},
            f"its encoding is {resource.get('encoding')}": str(resource.get("encoding", "utf-8")).lower() not in _UTF8,
            f"its dialect has {odd} {dialect.get(odd)!r:.40}": bool(odd),
        }
        return next((reason for reason, holds in reasons.items() if holds), "")

    def _lost_targets(self, schema: Schema) -> Iterator[str]:
        """The foreign keys, and the columns `of` a table, that lead to nothing in this package."""
        if schema.built:
            return
        every = [one["name"] for one in self.json["resources"]]
        for field in schema.fields:
            if field.of and field.of not in every:
                yield f"{field.name} is of {field.of}: {unknown('resource', field.of, every)}"
        for key in schema.foreign_keys:
            if key.table not in every:
                yield f"the foreign key {key.field}: {unknown('resource', key.table, every)}"
            elif key.table in self.resources:
                there = self.resources[key.table].schema.names
                lost = next((target for _, target in key.pairs if target not in there), "")
                if lost:
                    yield f"the foreign key {key.field}: {unknown('column', lost, there, f' in {key.table}')}"

    def _list(self, name: str) -> bytes:
        """The file of a code list, read once however many columns use it."""
        if name not in self._lists:
            self._lists[name] = _content(self.store, _CODES.format(name))
        return self._lists[name]


def _content(store: Store, name: str) -> bytes:
    try:
        return store.read(name)
    except OSError as reason:
        raise PackageError(f"{name}: cannot be read ({reason})") from None


def _json(store: Store, name: str) -> Json:
    return json_object(_content(store, name), name)


# One process opens a package again and again, `add` for each answer, mostly with the same schemas and lists.


@lru_cache(maxsize=256)
def _form(content: bytes, origin: str) -> Json:
    return form.schema(json_object(content, origin), origin)


@lru_cache(maxsize=256)
def _schema(name: str, content: bytes, origin: str, lists: _Lists, built: bool, canonical: bool) -> Schema:
    """The schema in a file, with the code lists that it names. Raises as `parsed` does."""
    return parsed(name, _form(content, origin), _codes(lists), built, canonical)


def _codes(lists: _Lists) -> Callable[[str], tuple[Code, ...]]:
    return lambda name: _code_list(dict(lists)[name], _CODES.format(name))


@lru_cache(maxsize=256)
def _code_list(content: bytes, name: str) -> tuple[Code, ...]:
    try:
        return code_list(form.codes(json_object(content, name), name))
    except ValueError as reason:
        raise PackageError(f"{name}: {reason}") from None


def _path(resource: Json) -> str:
    """The path of a resource, also if it is the only one of a list."""
    path = resource.get("path", "")
    return path if isinstance(path, str) else path[0] if path else ""
