"""An opened package: tables of text, each row with its line. All rooms share these types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from sino_pak_data.cells import csv_lines, edtf, ids
from sino_pak_data.cells.text import folded
from sino_pak_data.package.descriptor import Descriptor, Resource
from sino_pak_data.package.origins import Origins
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Schema

MEASUREMENTS = frozenset({"codings", "readings"})
"""Tables whose rows say what was measured: they may name a record that was retired since."""


class Row(dict[str, str]):
    """The cells of one row by column name, and the line of the file that it begins on; 0 if it is from no file.

    A column that the row lacks reads as the empty string: reading the file has reported it already.
    """

    __slots__ = ("_written", "line")

    def __init__(self, cells: Iterable[tuple[str, str]] | dict[str, str], line: int = 0, text: str = "") -> None:
        """`text` is the line as written; it is kept only if it is not canonical."""
        dict.__init__(self, cells)
        self.line = line
        self._written = text if text and text != csv_lines.write([*self.values()]) else ""

    def __missing__(self, name: str) -> str:
        return ""

    @property
    def canonical(self) -> bool:
        """Is the line written as `format` writes it?"""
        return not self._written

    @property
    def text(self) -> str:
        """The line as written, without its line end."""
        return self._written or csv_lines.write([*self.values()])

    def as_written(self, header: list[str], name: str) -> str:
        """The cell as written, spaces and all."""
        cells = next((line.cells for line in csv_lines.parse(self.text)), [])
        return dict(zip(header, cells, strict=False)).get(name, self[name])


@dataclass
class Table:
    """The rows of one table. They must not change once a key or a column was asked for.

    file    path in the package, for messages
    header  column names in the order of the file
    """

    schema: Schema
    file: str
    header: list[str]
    rows: list[Row] = field(default_factory=list)
    _distinct: dict[str, Set[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.schema.table

    def key(self, row: Row) -> tuple[str, ...]:
        """The cells that identify a row; its line, in a table without a key."""
        return tuple(row[part] for part in self.schema.key) or (str(row.line),)

    def address(self, row: Row) -> str:
        return ids.address(self.name, self.key(row))

    def column(self, row: Row, name: str) -> int:
        """Character of the line at which the cell of a column begins, from 1."""
        if name not in self.header:
            return 1
        starts = csv_lines.offsets(row.text)
        at = self.header.index(name)
        return starts[at] + 1 if at < len(starts) else len(row.text) + 1

    @cached_property
    def keys(self) -> list[tuple[str, ...]]:
        """The key of every row, in the order of the rows."""
        if not self.schema.key:
            return [*map(self.key, self.rows)]
        return list(zip(*(map(itemgetter(part), self.rows) for part in self.schema.key), strict=True))

    @cached_property
    def by_key(self) -> dict[tuple[str, ...], Row]:
        """The first row of every key."""
        found: dict[tuple[str, ...], Row] = {}
        for key, row in zip(self.keys, self.rows, strict=True):
            found.setdefault(key, row)
        return found

    def distinct(self, name: str) -> Set[str]:
        """The distinct cells of a column, the empty one too."""
        if name not in self._distinct:
            self._distinct[name] = frozenset(map(itemgetter(name), self.rows))
        return self._distinct[name]

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """First and last year that its rows are dated by; None if they have no dates."""
        dates = map(edtf.parsed, {self.schema.date_of(row) for row in self.rows})
        years = [year for date in dates if date for year in date.years()]
        return (min(years), max(years)) if years else None

    def grouped(self, name: str) -> dict[str, list[Row]]:
        """The rows by their cell of a column, the empty one too."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row[name], []).append(row)
        return found


class Package:
    """A descriptor with its tables read."""

    def __init__(self, descriptor: Descriptor, tables: Mapping[str, Table]) -> None:
        self.descriptor = descriptor
        self.tables = dict(tables)
        self._identifiers: dict[str, dict[str, Row]] = {}

    def __getitem__(self, name: str) -> Table:
        """The table; without rows if it could not be read."""
        if name not in self.tables:
            resource = self.descriptor.table(name)
            self.tables[name] = Table(resource.schema, resource.path, resource.schema.names)
        return self.tables[name]

    @cached_property
    def authored(self) -> list[Table]:
        return [self[name] for name in self.descriptor.authored]

    def identifiers(self, name: str) -> Mapping[str, Row]:
        """The rows of an authored table by their identifier: the key, its parts joined with a colon."""
        if name not in self._identifiers:
            rows = self[name].by_key if name in self.descriptor.authored else {}
            self._identifiers[name] = {":".join(key): row for key, row in rows.items()}
        return self._identifiers[name]

    @cached_property
    def origins(self) -> Origins:
        """What each work derives from."""
        return Origins(self["sources"].rows if "sources" in self.descriptor.authored else ())

    def named(self, table: str, name: str) -> str:
        """The identifier of the row of a table with this name, or "". Case and accents are ignored.

        Names or identifiers separated by commas give a list: "China, PAK" is CHN;PAK.
        """
        whole = self._names.get((table, folded(name)), "")
        if whole or "," not in name:
            return whole
        known = self.identifiers(table)
        parts = [part if part in known else self.named(table, part) for part in map(str.strip, name.split(","))]
        return ";".join(parts) if all(parts) else ""

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        named = [table for table in self.authored if "name" in table.schema.named_by]
        rows = ((table.name, key, row) for table in named for key, row in self.identifiers(table.name).items())
        return {(table, folded(row["name"])): key for table, key, row in rows}

    def record(self, address: str) -> Row | None:
        """The row that an address names, or None."""
        name, _, key = address.partition("/")
        return self.identifiers(name).get(key)


def read(descriptor: Descriptor) -> Package:
    """Every authored table of a package that was checked; `reading.reader` reads one with problems.

    Raises `PackageError` if a table cannot be read.
    """
    return Package(descriptor, {name: read_table(descriptor, r) for name, r in descriptor.authored.items()})


def read_table(descriptor: Descriptor, resource: Resource) -> Table:
    """One table of such a package, without the columns that a build added. Raises `PackageError` if it cannot be read.

    A table that is not kept canonical may end its lines in any way, and have blank ones and spaces around its cells.
    """
    canonical, own = resource.schema.canonical, {*resource.schema.names}
    try:
        text = descriptor.store.read(resource.path).decode("utf-8" if canonical else "utf-8-sig")
        parsed = csv_lines.parse(text if canonical else text.replace("\r\n", "\n").replace("\r", "\n"))
        header = next(parsed).cells
        if not canonical:
            header = [*map(str.strip, header)]
            parsed = (one._replace(cells=[*map(str.strip, one.cells)], text="") for one in parsed if one.text.strip())
        added = [*header] != resource.schema.names
        pairs = ((line, zip(header, line.cells, strict=True)) for line in parsed)
        rows = [
            Row([pair for pair in cells if pair[0] in own] if added else cells, line.number, line.text if added else "")
            for line, cells in pairs
        ]
    except (OSError, ValueError, StopIteration) as reason:
        raise PackageError(f"{resource.path}: cannot be read ({reason}); check or verify the package") from None
    return Table(resource.schema, resource.path, header, rows)
