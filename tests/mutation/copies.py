"""Damaged copies of the repository's tables, and what the check is to say of each."""

from __future__ import annotations

import shutil
import tomllib
from collections import Counter
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
from tests.mutation.sheets import Cells, Sheet

DESCRIPTOR = Descriptor(Folder(ROOT))
FEW_ROWS = 20
"""A table with fewer, such as a new one, need not have a row for every damage."""


class Place(NamedTuple):
    """Where the check sees which fault."""

    file: str
    line: int
    column: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.rule}"


class Copy:
    """A copy of the repository's tables, and what the check is to say of it."""

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

    def faults_of_the_check(self) -> list[str]:
        """What it should have said and did not, and what it said beside that."""
        found = {Place(p.file, p.line, p.column, p.rule) for p in check(open_package(self.folder)).problems}
        expected = set(self.expected)
        return [f"missing {place}" for place in sorted(expected - found)] + [
            f"surplus {place}" for place in sorted(found - expected)
        ]


def addresses(table: str, sheet: Sheet) -> list[str]:
    key = DESCRIPTOR.authored[table].schema.key
    return [f"{table}/{':'.join(row[part] for part in key)}" for row in sheet.rows]


def spared_rows(sheets: dict[str, Sheet]) -> set[tuple[str, int]]:
    """Rows that would give a second fault: excused ones, those that others name, and those that alone cite a work."""
    with (ROOT / "excuses.toml").open("rb") as file:
        excused = {one["record"] for one in tomllib.load(file).get("excuse", [])}
    named = named_rows(sheets)
    works: Counter[str] = Counter()
    cited: dict[tuple[str, int], list[str]] = {}
    for name, sheet in sheets.items():
        fields = DESCRIPTOR.authored[name].schema.reference_fields
        for (line, row), address in zip(enumerate(sheet.rows, 2), addresses(name, sheet), strict=True):
            found = {one.partition("[")[0] for field in fields for one in row[field.name].split(";") if one}
            works.update(found)
            cited[name, line] = list(found)
            if address in excused or address in named:
                cited[name, line].append("excused")
    return {place for place, found in cited.items() if any(works[one] < 2 for one in found)}


def named_rows(sheets: dict[str, Sheet]) -> set[str]:
    return {cell for name in ("evidence", "discrepancies") for row in sheets[name].rows for cell in row.values()}


def lines_of(sheet: Sheet, turn: int) -> list[int]:
    """Lines in the order to try: the first, the last, the middle, a quoted and a non-ASCII row in turn, then all."""
    lines = list(range(2, len(sheet.rows) + 2))
    texts = {line: sheet.line(line) for line in lines}
    special = [
        lines[0],
        lines[-1],
        lines[len(lines) // 2],
        next((line for line in lines if '"' in texts[line]), lines[0]),
        next((line for line in lines if not texts[line].isascii()), lines[-1]),
    ]
    first = turn % len(special)
    return [*special[first:], *special[:first], *lines]


def deal(damages: list[Damage]) -> list[list[tuple[Damage, int]]]:
    """Give each damage a row of its own, in as few copies of the tables as may be."""
    sheets = {name: Sheet(ROOT / "tables" / f"{name}.csv") for name in DESCRIPTOR.authored}
    spared = spared_rows(sheets)
    scenes: list[list[tuple[Damage, int]]] = []
    for turn, damage in enumerate(damages):
        sheet = sheets[damage.table]
        fitting = [
            line
            for line in lines_of(sheet, turn)
            if damage.fits(sheet.rows[line - 2]) and (damage.table, line) not in spared
        ]
        if not fitting and len(sheet.rows) < FEW_ROWS:
            continue
        assert fitting, f"no row of {damage.table} fits {damage}"
        for scene in [*scenes, []]:
            taken = {line for other, line in scene if other.table == damage.table}
            free = next((line for line in fitting if line not in taken), None)
            if free is not None:
                if not scene:
                    scenes.append(scene)
                scene.append((damage, free))
                break
    return scenes


def lay(copy: Copy, intruders: list[Intruder]) -> None:
    """Add the rows, each at the place of its key."""
    laid: list[tuple[Intruder, Cells]] = []
    for intruder in intruders:
        for name, cells in [*intruder.with_it.items(), (intruder.table, intruder.cells)]:
            rows, like = copy.sheets[name].rows, intruder.like if name == intruder.table else _first
            row = {**next((one for one in rows if like(one)), dict.fromkeys(copy.sheets[name].header, "")), **cells}
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


def _first(row: Cells) -> bool:
    return True


def scenes_of(slips: list[Slip]) -> list[list[Slip]]:
    """Slips of different tables together."""
    scenes: list[list[Slip]] = []
    for slip in slips:
        scene = next((one for one in scenes if slip.table not in {other.table for other in one}), None)
        if scene is None:
            scenes.append([slip])
        else:
            scene.append(slip)
    return scenes


def let_slip(copy: Copy, slip: Slip) -> None:
    """Let a line among the first, the middle and the last of a table slip, the last one first."""
    sheet, spared = copy.sheets[slip.table], spared_rows(copy.sheets)
    fitting = [
        line
        for line in range(2, len(sheet.rows) + 2)
        if (slip.table, line) not in spared and slip.where(sheet.line(line))
    ]
    lines = sheet.text().splitlines()
    places = sorted({fitting[0], fitting[len(fitting) // 2], fitting[-1]})
    grown = 0
    for line in places:
        old = sheet.line(line)
        lines[line - 1] = slip.damaged(old)
        file = f"tables/{slip.table}.csv"
        copy.expected.append(Place(file, line + grown + slip.below, slip.column(old), slip.rule))
        grown += lines[line - 1].count("\n")
    sheet.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
