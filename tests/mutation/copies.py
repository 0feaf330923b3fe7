"""Damaged copies of the repository's tables, and what the check is expected to report about each.

The tables are read and written with the standard library, so that a mistake of the reader under test
about lines and columns cannot hide.
"""

from __future__ import annotations

import csv
import io
import shutil
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple

from sino_pak_data.checks.runner import check
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT
from tests.mutation.cells import Damage
from tests.mutation.lines import Slip
from tests.mutation.rows import Intruder

DESCRIPTOR = Descriptor(Folder(ROOT))
FEW_ROWS = 20
"""A table with fewer, such as a new one, need not have a row for every damage."""

Cells = dict[str, str]


def written(cells: Sequence[str]) -> str:
    """One line of CSV, quoted only where needed."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


class Sheet:
    """The rows of one table. Lines are physical lines: the header is line 1, the first row line 2."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text(encoding="utf-8")
        self.header, *rows = csv.reader(io.StringIO(text))
        self.rows = [dict(zip(self.header, row, strict=True)) for row in rows]
        assert self.text() == text, f"{path.name} is not canonical"

    def line(self, line: int) -> str:
        return written(list(self.rows[line - 2].values()))

    def column(self, line: int, field: str) -> int:
        """Position in the line, from 1, of the first character of a cell, or of its quote."""
        before = list(self.rows[line - 2].values())[: self.header.index(field)]
        return 1 + sum(len(written([cell, ""])) for cell in before)

    @cached_property
    def special(self) -> list[int]:
        """The first line, the last, the middle, and the first that is quoted and that is not ASCII; for rows as read."""
        lines = range(2, len(self.rows) + 2)
        quoted = next((line for line in lines if '"' in self.line(line)), lines[0])
        foreign = next((line for line in lines if not self.line(line).isascii()), lines[-1])
        return [lines[0], lines[-1], lines[len(lines) // 2], quoted, foreign]

    def text(self) -> str:
        lines = [written(self.header), *(written(list(row.values())) for row in self.rows)]
        return "\n".join(lines) + "\n"


class Place(NamedTuple):
    """Where the check reports which rule."""

    file: str
    line: int
    column: int
    rule: str


class Copy:
    """A copy of the repository's tables, and the problems expected in it."""

    def __init__(self, folder: Path) -> None:
        for name in ("tables", "schemas"):
            shutil.copytree(ROOT / name, folder / name)
        for name in ("datapackage.json", "excuses.toml"):
            shutil.copy(ROOT / name, folder)
        self.folder = folder
        self.sheets = {name: Sheet(folder / "tables" / f"{name}.csv") for name in DESCRIPTOR.authored}
        self.expected: list[Place] = []

    def save(self) -> None:
        for sheet in self.sheets.values():
            sheet.path.write_text(sheet.text(), encoding="utf-8")

    def differences(self) -> list[str]:
        """The problems that the check misses, and those that it reports in excess."""
        found = {Place(p.file, p.line, p.column, p.rule) for p in check(open_package(self.folder)).problems}
        expected = set(self.expected)
        missing = [f"missing {place}" for place in sorted(expected - found)]
        return missing + [f"in excess {place}" for place in sorted(found - expected)]


def spared_rows(sheets: dict[str, Sheet]) -> set[tuple[str, int]]:
    """Rows that damage would break a second rule in: excused ones, those that others name, the only ones to cite a work."""
    with (ROOT / "excuses.toml").open("rb") as file:
        spared = {one["record"] for one in tomllib.load(file).get("excuse", [])}
    spared |= {cell for name in ("evidence", "discrepancies") for row in sheets[name].rows for cell in row.values()}
    resources = (*DESCRIPTOR.authored.values(), *DESCRIPTOR.built.values())
    fields = (field for resource in resources for field in resource.schema.fields)
    examples = {example for field in fields for code in field.codes for example in code.examples}
    cited: dict[tuple[str, int], set[str]] = {}
    found: set[tuple[str, int]] = set()
    for name, sheet in sheets.items():
        schema = DESCRIPTOR.authored[name].schema
        for line, row in enumerate(sheet.rows, 2):
            cells = [row[field.name] for field in schema.reference_fields]
            cited[name, line] = {one.partition("[")[0] for cell in cells for one in cell.split(";") if one}
            key = ":".join(row[part] for part in schema.key)
            example = not examples.isdisjoint((key, row.get("claim_id"), row.get("part_of")))
            if f"{name}/{key}" in spared or example:
                found.add((name, line))
    works = Counter(chain.from_iterable(cited.values()))
    return found | {place for place, some in cited.items() if any(works[one] < 2 for one in some)}


def lines_of(sheet: Sheet, turn: int) -> list[int]:
    """The lines to try: in turn the first, the last, the middle, a quoted and a non-ASCII row, then all."""
    if not sheet.rows:
        return []
    special = sheet.special
    first = turn % len(special)
    return [*special[first:], *special[:first], *range(2, len(sheet.rows) + 2)]


def deal(damages: list[Damage]) -> list[list[tuple[Damage, int]]]:
    """Each damage with a row of its own, spread over as few copies of the tables as possible."""
    sheets = {name: Sheet(ROOT / "tables" / f"{name}.csv") for name in DESCRIPTOR.authored}
    spared = spared_rows(sheets)
    scenes: list[list[tuple[Damage, int]]] = []
    for turn, damage in enumerate(damages):
        sheet = sheets[damage.table]
        lines = [line for line in lines_of(sheet, turn) if (damage.table, line) not in spared]
        fitting = [line for line in lines if damage.fits(sheet.rows[line - 2])]
        if not fitting and (len(sheet.rows) < FEW_ROWS or not any(row[damage.field] for row in sheet.rows)):
            continue
        assert fitting, f"no row of {damage.table} fits {damage}"
        for scene in [*scenes, []]:
            taken = {line for other, line in scene if other.table == damage.table}
            free = [(damage, line) for line in fitting if line not in taken]
            if free:
                scenes += [] if scene else [scene]
                scene.append(free[0])
                break
    return scenes


def lay(copy: Copy, intruders: list[Intruder]) -> None:
    """Add the rows, sorted in by their key."""
    laid: list[tuple[Intruder, Cells]] = []
    for intruder in intruders:
        for name, cells in [*intruder.with_it.items(), (intruder.table, intruder.cells)]:
            rows = copy.sheets[name].rows
            like = intruder.like.items() if name == intruder.table else set()
            base = next((one for one in rows if like <= one.items()), dict.fromkeys(copy.sheets[name].header, ""))
            told = {"summary": cells["title"]} if "title" in cells and "summary" in base else {}
            row = {**base, **told, **cells}  # with the summary of another row it would be that row told twice
            rows.append(row)
        laid.append((intruder, row))
    for name, sheet in copy.sheets.items():
        key = DESCRIPTOR.authored[name].schema.key
        sheet.rows.sort(key=lambda row: [row[part] for part in key])
    for intruder, row in laid:
        sheet = copy.sheets[intruder.table]
        line = next(number for number, one in enumerate(sheet.rows, 2) if one is row)
        file, column = f"tables/{intruder.table}.csv", sheet.column(line, intruder.at) + intruder.offset
        copy.expected.append(Place(file, line, column, intruder.rule))
        copy.expected += [Place(file, line, sheet.column(line, field), rule) for rule, field in intruder.also]


def scenes_of(slips: list[Slip]) -> list[list[Slip]]:
    """Slips in different tables, to be tried together."""
    by_table: dict[str, list[Slip]] = {}
    for slip in slips:
        by_table.setdefault(slip.table, []).append(slip)
    return [[slip for slip in scene if slip] for scene in zip_longest(*by_table.values())]


def let_slip(copy: Copy, slip: Slip) -> None:
    """Damage the first, the middle and the last of the lines of a table that the slip fits."""
    sheet, spared = copy.sheets[slip.table], spared_rows(copy.sheets)
    every = range(2, len(sheet.rows) + 2)
    fitting = [line for line in every if (slip.table, line) not in spared and slip.where(sheet.line(line))]
    lines = sheet.text().splitlines()
    grown = 0
    for line in sorted({fitting[0], fitting[len(fitting) // 2], fitting[-1]}):
        old = sheet.line(line)
        lines[line - 1] = slip.damaged(old)
        place = Place(f"tables/{slip.table}.csv", line + grown + slip.below, slip.column(old), slip.rule)
        copy.expected.append(place)
        grown += lines[line - 1].count("\n")
    sheet.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
