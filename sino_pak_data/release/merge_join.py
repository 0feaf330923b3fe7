"""The same table of two packages, each as text sorted by key, and a merge join of the two.

A row is parsed only up to its key, and one that both sides have as the same text only once, so a million rows are joined
in a second; memory is the two texts. Where nothing identifies a row, all that both sides have of it does: a changed row is one removed and one added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO, TextIOWrapper

from sino_pak_data.cells import csv_lines
from sino_pak_data.derive.tables import BUILT
from sino_pak_data.package import derived
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import read

Key = tuple[str, ...]


class Unsorted(Exception):
    """The rows of a table are not in the order of their keys."""


@dataclass
class Side:
    """A table as one package has it: its schema, the columns of its file, its text.

    A package without the table has the schema of the other one and no rows.
    """

    schema: Schema
    file: str
    key: Key
    header: list[str]
    content: bytes
    place: str

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.content.count(b"\n") - 1 if self.content else 0

    def cells(self, line: str) -> dict[str, str]:
        """The cells of a line by column. Raises `PackageError` if it has too few or too many."""
        cells = _split(line) if self.schema.canonical else [*map(str.strip, _split(line))]
        if len(cells) != len(self.header):
            raise self.unreadable(f"a row has {len(cells)} cells, the header {len(self.header)}: {line[:60]}")
        return dict(zip(self.header, cells, strict=True))

    def unreadable(self, what: str) -> PackageError:
        """The error for a table whose rows are not certain."""
        return PackageError(f"{self.file} in {self.place}: {what}. Run `sino-pak-data check` there first")


def merge_join(old: Side, new: Side) -> Iterator[tuple[Key, str | None, str | None]]:
    """Key, old row and new row by ascending key; None on the side that lacks the key. Rows of the same text and columns are passed over.

    Raises `Unsorted` at the first row below a higher key, and `PackageError` at a duplicate key.
    """
    olds, news = _Cursor(old), _Cursor(new)
    alike = old.header == new.header and old.key == new.key and bool(old.schema.key and new.schema.key)
    while olds.row is not None or news.row is not None:
        if alike and olds.row == news.row:
            news.pass_over(olds)
        elif news.row is None or (olds.row is not None and olds.key < news.key):
            yield olds.key, olds.row, None
            olds.step()
        elif olds.row is None or news.key < olds.key:
            yield news.key, None, news.row
            news.step()
        else:
            yield olds.key, olds.row, news.row
            olds.step()
            news.step()


class _Cursor:
    """The rows of a table one by one, each with a key above the last; `row` is None after the last one."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.rows = _rows(side)
        self.key_of = _key_reader(side)
        self.key: Key = ()
        self.row: str | None = None
        self.step()

    def step(self) -> None:
        self.row = next(self.rows, None)
        if self.row is not None:
            self.key = self._above(self.key, self.key_of(self.row))

    def pass_over(self, other: _Cursor) -> None:
        """Go on, both, to the first rows that differ. What they share is taken apart once."""
        rows, others, key_of, last = self.rows, other.rows, self.key_of, self.key
        row, of_other = next(rows, None), next(others, None)
        while row == of_other and row is not None:
            key = key_of(row)
            if key <= last:
                self._above(last, key)
            last, row, of_other = key, next(rows, None), next(others, None)
        for one, found in ((self, row), (other, of_other)):
            one.row = found
            one.key = last if found is None else one._above(last, one.key_of(found))

    def _above(self, last: Key, key: Key) -> Key:
        if key == last:
            raise self.side.unreadable(f"two rows have the key {':'.join(key)}")
        if key < last:
            raise Unsorted
        return key


def keyed_rows(side: Side) -> Iterator[tuple[Key, str]]:
    """Key and text of every row, in the order of the file."""
    key_of = _key_reader(side)
    return ((key_of(row), row) for row in _rows(side))


def _rows(side: Side) -> Iterator[str]:
    """The text of every row, in the order of the file."""
    if side.schema.canonical:
        text = TextIOWrapper(BytesIO(side.content), "utf-8-sig", newline="\n")
        next(text, None)
        return (line.rstrip("\r\n") for line in text)
    text = TextIOWrapper(BytesIO(side.content), "utf-8-sig", "replace", newline=None)
    found = csv_lines.rows(line.removesuffix("\n") for line in text)
    next(found, None)
    return (
        row
        for row in found
        if row.strip(' ,"\n') or any(cell.strip() for one in csv_lines.parse(row) for cell in one.cells)
    )


def _key_reader(side: Side) -> Callable[[str], Key]:
    """The function from a row to its key; it is called once for each row, for without a key rows are counted."""
    positions, canonical = [side.header.index(part) for part in side.key], side.schema.canonical
    enough = max(positions, default=-1) + 1

    def key_of(row: str) -> Key:
        cells = row.split(",", enough)[:enough]
        if '"' in "".join(cells):
            cells = _split(row)
        if len(cells) < enough:
            raise side.unreadable(f"a row has no key: {row[:60]!r}")
        key = tuple([cells[position] for position in positions])
        return key if canonical else tuple(map(str.strip, key))

    def first(row: str) -> Key:  # the same for the key of most tables, in half the time
        cell = row.partition(",")[0]
        return key_of(row) if '"' in cell or not canonical else (cell,)

    if side.schema.key:
        return first if positions == [0] else key_of
    times: Counter[Key] = Counter()

    def counted(row: str) -> Key:
        key = key_of(row)
        times[key] += 1
        return key if times[key] == 1 else (*key, str(times[key]))

    return counted


def in_order(side: Side) -> Side:
    """The same table with its rows sorted by key."""
    lines = "".join(f"{line}\n" for _, line in sorted(keyed_rows(side), key=lambda row: row[0]))
    return replace(side, content=f"{csv_lines.write(side.header)}\n{lines}".encode())


def sides(old: Descriptor, new: Descriptor, name: str) -> tuple[Side, Side]:
    """A table of both packages, with the same key wherever both have the columns of one of the keys."""
    before, after = side_of(old, name), side_of(new, name)
    if before and after:
        shared = [part for part in before.header if part in after.header]
        for key in (after.key, before.key, *([tuple(shared)] if shared else [])):
            if key and set(key) <= set(shared):
                return replace(before, key=key), replace(after, key=key)
        return before, after
    present = before or after
    if present is None:
        raise PackageError(f"neither package has the table {name}")
    present = present if present.key else replace(present, key=tuple(present.header))
    absent = replace(present, content=b"")
    before, after = before and present, after and present
    return before or absent, after or absent


def side_of(descriptor: Descriptor, name: str) -> Side | None:
    """A table of a package, or None; a built table that the package does not contain is derived from its rows."""
    resource = (descriptor.authored | descriptor.built).get(name)
    if resource is None:
        return None
    schema, store = resource.schema, descriptor.store
    if store.exists(resource.path):
        content = store.read(resource.path)
    elif schema.built:
        content = _derived(descriptor, schema)
    else:
        raise PackageError(f"{resource.path} is missing in {store.place}")
    header = [*map(str.strip, _split(BytesIO(content).readline().decode("utf-8-sig", "replace").rstrip("\r\n")))]
    side = Side(schema, resource.path, schema.key, header, content, store.place)
    added = {one.name for field in schema.fields for one in derived.columns(field)} - {*schema.names}
    side = _without(side, added) if added & {*header} else side
    if missing := [part for part in schema.key if part not in header]:
        raise side.unreadable(f"the header lacks {', '.join(missing)}")
    return side


def _without(side: Side, columns: Set[str]) -> Side:
    """The same table without some columns: a published CSV has those that the build adds, and a clone has not."""
    kept = [at for at, name in enumerate(side.header) if name not in columns]
    names, *rows = ([line.cells[at] for at in kept] for line in csv_lines.parse(side.content.decode("utf-8-sig")))
    return replace(side, header=names, content=csv_lines.document(names, rows).encode())


def _split(line: str) -> list[str]:
    return next(csv_lines.parse(line)).cells


_package = lru_cache(maxsize=2)(read)  # read once for all tables that are derived from it


def _derived(descriptor: Descriptor, schema: Schema) -> bytes:
    """The text of a built table, derived by today's code from the rows of a package."""
    try:
        rows = schema.in_order(BUILT[schema.table](_package(descriptor)))
    except (LookupError, ValueError, TypeError, AttributeError) as reason:
        raise PackageError(
            f"{schema.table} cannot be derived from the rows of {descriptor.store.place} ({reason!r}): "
            "name authored tables with --table, or compare built packages"
        ) from None
    return csv_lines.document(schema.names, (map(row.__getitem__, schema.names) for row in rows)).encode()
