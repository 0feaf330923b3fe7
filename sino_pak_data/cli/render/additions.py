"""New rows as text: the question for a column, what was found, what was written and what to commit."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import click

from sino_pak_data.cli.render.records import hits, page
from sino_pak_data.loader.records import Hit, Record, citing
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Package

_FEW_HITS = 8
_FEW_NAMES = 3


class Outcome(NamedTuple):
    """What came of an addition.

    records   the new rows, in the package as it would be or is
    origins   where each was handed over: file and line, or ""
    known     works that stand in sources already: what was given, and the id
    problems  what the rows bring: errors refuse them, warnings do not
    files     tables to commit, by their path from the folder where the command runs
    written   do the rows stand in the tables?
    """

    package: Package
    records: Sequence[Record]
    origins: Sequence[str]
    known: Sequence[tuple[str, str]]
    problems: Sequence[Problem]
    files: Sequence[str]
    written: bool = False

    @property
    def places(self) -> dict[tuple[str, int], str]:
        """Where the new lines were handed over, by file and line."""
        handed = zip(self.records, self.origins, strict=True)
        return {(record.table.file, record.row.line): origin for record, origin in handed if origin}


def explained(field: Field) -> str:
    """Title, description and example of a column."""
    need = "" if field.required else " (optional)"
    example = f" For example: {field.example}" if field.example else ""
    return f"{click.style(field.title, bold=True)}{need}: {field.description}{example}"


def choices(field: Field, words: str = "") -> str:
    """The codes of a column, a line each, those with the word first asked for."""
    listed = [
        code for code in field.codes if words.casefold() in f"{code.value} {code.label} {code.description}".casefold()
    ]
    width = max((len(code.value) for code in listed), default=0)
    return "\n".join(f"  {code.value:<{width}}  {code.label}: {code.description}" for code in listed)


def found(hit: Sequence[Hit], words: str) -> str:
    """What a search in a prompt has found."""
    return hits(list(hit), _FEW_HITS, "narrow the words") if hit else f"  no record contains all of: {words}"


def rows(outcome: Outcome) -> str:
    """Every new row in full, its sources resolved."""
    told = [f"{given} is in sources already: {key}" for given, key in outcome.known]
    placed = zip(outcome.records, outcome.origins, strict=True)
    return "\n".join(
        told + [_place(one, origin) + page(one, citing(outcome.package, one), []) for one, origin in placed]
    )


def _place(record: Record, origin: str) -> str:
    return f"{origin} becomes {record.table.file}:{record.row.line}\n" if origin else ""


def commands(outcome: Outcome) -> list[str]:
    """What to type in order to commit the rows."""
    addresses = [record.address for record in outcome.records]
    named = ", ".join(addresses) if len(addresses) <= _FEW_NAMES else f"{len(addresses)} rows"
    return [f"git add {shlex.join(outcome.files)}", f"git commit -m {shlex.quote(f'Add {named}')}"]


def ending(outcome: Outcome) -> str:
    """What became of the rows, and what to do next."""
    if any(problem.severity == "error" for problem in outcome.problems):
        return "\nNothing was added: correct what the lines above say, and run it again."
    if not outcome.records:
        return "Nothing to add."
    if not outcome.written:
        lines = [f"{record.table.file}: {record.row.text}" for record in outcome.records]
        return "\n".join(["", "Nothing was written: this was a dry run. The lines would be", *lines])
    return "\n".join(["", "Written. To commit:", *(f"  {one}" for one in commands(outcome))])


def as_json(outcome: Outcome) -> str:
    """The outcome as one JSON object."""
    shown: Mapping[str, Any] = {
        "written": outcome.written,
        "rows": [
            {"record": r.address, "table": r.table.name, "line": r.row.line, "origin": origin, "cells": dict(r.row)}
            for r, origin in zip(outcome.records, outcome.origins, strict=True)
        ],
        "known": [{"given": given, "source_id": key} for given, key in outcome.known],
        "problems": [asdict(problem) for problem in outcome.problems],
        "commands": commands(outcome) if outcome.written else [],
    }
    return json.dumps(shown, indent=2, ensure_ascii=False)
