"""Asks for new rows on a terminal, column by column. Needs prompt_toolkit, of the extra `curate`.

Answers are edited with completion of codes and ids, and each is judged before the next question, by the constraints
of its column and the rows that it refers to; the check of the whole package has the last word. Enter skips an optional
column, `.` all optional ones, and `+` at the end of a list of sources adds a work first. Ctrl-C and Ctrl-D raise
`KeyboardInterrupt`; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from sino_pak_data.add.candidates import New, id_column, missing, pending, targets
from sino_pak_data.add.csl import UNCLEAR, known_as
from sino_pak_data.add.forms import cell
from sino_pak_data.add.new_ids import propose
from sino_pak_data.add.settle import Settled, cell_fault, settle
from sino_pak_data.cells.text import folded
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package
from sino_pak_data.reading.reader import Authored

_KEYS = (
    "Tab completes, Enter accepts or skips, . skips all optional columns, + adds a source, Ctrl-C leaves all unchanged."
)
_SKIP = "."
_NEW_WORK = "+"
_MENU = 100


def settled(
    package: Authored, root: Path, rows: list[New], everything: bool, report: Callable[[Settled], str]
) -> Settled:
    """Ask for every empty cell, or only for missing ones, then again for the cells that the check finds wrong.

    report  the text of the errors, shown before they are asked for again
    """
    dialogue = Dialogue(package, root)
    answered = [dialogue.row(new, None if everything else missing(package, new)) for new in rows]
    while True:
        outcome = settle(package, root, [*dialogue.works, *answered])
        wrong = _wrong_cells(outcome)
        if not wrong:
            return outcome
        click.echo("\n" + report(outcome))
        kept = [new for at, new in enumerate(outcome.rows) if at not in wrong]
        dialogue = Dialogue(pending(package, kept), root)
        answered = [dialogue.row(new, wrong[at]) if at in wrong else new for at, new in enumerate(outcome.rows)]


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
                proposed = cells.get(field.name, "") or self._proposal(schema, field, cells)
                answer = _SKIP if skipping and not field.required else self._answer(schema, field, proposed)
                skipping = skipping or answer == _SKIP
                cells[field.name] = proposed if answer == _SKIP else answer
        return new._replace(cells=cells)

    def _proposal(self, schema: Schema, field: Field, cells: Mapping[str, str]) -> str:
        if field.name == id_column(schema):
            return propose(self.package, schema.table, cells)
        return UNCLEAR.get(field.name, "") if schema.table == "sources" else ""

    def _answer(self, schema: Schema, field: Field, answer: str) -> str:
        """The accepted answer, or `.`; each refused answer can be edited."""
        need = "" if field.required else " (optional)"
        click.echo("\n" + click.wrap_text(f"{field.title}{need}: {field.description}{_example(field)}"))
        while True:
            suggestions = Suggestions(self.package, schema, field)
            answer = _line(f"{field.title}: ", answer, suggestions)
            if answer.endswith(_NEW_WORK) and field.of == "sources":
                answer = ";".join(filter(None, [answer.rstrip("+; "), self._work()]))
                continue
            if answer == _SKIP and not field.required:
                return answer
            answer = cell(self.package, field, answer)
            fault = cell_fault(self.package, self.root, schema.table, field.name, answer)
            if not fault:
                return answer
            _refuse(fault)

    def _work(self) -> str:
        """The id of a work: of one that is known by its DOI or address, else of a new one that is asked for."""
        place = ""
        while place := _line("DOI or address of the work, if any: ", place):
            known = known_as(self.package, place, place)
            if known:
                click.echo(f"  it is in sources already: {known}")
                return known
            column = "url" if "://" in place and "doi.org/" not in place else "doi"
            place = cell(self.package, self.package["sources"].schema.by_name[column], place)
            fault = cell_fault(self.package, self.root, "sources", column, place)
            if not fault:
                break
            _refuse(f"{fault}; correct it, or delete it and go on")
        work = self.row(New("sources", {column: place} if place else {}))
        self.works.append(work)
        self.package = pending(self.package, [work])
        return work.cells[id_column(self.package["sources"].schema)]


class Suggestions(Completer):
    """The codes or ids that a column may hold and whose label has every word typed for the current item.

    Labels in which what was typed begins a word come first, the shortest before the others.
    """

    def __init__(self, package: Package, schema: Schema, field: Field) -> None:
        labels = _labels(package, targets(schema).get(field.name, ""), field)
        self._found = [(folded(f"{value} {label}"), value, label) for value, label in labels]

    def __bool__(self) -> bool:
        return bool(self._found)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        item = document.text_before_cursor.rpartition(";")[2].lstrip()
        words = folded(item).split()
        hits = [hit for hit in self._found if all(word in hit[0] for word in words)]
        if item:
            hits.sort(key=lambda hit: (f" {folded(item)}" not in f" {hit[0]}", len(hit[0])))
        for _, value, label in islice(hits, _MENU):
            yield Completion(value, -len(item), display_meta=_shown(label))


def _labels(package: Package, target: str, field: Field) -> Iterator[tuple[str, str]]:
    """The values that a column may hold, each with its label."""
    if field.codes:
        yield from ((code.value, f"{code.label}: {code.description}") for code in field.codes)
    elif field.type == "boolean":
        yield from (("true", ""), ("false", ""))
    elif field.holds == "record":
        yield from (
            (table.address(row), table.schema.heading_of(row)) for table in package.authored for row in table.rows
        )
    elif target:
        yield from ((key, package[target].schema.heading_of(row)) for key, row in package.identifiers(target).items())


def _line(question: str, default: str = "", suggestions: Suggestions | None = None) -> str:
    """An answer on one line, without surplus spaces; a menu of suggestions opens at once if the line is empty."""
    session: PromptSession[str] = PromptSession(completer=suggestions or None, eof_exception=KeyboardInterrupt)
    opened = (lambda: get_app().current_buffer.start_completion()) if suggestions and not default else None
    return " ".join(session.prompt(question, default=default, pre_run=opened).split())


def _refuse(fault: str) -> None:
    click.secho(f"  {_shown(fault)}", fg="red")


def _shown(text: str) -> str:
    """Text on which a terminal does not act."""
    return text if text.isprintable() else repr(text)


def _example(field: Field) -> str:
    return f" (for example {field.example})" if field.example else ""


def _wrong_cells(outcome: Settled) -> dict[int, set[str]]:
    """The columns with errors by the position of their row; errors elsewhere are left out."""
    positions = {(table.file, row.line): at for at, (table, row) in enumerate(outcome.placed)}
    wrong: dict[int, set[str]] = {}
    for problem in outcome.errors:
        at = positions.get((problem.file, problem.line))
        if at is not None and problem.field:
            wrong.setdefault(at, set()).add(problem.field)
    return wrong
