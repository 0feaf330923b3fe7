"""Records of an opened package as plain text cells, with what links to them.

Reads the CSV of a checkout or a built package, and the Parquet of an installed wheel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sino_pak_data.cells import ids, references
from sino_pak_data.derive import citations
from sino_pak_data.package import parquet
from sino_pak_data.package.cell_text import cell_text
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.store import Store
from sino_pak_data.package.table import Package, Row, Table, read


class Record(NamedTuple):
    """A row with its table."""

    table: Table
    row: Row

    @property
    def address(self) -> str:
        return self.table.address(self.row)

    @property
    def heading(self) -> str:
        """What names the record to a person; its address where nothing does."""
        return self.table.schema.heading_of(self.row).replace("-NONE ", " ") or self.address  # a series without partner


class Link(NamedTuple):
    """A record that points to another, and the column in which it does."""

    record: Record
    field: str


def open_records(store: Store) -> Package:
    """Every authored table of a store as text, whatever form it has there."""
    descriptor = Descriptor(store)
    if all(resource.path.endswith(".csv") for resource in descriptor.authored.values()):
        return read(descriptor)
    return Package(descriptor, {name: _from_parquet(store, r) for name, r in descriptor.authored.items()})


def find(package: Package, wanted: str) -> list[Record]:
    """The records of that address or identifier, in any table; else the withdrawn ones."""
    table_name, slash, _ = wanted.partition("/")
    found = []
    for table in package.authored:
        key = wanted.removeprefix(f"{table.name}/") if slash and table_name == table.name else wanted
        row = package.identifiers(table.name).get(key)
        if row is not None:
            found.append(Record(table, row))
    return found or [
        Record(package["retired"], row)
        for address, row in package.identifiers("retired").items()
        if address.partition("/")[2] == wanted
    ]


def similar(package: Package, wanted: str) -> str:
    """The identifier nearest to one that stands nowhere."""
    every = [key for table in package.authored for key in package.identifiers(table.name)]
    return ids.nearest(wanted.rpartition("/")[2], every)


def citing(package: Package, record: Record) -> list[tuple[references.Reference, Row | None]]:
    """The references of a record, each with the work it names."""
    works = package.identifiers("sources")
    return [
        (one, works.get(one.source_id))
        for field in record.table.schema.reference_fields
        for one in citations.parsed(record.row[field.name])
    ]


def linking(package: Package, record: Record) -> Iterator[Link]:
    """Every record that points to this one: by reference, foreign key, list or address."""
    key = ":".join(record.table.key(record.row))
    for table in package.authored:
        fields = [field for field in table.schema.fields if _points(table, field.name, record)]
        for row in table.rows:
            for field in fields:
                if row is not record.row and _holds(row[field.name], key, record.address):
                    yield Link(Record(table, row), field.name)


def _points(table: Table, name: str, record: Record) -> bool:
    field = table.schema.by_name[name]
    targets = {key.table for key in table.schema.foreign_keys if key.field == name}
    return field.holds == "record" or field.of == record.table.name or record.table.name in targets


def _holds(cell: str, key: str, address: str) -> bool:
    if key not in cell:
        return False
    items = [item.partition("[")[0] for item in cell.split(";")]
    return key in items or address in items


def _from_parquet(store: Store, resource: Resource) -> Table:
    names = resource.schema.names
    columns = parquet.read(store, resource.path, names).to_pydict()
    rows = [
        Row({name: cell_text(value) for name, value in zip(names, values, strict=True)})
        for values in zip(*(columns[name] for name in names), strict=True)
    ]
    return Table(resource.schema, resource.path, names, rows)
