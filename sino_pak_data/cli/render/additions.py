"""New rows as text and JSON: what would be added, what was added, and what to commit."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from itertools import starmap

from sino_pak_data.add.settle import Settled
from sino_pak_data.cli.render.records import page
from sino_pak_data.cli.terminal import visible, width
from sino_pak_data.loader.records import Record, citing

_NAMED = 3
Known = Sequence[tuple[str, str]]
"""Works that are in sources already: the DOI or address that was given, and the id."""


def rows(settled: Settled, known: Known) -> str:
    """Every new row in full, its sources resolved."""
    parts = [visible(f"{given} is in sources already: {key}") for given, key in known]
    for new, (table, row) in zip(settled.rows, settled.placed, strict=True):
        if new.origin:
            parts.append(visible(f"{new.origin} becomes {table.file}:{row.line}"))
        record = Record(table, row)
        parts.append(page(record, citing(settled.addition.package, record), [], width()))
    return "\n".join(parts)


def origins(settled: Settled) -> dict[tuple[str, int], str]:
    """Where each new line came from, by file and line."""
    pairs = zip(settled.rows, settled.placed, strict=True)
    return {(table.file, row.line): new.origin for new, (table, row) in pairs if new.origin}


def commands(settled: Settled) -> list[str]:
    """The shell commands that commit the rows."""
    addresses = [table.address(row) for table, row in settled.placed]
    names = ", ".join(addresses) if len(addresses) <= _NAMED else f"{len(addresses)} rows"
    files = [os.path.relpath(settled.addition.root / file) for file in settled.addition.after]
    return [f"git add {shlex.join(files)}", f"git commit -m {shlex.quote(f'Add {names}')}"]


def ending(settled: Settled, written: bool) -> str:
    """What became of the rows, and what to do next."""
    if settled.errors:
        return "\nNothing was added: correct the errors above and run the command again."
    if not settled.rows:
        return "Nothing to add."
    if not written:
        lines = [f"{table.file}: {visible(row.text)}" for table, row in settled.placed]
        return "\n".join(["", "Dry run, nothing was written. The new lines would be:", *lines])
    return "\n".join(["", "Written. To commit:", *(f"  {command}" for command in commands(settled))])


def as_json(settled: Settled, known: Known, written: bool) -> str:
    """The result as one JSON object."""
    pairs = zip(settled.rows, starmap(Record, settled.placed), strict=True)
    result = {
        "written": written,
        "rows": [
            {"record": r.address, "table": r.table.name, "line": r.row.line, "origin": new.origin, "cells": dict(r.row)}
            for new, r in pairs
        ],
        "known": [{"given": given, "source_id": key} for given, key in known],
        "problems": [asdict(problem) for problem in settled.problems],
        "commands": commands(settled) if written else [],
    }
    return json.dumps(result, indent=2, ensure_ascii=False)
