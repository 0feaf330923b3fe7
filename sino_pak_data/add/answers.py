"""What is wrong with one cell, told while it is typed. The check of the whole has the last word.

The standard, grammars, codes and tables of identifiers are those of the check; here they are asked
for one cell, without the rest of its row.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sino_pak_data.add.candidates import identifier, targets
from sino_pak_data.add.csl import known_as
from sino_pak_data.add.new_ids import free
from sino_pak_data.cells import edtf, ids, references
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.package.constraints import violation
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Package


class Fault(NamedTuple):
    """What is wrong, and what to do."""

    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


def fault(package: Package, table: str, name: str, cell: str) -> Fault | None:
    """The first fault of a cell, or None. `package` holds the rows that a cell may point to."""
    schema = package[table].schema
    field = schema.by_name[name]
    if not cell:
        return Fault(f"{field.title} is needed", _example(field)) if field.required else None
    try:
        return (
            _form(field, cell)
            or _unknown(package, targets(schema).get(name, ""), field, cell, (table, name) == ("retired", "record"))
            or (_taken(package, table, cell) if name == identifier(schema) else None)
            or (_known_work(package, name, cell) if table == "sources" and name in {"doi", "url"} else None)
        )
    except Malformed as reason:
        return Fault(str(reason), _example(field))


def _form(field: Field, cell: str) -> Fault | None:
    """Codes, types and shapes. Raises `Malformed` where a grammar is broken."""
    if any(char in cell for char in "\n\r"):
        return Fault("a cell stays on one line")
    limits = field.constraints
    match violation(field, cell):
        case "enum":
            return Fault(ids.unknown(field.title.lower(), cell, field.values))
        case "type":
            wanted = "true or false" if field.type == "boolean" else "a plain number"
            return Fault(f"{cell!r} is not {wanted}", _example(field))
        case "pattern":
            return Fault(f"{cell!r} has not the form of {field.title}", _example(field))
        case "minimum":
            return Fault(f"{cell} is below {limits['minimum']}")
        case "maximum":
            return Fault(f"{cell} is above {limits['maximum']}")
    if field.holds == "date":
        edtf.parse(cell)
    return None


def _unknown(package: Package, target: str, field: Field, cell: str, withdrawn: bool) -> Fault | None:
    """A part of the cell that names no row; a withdrawn record has none. Raises `Malformed`."""
    if field.holds == "record":
        table, key = ids.parse_address(cell)
        if withdrawn:
            return None
        if table not in package.descriptor.authored:
            return Fault(ids.unknown("table", table, package.descriptor.authored))
        return _absent(package, table, [key])
    if field.holds in {"reference", "references"}:
        found = references.parse(cell)
        if field.holds == "reference" and len(found) > 1:
            return Fault("a second reference where one is wanted", "write one row per source")
        return _absent(package, target, [one.source_id for one in found])
    return _absent(package, target, ids.split(cell) if field.many else [cell]) if target else None


def _absent(package: Package, table: str, keys: Collection[str]) -> Fault | None:
    known = package.identifiers(table)
    for key in keys:
        if key not in known:
            gone = package.record(f"retired/{table}/{key}")
            close = package.named(table, key) or ids.nearest(key, known)
            hint = f"did you mean {close!r}?" if close else "?WORD searches"
            return Fault(f"{key!r} stands nowhere in {table}", f"it was retired: {gone['reason']}" if gone else hint)
    return None


def _taken(package: Package, table: str, cell: str) -> Fault | None:
    if free(package, table, cell):
        return None
    gone = package.record(f"retired/{table}/{cell}")
    return Fault(f"{cell!r} was retired and is never given again" if gone else f"{cell!r} is the id of another row")


def _known_work(package: Package, name: str, cell: str) -> Fault | None:
    known = known_as(package, cell if name == "doi" else "", cell if name == "url" else "")
    return Fault(f"this work is in sources already: {known}", f"cite {known}") if known else None


def _example(field: Field) -> str:
    return f"for example {field.example}" if field.example else ""
