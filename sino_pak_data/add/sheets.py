"""Sheets for a spreadsheet: what a coder or reader sees of the sampled records, and the filled sheets as new rows.

A coding sheet is blind: it gives the record with its works, and empty columns for its codes; nothing of the codes that
the table has. A reading sheet gives every cell of the row, to be held against its sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.cells import csv_lines, ids
from sino_pak_data.cells.references import Reference
from sino_pak_data.cells.text import counted
from sino_pak_data.derive import citations
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package, Row, Table

READING = ("verdict", "finding")
"""What a reader fills in."""

_UNITS = {"currency"}
"""Code lists of units, which the source states: nothing to code."""
_OF_CLAIM = ("statement", "actors", "period", "mechanism")


def coded(schema: Schema) -> list[str]:
    """The columns of a table that coders fill in: those with a code list or a list of actors."""
    coded_by = (field for field in schema.fields if field.codes or field.of == "actors")
    return [field.name for field in coded_by if field.code_list not in _UNITS]


def coding_sheet(package: Package, table: Table, rows: Sequence[Row]) -> str:
    """A blind sheet of these rows as CSV."""
    return _sheet(package, table, rows, coded(table.schema), blind=True)


def reading_sheet(package: Package, table: Table, rows: Sequence[Row]) -> str:
    """A sheet with the rows as they are, to be read against their sources."""
    return _sheet(package, table, rows, READING, blind=False)


def _sheet(package: Package, table: Table, rows: Sequence[Row], to_fill: Sequence[str], blind: bool) -> str:
    seen: list[tuple[dict[str, str], list[str]]] = []
    for row in rows:
        linked = package.record(row["record"]) if "record" in row else None
        shown = _shown(package, table, row, linked) if blind else {**row, **_of_link(package, row, linked)}
        shown.pop("record", "")  # of a row of evidence: its address contains it
        works = _works(package, row if linked is None else linked)
        seen.append(({"record": table.address(row), **shown}, [*works]))
    names = list(dict.fromkeys(name for cells, _ in seen for name in cells))
    most = max(len(works) for _, works in seen)
    header = [*names, *(f"source {n}" for n in range(1, 1 + most)), *to_fill]
    lines = (
        [*(cells.get(name, "") for name in names), *works, *[""] * (most - len(works) + len(to_fill))]
        for cells, works in seen
    )
    # Excel reads a CSV as UTF-8 only if it begins with a byte order mark.
    return "\ufeff" + csv_lines.document(header, lines)


def _shown(package: Package, table: Table, row: Row, linked: Row | None) -> dict[str, str]:
    """What a blind coder may see of a record."""
    if "claim_id" in row:
        return _of_link(package, row, linked)
    return {"date": table.schema.date_of(row), "title": table.schema.heading_of(row)}


def _of_link(package: Package, row: Row, linked: Row | None) -> dict[str, str]:
    """The claim and the record that a row of evidence joins; nothing for other rows."""
    claim = package.identifiers("claims").get(row["claim_id"])
    if claim is None or linked is None:
        return {}
    schema = package[row["record"].partition("/")[0]].schema
    return {
        **{f"claim: {name}": claim[name] for name in _OF_CLAIM},
        "record: title": schema.heading_of(linked),
        "record: date": schema.date_of(linked),
        "record: text": linked["summary"] or f"{linked['value']} {linked['unit']}".strip(),
    }


def _works(package: Package, row: Row) -> Iterator[str]:
    works = package.identifiers("sources")
    for reference in citations.parsed(row["sources"] or row["source"]):
        yield _work(reference, works.get(reference.source_id))


def _work(reference: Reference, work: Row | None) -> str:
    """A work with the place in it, and what its weight depends on."""
    if work is None:
        return str(reference)
    authors, date = work["authors"].replace(";", "; "), f"({work['published'] or 'no date'})"
    home = ", ".join(filter(None, (work["container"], work["publisher"])))
    parts = [authors, date, work["title"], home, work["url"] or work["doi"]]
    weight = [f"{name} {work[name]}" for name in ("kind", "side", "primary", "status", "derived_from") if work[name]]
    place = f" Place: {reference.locator}." if reference.locator else ""
    cited = ". ".join(part.rstrip(".") for part in parts if part)
    return f"{cited}.{place} [{reference.source_id}: {'; '.join(weight)}]"


def codings(text: str, name: str, sample: Row, coder: str, day: str, schema: Schema) -> list[New]:
    """The rows of `codings` of a filled sheet; `schema` is that of the sampled table. Raises `Unusable`."""
    given, columns = {"sample_id": sample["sample_id"], "coder": coder, "coded": day}, coded(schema)
    rows = []
    for origin, cells in _filled(text, name, sample, columns):
        for field in columns:
            code = cells[field]
            if schema.by_name[field].many:
                code = ";".join(sorted(filter(None, map(str.strip, ids.split(code)))))
            made = {**given, "record": cells["record"], "field": field, "code": code}
            rows.append(New("codings", made, f"{origin}, {field}"))
    return rows


def readings(text: str, name: str, sample: Row, day: str) -> list[New]:
    """The rows of `readings` of a filled sheet. Raises `Unusable`."""
    given = {"sample_id": sample["sample_id"], "read": day}
    return [
        New("readings", {**given, **{column: cells[column] for column in ("record", *READING)}}, origin)
        for origin, cells in _filled(text, name, sample, READING)
    ]


def _filled(text: str, name: str, sample: Row, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Place and cells of each line of a filled sheet that is not empty."""
    lines = [line for line in csv_lines.parse(text) if any(cell.strip() for cell in line.cells)]
    header = [cell.strip() for cell in lines[0].cells] if lines else []
    missing = [column for column in ("record", *columns) if column not in header]
    if missing:
        reason = "save the sheet as CSV UTF-8 with commas, and keep its first line"
        raise Unusable(f"{name}:1: no column {', '.join(missing)}: {reason}")
    if len(lines) - 1 != int(sample["size"]):
        raise Unusable(f"{name}: {counted(len(lines) - 1, 'record')}, but {sample['sample_id']} has {sample['size']}")
    for line in lines[1:]:
        cells = dict(zip_longest(header, map(str.strip, line.cells), fillvalue=""))
        yield f"{name}:{line.number}", cells
