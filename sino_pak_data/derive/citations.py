"""`citations`: the references of all tables, one row each, so that joins and foreign keys can use them."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.cells import references
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.package.table import Package, Row, Table


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per reference, in the order of its table and record. A cell that cannot be parsed has none."""
    for table, row, field, reference, position in each(package):
        yield {
            "record": table.address(row),
            "field": field,
            "position": str(position),
            "source_id": reference.source_id,
            "locator": reference.locator,
        }


def each(package: Package) -> Iterator[tuple[Table, Row, str, references.Reference, int]]:
    """Every reference with the table, row and column that carry it and its rank in the cell, from 1."""
    for table in package.authored:
        for field in table.schema.reference_fields:
            for row in table.rows:
                for position, reference in enumerate(parsed(row[field.name]), 1):
                    yield table, row, field.name, reference, position


def parsed(cell: str) -> tuple[references.Reference, ...]:
    """The references of a cell; none where it is malformed, which a rule tells."""
    try:
        return references.parse(cell) if cell else ()
    except Malformed:
        return ()
