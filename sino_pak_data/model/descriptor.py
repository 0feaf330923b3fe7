"""The descriptor and the schemas: what tables there are and what their columns may hold.

`datapackage.json` lists one resource per table, each with the path of its CSV and of its Table
Schema. Two things are said once and expanded here: a field's `codes` names a list in
`schemas/codes/`, and `holds` names a grammar. A built package carries the expanded form
(`published`), which any Data Package tool reads; opening it again gives the same fields.

Properties of a field beyond the standard:
    holds  date, reference, references, ids, names, record or records: which grammar its text obeys
    of     for `ids` and references: the table the identifiers belong to
    codes  name of the code list
    unit   unit of a number
    recipe for a column of a built table: how it is made
    count, series  for a column of `dyad_years`: what it counts or takes, see `derive.dyad_years`
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, TypeVar

from sino_pak_data.grammar import edtf, ids, references
from sino_pak_data.model import strict_json
from sino_pak_data.model.problem import PackageError
from sino_pak_data.model.store import DESCRIPTOR, Store

Json = dict[str, Any]
Cells = TypeVar("Cells", bound=Mapping[str, str])

_SHAPES = {
    "date": edtf.PATTERN,
    "reference": references.ONE,
    "references": references.MANY,
    "record": ids.ADDRESS,
}
LISTS = frozenset({"references", "ids", "names", "records"})


@dataclass(frozen=True)
class Code:
    """One value of a code list; `sources` names the works that define it, where some do."""

    value: str
    label: str
    description: str
    sources: str = ""


@dataclass(frozen=True)
class Field:
    """One column."""

    name: str
    type: str
    title: str
    description: str
    example: str
    holds: str
    of: str
    codes: tuple[Code, ...]
    code_list: str
    unit: str
    recipe: str
    constraints: Json
    count: Json
    series: Json

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required"))

    @property
    def values(self) -> tuple[str, ...]:
        """The allowed codes, in the order of their list."""
        return tuple(code.value for code in self.codes)

    @property
    def many(self) -> bool:
        """Does a cell hold a list?"""
        return self.holds in LISTS


@dataclass(frozen=True)
class ForeignKey:
    """A column that holds one identifier of another table."""

    field: str
    table: str
    target: str


@dataclass(frozen=True)
class Schema:
    """The columns of one table."""

    table: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    built: bool = False

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    def holding(self, *kinds: str) -> list[Field]:
        """The columns that obey one of these grammars, in order."""
        return [field for field in self.fields if field.holds in kinds]

    def in_order(self, rows: Iterable[Cells]) -> list[Cells]:
        """Rows sorted by the parts of their key: integers by size, everything else as text."""
        return sorted(rows, key=lambda row: tuple(self._rank(part, row[part]) for part in self.key))

    def _rank(self, part: str, cell: str) -> tuple[int, str]:
        counted = self.by_name[part].type == "integer" and cell.removeprefix("-").isdecimal()
        return (int(cell), "") if counted else (0, cell)

    @property
    def reference_fields(self) -> list[Field]:
        return self.holding("reference", "references")


@dataclass(frozen=True)
class Resource:
    """A table and where its text stands."""

    name: str
    path: str
    schema: Schema
    parquet: str = ""


class Descriptor:
    """A read `datapackage.json` with its schemas. Raises `PackageError` where that cannot be had."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.json: Json = _json(store, DESCRIPTOR)
        resources = self.json.get("resources")
        if not isinstance(resources, list):
            raise PackageError(f"{DESCRIPTOR}: resources must be a list with one entry per table")
        self._schemas: dict[str, Json] = {}
        try:
            self.resources = {r["name"]: self._resource(r) for r in resources if "schema" in r}
        except (KeyError, TypeError) as reason:
            raise PackageError(f"{DESCRIPTOR}: a resource needs a name, a path and a schema ({reason!r})") from None

    @property
    def version(self) -> str:
        return str(self.json.get("version", ""))

    @property
    def authored(self) -> dict[str, Resource]:
        """The tables that people write, in the order of the descriptor."""
        return {name: r for name, r in self.resources.items() if not r.schema.built}

    @cached_property
    def built(self) -> dict[str, Resource]:
        """The tables that the build makes: those listed, else those of `schemas/built/`."""
        listed = {name: r for name, r in self.resources.items() if r.schema.built}
        paths = [n for n in self.store.names("schemas/built") if n.endswith(".json")]
        for path in [] if listed else paths:
            name = path.removeprefix("schemas/built/").removesuffix(".json")
            listed[name] = self._resource({"name": name, "path": f"tables/{name}.csv", "schema": path, "built": True})
        return listed

    def table(self, name: str) -> Resource:
        return self.resources.get(name) or self.built[name]

    def published(self, schema: Schema) -> Json:
        """The Table Schema of a table in full: codes and grammars spelled out for any tool."""
        expanded = self.checkable(schema)
        for json_field, field in zip(expanded["fields"], schema.fields, strict=True):
            shape = list_pattern(field) if field.holds == "ids" else _SHAPES.get(field.holds)
            if shape:
                json_field.setdefault("constraints", {})["pattern"] = shape
        if schema.built:
            expanded["built"] = True
        return expanded

    def checkable(self, schema: Schema) -> Json:
        """As `published`, without the shapes of dates, lists and references: own rules tell more of those."""
        self.table(schema.table)
        expanded: Json = json.loads(json.dumps(self._schemas[schema.table]))
        for json_field, field in zip(expanded["fields"], schema.fields, strict=True):
            if field.codes:
                json_field["categories"] = [
                    {name: text for name, text in asdict(code).items() if text} for code in field.codes
                ]
                json_field.setdefault("constraints", {})["enum"] = list(field.values)
        return expanded

    def about_codes(self, name: str) -> tuple[str, str]:
        """Title and description of a code list; empty in a built package, which carries the codes alone."""
        path = f"schemas/codes/{name}.json"
        about = _json(self.store, path) if self.store.exists(path) else {}
        return about.get("title", ""), about.get("description", "")

    def _resource(self, resource: Json) -> Resource:
        name, path, given = resource["name"], resource["path"], resource["schema"]
        if not (isinstance(name, str) and isinstance(path, str) and isinstance(given, str | dict)):
            raise TypeError(f"{name!r:.40}")
        raw = _json(self.store, given) if isinstance(given, str) else given
        self._schemas[name] = raw
        origin = given if isinstance(given, str) else f"{DESCRIPTOR}, resource {name}"
        built = bool(resource.get("built") or raw.get("built"))
        try:
            schema = _schema(name, raw, self._codes, built)
        except (LookupError, TypeError, AttributeError, ValueError) as reason:
            raise PackageError(
                f"{origin}: not a Table Schema of this project ({reason!r} is missing or wrong)"
            ) from None
        return Resource(name, path, schema, resource.get("parquet", ""))

    def _codes(self, name: str) -> list[Json]:
        listed: list[Json] = _json(self.store, f"schemas/codes/{name}.json")["codes"]
        return listed


def list_pattern(field: Field) -> str:
    """The shape of a list of identifiers of `field.of`, as a regular expression."""
    one = {"actors": ids.ACTOR, "indicators": ids.INDICATOR}.get(field.of, ids.SLUG)
    return f"{one}(?:;{one})*"


def _json(store: Store, name: str) -> Json:
    try:
        content = store.read(name)
    except OSError as reason:
        raise PackageError(f"{name}: cannot be read ({reason})") from None
    return strict_json.loads(content, name)


def _schema(table: str, raw: Json, codes: Any, built: bool) -> Schema:
    return Schema(
        table,
        raw["title"],
        raw["description"],
        tuple(_field(one, codes) for one in raw["fields"]),
        tuple(raw["primaryKey"]),
        tuple(
            ForeignKey(one["fields"][0], one["reference"]["resource"] or table, one["reference"]["fields"][0])
            for one in raw.get("foreignKeys", [])
        ),
        built,
    )


def _field(raw: Json, codes: Any) -> Field:
    listed = raw.get("categories") or (codes(raw["codes"]) if "codes" in raw else [])
    return Field(
        raw["name"],
        raw["type"],
        raw["title"],
        raw["description"],
        str(raw.get("example", "")),
        raw.get("holds", ""),
        raw.get("of", ""),
        tuple(Code(one["value"], one["label"], one["description"], one.get("sources", "")) for one in listed),
        raw.get("codes", ""),
        raw.get("unit", ""),
        raw.get("recipe", ""),
        raw.get("constraints", {}),
        raw.get("count", {}),
        raw.get("series", {}),
    )
