"""What the page knows: every table as columns of text, with what its schema says of them.

    first    what the overview shows, read when the page opens
    rest     all that the other views draw
    later    what a record page and the long tables need beside that, read when they are asked for
    listed   the works, as a list that a browser without JavaScript shows and the page reads its columns from

Each has `cells`: by table a list of text per column, as in the CSV, with the first and last day that the build adds to dates,
and the number of independent works that it adds to references.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sino_pak_data.derive.dyad_years import panel_of
from sino_pak_data.explore import compared, past, patterns
from sino_pak_data.loader.load import Data
from sino_pak_data.package.arrow import cell_text
from sino_pak_data.package.facts import facts
from sino_pak_data.package.schema import Field, Schema

Json = dict[str, Any]

LISTED = {"authors": "b", "published": "time", "title": "cite", "container": "i", "publisher": "span", "url": "u"}
"""Columns of `sources` that stand in the list of works, each in an element of its own; page/works.js reads them from there."""
_FIRST: Mapping[str, tuple[str, ...]] = {
    "events": ("event_id", "date_start", "domain", "event_type", "against", "place"),
    "agreements": ("agreement_id", "value"),
    "verdicts": ("claim_id", "verdict", "value", "nearest"),
    "dyad_years": ("ccode1", "ccode2", "year", "dyad"),
    "reliability": ("table", "round", "field", "measure", "n", "estimate", "low", "high"),
}
"""Columns that the overview shows, by table."""
_LATER: Mapping[str, tuple[str, ...]] = {
    "codings": (),
    "readings": (),
    "sources": ("source_id", "kind", "side", "primary", "derived_from", "status"),
}
"""Tables that no view draws, with those columns that one needs all the same."""
_LEFT_OUT = ("citations", "changes")
"""Built tables that repeat the columns of others: the page works them out."""
_TEXTS = ("title", "type", "description", "holds", "of", "unit", "recipe")
_DRAWN = ("sources", "actors", "places", "events", "agreements", "indicators", "observations", "claims", "evidence")
"""Tables without which there is no page."""


def refused(data: Data, known: Data) -> str:
    """Why no page can be made of a package, or "". `known` is the data that this version came with."""
    descriptor = data.package.descriptor
    if not descriptor.own:
        return f"the explorer shows {known.package.descriptor.json['name']}, not {descriptor.json.get('name', 'a dataset without a name')}"
    for name in known.tables():
        if name not in data.tables():
            return _other_version(f"no table {name}", data, known)
        lacking = {*known.package.descriptor.table(name).schema.names} - {*descriptor.table(name).schema.names}
        if lacking:
            return _other_version(f"no column {min(lacking)} in {name}", data, known)
    empty = [name for name in _DRAWN if not data.package[name].rows]
    return f"{descriptor.authored[empty[0]].path} has no rows: there is nothing to show" if empty else ""


def _other_version(lack: str, data: Data, known: Data) -> str:
    return (
        f"the package is of version {data.version} and has {lack}, which the explorer of version {known.version} shows; "
        f"install sino-pak-data=={data.version} for the page that it had, if it had one"
    )


class Content:
    """What the page of an opened package knows."""

    def __init__(self, data: Data) -> None:
        self.data, self.package = data, data.package
        self._schemas = {
            name: resource.schema
            for name in data.tables()
            if name not in _LEFT_OUT
            for resource in [self.package.descriptor.table(name)]
        }

    def first(self) -> Json:
        """The dataset, its code lists, the tables by what their schemas say, and the cells that the overview shows."""
        return {
            "about": self._about(),
            "codes": self._codes(),
            "tables": {name: self._table(schema) for name, schema in self._schemas.items()},
        }

    def rest(self) -> Json:
        """The cells of all tables but those that are first, later or listed."""
        return {name: self._cells(schema, self._rest(schema)) for name, schema in self._schemas.items()}

    def later(self) -> Json:
        """Cells that were left for later, how each work is cited, what claims were compared with, and every history."""
        works = self.package["sources"].rows
        return {
            "cells": {name: self._cells(self._schemas[name], self._later(self._schemas[name])) for name in _LATER},
            "cited": patterns.cited(works),
            "dataset": patterns.dataset(self.package),
            "compared": compared.values(self.package),
            "quantities": compared.quantities(self.package),
            "history": past.histories(self.data),
        }

    def listed(self) -> Iterable[Mapping[str, str]]:
        """The works, in the order of the table."""
        return self.package["sources"].rows

    def _about(self) -> Json:
        known = facts(self.package.descriptor)
        states = panel_of(self.package).states
        return {
            "name": known.name,
            "title": known.title,
            "description": known.description,
            "version": known.version,
            "date": known.date,
            "homepage": known.homepage,
            "licence": known.licence,
            "licence_note": known.licence_note,
            "citation": known.citation,
            "states": {actor: state for actor in self.package.identifiers("actors") if (state := states.of(actor))},
            "confronting": self._confronting(),
        }

    def _confronting(self) -> list[str]:
        """The types of events whose balancing is done to the state that they are against: `States.joined` asks."""
        types = self._schemas["events"].by_name["event_type"].codes if "events" in self._schemas else ()
        return [code.value for code in types if code.confronts]

    def _codes(self) -> Json:
        """Every code list by name: of each code its label, description, and what is coded so."""
        lists: Json = {}
        for schema in self._schemas.values():
            for field in schema.fields:
                if field.codes:
                    words = ((code.value, [code.label, code.description, code.include]) for code in field.codes)
                    lists.setdefault(field.code_list or field.name, dict(words))
        return lists

    def _table(self, schema: Schema) -> Json:
        first = _FIRST.get(schema.table, ())
        cells = self._cells(schema, [name for name in self._columns(schema) if name in first])
        table = None if schema.built else self.package[schema.table]
        return {
            "title": schema.title,
            "description": schema.description,
            "built": schema.built,
            "key": schema.key,
            "named": schema.named_by,
            "dated": schema.dated_by,
            "shown": schema.shown_as,
            "links": {key.field: key.table for key in schema.foreign_keys},
            "rows": len(table.rows)
            if table
            else self.data.load(schema.table, engine="pyarrow", columns=schema.key).num_rows,
            "years": (table and table.years) or (),
            "fields": [_field(field) for field in schema.fields],
            "cells": cells,
        }

    def _columns(self, schema: Schema) -> list[str]:
        """The columns of a table, after each date its first and last day, after references how many are independent."""
        found = []
        for field in schema.fields:
            found.append(field.name)
            if not schema.built:
                found += [f"{field.name}_start", f"{field.name}_end"] if field.holds == "date" else []
                found += [field.counted_as] if field.counted_as else []
        return found

    def _later(self, schema: Schema) -> list[str]:
        if schema.table not in _LATER:
            return []
        kept = {*_LATER[schema.table], *(LISTED if schema.table == "sources" else ())}
        return [name for name in self._columns(schema) if name not in kept]

    def _rest(self, schema: Schema) -> list[str]:
        elsewhere = {
            *_FIRST.get(schema.table, ()),
            *self._later(schema),
            *(LISTED if schema.table == "sources" else ()),
        }
        return [name for name in self._columns(schema) if name not in elsewhere]

    def _cells(self, schema: Schema, columns: list[str]) -> dict[str, list[str]]:
        found = self.data.load(schema.table, engine="pyarrow", columns=columns).to_pydict() if columns else {}
        return {name: [cell_text(value) for value in values] for name, values in found.items()}


def _field(field: Field) -> Json:
    known = {name: value for name in _TEXTS if (value := getattr(field, name))}
    return {"name": field.name, **known, **({"codes": field.code_list or field.name} if field.codes else {})}
