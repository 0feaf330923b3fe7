"""Asking for a row column by column, each answer judged as it is typed.

In every answer `?` explains the column and `?WORD` searches what it may point to; `-` leaves it
empty, `.` leaves all optional columns from here on as they are; where sources are asked for, `+`
adds a new work first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import click

from sino_pak_data.add.answers import fault
from sino_pak_data.add.candidates import New, identifier, pending, targets
from sino_pak_data.add.csl import known_as
from sino_pak_data.add.forms import code_of
from sino_pak_data.add.new_ids import propose
from sino_pak_data.cells.web import bare_doi
from sino_pak_data.cells.words import folded
from sino_pak_data.cli.render.additions import choices, explained, found
from sino_pak_data.loader.records import search
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package

_KEYS = "Enter skips what is optional, . all that is optional, ? explains, ?WORD searches, Ctrl-C leaves all as it was."
_REST = "."
_YES = ("y", "yes")
_UNKNOWN = {"side": "unclear", "redistribution": "unclear"}


class Dialogue:
    """Questions and answers about new rows; `fresh` are works that were entered on the way."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.fresh: list[New] = []

    def row(self, new: New, columns: Collection[str] | None = None) -> New:
        """The row with answers to all its empty columns, or with new answers to `columns`."""
        schema = self.package[new.table].schema
        told = dict(new.cells)
        click.secho(f"\nA new row of {schema.table}", bold=True)
        click.echo(f"{schema.description}\n{_KEYS}")
        rest = False
        for field in _asked(schema, told, columns):
            proposed = told.get(field.name, "") or self._proposed(schema, field, told)
            answer = proposed if rest and not field.required else self._answer(schema, field, proposed)
            rest = rest or answer == _REST
            told[field.name] = proposed if answer == _REST else answer
        return new._replace(cells=told)

    def _proposed(self, schema: Schema, field: Field, told: dict[str, str]) -> str:
        if field.name == identifier(schema):
            return propose(self.package, schema.table, told)
        return _UNKNOWN.get(field.name, "") if schema.table == "sources" else ""

    def _answer(self, schema: Schema, field: Field, proposed: str) -> str:
        click.echo("\n" + explained(field))
        if field.codes:
            click.echo(choices(field))
        while True:
            answer = " ".join(str(click.prompt(field.title, default=proposed, show_default=bool(proposed))).split())
            answer = "" if answer == "-" else code_of(field, answer)
            if field.name == identifier(schema) and proposed and answer.lower() in _YES:
                return proposed
            if answer.startswith("?"):
                click.echo(self._searched(schema, field, answer[1:].strip()))
            elif answer == "+" and field.of == "sources":
                proposed = ";".join(filter(None, [proposed, self._work()]))
            elif answer == _REST and not field.required:
                return answer
            elif wrong := fault(self.package, schema.table, field.name, answer):
                click.secho(f"  {wrong}", fg="red")
            else:
                return answer

    def _searched(self, schema: Schema, field: Field, words: str) -> str:
        target = targets(schema).get(field.name, "")
        if not words or not target:
            return "\n".join(filter(None, [explained(field), choices(field, words)]))
        hits = search(self.package, words, (target,))
        named = sorted(hits, key=lambda hit: folded(hit.record.heading) != folded(words))
        return found(named, words)

    def _work(self) -> str:
        """Ask for a new work and hold it ready; its id. One that is known already keeps its id."""
        where = str(click.prompt("Address or DOI of the work", default="", show_default=False)).strip()
        column = "url" if "://" in where and "doi.org/" not in where else "doi"
        known = known_as(self.package, where, where) if where else ""
        if known:
            click.echo(f"  known already: {known}")
            return known
        started = {column: bare_doi(where) if column == "doi" else where} if where else {}
        new = self.row(New("sources", started))
        self.fresh.append(new)
        self.package = pending(self.package, [new])
        return new.cells[identifier(self.package["sources"].schema)]


def _asked(schema: Schema, told: dict[str, str], columns: Collection[str] | None) -> Iterator[Field]:
    """The columns to ask for, the id last: it is made from the others."""
    key = identifier(schema)
    ordered = sorted(schema.fields, key=lambda field: field.name == key)
    return (f for f in ordered if (f.name in columns if columns is not None else not told.get(f.name)))
