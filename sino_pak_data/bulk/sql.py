"""What all engines have in common: how files are written, names and texts in SQL, and what an engine can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from sino_pak_data.package.problem import PackageError

Progress = Callable[[float], None]
"""Is told from time to time which part of a query is done, from 0 to 1."""

Judge = Callable[[Sequence[str]], Sequence[str]]

REJECTED = pa.schema({"file": pa.string(), "byte": pa.int64(), "kind": pa.string(), "text": pa.string()})
"""The columns of `Engine.rejected`: the offset at which the row begins; "few", "many", "quote", "encoding", "long" or
"cell"; and the row as written."""

FILE = "file of the row"
"""A column beside those of a file, by a name that none of them has."""

LONGEST_ROW = 2_000_000
"""Bytes."""


@dataclass(frozen=True)
class Layout:
    """How the cells of files are written.

    names   the columns in the order of the file; of Parquet, those wanted
    header  Is the first line of each file a header?
    kind    "csv" or "parquet"
    quote   "" if quotes mean nothing
    padded  Are there spaces around cells, which are not part of them?
    lists   columns of Parquet that are lists of text: their items are joined by semicolons
    """

    names: tuple[str, ...]
    delimiter: str = ","
    header: bool = True
    kind: str = "csv"
    quote: str = '"'
    padded: bool = False
    lists: frozenset[str] = frozenset()


class Exhausted(PackageError):
    """There is not enough memory, or room on a disk: no fault of a file."""


class OddEnds(PackageError):
    """Lines end now with LF, now with CRLF, which only a lenient reader takes."""


class Engine(Protocol):
    """Runs SQL. Raises `PackageError` for a file that cannot be read, a full disk, or an engine that cannot work.

    places  Does `rejected` know the place of a row, and has a view of Parquet the column `row`?
    """

    name: str
    places: bool

    def scan(self, view: str, paths: Sequence[Path], layout: Layout) -> None:
        """Offer files as a view of text. It has a further column `file`, the path of the file that a row is from."""
        ...

    def run(self, sql: str, progress: Progress | None = None) -> pa.Table:
        """The result of a query, or of a statement such as CREATE TABLE or COPY."""
        ...

    def function(self, name: str, judge: Judge) -> None:
        """Let SQL call a function of Python on one text; it is given many texts at a time, none of them NULL."""
        ...

    def rejected(self, view: str) -> str:
        """The name of a table, with the columns of `REJECTED`, of the rows that the queries of a view have left out."""
        ...

    def close(self) -> None: ...


def literal(text: str) -> str:
    """A text as SQL writes it.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A name as SQL writes it.

    >>> print(name('a "b"'))
    "a ""b\"""
    """
    return '"' + text.replace('"', '""') + '"'
