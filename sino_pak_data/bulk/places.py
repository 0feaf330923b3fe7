"""Where a row is in a file of CSV: its line and its bytes, found by counting line ends, without reading it again as CSV.

An engine that reads in parallel knows the number of a row, not its line. Mostly a row is a line; `Places` goes by that, and
its caller looks whether the row found there is the one meant. Where cells go on in the next line or lines are blank,
`careful` places count quotes as well, at a third of the speed.
"""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_CHUNK = 2**16
_LINE = 2**13
_LF, _CR, _QUOTE = 10, 13, 34


class Place(NamedTuple):
    """Where a row begins: its line, from 1, and its offset in bytes."""

    line: int
    byte: int


class Places:
    """The places in one file, found as they are asked for.

    header    Is the first line none of the rows?
    rejected  the offsets of rows that have no number, in order
    """

    def __init__(self, path: Path, header: bool, rejected: NDArray[np.int64], careful: bool = False) -> None:
        self._file = path.open("rb")
        self._size = path.stat().st_size
        self._end = _LF
        head = self._file.read(2**20)
        if b"\r" in head and b"\n" not in head:
            self._end = _CR
        self._careful = careful
        self._held: tuple[int, NDArray[np.uint8], NDArray[np.int64]] = -1, np.empty(0, np.uint8), np.empty(0, np.int64)
        self._last: tuple[int, NDArray[np.uint8]] = -1, np.empty(0, np.uint8)
        self._without = np.concatenate(([0], rejected)) if header else rejected
        self._lines, self._rows, self._odd = [0], [0], [False]  # before each chunk; is a quote open?

    def close(self) -> None:
        self._file.close()

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        while self._grow():
            pass
        return self._rows[-1]

    def of_row(self, number: int) -> Place | None:
        """The place of the row of a number, from 0; None beyond the end of the file."""
        while self._rows[-1] <= number and self._grow():
            pass
        chunk = bisect_right(self._rows, number) - 1
        if chunk >= len(self._rows) - 1:
            return None
        if self._held[0] != chunk:
            data = self._read(chunk)
            starts = self._starts(data, chunk)
            if len(left_out := self._left_out(chunk)):
                starts = starts[~np.isin(starts + chunk * _CHUNK, left_out)]
            self._held = chunk, data, starts
        _, data, starts = self._held
        byte = int(starts[number - self._rows[chunk]])
        return Place(self._line(data, chunk, byte), chunk * _CHUNK + byte)

    def of_byte(self, byte: int) -> Place:
        """The place of the row that begins at an offset."""
        chunk = byte // _CHUNK
        self._grow_to(chunk)
        return Place(self._line(self._read(chunk), chunk, byte - chunk * _CHUNK), byte)

    def text_at(self, byte: int, longest: int = 2**21) -> bytes:
        """The bytes of the line at an offset, and of those after it as long as a quote is open, without the line end."""
        self._file.seek(byte)
        raw, end = self._file.read(_LINE), bytes([self._end])
        if end not in raw or self._careful:
            raw += self._file.read(longest)
        at = raw.find(end)
        while at >= 0 and self._careful and raw.count(b'"', 0, at) % 2:
            at = raw.find(end, at + 1)
        return (raw if at < 0 else raw[:at]).removesuffix(b"\r")

    def _left_out(self, chunk: int) -> NDArray[np.int64]:
        """The offsets of the rows without a number that begin in a chunk."""
        low, high = np.searchsorted(self._without, [chunk * _CHUNK, (chunk + 1) * _CHUNK])
        return self._without[low:high]

    def _line(self, data: NDArray[np.uint8], chunk: int, byte: int) -> int:
        return self._lines[chunk] + int(np.count_nonzero(data[1 : byte + 1] == self._end)) + 1

    def _grow_to(self, chunk: int) -> None:
        while len(self._lines) <= chunk and self._grow():
            pass

    def _grow(self) -> bool:
        """Count one more chunk; False at the end of the file."""
        chunk = len(self._lines) - 1
        if chunk * _CHUNK >= self._size:
            return False
        data = self._read(chunk)
        lines = int(np.count_nonzero(data[1:] == self._end))
        self._lines.append(self._lines[-1] + lines)
        rows = (
            len(self._starts(data, chunk))
            if self._careful
            else lines + int(data[0] == self._end) - int(data[-1] == self._end)
        )
        self._rows.append(self._rows[-1] + rows - len(self._left_out(chunk)))
        if self._careful:
            self._odd.append(self._odd[chunk] ^ bool(np.count_nonzero(data[1:] == _QUOTE) % 2))
        return True

    def _starts(self, data: NDArray[np.uint8], chunk: int) -> NDArray[np.int64]:
        """Where rows begin in a chunk."""
        starts: NDArray[np.int64] = np.flatnonzero(data[:-1] == self._end)
        if not self._careful:
            return starts
        quotes = np.flatnonzero(data[1:] == _QUOTE)
        inside = (np.searchsorted(quotes, starts) + self._odd[chunk]) % 2 == 1
        blank = (data[starts + 1] == self._end) | (data[starts + 1] == _CR)
        sound: NDArray[np.int64] = starts[~inside & ~blank]
        return sound

    def _read(self, chunk: int) -> NDArray[np.uint8]:
        """The bytes of a chunk, after the one before it; before the first, a line end."""
        if self._last[0] != chunk:
            self._file.seek(max(chunk * _CHUNK - 1, 0))
            before = bytes([self._end]) if chunk == 0 else b""
            self._last = chunk, np.frombuffer(before + self._file.read(_CHUNK + (chunk > 0)), dtype=np.uint8)
        return self._last[1]
