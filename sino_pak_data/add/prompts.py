"""Asks for new rows on a terminal, column by column. Needs prompt_toolkit, of the extra `curate`.

Answers are edited with completion of codes and ids, and each is judged before the next question. Enter skips an
optional column (and lets go of a refused answer), `.` all optional ones, and `+` at the end of a list of sources adds a work first. Ctrl-C and Ctrl-D
raise `KeyboardInterrupt`; nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from pathlib import Path

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from sino_pak_data.add.candidates import New, id_column, labels, missing, pending
from sino_pak_data.add.csl import UNCLEAR, known_as
from sino_pak_data.add.forms import cell
from sino_pak_data.add.new_ids import propose
from sino_pak_data.add.settle import Settled, cell_fault, settle
from sino_pak_data.cells.text import doi_in, folded
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package
from sino_pak_data.reading.reader import Authored

_KEYS = "Tab completes, Enter accepts or skips, . skips all optional columns, + adds a source, Ctrl-C changes nothing."
_SKIP = "."
_MENU = 100
_WEB = re.compile(r"https?://", re.IGNORECASE)


def settled(
    package: Authored, root: Path, rows: list[New], everything: bool, report: Callable[[Settled], str]
) -> Settled:
    """Ask for every empty cell, or only for missing ones, then again for the cells that the check finds wrong.

    report  the text of its errors, shown before they are asked for again
    """
    dialogue = Dialogue(package, root)
    answered = [dialogue.row(new, None if everything else missing(package, new)) for new in rows]
    while True:
        outcome = settle(package, root, [*dialogue.works, *answered])
        places = {(problem.file, problem.line, problem.field) for problem in outcome.errors}
        wrong = [
            (new, [name for name in row if (table.file, row.line, name) in places]) for new, table, row in outcome.rows
        ]
        if not any(columns for _, columns in wrong):
            return outcome
        click.echo("\n" + report(outcome))
        dialogue = Dialogue(pending(package, [new for new, columns in wrong if not columns]), root)
        answered = [dialogue.row(new, columns) if columns else new for new, columns in wrong]


def confirmed(question: str) -> bool:
    """Ask for a yes or no; Enter is yes."""
    return _line(f"\n{question} [Y/n] ").casefold() in {"", "y", "yes"}


class Dialogue:
    """Questions about new rows; `works` are the new sources that were entered on the way."""

    def __init__(self, package: Package, root: Path) -> None:
        self.package = package
        self.root = root
        self.works: list[New] = []

    def row(self, new: New, columns: Collection[str] | None = None) -> New:
        """The row with answers for its empty columns, or with new answers for `columns`. The id comes last."""
        schema = self.package[new.table].schema
        key = id_column(schema)
        cells = dict(new.cells)
        wanted = columns if columns is not None else [name for name in schema.names if not cells.get(name)]
        click.secho(f"\nA new row of {schema.table}", bold=True)
        click.echo(click.wrap_text(f"{schema.description}\n\n{_KEYS}", preserve_paragraphs=True))
        skipping = False
        for field in sorted(schema.fields, key=lambda field: field.name == key):
            if field.name in wanted:
                proposed = cells.get(field.name, "") or (UNCLEAR.get(field.name, "") if new.table == "sources" else "")
                if field.name == key and not proposed:
                    proposed = propose(self.package, new.table, cells)
                answer = _SKIP if skipping and not field.required else self._answer(schema, field, proposed)
                skipping = skipping or answer == _SKIP
                cells[field.name] = proposed if answer == _SKIP else answer
        return new._replace(cells=cells)

    def _answer(self, schema: Schema, field: Field, proposed: str, answer: str = "") -> str:
        """The accepted answer, or `.`. A refused one can be edited, or let go: an optional column that is given the same
        refused answer again stays empty. One that is given is judged before it is asked.
        """
        need = "" if field.required else " (optional)"
        example = f" For example: {field.example}" if field.example else ""
        click.echo("\n" + click.wrap_text(f"{field.title}{need}: {field.description}{example}"))
        refused = None
        while True:
            answer = answer or _line(f"{field.title}: ", proposed, Suggestions(self.package, schema, field))
            if answer.endswith("+") and field.of == "sources":
                proposed, answer = ";".join(filter(None, [answer.rstrip("+; "), self._work()])), ""
                continue
            if answer == _SKIP and not field.required:
                return answer
            proposed, answer = cell(self.package, field, answer), ""
            fault = cell_fault(self.package, self.root, schema.table, field.name, proposed)
            if not fault:
                return proposed
            if proposed == refused and not field.required:
                click.echo(f"  {field.title} stays empty")
                return ""
            refused = proposed
            click.secho(f"  {_shown(fault)}", fg="red")

    def _work(self) -> str:
        """The id of a work: of one that is known by its DOI or address, else of a new one that is asked for."""
        schema = self.package["sources"].schema
        place = _line("DOI or address of the work, if any: ")
        known = known_as(self.package, place)
        if known:
            click.echo(f"  it is in sources already: {known}")
            return known
        column = "doi" if doi_in(place) else "url"
        if place and column == "url" and not _WEB.match(place):
            click.echo(
                f"  {_shown(place)!r} is neither a DOI nor an address, such as 10.1057/... or https://...: it is left out"
            )
            place = ""
        start = {column: self._answer(schema, schema.by_name[column], "", place)} if place else {}
        work = self.row(New("sources", start))
        self.works.append(work)
        self.package = pending(self.package, [work])
        return work.cells[id_column(schema)]


class Suggestions(Completer):
    """The codes or ids that a column may hold and whose label has every word typed for the current item.

    Labels in which what was typed begins a word come first, the shortest before the others.
    """

    def __init__(self, package: Package, schema: Schema, field: Field) -> None:
        found = labels(package, schema, field).items()
        self.found = [(folded(f"{value} {label}"), value, label) for value, label in found]

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        item = document.text_before_cursor.rpartition(";")[2].lstrip()
        hits = [hit for hit in self.found if all(word in hit[0] for word in folded(item).split())]
        if item:
            hits.sort(key=lambda hit: (f" {folded(item)}" not in f" {hit[0]}", len(hit[0])))
        for _, value, label in islice(hits, _MENU):
            yield Completion(value, -len(item), display_meta=_shown(label))


def _line(question: str, default: str = "", suggestions: Suggestions | None = None) -> str:
    """An answer on one line, without surplus spaces; a menu of suggestions opens at once if the line is empty."""
    menu = suggestions if suggestions and suggestions.found else None
    opened = (lambda: get_app().current_buffer.start_completion()) if menu and not default else None
    session: PromptSession[str] = PromptSession(completer=menu, eof_exception=KeyboardInterrupt)
    return " ".join(session.prompt(question, default=default, pre_run=opened).split())


def _shown(text: str) -> str:
    """Text on which a terminal does not act."""
    return text if text.isprintable() else repr(text)
