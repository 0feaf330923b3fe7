"""`citations`: the references of all tables, one row each, for joins and foreign keys."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import references
from sino_pak_data.cells.text import Malformed
from sino_pak_data.package.table import Package, Row


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per reference, by table, column, record and position in the cell, counted from 1."""
    origins = package.origins
    for table in package.authored:
        for field in table.schema.reference_fields:
            for row in table.rows:
                for position, reference in enumerate(parsed(row[field.name]), 1):
                    yield {
                        "record": table.address(row),
                        "field": field.name,
                        "position": str(position),
                        "source_id": reference.source_id,
                        "locator": reference.locator,
                        "origin": ";".join(sorted(origins.of(reference.source_id))),
                    }


def parsed(cell: str) -> tuple[references.Reference, ...]:
    """The references of a cell; none if it is malformed, which a rule reports."""
    try:
        return references.parse(cell) if cell else ()
    except Malformed:
        return ()


def works(cell: str) -> list[str]:
    """The ids of the works that a cell names, in their order."""
    return [reference.source_id for reference in parsed(cell)]


def of_record(record: Row) -> tuple[references.Reference, ...]:
    """The references that document a record: several `sources`, or the one `source` of what is one work's word."""
    return parsed(record["sources"] or record["source"])


def works_of(record: Row) -> list[str]:
    """The ids of the works that document a record, in their order."""
    return [reference.source_id for reference in of_record(record)]
