"""What an import would change, as text for the person who reviews it and as JSON for programs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

import click

from sino_pak_data.cells.shown import as_json as json_text
from sino_pak_data.cells.shown import visible
from sino_pak_data.cells.text import counted
from sino_pak_data.importing.candidates import when
from sino_pak_data.importing.comparison import Change, Kind
from sino_pak_data.importing.update import Update

_SIGNS: dict[Kind, tuple[str, str]] = {"added": ("+", "green"), "changed": ("~", "cyan"), "gone": ("-", "red")}
_NAMED = 8
_LISTED = 20


def text(update: Update) -> str:
    """File and edition, every row that differs by indicator and pair, and what was left out."""
    return "\n".join(
        [*_head(update), *_series(update), *_unchanged(update), *_left(update), *_suggested(update), *_by_hand(update)]
    )


def as_json(update: Update, written: bool) -> str:
    """The same as one JSON object; values as they are written in the tables."""
    changes = [
        {"change": one.kind, "indicator_id": one.key[0], "reporter": one.key[1], "partner": one.key[2], "period": one.key[3]}
        | {"old": one.old["value"] if one.old else None, "old_source": one.old["source"] if one.old else None}
        | {"new": one.new.value if one.new else None, "flag": one.new.flag if one.new else None}
        for one in update.comparison.changes
    ]  # fmt: skip
    left = [{"why": why, "what": what, "figures": count} for (why, what), count in sorted(update.left.items())]
    return json_text(
        {
            "file": update.given.name,
            "sha256": update.given.sha256,
            "provider": update.provider.name,
            "layout": update.layout.title,
            "source": dict(update.edition.cells),
            "known": update.edition.known,
            "written": written,
            "changes": changes,
            "unchanged": update.comparison.unchanged.total(),
            "left": left,
            "candidates": [one._asdict() | {"cells": dict(one.cells)} for one in update.suggestions.found],
            "cited": update.suggestions.known,
            "stale": update.stale,
            "problems": [asdict(problem) for problem in update.settled.problems],
        }
    )


def _head(update: Update) -> Iterator[str]:
    edition = update.edition
    yield visible(f"{update.given.name}: {update.provider.title} ({update.layout.title})")
    follows = edition.cells.get("derived_from", "").replace(";", ", ")
    if edition.known:
        yield f"edition: {edition.source_id}, which is in sources"
    else:
        yield f"edition: {edition.source_id}, new" + (f"; supersedes {follows}" if follows else "")
    if edition.later:
        yield f"older than {', '.join(edition.later)}, whose values are not compared"


def _series(update: Update) -> Iterator[str]:
    unchanged = update.comparison.unchanged
    for series, changes in groupby(update.comparison.changes, key=lambda change: change.key[:3]):
        rows = list(changes)
        counts = Counter(change.kind for change in rows)
        numbers = [f"{counts[kind]} {kind}" for kind in _SIGNS if counts[kind]]
        numbers += [f"{unchanged[series]} unchanged"] if unchanged[series] else []
        yield f"\n{visible(series[0])} {series[1]}-{series[2]}: {', '.join(numbers)}"
        for (kind, _), run in groupby(rows, key=_gone_from):
            sign, colour = _SIGNS[kind]
            same = list(run)
            lines = [_gone(same)] if kind == "gone" else [f"{one.key[3]}: {_values(one)}" for one in same]
            yield from (f"  {click.style(sign, fg=colour)} {visible(line)}" for line in lines)


def _gone_from(change: Change) -> tuple[Kind, str]:
    """What makes a run of rows that one line tells: values of one edition that are gone."""
    return change.kind, change.old["source"] if change.old and change.kind == "gone" else ""


def _gone(run: list[Change]) -> str:
    """Values that follow each other and that the file lacks."""
    first, last = run[0], run[-1]
    source = first.old["source"] if first.old else ""
    if first is last:
        return f"{first.key[3]}: {first.old['value'] if first.old else ''} of {source} is gone; its row stays"
    return f"{first.key[3]} to {last.key[3]}: {len(run)} values of {source} are gone; their rows stay"


def _values(change: Change) -> str:
    old, new = change.old, change.new
    assert new is not None  # `_gone` tells of those
    flag = f" ({new.flag})" if new.flag else ""
    if old is None:
        return f"{new.value}{flag}"
    return f"{old['value']} -> {new.value}, {_percent(float(old['value']), float(new.value))} on {old['source']}{flag}"


def _percent(before: float, after: float) -> str:
    """By how much a value changed.

    >>> _percent(200, 210), _percent(200, 200.01), _percent(0, 3)
    ('+5.0 per cent', 'less than 0.1 per cent', 'from zero')
    """
    if not before:
        return "from zero"
    percent = (after - before) * 100 / abs(before)
    return f"{percent:+.1f} per cent" if abs(percent) >= 0.05 else "less than 0.1 per cent"


def _unchanged(update: Update) -> Iterator[str]:
    found = update.comparison
    counts = Counter(change.kind for change in found.changes)
    total = ", ".join(f"{counts[kind]:,} {kind}" for kind in _SIGNS)
    yield f"\n{total}, {found.unchanged.total():,} unchanged"


def _left(update: Update) -> Iterator[str]:
    by_reason: dict[str, Counter[str]] = defaultdict(Counter)
    for (why, what), count in update.left.items():
        by_reason[why][what] += count
    if by_reason:
        yield "left out:"
    for why, found in sorted(by_reason.items()):
        names = [what for what, _ in found.most_common(_NAMED)]
        more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
        yield visible(f"  {found.total():,}: {why} ({', '.join(names)}{more})")


def _suggested(update: Update) -> Iterator[str]:
    """The candidates with the records that they may be; a sheet has them all."""
    found, known = update.suggestions
    if found or known:
        yield f"\ncandidates: {counted(len(found), 'row')} of {found[0].table if found else 'records'}, {known:,} cited already"
    for one in found[:_LISTED]:
        like = f" (like {', '.join(one.likely)})" if one.likely else ""
        line = f"{when(one.cells)}: {one.cells['title']}{like}"
        yield f"  {click.style('?', fg='yellow')} {visible(line)}"
    if len(found) > _LISTED:
        yield f"  and {len(found) - _LISTED:,} more: --candidates FILE writes all of them"


def _by_hand(update: Update) -> Iterator[str]:
    for one in update.applied:
        what = f"{one.key[0]} {one.key[1]}-{one.key[2]} {one.key[3]}"
        yield visible(f"corrected by hand: {what} is {one.value}, not {one.given}: {one.reason}")
    yield from (click.style(visible(one), fg="red") for one in update.stale)
