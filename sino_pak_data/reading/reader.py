"""Tables as people leave them: every row that can be read, and every problem of the text with its place.

`open_package` never stops at a problem. A file too broken to read (not UTF-8, columns missing) leaves a table without
rows, and its name in `Authored.unread`, so that no rule blames the rows that refer to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from sys import intern
from types import MappingProxyType

from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.csv_lines import Line
from sino_pak_data.cells.ids import nearest
from sino_pak_data.cells.references import MANY
from sino_pak_data.package.constraints import refuse_unusable
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.store import open_store
from sino_pak_data.package.table import Package, Row, Table
from sino_pak_data.reading import source_text
from sino_pak_data.reading.canonical import trimmed
from sino_pak_data.reading.column_shift import Fit
from sino_pak_data.reading.source_text import FORMAT, LONGEST_CELL, MOST_COLUMNS, SHORTEN, Collector

_CELLS_UNCERTAIN = frozenset({"ragged-row", "stray-quote", "newline-in-cell", "conflict-marker", "too-large"})
_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?")
_DECIMALS = re.compile(r"[+-]?[0-9]+,[0-9]+")
_MERGE = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_QUOTING = 'put the whole cell in quotes and double each quote inside: "say ""so"""'
_EMPTY_ROW = ("empty-row", "all cells of the row are empty", f"{FORMAT}, or delete it")
_BLANK_LINE = ("blank-line", "the line is blank", FORMAT)
_EMPTY = ", \t\u00a0"
_SPECIAL_START = frozenset(f"{_EMPTY}<=>|")
_LIKE_A_SOURCE = re.compile(rf"(?=.*[0-9\[]){MANY}")
_MOSTLY = 0.9
_FEW = 3
_LOOKED_AT = 200


class Authored(Package):
    """A package under check: its rows, and the problems found while reading them.

    problems  those kept, in the order of the files
    more      by rule, how many were found beyond those kept
    broken    rows, as table and line, whose cells may be in the wrong columns
    unread    tables whose rows could not be read
    mendable  tables that `format` may rewrite: every cell of them is known for certain
    """

    def __init__(
        self, descriptor: Descriptor, keep: int | None = None, known: Mapping[str, Table] = MappingProxyType({})
    ) -> None:
        """Read the tables, except those that are `known` already and without problems."""
        super().__init__(descriptor, known)
        refuse_unusable(descriptor)
        self.problems: list[Problem] = []
        self.more: Counter[str] = Counter()
        self.broken: set[tuple[str, int]] = set()
        self.unread: set[str] = set()
        self.mendable: dict[str, Table] = {}
        for resource in descriptor.authored.values():
            if resource.name in known:
                continue
            found = Collector(resource.path, keep)
            table, certain = _read_table(descriptor, resource, found)
            self.problems += found.problems
            self.more += found.more
            self.broken |= {(resource.name, line) for line in found.broken}
            if table is None:
                self.unread.add(resource.name)
            else:
                self.tables[resource.name] = table
            mendable = table or certain
            if mendable is not None and not any(rule in found for rule in _CELLS_UNCERTAIN):
                self.mendable[resource.name] = mendable

    @property
    def readable(self) -> dict[str, Table]:
        """The tables whose rows could be read."""
        return {table.name: table for table in self.authored if table.name not in self.unread}


def open_package(path: Path, keep: int | None = None) -> Authored:
    """The package in a folder or zip, with at most `keep` problems of each rule and file.

    Raises `PackageError` if there is none.
    """
    return Authored(Descriptor(open_store(path)), keep)


def _read_table(descriptor: Descriptor, resource: Resource, found: Collector) -> tuple[Table | None, Table | None]:
    """The table, or None if its rows cannot be read; else perhaps the one that `format` can make of the file."""
    read = source_text.read(descriptor.store, resource, found)
    if read is None:
        return None, None
    text, delimiter, foreign = read
    lines = csv_lines.split(text)
    first = csv_lines.line_at(lines, 0, delimiter)
    header = header_names(first, delimiter, resource, descriptor, found)
    if header is None:
        return None, None
    if foreign or "" in header:
        return None, _foreign(resource, header, csv_lines.parse(text, delimiter), found)
    del text, read  # a large table is held once, not twice
    rows = rows_of(header, lines, 1 + first.text.count("\n"), resource.schema, found)
    return None if rows is None else Table(resource.schema, resource.path, header, rows), None


def _foreign(resource: Resource, header: list[str], parsed: Iterable[Line], found: Collector) -> Table | None:
    """The table of an export, if every cell of it is certain. What else is wrong shows once it is formatted."""
    filled = [line for line in parsed if any(line.cells)]
    spare = {at for at, name in enumerate(header) if not name}
    blank = all(not line.cells[at].strip() for line in filled for at in spare if at < len(line.cells))
    names, trial = [name for name in header if name], Collector("")
    rows = None
    if blank and not any(line.fault for line in filled):
        kept = ([cell for at, cell in enumerate(line.cells) if at not in spare] for line in filled)
        rows = rows_of(names, list(map(csv_lines.write, kept)), 1, resource.schema, trial)
    if spare:
        at = min(spare)
        message = f"{len(spare)} columns have no name" if len(spare) > 1 else f"column {at + 1} has no name"
        hint = f"{FORMAT} to remove empty columns" if blank else "name it, or remove it"
        column = csv_lines.offsets(filled[0].text)[at] + 1 if not found.problems else 1
        found.add("nameless-column", message, hint, 1, column)
    return None if rows is None or trial.problems else Table(resource.schema, resource.path, names, rows)


def header_names(
    line: Line, delimiter: str, resource: Resource, descriptor: Descriptor, found: Collector
) -> list[str] | None:
    """The column names, or None if one is missing or occurs twice. A column without a name is "".

    What the build adds to a published table may be there; `fieldsMatch` of the schema may allow others, or fewer.
    """
    schema = resource.schema
    names, wanted = [trimmed(cell) for cell in line.cells], schema.names
    more, fewer = schema.match in {"subset", "partial"}, schema.match in {"superset", "partial"}
    correct = f"the header is {','.join(wanted)}"
    if len(names) > MOST_COLUMNS:
        message = f"the header has {len(names):,} columns; {schema.table} has {len(wanted)}"
        found.add("wrong-header", message, correct)
        return None
    other = _other_header(names, schema, descriptor)
    if other:
        found.add("wrong-header", other, correct, value=line.text[:40])
        return None
    missing = [] if fewer else [name for name in wanted if name not in names]
    for at, (name, start) in enumerate(zip(names, csv_lines.offsets(line.text, delimiter), strict=True)):
        again = name in names[:at]
        if not name or (not again and (more or name in wanted or name in resource.columns)):
            continue
        meant = nearest(name, missing) or next((right for right in wanted[at : at + 1] if right in missing), "")
        if meant:
            missing.remove(meant)
        rule, message, hint = (
            ("duplicated-column", f"the column {name!r} occurs twice", "delete one of the two") if again
            else ("wrong-header", f"{name!r} is not a column of {schema.table}", f"the columns are {', '.join(wanted)}")
        )  # fmt: skip
        found.add(rule, message, f"did you mean {meant!r}?" if meant else hint, 1, start + 1, name)
    _report_header_form(line, names, delimiter, found)
    if missing:
        found.add("wrong-header", f"missing column {', '.join(missing)}", correct, 1, len(line.text) + 1)
    lacking = sum(map(bool, names)) < len(wanted) and not fewer
    return None if "wrong-header" in found or "duplicated-column" in found or lacking else names


def _report_header_form(line: Line, names: list[str], delimiter: str, found: Collector) -> None:
    """Report names with something invisible around them, and needless quotes. The rows are read all the same."""
    loose = [at for at, cell in enumerate(line.cells) if cell != names[at]]
    for at in loose:
        column = csv_lines.offsets(line.text, delimiter)[at] + 1
        message = f"spaces or invisible characters surround the column name {names[at]!r}"
        found.add("stray-space", message, FORMAT, 1, column, line.cells[at])
    if '"' in line.text and not loose:
        message = "a column name is quoted without need"
        found.add("needless-quotes", message, FORMAT, 1, line.text.index('"') + 1, line.text[:40])


def _other_header(names: list[str], schema: Schema, descriptor: Descriptor) -> str:
    """What the first line is, if it is not a faulty header of this table."""
    for other in descriptor.authored.values() if names != schema.names else ():
        if names == other.schema.names and other.name != schema.table:
            return f"this is the header of {other.name}, not of {schema.table}"
    return "" if set(names) & set(schema.names) else "the first line is not a header: it has none of the column names"


def rows_of(header: list[str], lines: list[str], first: int, schema: Schema, found: Collector) -> list[Row] | None:
    """The rows from `lines[first]` on, or None if nearly all are shifted. A broken row is kept as far as it goes."""
    rows: list[Row] = []
    ragged: Counter[int] = Counter()
    width, at = len(header), first
    while at < len(lines):
        text = lines[at]
        if _is_plain(text):
            cells = text.split(",")
            if len(cells) == width:
                at += 1
                rows.append(Row(zip(header, map(intern, cells), strict=True), at))  # most cells occur many times
                continue
        line = csv_lines.line_at(lines, at)
        at += 1 + line.text.count("\n")
        if not text.strip(_EMPTY):
            if not schema.canonical and not any(lines[line.number - 1 :]):
                break
            if lines[line.number - 2].strip(_EMPTY):  # one problem for a run of empty lines
                found.add(*(_EMPTY_ROW if "," in text else _BLANK_LINE), line.number)
            continue
        cells, written = [trimmed(cell) for cell in line.cells], line.text
        if len(written) > LONGEST_CELL and any(len(cell) > LONGEST_CELL for cell in cells):
            _report_long(header, cells, line, found)
            cells, written = [cell[:40] for cell in cells], ""
        elif text.startswith(_MERGE) or line.fault == "stray-quote" or (line.fault and schema.canonical):
            _report_broken(line, found)
        elif len(cells) != width:
            ragged[len(cells)] += 1
            slip = Fit(schema, header).slip(cells) if len(found.broken) < _LOOKED_AT else None
            _report_ragged(schema, header, cells, line, slip, found)
        rows.append(Row(zip(header, cells, strict=False), line.number, written))
    count, times = ragged.most_common(1)[0] if ragged else (0, 0)
    if times >= _FEW and times > _MOSTLY * len(rows):
        found.withdraw("ragged-row")
        message = f"{times} of {len(rows)} rows have {count} cells; the header has {width}"
        hint = "a column was added or removed in the rows alone, or in the header alone"
        found.add("ragged-row", message, hint, min(found.broken))
        return None
    return rows


def _is_plain(text: str) -> bool:
    """Are the cells of a line exactly what is between its commas? Not so if it has quotes or anything odd."""
    return (
        '"' not in text
        and text.isascii()
        and text.isprintable()
        and ", " not in text
        and " ," not in text
        and text[:1] not in _SPECIAL_START
        and text[-1:] not in " "
        and len(text) <= LONGEST_CELL
    )


def _report_broken(line: Line, found: Collector) -> None:
    at, text = line.at, line.text
    if text.startswith(_MERGE):
        message = "an unresolved merge conflict: the file has two versions of these rows"
        hint = "keep the right rows, and delete the lines of <, = and >"
        found.add_row("conflict-marker", message, hint, line.number, 1, text[:40])
    elif line.fault == "newline-in-cell":
        message = "a cell continues on the next line"
        found.add_row("newline-in-cell", message, "join the lines: a row is one line", line.number, at + 1)
    else:
        found.add_row("stray-quote", "a double quote in the wrong place", _QUOTING, line.number, at + 1, text[at:][:20])


def _report_ragged(
    schema: Schema, header: list[str], cells: list[str], line: Line, slip: int | None, found: Collector
) -> None:
    """`slip` is the place from which the cells are in the wrong columns, if their looks show it."""
    have, want = len(cells), len(header)
    at = min(have, want) if slip is None else slip
    message = f"the row has {have} cells; the header has {want}"
    if have < want:
        message += f": {header[at]!r} is missing" + (" and all after it" if at == have < want - 1 else "")
        hint = "add the missing commas; two commas in a row are an empty cell"
    else:
        hint = _extra_comma_hint(schema, header, cells, slip)
    start = [*csv_lines.offsets(line.text), len(line.text)][at]
    found.add_row("ragged-row", message, hint, line.number, start + 1, line.text[start:][:40])


def _extra_comma_hint(schema: Schema, header: list[str], cells: list[str], slip: int | None) -> str:
    if joined := _references_apart(schema, header, cells):
        return f"if both are sources, join them with a semicolon: write {joined}"
    if not slip:
        return "put a cell with a comma in double quotes"
    before, after = cells[slip - 1], cells[slip]
    parts = cells[slip - 1 : slip + len(cells) - len(header)]
    if _GROUPS.fullmatch(",".join(parts)):
        return f"write {''.join(parts)}: a number has no thousands separator"
    if _DECIMALS.fullmatch(",".join(parts)):
        return f"write {'.'.join(parts)}: decimals follow a point"
    if not after:
        return f"delete one comma after {header[slip - 1]!r}"
    return f"if {before!r} and {after!r} are one cell, put it in double quotes"


def _references_apart(schema: Schema, header: list[str], cells: list[str]) -> str:
    """The cell that a list of references and the cell after it were, if that looks like a reference; else ""."""
    holds = [schema.by_name[name].holds if name in schema.by_name else "" for name in header]
    for at, (one, other) in enumerate(pairwise(cells[: len(header) + 1])):
        last = at + 1 >= len(header) or holds[at + 1] != "references"
        if (
            holds[at : at + 1] == ["references"]
            and last
            and re.fullmatch(MANY, one)
            and _LIKE_A_SOURCE.fullmatch(other)
        ):
            return f"{one};{other}"
    return ""


def _report_long(header: list[str], cells: list[str], line: Line, found: Collector) -> None:
    at = next(at for at, cell in enumerate(cells) if len(cell) > LONGEST_CELL)
    name = repr(header[at]) if at < len(header) else "a column beyond the header"
    message = f"the cell of {name} has {len(cells[at]):,} characters; the limit is {LONGEST_CELL:,}"
    column = csv_lines.offsets(line.text)[at] + 1
    found.add_row("too-large", message, SHORTEN, line.number, column, cells[at][:40])
