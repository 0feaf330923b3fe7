"""Tables as people leave them: every row that can be read, and every fault of the text with its place.

`open_package` never stops at a fault. What is too broken to read (a file that is not UTF-8, a
header without its columns) leaves a table without rows; its name stands in `Authored.unread`, so
that no later check blames the rows that refer to it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.store import open_store
from sino_pak_data.package.table import Package, Table
from sino_pak_data.reading import body, header, source_text
from sino_pak_data.reading.faults import FORMAT, Faults

_UNMENDABLE = frozenset({"ragged-row", "stray-quote", "newline-in-cell", "conflict-marker", "too-large"})


class Authored(Package):
    """A package under check: its rows, and the faults found while reading them.

    faults    in the order of the files
    more      how many faults of a rule were found beyond those that were to be kept
    broken    rows, as table and line, whose cells may stand under wrong names
    unread    tables whose rows could not be had
    mendable  tables that `format` may write anew: every cell of them is known for certain
    """

    def __init__(self, descriptor: Descriptor, keep: int | None = None) -> None:
        super().__init__(descriptor, {})
        self.faults: list[Problem] = []
        self.more: Counter[str] = Counter()
        self.broken: set[tuple[str, int]] = set()
        self.unread: set[str] = set()
        self.mendable: dict[str, Table] = {}
        for resource in descriptor.authored.values():
            self._read(Reading(resource, keep))

    @property
    def readable(self) -> dict[str, Table]:
        """The tables whose rows could be had."""
        return {table.name: table for table in self.authored if table.name not in self.unread}

    def _read(self, reading: Reading) -> None:
        name = reading.resource.name
        table = reading.table(self.descriptor)
        self.faults += reading.faults
        self.more += reading.told.more
        self.broken |= {(name, line) for line in reading.told.broken}
        if table is None:
            self.unread.add(name)
        else:
            self.tables[name] = table
        mended = table or reading.foreign
        if mended is not None and not any(rule in reading.told for rule in _UNMENDABLE):
            self.mendable[name] = mended


def open_package(path: Path, keep: int | None = None) -> Authored:
    """The package in a folder or zip, with at most `keep` faults of each rule and file.

    Raises `PackageError` where there is none.
    """
    return Authored(Descriptor(open_store(path)), keep)


class Reading:
    """One file on its way to a table.

    told     what is wrong with it
    foreign  the table, where only `format` may read it: an export with other commas, encoding or
             empty columns, of which every cell is known for certain
    """

    def __init__(self, resource: Resource, keep: int | None = None) -> None:
        self.resource = resource
        self.told = Faults(resource.path, keep)
        self.foreign: Table | None = None

    @property
    def faults(self) -> list[Problem]:
        return self.told.kept

    def table(self, descriptor: Descriptor) -> Table | None:
        """The table, or None when its rows cannot be had."""
        schema = self.resource.schema
        found = source_text.read(descriptor.store, self.resource, self.told)
        if found is None:
            return None
        parsed = csv_lines.parse(found.content, found.comma)
        first = next(parsed)
        names = header.names(first, found.comma, schema, descriptor, self.told)
        if names is None:
            return None
        if found.foreign or "" in names:
            self._foreign(names, list(parsed), first)
            return None
        rows = body.rows(names, parsed, schema, self.told)
        return None if rows is None else Table(schema, self.resource.path, names, rows)

    def _foreign(self, names: list[str], parsed: list[csv_lines.Line], first: csv_lines.Line) -> None:
        """Read an export on trial. One fault stands for it; what else is wrong shows once it is mended."""
        schema, trial = self.resource.schema, Faults("")
        whole = [line for line in parsed if any(line.cells)]
        spare = {place for place, name in enumerate(names) if not name}
        blank = all(not line.cells[place].strip() for line in whole for place in spare if place < len(line.cells))
        kept = []
        for line in whole:
            cells = [cell for place, cell in enumerate(line.cells) if place not in spare]
            kept.append(line._replace(cells=cells, text=csv_lines.write(cells)))
        header_ = [name for name in names if name]
        rows = body.rows(header_, iter(kept), schema, trial)
        if rows is not None and not trial.kept and blank:
            self.foreign = Table(schema, self.resource.path, header_, rows)
        if spare:
            at = min(spare)
            message = f"{len(spare)} columns have no name" if len(spare) > 1 else f"column {at + 1} has no name"
            hint = f"{FORMAT} to take out empty columns" if blank else "name it, or take it out"
            column = csv_lines.offsets(first.text)[at] + 1 if not self.told.kept else 1
            self.told.add("nameless-column", message, hint, 1, column)
