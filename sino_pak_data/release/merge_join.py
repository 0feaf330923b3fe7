"""The same table of two packages, each as text sorted by key, and a merge join of the two.

A line is parsed only up to its key, so a million rows are joined in seconds; memory is the two texts. Where nothing
identifies a row, all that both sides have of it does: a changed row is one removed and one added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
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
        cells = _split(line)
        if len(cells) != len(self.header):
            raise self.unreadable(f"a row has {len(cells)} cells, the header {len(self.header)}: {line[:60]}")
        return dict(zip(self.header, cells, strict=True))

    def unreadable(self, what: str) -> PackageError:
        """The error for a table whose rows are not certain."""
        return PackageError(f"{self.file} in {self.place}: {what}. Run `sino-pak-data check` there first")


def merge_join(old: Side, new: Side) -> Iterator[tuple[Key, str | None, str | None]]:
    """Key, old line and new line by ascending key; None on the side that lacks the key.

    Raises `Unsorted` at the first row below a higher key, and `PackageError` at a duplicate key.
    """
    olds, news = _ascending(old), _ascending(new)
    before, after = next(olds, None), next(news, None)
    while before or after:
        if before and (after is None or before[0] < after[0]):
            yield before[0], before[1], None
            before = next(olds, None)
        elif after and (before is None or after[0] < before[0]):
            yield after[0], None, after[1]
            after = next(news, None)
        elif before and after:
            yield before[0], before[1], after[1]
            before, after = next(olds, None), next(news, None)


def keyed_lines(side: Side) -> Iterator[tuple[Key, str]]:
    """Key and line of every row, in the order of the file."""
    if not side.schema.canonical or not side.schema.key:
        yield from _keyed_rows(side)
        return
    positions = [side.header.index(part) for part in side.key]
    enough = max(positions) + 1
    text = TextIOWrapper(BytesIO(side.content), "utf-8-sig", newline="\n")
    next(text, None)
    for raw in text:
        line = raw.rstrip("\r\n")
        cells = line.split(",", enough)[:enough]
        if '"' in "".join(cells):
            cells = _split(line)
        if len(cells) < enough:
            raise side.unreadable(f"a row has no key: {line[:60]!r}")
        yield tuple([cells[position] for position in positions]), line


def _keyed_rows(side: Side) -> Iterator[tuple[Key, str]]:
    """The same of a file that may have spaces around cells, cells of several lines, and rows without a key."""
    parsed = csv_lines.parse(side.content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n"))
    next(parsed, None)
    positions = [side.header.index(part) for part in side.key]
    times: Counter[Key] = Counter()
    for line in parsed:
        cells = [*map(str.strip, line.cells)]
        if not any(cells):
            continue
        if len(cells) <= max(positions):
            raise side.unreadable(f"a row has no key: {line.text[:60]!r}")
        key = tuple(cells[position] for position in positions)
        if not side.schema.key:
            times[key] += 1
            key = key if times[key] == 1 else (*key, str(times[key]))
        yield key, csv_lines.write(cells)


def in_order(side: Side) -> Side:
    """The same table with its rows sorted by key."""
    lines = "".join(f"{line}\n" for _, line in sorted(keyed_lines(side), key=lambda row: row[0]))
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
    header = [*map(str.strip, _split(content.partition(b"\n")[0].decode("utf-8-sig", "replace").rstrip("\r")))]
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


def _ascending(side: Side) -> Iterator[tuple[Key, str]]:
    last: Key = ()
    for key, line in keyed_lines(side):
        if key == last:
            raise side.unreadable(f"two rows have the key {':'.join(key)}")
        if key < last:
            raise Unsorted
        last = key
        yield key, line


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
