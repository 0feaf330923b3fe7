"""Tables as sorted cards, a key and a line each, and the walk through two of them at once.

A line is taken apart up to its key only, so a million rows are walked in seconds; memory is the two
texts. `sides` gives the same table of two packages, keyed alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from operator import itemgetter

from sino_pak_data.cells import csv_lines
from sino_pak_data.derive.tables import BUILT
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package, read

Key = tuple[str, ...]
Card = tuple[Key, str]


class Unsorted(Exception):
    """The rows of a table do not stand in the order of their keys."""


@dataclass
class Side:
    """A table as one package has it: its schema, the columns of its file, its text.

    A package that lacks the table has the schema of the other one and no rows.
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
        """A line of the file as cells by column."""
        cells = _split(line)
        if len(cells) != len(self.header):
            raise _unreadable(self, f"a row has {len(cells)} cells, the header {len(self.header)}: {line[:60]}")
        return dict(zip(self.header, cells, strict=True))


def walk(old: Iterator[Card], new: Iterator[Card]) -> Iterator[tuple[Key, str | None, str | None]]:
    """Both sides by ascending key; a side that lacks a key has None."""
    before, after = next(old, None), next(new, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before[0] < after[0]):
            assert before is not None
            yield before[0], before[1], None
            before = next(old, None)
        elif before is None or after[0] < before[0]:
            yield after[0], None, after[1]
            after = next(new, None)
        else:
            yield before[0], before[1], after[1]
            before, after = next(old, None), next(new, None)


def keyed(side: Side) -> Iterator[Card]:
    """Key and line of every row. Raises `Unsorted` at the first row that stands above a lower key."""
    last: Key = ()
    for key, line in cards(side):
        if key <= last:
            if key == last:
                raise _unreadable(side, f"two rows have the key {':'.join(key)}")
            raise Unsorted
        last = key
        yield key, line


def cards(side: Side) -> Iterator[Card]:
    """Key and line of every row, in the order of the file. A line is taken apart up to its key only."""
    places = [side.header.index(part) for part in side.key]
    enough = max(places) + 1
    text = TextIOWrapper(BytesIO(side.content), "utf-8-sig", newline="\n")
    next(text, None)
    for raw in text:
        line = raw.rstrip("\r\n")
        cells = line.split(",", enough)[:enough]
        if '"' in "".join(cells):
            cells = _split(line)
        if len(cells) < enough:
            raise _unreadable(side, f"a row without its key: {line[:60]!r}")
        yield tuple([cells[place] for place in places]), line


def in_order(side: Side) -> Side:
    """The same table with its rows sorted by key."""
    rows = sorted(cards(side), key=itemgetter(0))
    return replace(side, content="".join(f"{line}\n" for line in ["", *(line for _, line in rows)]).encode())


def _split(line: str) -> list[str]:
    return next(csv_lines.parse(line)).cells


def sides(old: Descriptor, new: Descriptor, name: str) -> tuple[Side, Side]:
    """A table in both packages, its rows keyed alike wherever both have the columns of one of the keys."""
    before, after = side_of(old, name), side_of(new, name)
    if before is None or after is None:
        there = before or after
        assert there is not None
        lacking = replace(there, content=b"")
        return before or lacking, after or lacking
    for key in (after.key, before.key):
        if set(key) <= set(before.header) & set(after.header):
            return replace(before, key=key), replace(after, key=key)
    return before, after


def side_of(descriptor: Descriptor, name: str) -> Side | None:
    """A table of a package; a built one that the package does not hold is derived from its rows."""
    resource = (descriptor.authored | descriptor.built).get(name)
    if resource is None:
        return None
    schema, store = resource.schema, descriptor.store
    if schema.built and not store.exists(resource.path):
        content = _derived(descriptor, schema)
    else:
        try:
            content = store.read(resource.path)
        except OSError:
            raise PackageError(f"{resource.path} is missing in {store.place}") from None
    header = _split(content.partition(b"\n")[0].decode("utf-8-sig", "replace").rstrip("\r"))
    side = Side(schema, resource.path, schema.key, header, content, store.place)
    missing = [part for part in schema.key if part not in header]
    if missing:
        raise _unreadable(side, f"the header lacks {', '.join(missing)}")
    return side


@lru_cache(maxsize=2)
def _package(descriptor: Descriptor) -> Package:
    """The rows of a package, read once for all the tables that are derived from them."""
    return read(descriptor)


def _derived(descriptor: Descriptor, schema: Schema) -> bytes:
    """The text of a built table, made by today's code from the rows of a package."""
    try:
        rows = schema.in_order(BUILT[schema.table](_package(descriptor)))
    except (LookupError, ValueError, TypeError, AttributeError) as reason:
        raise PackageError(
            f"{schema.table} cannot be derived from the rows of {descriptor.store.place} ({reason!r}): "
            "name authored tables with --table, or compare built packages"
        ) from None
    return csv_lines.document(schema.names, ([row[name] for name in schema.names] for row in rows)).encode()


def _unreadable(side: Side, what: str) -> PackageError:
    return PackageError(f"{side.file} in {side.place}: {what}. Run `sino-pak-data check` there first")
