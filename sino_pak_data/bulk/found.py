"""What there is to find in one file: its rows are asked by the query of a plan, or first line by line.

Lines are much faster: most match the expression of `evident`, and the query is asked of those alone that do not. That holds
as long as every row is a line; where a cell goes on in the next one, or most lines are odd, the whole file is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sino_pak_data.bulk.engines import DuckDB, Layout, literal, name
from sino_pak_data.bulk.evident import cut, evident, filled
from sino_pak_data.bulk.files import Source
from sino_pak_data.bulk.plan import Plan
from sino_pak_data.bulk.repeats import MISSING, Hashes, Repeat, joined
from sino_pak_data.bulk.sql import LONGEST_ROW, Exhausted, OddEnds
from sino_pak_data.package.problem import PackageError

_LINE = "line"
_IN_NO_LINE = "\x1f"
_FEW, _SHARE = 10_000, 0.1
"""Odd lines that are always taken apart, and those beyond, as a part of all."""
_WHOLE_LINES = {"encoding", "long"}
"""Faults that a line has before it is taken apart."""
_MANY = 1_000
_views = count()


class Sink(Protocol):
    """Takes the hashes of a key, row by row."""

    def add(self, column: pa.Array) -> None: ...


class _Held(list[pa.Array]):
    """Hashes in memory."""

    def add(self, column: pa.Array) -> None:
        self.append(column)

    @property
    def all(self) -> NDArray[np.uint64]:
        return joined(self, np.uint64)


@dataclass
class Found:
    """What was found in a file.

    first     the number of its first row among all of its table
    rows      how many have a number
    broken    the first rows that break a rule: their numbers and letters
    bytes, rejected  the offsets and kinds of the rows that the engine left out, and that have no number
    torn      numbers and kinds of rows that cannot be taken apart, and have one
    blank     how many numbered lines are no rows
    """

    source: Source
    plan: Plan
    first: int
    rows: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    bytes: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    rejected: list[str] = field(default_factory=list)
    torn: list[tuple[int, str]] = field(default_factory=list)
    blank: int = 0
    repeats: list[tuple[str, tuple[str, ...], Repeat]] = field(default_factory=list)


@dataclass
class Reader:
    """Reads files of a table.

    views   of foreign keys, see `Plan.marked`
    hashes  of each key of the plan
    keep    rows that break a rule and are noted; None for all
    tell    is told which part of the file is done, and how many rows
    found   what was found until now
    """

    engine: DuckDB
    views: Mapping[int, str]
    hashes: Sequence[Hashes]
    keep: int | None
    tell: Callable[[float, int], None]
    found: Found | None = None

    def read(self, source: Source, plan: Plan, first: int) -> Found:
        """What there is to find in a file whose first row has this number; of one that is damaged see `found`.

        Raises `PackageError` for it.
        """
        for way, mended in ((self._line_by_line, PackageError), (self._row_by_row, OddEnds)):
            self.found = Found(source, plan, first)
            try:
                if way(self.found):
                    return self.found
            except Exhausted:
                raise
            except mended:
                pass
            for those in self.hashes:
                those.rewind(first)
        with self.engine.lenient():
            self.found = Found(source, plan, first)
            self._row_by_row(self.found)
        return self.found

    def _row_by_row(self, found: Found) -> bool:
        """Ask the query of the plan of every row."""
        self._query(found, self.hashes)
        return True

    def _query(self, found: Found, sinks: Sequence[Sink]) -> None:
        view = self._scan(found.source.path, found.source.layout)
        columns = ", ".join([*found.plan.hashed(), found.plan.broken()])
        for letters in self._stream(f"SELECT {columns} FROM {found.plan.marked(view, self.views)}", sinks, found):
            at = _filled(letters)
            broken = _texts(letters, at)
            found.counts.update(broken)
            room = len(broken) if self.keep is None else max(self.keep - len(found.broken), 0)
            found.broken += zip((at[:room] + found.rows).tolist(), broken[:room], strict=True)
        found.bytes, found.rejected = self._left_out(view)

    def _line_by_line(self, found: Found) -> bool:
        """Ask the query of the odd lines alone; False if too many are odd, or lines are no rows."""
        layout = found.source.layout
        form = evident(found.plan, layout)
        if not form or (layout.header and _goes_on(found.source.path)):
            return False
        view = self._scan(found.source.path, Layout((_LINE,), _IN_NO_LINE, layout.header, quote=""))
        odd = f"CASE WHEN regexp_matches({_LINE}, {literal(form)}) THEN NULL ELSE coalesce({_LINE}, '') END"
        keys = [f"{cell} AS {name(key)}" for key, cell in cut(found.plan, layout, _LINE).items()]
        lines = f"(SELECT {', '.join([_LINE, *keys])} FROM {name(view)})"
        numbers, sizes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        path = self.engine.folder / f"{view}.csv"
        try:
            with path.open("wb") as file:
                query = f"SELECT {', '.join([*found.plan.hashed(filled(found.plan)), odd])} FROM {lines}"
                for odd_lines in self._stream(query, self.hashes, found):
                    at = _filled(odd_lines)
                    texts = [one.encode() for one in _texts(odd_lines, at)]
                    file.writelines(one + b"\n" for one in texts)
                    numbers.append(at + found.rows)
                    sizes.append(np.array([len(one) for one in texts], np.int64))
                    open_quote = layout.quote and any(one.count(layout.quote.encode()) % 2 for one in texts)
                    if open_quote or sum(map(len, numbers)) > _FEW + _SHARE * found.rows:
                        return False
            found.bytes, found.rejected = self._left_out(view)
            return not {*found.rejected} - _WHOLE_LINES and self._odd(
                found, path, np.concatenate(numbers), np.concatenate(sizes)
            )
        finally:
            path.unlink(missing_ok=True)

    def _odd(self, found: Found, path: Path, numbers: NDArray[np.int64], sizes: NDArray[np.int64]) -> bool:
        """Ask the query of the odd lines, of these numbers; False if they turn out not to be a row each."""
        layout, sinks = replace(found.source.layout, header=False), [_Held() for _ in self.hashes]
        asked = Found(replace(found.source, path=path, layout=layout), found.plan, 0)
        if len(numbers):
            Reader(self.engine, self.views, (), self.keep, lambda *_: None)._query(asked, sinks)
        starts = np.cumsum(sizes + 1) - sizes - 1
        blank = (sizes == 0) & (len(layout.names) > 1)
        torn = np.searchsorted(starts, asked.bytes)
        row = ~blank
        row[torn] = False
        if "quote" in asked.rejected or asked.rows != np.count_nonzero(row) or (starts[torn] != asked.bytes).any():
            return False
        at = numbers[row].tolist()
        found.broken, found.counts = [(at[number], letters) for number, letters in asked.broken], asked.counts
        found.torn = list(zip(numbers[torn].tolist(), asked.rejected, strict=True))
        found.blank = int(np.count_nonzero(blank))
        for those, held in zip(self.hashes, sinks, strict=True):
            values = np.full(len(numbers), MISSING, np.uint64)
            values[row] = held.all
            those.put(numbers + found.first, values)
        return True

    def _scan(self, path: Path, layout: Layout) -> str:
        view = f"rows_{next(_views)}"
        self.engine.scan(view, [path], layout)
        return view

    def _stream(self, sql: str, sinks: Sequence[Sink], found: Found) -> Iterator[pa.Array]:
        """The last column of a query, batch by batch; those before it go to the sinks."""
        for batch in self.engine.stream(sql):
            for column, those in zip(batch.columns, sinks, strict=False):
                those.add(column)
            if batch.columns[-1].null_count < len(batch):
                yield batch.columns[-1]
            found.rows += len(batch)
            self.tell(self.engine.part_done, found.rows)

    def _left_out(self, view: str) -> tuple[NDArray[np.int64], list[str]]:
        left_out = self.engine.run(f"SELECT byte, kind FROM {self.engine.rejected(view)} ORDER BY byte")
        return joined(left_out["byte"].chunks, np.int64), left_out["kind"].to_pylist()


def _filled(column: pa.Array) -> NDArray[np.int64]:
    """Where a column, which is NULL somewhere, is not. What pyarrow has for it would import a tenth of a second of code."""
    valid = column.buffers()[0]
    if valid is None:
        return np.arange(len(column))
    bits = np.unpackbits(np.frombuffer(valid, np.uint8), bitorder="little")
    return np.flatnonzero(bits[column.offset : column.offset + len(column)])


def _texts(column: pa.Array, at: NDArray[np.int64]) -> list[str]:
    """The texts of a column where it is not NULL."""
    if len(at) > _MANY:
        return [one for one in column.to_pylist() if one is not None]
    return [column[one].as_py() for one in at.tolist()]


def _goes_on(path: Path) -> bool:
    """Does the first line of a file end inside quotes?"""
    with path.open("rb") as file:
        return file.readline(LONGEST_ROW).count(b'"') % 2 == 1
