"""Differences as text for people, JSON for programs, Markdown for a pull request or a changelog.

JSON is complete. Text and Markdown show at most `limit` rows, those with the greatest impact first, and
count the rest. Cells may come from a stranger's pull request: in Markdown they are code spans, in which
only the backtick has a meaning, and characters that would reorder or hide text are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from sino_pak_data.cells import shown
from sino_pak_data.cells.shown import visible
from sino_pak_data.release.diff import Cell, PackageDiff, TableDiff
from sino_pak_data.release.impact import Entry, demands, entries, greatest, is_version, least, parts, reasons
from sino_pak_data.release.schema_diff import Bump, SchemaChange

_WIDE = 80
_BEFORE = 24
_COMMENT = 25_000
"""Characters of a list: a comment on GitHub holds 65,536, enough for two of these and the rest."""
_SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "renamed": (">", "yellow"), "changed": ("~", "cyan")}


def text(difference: PackageDiff, limit: int = 40) -> str:
    """Versions, the version demanded, counts, then what changed."""
    sides = [f"{side.version or 'no version'} ({side.store.place})" for side in (difference.old, difference.new)]
    lines = [" -> ".join(sides), *_verdict(difference), ""]
    lines += [f"  {table.name:<14}{_counts(table.counts)}" for table in difference.tables.values() if table]
    lines += [f"  {line}" for line in [derived_line(difference)] if line]
    schemas, found = difference.schemas, entries(difference)
    if schemas:
        lines += ["", "schemas", *(f"  {schema_line(change)}" for change in schemas[: limit or None])]
        lines += _rest(len(schemas), limit)
    if found:
        lines += ["", "rows, greatest impact first"]
        for entry in found[: limit or None]:
            sign, colour = _SIGNS[entry.change]
            to = f" -> {entry.successor}" if entry.successor else ""
            lines.append(f"  {click.style(sign, fg=colour)} {visible(entry.record + to)}")
            lines += [f"      {cell.field}: {_short(cell)}" for cell in entry.cells]
        lines += _rest(len(found), limit)
    return "\n".join(lines)


def markdown(difference: PackageDiff, limit: int = 40) -> str:
    """The same for a pull request."""
    found, schemas = entries(difference), difference.schemas
    lines = [*(f"{line}  " for line in _verdict(difference, code)), ""]
    changed = [table for table in difference.tables.values() if table]
    if changed:
        lines += ["| table | added | removed | renamed | changed |", "|---|---:|---:|---:|---:|"]
        lines += [f"| {code(t.name)} | {' | '.join(f'{n:,}' for n in t.counts.values())} |" for t in changed]
        lines += ["", derived_line(difference, code), ""]
    lines += _bounded([f"* {schema_line(change, code)}" for change in schemas], limit)
    lines += _bounded([entry_line(entry) for entry in found[: limit or None]], limit, len(found))
    return "\n".join(lines).rstrip()


def as_json(difference: PackageDiff, _limit: int = 0) -> str:
    """One object: both sides, the least version and why, schemas, and every row that differs."""
    bump = greatest(difference)
    content = {
        "old": {"place": difference.old.store.place, "version": difference.old.version},
        "new": {"place": difference.new.store.place, "version": difference.new.version},
        "bump": bump.name,
        "least_version": least(difference.old.version, bump) if is_version(difference.old.version) else "",
        "reasons": [{"bump": demand.bump.name, "reason": demand.reason} for demand in demands(difference)],
        "schemas": [{**change._asdict(), "bump": change.bump.name} for change in difference.schemas],
        "tables": {name: _table(table) for name, table in difference.tables.items() if table},
        "derived": {name: table.counts for name, table in difference.derived.items() if table},
    }
    return shown.as_json(content)


def identifiers(difference: PackageDiff, form: str, limit: int) -> str:
    """Which rows changed: a sign and an address per line, or JSON grouped by change. Markdown is bounded."""
    found = entries(difference)
    if form == "json":
        grouped = {change: [e.record for e in found if e.change == change] for change in _SIGNS}
        return shown.as_json(grouped)
    lines = [f"{_SIGNS[e.change][0]} {e.record}{f' -> {e.successor}' if e.successor else ''}" for e in found]
    if form == "markdown":
        return "\n".join(_bounded([f"* {code(_cut(line))}" for line in lines], limit))
    return "\n".join(visible(line) for line in lines)


def entry_line(entry: Entry) -> str:
    """What happened to one row, as a Markdown list item."""
    to = f", use {code(_cut(entry.successor))}" if entry.successor else ""
    cells = "; ".join(f"{cell.field} {_short(cell, code)}" for cell in entry.cells)
    return f"* {entry.change} {code(_cut(entry.record))}{to}{': ' if cells else ''}{cells}"


def schema_line(change: SchemaChange, styled: Callable[[str], str] = visible) -> str:
    """One difference of the schemas in one line."""
    place, name, old, new, bump = change
    if True in (old, new) and None in (old, new):
        return f"{styled(place)}: {name} {'added' if old is None else 'removed'} ({bump.name})"
    cell = Cell(name, *("" if value is None else str(value) for value in (old, new)))
    return f"{styled(place)}: {name} {_short(cell, styled)} ({bump.name})"


def derived_line(difference: PackageDiff, styled: Callable[[str], str] = visible) -> str:
    """How the built tables change, in one line; empty if they do not."""
    changes = [
        f"{styled(name)} {'cannot be derived on both sides' if table is None else _counts(table.counts)}"
        for name, table in difference.derived.items()
        if table is None or table
    ]
    return f"built tables: {'; '.join(changes)}" if changes else ""


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
    """Old and new; long ones cut to the part that differs."""
    start = 0
    if max(len(cell.old), len(cell.new)) > _WIDE:
        pairs = enumerate(zip(cell.old, cell.new, strict=False))
        same = next((n for n, (old, new) in pairs if old != new), min(len(cell.old), len(cell.new)))
        start = max(0, same - _BEFORE)
    old, new = (_cut(side, start) for side in (cell.old, cell.new))
    return f"{styled(old) if old else 'empty'} -> {styled(new) if new else 'empty'}"


def _cut(side: str, start: int = 0) -> str:
    return f"{'…' if start else ''}{side[start : start + _WIDE]}{'…' if start + _WIDE < len(side) else ''}"


def _verdict(difference: PackageDiff, styled: Callable[[str], str] = visible) -> list[str]:
    """The least version, and the first three reasons for it."""
    bump, old = greatest(difference), difference.old.version
    because = [styled(reason) for reason in reasons(difference)]
    if not because:
        return ["nothing changed"]
    more = f" (and {len(because) - 3} more reasons)" if len(because) > 3 else ""
    reason = f"because {'; '.join(because[:3])}{more}"
    if not is_version(old):
        return [f"{bump.name} change", reason]
    early = "; below 1.0.0 a minor version is enough" if bump is Bump.major and parts(old)[0] == 0 else ""
    return [f"least version after {old}: {least(old, bump)} ({bump.name} change{early})", reason]


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {change}" for change, n in counts.items() if n)


def _bounded(lines: Sequence[str], limit: int, count: int = 0) -> list[str]:
    """The first of `count` list items, as many as a comment holds, and the number left out."""
    shown, room = [], _COMMENT
    for line in lines[: limit or None]:
        room -= len(line) + 1
        if limit and room < 0:
            break
        shown.append(line)
    left = max(count, len(lines)) - len(shown)
    return [*shown, f"* … and {left:,} more: `--limit 0` shows all"] if left else shown


def _rest(count: int, limit: int) -> list[str]:
    return [f"  … and {count - limit:,} more: --limit 0 shows all"] if 0 < limit < count else []


def _table(table: TableDiff) -> dict[str, Any]:
    def cells(changed: Sequence[Cell]) -> dict[str, dict[str, str]]:
        return {cell.field: {"old": cell.old, "new": cell.new} for cell in changed}

    at = table.address
    return {
        "added": [{"record": at(key), "row": table.new.cells(line)} for key, line in table.added.items()],
        "removed": [{"record": at(key), "row": table.old.cells(line)} for key, line in table.removed.items()],
        "renamed": [{"record": at(old), "to": at(new), "cells": cells(c)} for old, new, c in table.renamed],
        "changed": [{"record": at(key), "cells": cells(c)} for key, c in table.changed.items()],
    }


PRINTERS: dict[str, Callable[[PackageDiff, int], str]] = {"text": text, "json": as_json, "markdown": markdown}
