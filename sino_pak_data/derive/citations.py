"""`citations`: the references of all tables, one row each, for joins and foreign keys.

`Origins` says which of the cited works are independent: reprints, mirrors and derived works count as their origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sino_pak_data.cells import ids, references
from sino_pak_data.cells.text import Malformed
from sino_pak_data.package.table import Package, Row


def rows(package: Package) -> Iterator[dict[str, str]]:
    """One row per reference, by table, column, record and position in the cell, counted from 1."""
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


def linked(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The unions of the sets that share an element, directly or through others.

    >>> [sorted(group) for group in linked([frozenset("ab"), frozenset("c"), frozenset("bd")])]
    [['c'], ['a', 'b', 'd']]
    """
    groups: list[frozenset[str]] = []
    for each in sets:
        shared = [group for group in groups if group & each]
        groups = [group for group in groups if group not in shared] + [each.union(*shared)]
    return groups


class Origins:
    """The works of a package and what each derives from."""

    def __init__(self, package: Package) -> None:
        self._parents = {row["source_id"]: ids.split(row["derived_from"]) for row in package["sources"].rows}
        self._known: dict[str, frozenset[str]] = {}

    def of(self, source_id: str) -> frozenset[str]:
        """The works a source ultimately rests on: itself, or the origins of all its parents."""
        if source_id not in self._known:
            self._known[source_id] = frozenset({source_id})  # ends a circle of works
            parents = self._parents.get(source_id, [])
            self._known[source_id] = frozenset().union(*map(self.of, parents)) or frozenset({source_id})
        return self._known[source_id]

    def independent(self, source_ids: Iterable[str], of: str) -> list[str]:
        """The sources that share no origin with the work `of`."""
        return [source for source in source_ids if not self.of(source) & self.of(of)]
