"""The header of a table: that it names the columns of the schema, each once."""

from __future__ import annotations

from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.ids import nearest
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Schema
from sino_pak_data.reading.faults import Faults
from sino_pak_data.reading.limits import MOST_COLUMNS

_RULE = "wrong-header"


def names(line: csv_lines.Line, comma: str, schema: Schema, descriptor: Descriptor, faults: Faults) -> list[str] | None:
    """The column names, or None when a needed one is missing or stands twice.

    A column without a name keeps its place as "", to be left out where its cells are empty.
    """
    found = [cell.strip() for cell in line.cells]
    wanted = schema.names
    at = csv_lines.offsets(line.text, comma)
    if len(found) > MOST_COLUMNS:
        faults.add(_RULE, f"the header has {len(found):,} columns, {schema.table} has {len(wanted)}", _header(schema))
        return None
    stranger = _stranger(found, schema, descriptor)
    if stranger:
        faults.add(_RULE, stranger, _header(schema), value=line.text[:40])
        return None
    missing = [name for name in wanted if name not in found]
    for place, name in enumerate(found):
        twice = name in found[:place]
        if not name or (name in wanted and not twice):
            continue
        meant = _meant(name, place, missing, schema)
        if meant:
            missing.remove(meant)
        guess = f"did you mean {meant!r}?" if meant else ""
        if twice:
            hint = guess or "delete one of the two"
            faults.add("duplicated-column", f"the column {name!r} stands twice", hint, 1, at[place] + 1, name)
        else:
            hint = guess or f"the columns are {', '.join(wanted)}"
            faults.add(_RULE, f"{name!r} is no column of {schema.table}", hint, 1, at[place] + 1, name)
    if missing:
        faults.add(_RULE, f"missing column {', '.join(missing)}", _header(schema), 1, len(line.text) + 1)
    named = [name for name in found if name]
    return None if _RULE in faults or "duplicated-column" in faults or len(named) < len(wanted) else found


def _header(schema: Schema) -> str:
    return f"the header is {','.join(schema.names)}"


def _meant(name: str, place: int, missing: list[str], schema: Schema) -> str:
    """The missing column that stands under a wrong name: the nearest, else the one of that place."""
    close = nearest(name, missing)
    return close or (schema.names[place] if place < len(schema.names) and schema.names[place] in missing else "")


def _stranger(found: list[str], schema: Schema, descriptor: Descriptor) -> str:
    """What the first line is, if it is not the header of this table with a fault in it."""
    for other in descriptor.authored.values():
        if found == other.schema.names and other.name != schema.table:
            return f"this is the header of {other.name}, not of {schema.table}"
    return "" if set(found) & set(schema.names) else "the first line is no header: it has none of the column names"
