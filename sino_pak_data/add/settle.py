"""Takes new rows to the point where they could be written: complete, with ids, in their places and checked.

Both a whole addition and a single answer are judged by the rules of `check`, so that all say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sino_pak_data.add.candidates import Addition, New, extended, id_column, missing, place, referenced, targets
from sino_pak_data.add.csl import known_as
from sino_pak_data.add.new_ids import free, with_ids
from sino_pak_data.checks.rules import named
from sino_pak_data.checks.runner import check
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError, Problem
from sino_pak_data.package.store import Overlay
from sino_pak_data.package.table import Package, Row, Table
from sino_pak_data.reading import canonical
from sino_pak_data.reading.reader import Authored


class Settled(NamedTuple):
    """New rows, what they make of the tables, and the problems that they cause.

    rows    complete, in the order given
    placed  the same rows as they are in the package of the addition, with their tables
    """

    addition: Addition
    rows: list[New]
    placed: list[tuple[Table, Row]]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


def settle(package: Authored, root: Path, rows: Sequence[New], incomplete: bool = False) -> Settled:
    """Complete, place and check the rows. Raises `PackageError` naming every cell that is missing.

    incomplete  leave it to the check to report missing cells
    """
    complete = with_ids(package, rows)
    lacking = [(new.origin, f"missing {', '.join(cells)}") for new in complete if (cells := missing(package, new))]
    if lacking and not incomplete:
        raise PackageError(
            "\n".join(": ".join(filter(None, pair)) for pair in lacking)
            + " (give each with --set FIELD=VALUE, or as a column)"
        )
    addition = place(package, complete, root)
    problems = new_problems(package, addition.package) if rows else []
    return Settled(addition, complete, [_placed(addition.package[new.table], new) for new in complete], problems)


def new_problems(before: Authored, after: Authored, *, today: date | None = None) -> list[Problem]:
    """The problems of `after` that `before` does not have, with their places in `after`.

    A problem is the same if its rule, its column and the text of its line are, whatever the number of the line. So a
    duplicate that is reported at the older row counts as new.
    """
    found = check(after, today=today).problems
    old = Counter(_identities(before, check(before, today=today).problems) if found else ())
    new = []
    for problem, identity in zip(found, _identities(after, found), strict=True):
        if old[identity]:
            old[identity] -= 1
        else:
            new.append(problem)
    return new


def cell_fault(package: Package, root: Path, table: str, name: str, text: str) -> str:
    """What is wrong with one cell, in the words of `check`, or "". `package` has the rows that it may refer to.

    The cell is checked as the only one of its row, next to the tables that it may refer to; the rules that compare
    columns have to wait for the whole row.
    """
    schema, new = package[table].schema, New(table, {name: text})
    if not text:
        field = schema.by_name[name]
        return f"{field.title} is required (for example {field.example})" if field.required else ""
    if name == id_column(schema) and not free(package, table, text):
        return f"{text!r} is the id of another row, or was: ids are never used twice"
    if name in {"doi", "url"} and (known := known_as(package, text, text)):
        return f"this work is in sources already: cite {known}"
    kept = referenced(package.descriptor, {"retired", *targets(schema).values(), text.partition("/")[0]})
    tables = (one if one.name in kept else Table(one.schema, one.file, one.header) for one in package.authored)
    texts = {one.file: canonical.text(extended(one, [new])).encode("utf-8") for one in tables}
    trial = Authored(Descriptor(Overlay(root, texts)))
    cell = (package[table].file, _placed(trial[table], new)[1].line, name)
    for problem in check(trial).problems:
        at_cell = (problem.file, problem.line, problem.field) == cell
        if at_cell and problem.severity == "error" and named(problem.rule).layer != "rows":
            return f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    return ""


def _placed(table: Table, new: New) -> tuple[Table, Row]:
    """The row of a table that was made from a new one: the last with its key."""
    key = tuple(new.cells.get(part, "") for part in table.schema.key)
    return table, next((row for row in reversed(table.rows) if table.key(row) == key), Row(dict(new.cells)))


def _identities(package: Authored, problems: Sequence[Problem]) -> list[tuple[str, str, str, str]]:
    texts = {(table.file, row.line): row.text for table in package.authored for row in table.rows}
    return [(p.file, texts.get((p.file, p.line), str(p.line)), p.field, p.rule) for p in problems]
