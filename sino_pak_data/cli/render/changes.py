"""Differences as text for people, JSON for programs, Markdown for a pull request or a changelog.

`PRINTERS` maps the name of a format to a function from a difference to text. JSON leaves nothing
out. Text and Markdown show at most `limit` rows, the weightiest first, and count the rest. A cell
comes from a stranger's pull request as it is: in Markdown it stands in a code span, where nothing
but the backtick has a meaning, and characters that would turn or hide text are written out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from sino_pak_data.cells import ids
from sino_pak_data.cli.terminal import visible
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.release.bump import Bump, Demand, least, parts
from sino_pak_data.release.diff import Cell, PackageDiff, TableDiff
from sino_pak_data.release.impact import Entry, demands, entries
from sino_pak_data.release.schema_diff import SchemaChange

_WIDE = 80
_BEFORE = 24
_COMMENT = 25_000
"""Characters of a list: a comment on GitHub holds 65,536, two of these and what else is to say."""
_SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "renamed": (">", "yellow"), "changed": ("~", "cyan")}


def text(difference: PackageDiff, limit: int = 40) -> str:
    """Versions, what they demand, counts, then what changed."""
    lines = [f"{_name(difference.old)} -> {_name(difference.new)}", *_verdict(difference), ""]
    lines += [_counted(table) for table in difference.tables.values() if table]
    lines += [f"  {line}" for line in [derived_line(difference)] if line]
    schemas = difference.schemas
    if schemas:
        lines += ["", "schemas", *(f"  {schema_line(change)}" for change in _first(schemas, limit))]
        lines += _rest(len(schemas) - limit, limit)
    found = entries(difference)
    if found:
        lines += ["", "rows, the weightiest first"]
        for entry in _first(found, limit):
            sign, colour = _SIGNS[entry.change]
            to = f" -> {entry.successor}" if entry.successor else ""
            lines.append(f"  {click.style(sign, fg=colour)} {visible(entry.record + to)}")
            lines += [f"      {cell.field}: {_short(cell)}" for cell in entry.cells]
        lines += _rest(len(found) - limit, limit)
    return "\n".join(lines)


def markdown(difference: PackageDiff, limit: int = 40) -> str:
    """The same as a list that a pull request or a changelog can show."""
    found, schemas = entries(difference), difference.schemas
    lines = [*(f"{line}  " for line in _verdict(difference, code)), ""]
    counted = [table for table in difference.tables.values() if table]
    if counted:
        lines += ["| table | added | removed | renamed | changed |", "|---|---:|---:|---:|---:|"]
        lines += [
            f"| {code(table.name)} | {' | '.join(f'{n:,}' for n in table.counts.values())} |" for table in counted
        ]
        lines += ["", derived_line(difference, code), ""]
    lines += _listed([f"* {schema_line(change, code)}" for change in schemas], limit)
    lines += _listed([entry_line(entry) for entry in _first(found, limit)], limit, len(found))
    return "\n".join(lines).rstrip()


def as_json(difference: PackageDiff, _limit: int = 0) -> str:
    """One object: both sides, the least version and why, schemas, and every row that differs."""
    found = demands(difference)
    told = {
        "old": {"place": difference.old.store.place, "version": difference.old.version},
        "new": {"place": difference.new.store.place, "version": difference.new.version},
        "bump": _bump(found).name,
        "least_version": least(difference.old.version, _bump(found)),
        "reasons": [{"bump": demand.bump.name, "reason": demand.reason} for demand in found],
        "schemas": [{**change._asdict(), "bump": change.bump.name} for change in difference.schemas],
        "tables": {name: _table(table) for name, table in difference.tables.items() if table},
        "derived": {name: table.counts for name, table in difference.derived.items() if table},
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def identifiers(difference: PackageDiff, form: str, limit: int) -> str:
    """Only which rows: a sign and an address a line, or JSON by what became of them. Markdown is bounded."""
    found = entries(difference)
    if form == "json":
        grouped = {change: [e.record for e in found if e.change == change] for change in _SIGNS}
        return json.dumps(grouped, indent=2, ensure_ascii=False)
    lines = [f"{_SIGNS[e.change][0]} {e.record}{f' -> {e.successor}' if e.successor else ''}" for e in found]
    if form == "markdown":
        return "\n".join(_listed([f"* {code(_cut(line))}" for line in lines], limit))
    return "\n".join(visible(line) for line in lines)


def entry_line(entry: Entry) -> str:
    """What became of one row, as a Markdown list item."""
    to = f", use {code(_cut(entry.successor))}" if entry.successor else ""
    cells = "; ".join(f"{cell.field} {_short(cell, code)}" for cell in entry.cells)
    return f"* {entry.change} {code(_cut(entry.record))}{to}{': ' if cells else ''}{cells}"


def schema_line(change: SchemaChange, styled: Callable[[str], str] = visible) -> str:
    """One difference of the schemas in one line."""
    place, name = styled(change.place), change.property
    if True in (change.old, change.new) and None in (change.old, change.new):
        return f"{place}: {name} {'added' if change.old is None else 'removed'} ({change.bump.name})"
    old, new = ("" if value is None else str(value) for value in (change.old, change.new))
    return f"{place}: {name} {_short(Cell(name, old, new), styled)} ({change.bump.name})"


def code(cell: str) -> str:
    """A cell as a Markdown code span that it cannot leave.

    >>> code("a `b` | c"), code("x\\u202ey")
    ('`` a `b` \\\\u007c c ``', '`x\\\\u202ey`')
    """
    seen = visible(cell).replace("|", "\\u007c")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", seen)), default=0))
    space = " " if "`" in seen or seen != seen.strip() or not seen else ""
    return f"{fence}{space}{seen}{space}{fence}"


def _short(cell: Cell, styled: Callable[[str], str] = visible) -> str:
    """Old and new, cut to the part that differs when they are long."""
    same = 0
    while same < min(len(cell.old), len(cell.new)) and cell.old[same] == cell.new[same]:
        same += 1
    start = max(0, same - _BEFORE) if max(len(cell.old), len(cell.new)) > _WIDE else 0
    old, new = (_cut(side, start) for side in (cell.old, cell.new))
    return f"{styled(old) if old else 'empty'} -> {styled(new) if new else 'empty'}"


def _cut(side: str, start: int = 0) -> str:
    kept = side[start : start + _WIDE]
    return f"{'…' if start else ''}{kept}{'…' if start + _WIDE < len(side) else ''}"


def _verdict(difference: PackageDiff, styled: Callable[[str], str] = visible) -> list[str]:
    found = demands(difference)
    if not found:
        return ["nothing changed"]
    old, bump = difference.old.version, _bump(found)
    early = ", a minor one below 1.0.0" if bump is Bump.major and parts(old)[0] == 0 else ""
    return [f"least version after {old}: {least(old, bump)} ({bump.name} change{early})", *_reasons(found, styled)]


def _reasons(found: Sequence[Demand], styled: Callable[[str], str]) -> list[str]:
    """The first three demands of the greatest kind."""
    greatest = [demand.reason for demand in found if demand.bump is found[0].bump]
    more = f" (and {len(greatest) - 3} more reasons)" if len(greatest) > 3 else ""
    return [f"because {'; '.join(styled(reason) for reason in greatest[:3])}{more}"]


def _bump(found: Sequence[Demand]) -> Bump:
    return found[0].bump if found else Bump.none


def _name(side: Descriptor) -> str:
    return f"{side.version} ({side.store.place})"


def _counted(table: TableDiff) -> str:
    return f"  {table.name:<14}{_said(table.counts)}"


def _said(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {change}" for change, n in counts.items() if n)


def derived_line(difference: PackageDiff, styled: Callable[[str], str] = visible) -> str:
    """What follows in the built tables, in one line; empty where nothing does."""
    told = [f"{styled(name)} {_said(table.counts)}" for name, table in difference.derived.items() if table]
    told += [
        f"{styled(name)} cannot be derived on both sides" for name, table in difference.derived.items() if table is None
    ]
    return f"built tables: {'; '.join(told)}" if told else ""


def _first(items: Sequence[Any], limit: int) -> Sequence[Any]:
    return items[:limit] if limit else items


def _listed(lines: Sequence[str], limit: int, count: int = 0) -> list[str]:
    """The first of `count` list items, as many as a comment holds, and how many are left out."""
    shown, room = [], _COMMENT
    for line in _first(lines, limit):
        room -= len(line) + 1
        if limit and room < 0:
            break
        shown.append(line)
    left = max(count, len(lines)) - len(shown)
    return [*shown, f"* … and {left:,} more: `--limit 0` shows all"] if left else shown


def _rest(count: int, limit: int) -> list[str]:
    return [f"  … and {count:,} more: --limit 0 shows all"] if limit and count > 0 else []


def _table(table: TableDiff) -> dict[str, Any]:
    def record(key: tuple[str, ...]) -> str:
        return ids.address(table.name, key)

    def cells(changed: Sequence[Cell]) -> dict[str, dict[str, str]]:
        return {cell.field: {"old": cell.old, "new": cell.new} for cell in changed}

    return {
        "added": [{"record": record(key), "row": table.new.cells(line)} for key, line in table.added.items()],
        "removed": [{"record": record(key), "row": table.old.cells(line)} for key, line in table.removed.items()],
        "renamed": [{"record": record(o), "to": record(n), "cells": cells(c)} for o, n, c in table.renamed],
        "changed": [{"record": record(key), "cells": cells(c)} for key, c in table.changed.items()],
    }


PRINTERS: dict[str, Callable[[PackageDiff, int], str]] = {"text": text, "json": as_json, "markdown": markdown}
