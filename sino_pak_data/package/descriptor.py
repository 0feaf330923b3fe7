"""The descriptor and the schemas: what tables there are and what their columns may hold.

`datapackage.json` lists one resource per table, each with the path of its CSV and of its Table Schema. Two properties
are short forms: a field's `codes` names a list in `schemas/codes/`, and `holds` names a grammar. A built package has
the full form (`published`), which any Data Package tool reads, with the columns that the build adds (`derived`);
opening it again gives the same fields.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

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
    grammar_pattern,
    parsed,
)
from sino_pak_data.package.store import DESCRIPTOR, Store

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
    """A `datapackage.json` with its schemas. Raises `PackageError` if they cannot be read."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.json: Json = _json(store, DESCRIPTOR)
        resources = self.json.get("resources")
        if not isinstance(resources, list):
            raise PackageError(f"{DESCRIPTOR}: resources must be a list with one entry per table")
        self._schemas: dict[str, Json] = {}
        self._lists: dict[str, tuple[Code, ...]] = {}
        try:
            self.resources = {r["name"]: self._resource(r) for r in resources if "schema" in r}
        except (KeyError, TypeError) as reason:
            raise PackageError(f"{DESCRIPTOR}: a resource needs a name, a path and a schema ({reason!r})") from None

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
        return self.resources.get(name) or self.built[name]

    def published(self, schema: Schema) -> Json:
        """The Table Schema of a table in full: codes and grammars spelled out for any tool.

        Without the columns that the build adds: `derived.published` has them.
        """
        self.table(schema.table)
        expanded: Json = json.loads(json.dumps(self._schemas[schema.table]))
        expanded["fields"] = [one for one in expanded["fields"] if not one.get(DERIVED)]
        if keys := [one for one in expanded.pop("foreignKeys", []) if one["fields"][0] in schema.names]:
            expanded["foreignKeys"] = keys
        for json_field, field in zip(expanded["fields"], schema.fields, strict=True):
            if field.codes:
                codes = [{name: text for name, text in asdict(code).items() if text} for code in field.codes]
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
        path = f"schemas/codes/{name}.json"
        return str(_json(self.store, path).get("description", "")) if self.store.exists(path) else ""

    def _resource(self, resource: Json) -> Resource:
        name, path, given = resource["name"], resource["path"], resource["schema"]
        if not (isinstance(name, str) and isinstance(path, str) and isinstance(given, str | dict)):
            raise TypeError(f"{name!r:.40}")
        raw = _json(self.store, given) if isinstance(given, str) else given
        self._schemas[name] = raw
        built = bool(resource.get("built") or raw.get("built"))
        try:
            schema = parsed(name, raw, self._codes, built)
            columns = tuple(one["name"] for one in raw["fields"])
        except (LookupError, TypeError, AttributeError, ValueError) as reason:
            origin = given if isinstance(given, str) else f"{DESCRIPTOR}, resource {name}"
            raise PackageError(f"{origin}: not a Table Schema of this project: {reason!r}") from None
        return Resource(name, path, schema, columns)

    def _codes(self, name: str) -> tuple[Code, ...]:
        """A code list, read once however many columns use it."""
        if name not in self._lists:
            path = f"schemas/codes/{name}.json"
            self._lists[name] = _code_list(_content(self.store, path), path)
        return self._lists[name]


def _content(store: Store, name: str) -> bytes:
    try:
        return store.read(name)
    except OSError as reason:
        raise PackageError(f"{name}: cannot be read ({reason})") from None


def _json(store: Store, name: str) -> Json:
    return json_object(_content(store, name), name)


@lru_cache(maxsize=256)
def _code_list(content: bytes, name: str) -> tuple[Code, ...]:
    """The codes in a file. `add` opens the package again for each answer, mostly with the same lists."""
    return code_list(json_object(content, name)["codes"])
