"""Records as text: one in full, or a line each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import click

from sino_pak_data.cells.references import Reference
from sino_pak_data.cells.words import counted
from sino_pak_data.loader.records import Link, Record
from sino_pak_data.loader.search import Hit
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Row

_SHOWN = 12
_WIDE = 120


def page(record: Record, cited: Sequence[tuple[Reference, Row | None]], links: Sequence[Link]) -> str:
    """A record, its sources resolved, and what links to it."""
    lines = [click.style(record.address, bold=True)]
    width = max(len(name) for name in record.row)
    fields = record.table.schema.by_name
    lines += [f"  {name:<{width}}  {_readable(cell, fields[name])}" for name, cell in record.row.items() if cell]
    if cited:
        lines += ["", "Sources"]
        lines += [f"  {reference}: {work_line(work)}" for reference, work in cited]
    if links:
        counts = Counter((link.record.table.name, link.field) for link in links)
        lines += ["", "Linked from"]
        for (table, field), count in counts.items():
            shown = [link for link in links if (link.record.table.name, link.field) == (table, field)][:_SHOWN]
            lines += [f"  {link.record.address} ({field}): {_short(link.record)}" for link in shown]
            if count > _SHOWN:
                lines.append(f"  … and {count - _SHOWN} more of {table}")
    return "\n".join(lines)


def work_line(work: Row | None) -> str:
    """A work in one line: authors, date, title, place."""
    if work is None:
        return "stands nowhere in sources"
    place = work["container"] or work["publisher"]
    parts = [
        work["authors"].replace(";", "; "),
        f"({work['published'] or 'no date'})",
        work["title"],
        place,
        work["url"],
    ]
    return ". ".join(part.rstrip(".") for part in parts if part)


def hits(found: Sequence[Hit], limit: int, to_do: str = "narrow the words, or use --limit") -> str:
    """A line per record, and what to do where there are more."""
    lines = [
        f"{click.style(hit.record.address, bold=True)}  {when(hit.record)}{_short(hit.record)}" for hit in found[:limit]
    ]
    if len(found) > limit:
        lines.append(f"… and {len(found) - limit} more: {to_do}")
    return "\n".join(lines)


def nothing(alone: Mapping[str, int]) -> str:
    """What to say where no record holds all the words: how many hold each."""
    told = ", ".join(f"{word} in {counted(count, 'record') if count else 'no record'}" for word, count in alone.items())
    return f"nothing holds all of: {' '.join(alone)}" + (f" ({told})" if len(alone) > 1 else "")


def as_json(found: Sequence[Hit]) -> str:
    """A JSON array; each object has record, table, score and the row's cells."""
    objects = [
        {"record": h.record.address, "table": h.record.table.name, "score": h.score, "row": dict(h.record.row)}
        for h in found
    ]
    return json.dumps(objects, indent=2, ensure_ascii=False)


def when(record: Record) -> str:
    """The date of a record and two spaces, or nothing."""
    date = record.row["date"] or record.row["signed"] or record.row["published"]
    return f"{date}  " if date else ""


def _readable(cell: str, field: Field) -> str:
    """The cell, a number of it with its thousands set apart."""
    whole, point, part = cell.partition(".")
    return f"{int(whole):,}{point}{part}" if field.type == "number" and whole.isdecimal() else cell


def _short(record: Record) -> str:
    text = record.heading
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"
