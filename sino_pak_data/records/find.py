"""Records of an opened package as text: one by its address, what links to it, and the search by words.

Reads the CSV of a checkout or a built package, and the Parquet of an installed wheel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from sino_pak_data.cells import ids, references
from sino_pak_data.cells.text import folded
from sino_pak_data.derive import citations
from sino_pak_data.package.arrow import cell_text, read_parquet
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.store import Store
from sino_pak_data.package.table import Package, Row, Table, read_table

_WEIGHTS = {"definition": 4, "summary": 3}
_NAME_WEIGHT, _KEY_WEIGHT = 8, 6
_TITLES, _FIRST = ("title", "name", "label"), 3
_MEASURED = {"codings", "readings"}
"""Tables that repeat ids and codes of the records whose coding they measure: many rows, and nothing new about the record."""


class Record(NamedTuple):
    """A row with its table."""

    table: Table
    row: Row

    @property
    def address(self) -> str:
        return self.table.address(self.row)

    @property
    def date(self) -> str:
        """The date of the record in EDTF, or ""."""
        return self.table.schema.date_of(self.row)

    @property
    def heading(self) -> str:
        """What a person would call the record, or its address if it has no name."""
        schema = self.table.schema
        if not schema.named_by and not schema.shown_as:
            return _guessed(self) or self.address
        return schema.heading_of(self.row).replace("-NONE ", " ") or self.address  # a series without partner


def _guessed(record: Record) -> str:
    """What a record of a table that does not say so is probably called: its title, else its first cells."""
    others = [field for field in record.table.schema.fields if field.name not in record.table.schema.key]
    names = [record.row[field.name] for field in others if field.name.casefold() in _TITLES]
    return next(filter(None, names), "") or ", ".join(filter(None, (record.row[one.name] for one in others[:_FIRST])))


def open_records(store: Store, tables: Iterable[str] = ()) -> Package:
    """The authored tables of a store as text, or some of them, whether they are kept as CSV or Parquet."""
    descriptor = Descriptor(store)
    wanted = [descriptor.authored[name] for name in tables or descriptor.authored]
    return Package(descriptor, {resource.name: table_of(descriptor, resource) for resource in wanted})


def table_of(descriptor: Descriptor, resource: Resource) -> Table:
    """A table of a store as text. Raises `PackageError` if it cannot be read."""
    return (
        read_table(descriptor, resource)
        if resource.path.endswith(".csv")
        else _from_parquet(descriptor.store, resource)
    )


def _from_parquet(store: Store, resource: Resource) -> Table:
    names = resource.schema.names
    columns = read_parquet(store, resource.path, names).to_pydict()
    cells = zip(*(map(cell_text, columns[name]) for name in names), strict=True)
    rows = [Row(zip(names, row, strict=True), line) for line, row in enumerate(cells, 2)]  # as in its CSV
    return Table(resource.schema, resource.path, names, rows)


def find(package: Package, wanted: str) -> list[Record]:
    """The records of that address or identifier, in any table; failing that, retired ones."""
    found = [
        Record(table, row)
        for table in package.authored
        if (row := package.identifiers(table.name).get(wanted.removeprefix(f"{table.name}/"))) is not None
    ]
    return found or [
        Record(package["retired"], row)
        for address, row in (package.identifiers("retired") if "retired" in package.descriptor.authored else {}).items()
        if address.partition("/")[2] == wanted
    ]


def similar(package: Package, wanted: str) -> str:
    """The identifier closest to an unknown one."""
    every = [key for table in package.authored for key in package.identifiers(table.name)]
    return ids.nearest(wanted.rpartition("/")[2], every)


def unknown_record(package: Package, wanted: str) -> str:
    """The message about a record that there is not, with the nearest identifier."""
    close = similar(package, wanted)
    return f"no record {wanted!r}" + (f"; did you mean {close!r}?" if close else "")


def citing(package: Package, record: Record) -> list[tuple[references.Reference, Row | None]]:
    """The references of a record, each with the work it names."""
    works = package.identifiers("sources") if "sources" in package.descriptor.authored else {}
    return [
        (reference, works.get(reference.source_id))
        for field in record.table.schema.reference_fields
        for reference in citations.parsed(record.row[field.name])
    ]


def independent(package: Package, cited: Iterable[tuple[references.Reference, Row | None]]) -> int:
    """How many of the references of a record are independent of each other."""
    return package.origins.count({reference.source_id for reference, _ in cited})


def linking(package: Package, record: Record) -> Iterator[tuple[Record, str]]:
    """Every record that points to this one, and the column that does: a reference, foreign key, list or address.

    Codings and readings of the record are left out.
    """
    key = ":".join(record.table.key(record.row))
    for table in package.authored:
        if table.name in _MEASURED:
            continue
        keys = {foreign.field for foreign in table.schema.foreign_keys if foreign.table == record.table.name}
        fields = [
            field.name
            for field in table.schema.fields
            if field.holds == "record" or field.of == record.table.name or field.name in keys
        ]
        for row, name in product(table.rows, fields):
            if row is not record.row and _names(row[name], key, record.address):
                yield Record(table, row), name


def _names(cell: str, key: str, address: str) -> bool:
    if key not in cell:  # most cells: spares the splitting
        return False
    items = [item.partition("[")[0] for item in cell.split(";")]
    return key in items or address in items


def search(package: Package, text: str, tables: tuple[str, ...] = ()) -> list[tuple[Record, int]]:
    """Records of `tables` (default all but codings and readings) that contain every word, whatever case and accents, with their scores.

    The best come first: the closer the words are to a record's name, the higher its score.
    """
    words = folded(text).split()
    hits = [
        (Record(table, row), score)
        for table in package.authored
        if (table.name in tables if tables else table.name not in _MEASURED)
        for row in table.rows
        if (score := _score(table.schema, row, words))
    ]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0].address))


def word_counts(package: Package, text: str, tables: tuple[str, ...] = ()) -> dict[str, int]:
    """Number of records of `tables` that contain each word of the text: shows which word finds nothing."""
    return {word: len(search(package, word, tables)) for word in text.split()}


def _score(schema: Schema, row: Row, words: list[str]) -> int:
    """Sum over the words of the best column each is in; 0 if a word is missing."""
    weights = _WEIGHTS | dict.fromkeys(schema.named_by, _NAME_WEIGHT) | dict.fromkeys(schema.key, _KEY_WEIGHT)
    texts = [(weights.get(name, 1), folded(cell)) for name, cell in row.items() if cell]
    best = [max((weight for weight, text in texts if word in text), default=0) for word in words]
    return sum(best) if all(best) else 0
