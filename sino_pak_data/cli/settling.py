"""Bringing new rows to the point at which they could be written: complete, with ids, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click

from sino_pak_data.add.candidates import Addition, New, missing, pending, placed
from sino_pak_data.add.new_ids import with_ids
from sino_pak_data.cli import extras_required
from sino_pak_data.cli.asking import Dialogue
from sino_pak_data.cli.render.problems import text
from sino_pak_data.loader.records import Record
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.table import Row
from sino_pak_data.reading.reader import Authored


def comparing() -> Callable[[Authored, Authored], list[Problem]]:
    """The function that tells what problems a change brings; it loads the libraries of the whole check.

    They take a second to load: not for a question that the shell asks, and missing, told before the first answer.
    """
    with extras_required("`add`"):
        brought: Callable[[Authored, Authored], list[Problem]] = import_module("sino_pak_data.add.brought").brought
    return brought


class Settled(NamedTuple):
    """Rows that lack nothing, what they make of the tables, and the problems that they bring.

    records  the rows as they stand in the package that has them, in the order of `rows`
    """

    addition: Addition
    rows: list[New]
    records: list[Record]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


def settle(package: Authored, root: Path, rows: Sequence[New], lacking: bool = False) -> Settled:
    """The rows checked with everything else. Raises `UsageError` naming every cell that is missing.

    With `lacking` such rows are let through: then it is the check that tells what they lack.
    """
    complete = with_ids(package, rows)
    lacks = [f"{_place(new)}missing {', '.join(cells)}" for new in complete if (cells := missing(package, new))]
    if lacks and not lacking:
        raise click.UsageError("\n".join(lacks) + " (give each by --set FIELD=VALUE, or as a column)")
    addition = placed(package, complete, root)
    problems = comparing()(package, addition.package) if rows else []
    return Settled(addition, complete, _records(addition.package, complete), problems)


def settle_asking(package: Authored, root: Path, rows: Sequence[New], everything: bool) -> Settled:
    """As `settle`, asking for every empty cell or only for the missing ones, and again for cells at fault."""
    dialogue = Dialogue(package)
    asked = [dialogue.row(new, None if everything else missing(package, new)) for new in rows]
    while True:
        settled = settle(package, root, [*dialogue.fresh, *asked])
        again = _cells_at_fault(settled)
        if not again:
            return settled
        click.echo("\n" + text(settled.errors))
        dialogue = Dialogue(pending(package, [new for at, new in enumerate(settled.rows) if at not in again]))
        asked = [dialogue.row(new, again[at]) if at in again else new for at, new in enumerate(settled.rows)]


def _place(new: New) -> str:
    return f"{new.origin}: " if new.origin else ""


def _records(package: Authored, rows: Sequence[New]) -> list[Record]:
    """The rows as they stand in the package that has them."""
    found = []
    for new in rows:
        table = package[new.table]
        key = tuple(new.cells.get(part, "") for part in table.schema.key)
        standing = (row for row in reversed(table.rows) if table.key(row) == key)
        found.append(Record(table, next(standing, Row(dict(new.cells)))))
    return found


def _cells_at_fault(settled: Settled) -> dict[int, set[str]]:
    """The columns to ask for again, by the number of the row; nothing where the fault is elsewhere."""
    places = {(record.table.file, record.row.line): at for at, record in enumerate(settled.records)}
    again: dict[int, set[str]] = {}
    for problem in settled.errors:
        at = places.get((problem.file, problem.line))
        if at is not None and problem.field:
            again.setdefault(at, set()).add(problem.field)
    return again
