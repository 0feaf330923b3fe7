"""Records as text: one in full, or a line each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import click

from sino_pak_data.cells import ids
from sino_pak_data.cells.references import Reference
from sino_pak_data.cells.shown import visible, wrapped
from sino_pak_data.cells.text import counted
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package, Row
from sino_pak_data.records.find import Record

_LINKS = 12
"""Links to show of one table and column."""
_HEADING = 120


def page(
    record: Record,
    cited: Sequence[tuple[Reference, Row | None]],
    origins: int,
    links: Sequence[tuple[Record, str]],
    columns: int | None = None,
) -> str:
    """A record, its sources resolved, and what links to it.

    origins  how many of its sources are independent of each other
    columns  where to wrap; None leaves every line whole, for a pipe
    """
    lines = [click.style(visible(record.address), bold=True)]
    longest = max(map(len, record.row))
    fields = record.table.schema.by_name
    cells = ((name, _readable(cell, fields[name], columns)) for name, cell in record.row.items() if cell)
    lines += wrapped((f"{name:<{longest}}  {cell}" for name, cell in cells), columns)
    lines += (
        ["", "Sources" + (f" ({counted(origins, 'independent origin')})" if len(cited) > 1 else "")] if cited else []
    )
    lines += wrapped((f"{reference}: {work_line(work)}" for reference, work in cited), columns)
    lines += ["", "Linked from"] if links else []
    groups: dict[tuple[str, str], list[Record]] = {}
    for other, field in links:
        groups.setdefault((other.table.name, field), []).append(other)
    for (table, field), some in groups.items():
        lines += wrapped((f"{other.address} ({field}): {_short(other)}" for other in some[:_LINKS]), columns)
        if len(some) > _LINKS:
            lines.append(f"  … and {len(some) - _LINKS} more in {table}")
    return "\n".join(lines)


def derived(
    address: str, schema: Schema, row: Mapping[str, str], rests_on: Mapping[str, Sequence[str]], package: Package,
    columns: int | None = None,
) -> str:  # fmt: skip
    """A row of a built table, and the records that it was worked out from, each with the columns that it bears on."""
    lines = [click.style(visible(address), bold=True)]
    filled = [(field, row[field.name]) for field in schema.fields if row[field.name]]
    longest = max(len(field.name) for field, _ in filled)
    units = {field.name: field.unit if field.series else "" for field, _ in filled}
    cells = (f"{f.name:<{longest}}  {_readable(cell, f, columns)} {units[f.name]}".rstrip() for f, cell in filled)
    lines += wrapped(cells, columns)
    lines += ["", "Rests on"] if rests_on else []
    for other, names in rests_on.items():
        table, _, key = other.partition("/")
        record = Record(package[table], package.identifiers(table)[key])
        lines += wrapped([f"{other} ({', '.join(names)}): {when(record)}{_short(record)}"], columns)
    return "\n".join(lines)


def work_line(work: Row | None) -> str:
    """A work in one line: authors, date, title, container or publisher, address."""
    if work is None:
        return "not in sources"
    authors, date = re.sub(r"[{}]", "", work["authors"]).replace(";", "; "), f"({work['published'] or 'no date'})"
    version = f"Version {work['edition']}" if work["kind"] == "dataset" and work["edition"] else ""
    parts = [authors, date, work["title"], work["container"] or work["publisher"] or version, work["url"]]
    line = ". ".join(part.rstrip(".") for part in parts if part)
    return f"{line} — from {', '.join(ids.split(work['derived_from']))}" if work["derived_from"] else line


def hits(found: Sequence[Record], limit: int, columns: int | None = None) -> str:
    """A line per record, then how many are not shown and what to do about it."""
    lines = []
    for record in found[:limit]:
        address = visible(record.address)
        (line,) = wrapped([f"{address}  {when(record)}{_short(record)}"], columns, 0)
        lines.append(line.replace(address, click.style(address, bold=True), 1))
    if len(found) > limit:
        lines.append(f"… and {len(found) - limit} more: narrow the search, or use --limit")
    return "\n".join(lines)


def nothing(alone: Mapping[str, int]) -> str:
    """That no record contains all the words, and how many contain each."""
    each = ", ".join(f"{word} in {counted(count, 'record') if count else 'no record'}" for word, count in alone.items())
    return f"no record contains all of: {' '.join(alone)}" + (f" ({each})" if len(alone) > 1 else "")


def when(record: Record) -> str:
    """The date of a record and two spaces, or nothing if its heading has the date already."""
    return f"{record.date}  " if record.date and record.date not in record.heading else ""


def _readable(cell: str, field: Field, columns: int | None) -> str:
    """A number with its thousands separated; a list with a space after each item where lines are broken."""
    whole, point, part = cell.partition(".")
    if field.type == "number" and whole.isdecimal():
        return f"{int(whole):,}{point}{part}"
    return cell.replace(";", "; ") if field.many and columns else cell


def _short(record: Record) -> str:
    return record.heading if len(record.heading) <= _HEADING else record.heading[: _HEADING - 1] + "…"
