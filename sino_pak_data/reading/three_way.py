"""Merges what two branches did to a table row by row, where git compares lines.

A row has a key, so what happened to it on each side is certain: what one side added, changed or deleted is taken, and
so are cells of one row that the two sides changed apart. What both did differently is left between git's markers.
"""

from __future__ import annotations

from typing import NamedTuple

from sino_pak_data.cells import csv_lines, ids
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Schema

Cells = dict[str, str]


class Merged(NamedTuple):
    """The text of the merged table, rows in the order of their keys, and what is left to decide, a sentence each."""

    text: str
    conflicts: list[str]


def merge(schema: Schema, base: str, ours: str, theirs: str) -> Merged:
    """Merge three texts of a table. Raises `PackageError` if one has other columns than the schema, or unclear rows.

    base  the text before both; "" if both sides added the table
    """
    old, one, other = (_rows(schema, text) for text in (base, ours, theirs))
    lines, conflicts = [csv_lines.write(schema.names)], []
    for key in sorted(old.keys() | one.keys() | other.keys()):
        sides = one.get(key), other.get(key)
        row, unclear = _merged(old.get(key), *sides)
        if unclear:
            conflicts.append(f"{ids.address(schema.table, key)}: {unclear}")
            written = [[csv_lines.write([*side.values()])] if side else [] for side in sides]
            lines += ["<<<<<<< ours", *written[0], "=======", *written[1], ">>>>>>> theirs"]
        elif row:
            lines.append(csv_lines.write([*row.values()]))
    return Merged("".join(f"{line}\n" for line in lines), conflicts)


def _merged(old: Cells | None, one: Cells | None, other: Cells | None) -> tuple[Cells | None, str]:
    """The row, None if it is deleted; and what both sides did differently, or ""."""
    if one == other or other == old:
        return one, ""
    if one == old:
        return other, ""
    if one is None or other is None:
        return None, "one side deleted it, the other changed it"
    before = old or {}
    unclear = [name for name in one if one[name] != other[name] and before.get(name) not in (one[name], other[name])]
    if unclear:
        return None, f"both sides {'changed' if old else 'added'} it with different {', '.join(unclear)}"
    return {name: other[name] if one[name] == before.get(name) else one[name] for name in one}, ""


def _rows(schema: Schema, text: str) -> dict[tuple[str, ...], Cells]:
    """The rows by key, with the columns in the order of the schema."""
    if not text:
        return {}
    head, *lines = csv_lines.parse(text)
    if sorted(head.cells) != sorted(schema.names):
        raise PackageError("the columns are not those of its schema on both sides: merge it by hand")
    found: dict[tuple[str, ...], Cells] = {}
    for line in lines:
        if len(line.cells) != len(head.cells):
            raise PackageError(f"a row has {len(line.cells)} cells, the header {len(head.cells)}: {line.cells[0]!r}")
        cells = dict(zip(head.cells, line.cells, strict=True))
        key = tuple(cells[part] for part in schema.key)
        if key in found:
            raise PackageError(f"two rows have the key {':'.join(key)}: merge it by hand")
        found[key] = {name: cells[name] for name in schema.names}
    return found
