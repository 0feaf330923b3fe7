"""Keys that occur twice among any number of rows: 64-bit hashes, on disk if many, sorted in parts that fit into memory.

Of a hundred million rows these are 800 MB, sorted in a second or two. Equal hashes are candidates; whoever asks compares the
rows themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_BLOCK = 2**20
_LEAST = 2**24
_HELD = 4
"""The part of the memory up to which hashes are not on disk: 1 of so many."""
MISSING = 0


def as_numpy(column: pa.Array, kind: Any) -> NDArray[Any]:
    """A column of numbers of 64 bits, none of them missing. `Array.to_numpy` would import pandas, which takes a second."""
    return np.frombuffer(column.buffers()[1], kind, len(column), 8 * column.offset)


def joined(columns: Sequence[pa.Array], kind: Any) -> NDArray[Any]:
    """Such columns, one after the other."""
    return np.concatenate([as_numpy(column, kind) for column in columns] or [np.empty(0, kind)])


class Repeat(NamedTuple):
    """A row whose key an earlier row has; both are numbers from 0, over all files of the table."""

    row: int
    first: int


class Hashes:
    """The hashes of one key, row by row; 0 for a row that lacks a part of the key.

    memory  bytes that sorting may take
    """

    def __init__(self, folder: Path, memory: int) -> None:
        self._memory = max(memory, _LEAST)
        self._file = SpooledTemporaryFile[bytes](self._memory // _HELD, mode="w+b", dir=str(folder))
        self.rows = 0

    def add(self, column: pa.Array) -> None:
        """The hashes of the next rows."""
        self._file.write(as_numpy(column, np.uint64).data)  # `tofile` says of a full disk only how much was written
        self.rows += len(column)

    def put(self, rows: NDArray[np.int64], hashes: NDArray[np.uint64]) -> None:
        """Correct the hashes of some rows."""
        for row, value in zip(rows.tolist(), hashes, strict=True):
            self._file.seek(8 * row)
            self._file.write(value.data)
        self._file.seek(8 * self.rows)

    def rewind(self, rows: int) -> None:
        """Forget all rows but the first."""
        self._file.seek(8 * rows)
        self._file.truncate()
        self.rows = rows

    def repeats(self) -> tuple[int, Iterator[Repeat]]:
        """How many rows have the hash of an earlier one, and these rows in order."""
        if not self.rows:
            return 0, iter(())
        count, found = 0, []
        parts = -(-self.rows * 8 // self._memory)
        width = 2**64 // parts + 1
        for part in range(parts):
            hashes = self._between(part * width, min((part + 1) * width, 2**64) - 1, parts)
            hashes.sort()
            again = hashes[1:][hashes[1:] == hashes[:-1]]
            again = again[again != MISSING]
            count += len(again)
            found.append(again[np.flatnonzero(np.diff(again, prepend=MISSING))])  # np.unique would import much
        return count, _rows(self._blocks(), np.concatenate(found))

    def _between(self, low: int, high: int, parts: int) -> NDArray[np.uint64]:
        """The hashes of a range, both ends included."""
        if parts == 1:
            hashes = np.empty(self.rows, np.uint64)
            self._file.seek(0)
            self._file.readinto(hashes.data.cast("B"))
            return hashes
        first, last = np.uint64(low), np.uint64(high)
        return np.concatenate([block[(block >= first) & (block <= last)] for block in self._blocks()])

    def _blocks(self) -> Iterator[NDArray[np.uint64]]:
        """All hashes in order."""
        self._file.seek(0)
        while raw := self._file.read(8 * _BLOCK):
            yield np.frombuffer(raw, np.uint64)


def _rows(blocks: Iterable[NDArray[np.uint64]], repeated: NDArray[np.uint64]) -> Iterator[Repeat]:
    """The rows with one of these hashes, but the first of each."""
    if not len(repeated):
        return
    first: dict[int, int] = {}
    maybe = np.zeros(2**16, dtype=bool)
    maybe[repeated >> np.uint64(48)] = True  # most rows are told apart by their first bits
    start = 0
    for block in blocks:
        at = np.flatnonzero(maybe[block >> np.uint64(48)])
        at = at[np.isin(block[at], repeated)]
        for row, value in zip((at + start).tolist(), block[at].tolist(), strict=True):
            earlier = first.setdefault(value, row)
            if earlier != row:
                yield Repeat(row, earlier)
        start += len(block)
