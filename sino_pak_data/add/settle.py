"""Takes new rows all the way into the tables: completed with ids, placed, checked, and written, all of them or none.

    rows --settle--> the new text of each table, and the problems that the rows cause --write--> the tables

Lines are only inserted: a table that is not in canonical form, or cannot be read without problems, is refused, not
rewritten. Both a whole addition and a single answer are judged by the rules of `check`, so that all say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sino_pak_data.add.candidates import New, extended, id_column, missing, targets
from sino_pak_data.add.csl import known_as
from sino_pak_data.add.forms import FORM, NEW_SOURCE
from sino_pak_data.add.new_ids import free, with_ids
from sino_pak_data.checks.rules import Rule, named
from sino_pak_data.checks.runner import check
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError, Problem
from sino_pak_data.package.store import Overlay
from sino_pak_data.package.table import Package, Row, Table
from sino_pak_data.reading import canonical
from sino_pak_data.reading.reader import Authored
from sino_pak_data.reading.write import locked, replace_all


class Settled(NamedTuple):
    """New rows, the tables as they would be with them, and the problems that they cause; nothing is written yet.

    rows           in the order given: each completed row, its table, and the row as it is there
    package        the package with the rows
    before, after  content of each changed table by its path in the package, referenced tables first
    """

    root: Path
    rows: list[tuple[New, Table, Row]]
    package: Authored
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


def settle(package: Authored, root: Path, rows: Sequence[New], incomplete: bool = False) -> Settled:
    """Complete, place and check the rows.

    Raises `PackageError` naming every cell that is missing, or the reason why a table cannot take or check them.

    incomplete  leave it to the check to report missing cells
    """
    complete = with_ids(package, rows)
    lacking = [(new.origin, f"missing {', '.join(cells)}") for new in complete if (cells := _lacking(package, new))]
    if lacking and not incomplete:
        lines = "\n".join(": ".join(filter(None, pair)) for pair in lacking)
        raise PackageError(f"{lines} (give each with --set FIELD=VALUE, or as a column)")
    if again := _repeated(package, complete):
        raise PackageError(f"already in the tables, nothing was added: {', '.join(again)}")
    changed = {new.table for new in complete}
    settled = replaced(package, root, [extended(package[name], complete) for name in changed])
    placed = [(new, table := settled.package[new.table], _row_of(table, new)) for new in complete]
    return settled._replace(rows=placed)


def replaced(package: Authored, root: Path, tables: Sequence[Table]) -> Settled:
    """The package with these tables in place of its own of their names.

    Raises `PackageError` for a table that is not canonical, or was read with a problem.
    """
    by_name = {table.name: table for table in tables}
    _require_sound(package, by_name.keys() | package.unread)
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for table in _referenced_first([table for table in package.authored if table.name in by_name]):
        before[table.file] = (root / table.file).read_bytes()
        if canonical.text(table).encode() != before[table.file]:
            reason = "is not in canonical form: run `sino-pak-data format` first; nothing was added"
            raise PackageError(f"{table.file} {reason}")
        after[table.file] = canonical.text(by_name[table.name]).encode()
    result = Authored(Descriptor(Overlay(root, after)))
    return Settled(root, [], result, before, after, _new_problems(package, result) if tables else [])


def _lacking(package: Package, new: New) -> list[str]:
    """The cells that a row lacks: required ones, and an id where none can be proposed from the others."""
    column = id_column(package[new.table].schema)
    cells = missing(package, new)
    return cells if cells or not column or new.cells.get(column) else [column]


def write(settled: Settled) -> None:
    """Write every changed table, or none. Raises `PackageError` if a table has changed since it was read.

    Referenced tables come first: even a killed process leaves no reference to a row that is not there.
    """
    with locked(settled.root):
        for file, content in settled.before.items():
            if (settled.root / file).read_bytes() != content:
                raise PackageError(f"{file} was changed in the meantime, nothing was written: run the command again")
        try:
            replace_all({settled.root / file: content for file, content in settled.after.items()})
        except OSError as reason:
            raise PackageError(f"the tables cannot be written, all of them are unchanged: {reason}") from reason


def origins_of(settled: Settled, settings: Mapping[str, str] = MappingProxyType({})) -> dict[tuple[str, int, str], str]:
    """By file, line and column: what each new cell was given in, since its line does not exist before it is written.

    settings  the cells that were set one by one
    """
    places = {}
    for new, table, row in settled.rows:
        origin = new.origin or "the new row"
        of_work = NEW_SOURCE if table.name == "sources" and len(settled.rows) > 1 else ""
        for field in table.schema.fields:
            named = f"{of_work}{field.title}" if new.origin == FORM else field.name
            set_here = row[field.name] and settings.get(field.name) == row[field.name]
            places[table.file, row.line, field.name] = f"--set {field.name}" if set_here else f"{origin}: {named}"
        places[table.file, row.line, ""] = origin
    return places


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
    if name in {"doi", "url"} and (known := known_as(package, text)):
        return f"this work is in sources already: cite {known}"
    kept = {"retired", *targets(schema).values(), text.partition("/")[0]}
    tables = {
        one.name: one if one.name in kept else Table(one.schema, one.file, one.header) for one in package.authored
    }
    there = tables.pop(table)
    content = canonical.text(extended(there, [new])).encode()
    trial = Authored(Descriptor(Overlay(root, {there.file: content})), known=tables)
    cell = (there.file, _row_of(trial[table], new).line, name)
    for problem in check(trial, only=_refuses_a_cell).problems:
        if (problem.file, problem.line, problem.field) == cell and _refuses_a_cell(named(problem.rule)):
            return f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    return ""


def _refuses_a_cell(rule: Rule) -> bool:
    """Does the rule say of a single cell that it is wrong, whatever the others are?"""
    return rule.severity == "error" and rule.layer != "rows"


def _repeated(package: Package, rows: Sequence[New]) -> list[str]:
    """The records that equal one of the rows in every cell but their identifier, as when a file is added twice."""
    found = []
    for name in {new.table for new in rows}:
        table = package[name]
        own = id_column(table.schema)
        cells = [column for column in table.schema.names if column != own]
        there = {tuple(row[column] for column in cells): row for row in table.rows} if own else {}
        same = (there.get(tuple(new.cells.get(column, "") for column in cells)) for new in rows if new.table == name)
        found += [table.address(row) for row in same if row is not None]
    return found


def _require_sound(package: Authored, names: set[str]) -> None:
    """Raise `PackageError` if one of these tables was read with a problem."""
    files = {package[name].file for name in names}
    for problem in package.problems:
        if problem.file in files:
            where = f"{problem.file}:{problem.line}:{problem.column}"
            raise PackageError(f"{where}: {problem.message} ({problem.hint}); until then rows cannot be checked")


def _referenced_first(tables: Sequence[Table]) -> list[Table]:
    """The tables, each after those that it refers to; in the order given if the references are circular."""
    by_name = {table.name: table for table in tables}
    graph = {name: [to for to in targets(table.schema).values() if to != name] for name, table in by_name.items()}
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order() if name in by_name]
    except CycleError:
        return [*tables]


def _row_of(table: Table, new: New) -> Row:
    """The row of a table that was made from a new one: that with its cells, else the last with its key."""
    cells = {name: canonical.trimmed(new.cells.get(name, "")) for name in table.schema.names}
    same = next((row for row in reversed(table.rows) if row == cells), None)
    if same is not None:
        return same
    key = tuple(new.cells.get(part, "") for part in table.schema.key)
    return next((row for row in reversed(table.rows) if table.key(row) == key), Row(dict(new.cells)))


def _new_problems(before: Authored, after: Authored) -> list[Problem]:
    """The problems of `after` that `before` does not have, with their places in `after`.

    A problem is the same if its rule, its column and the text of its line are, whatever the number of the line. So a
    duplicate that is reported at the older row counts as new.
    """
    found = check(after).problems
    old = Counter(_identities(before, check(before).problems) if found else ())
    new = []
    for problem, identity in zip(found, _identities(after, found), strict=True):
        if old[identity]:
            old[identity] -= 1
        else:
            new.append(problem)
    return new


def _identities(package: Authored, problems: Sequence[Problem]) -> list[tuple[str, str, str, str]]:
    texts = {(table.file, row.line): row.text for table in package.authored for row in table.rows}
    return [(p.file, texts.get((p.file, p.line), str(p.line)), p.field, p.rule) for p in problems]
