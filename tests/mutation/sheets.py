"""Tables as the standard library reads and writes them: what the check says is measured against this.

Nothing here uses the reader under test, so that a slip of its lines and columns cannot hide.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

Cells = dict[str, str]


def written(cells: Sequence[str]) -> str:
    """One line of CSV: quotes stand only where they are needed."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


class Sheet:
    """The rows of one table; a row is known by its physical line, from 2, since the header is line 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text(encoding="utf-8")
        self.header, *rows = csv.reader(io.StringIO(text))
        self.rows = [dict(zip(self.header, row, strict=True)) for row in rows]
        assert self.text() == text, f"{path.name} is not canonical"

    def line(self, line: int) -> str:
        return written(list(self.rows[line - 2].values()))

    def column(self, line: int, field: str) -> int:
        """Character, from 1, at which a cell begins: its quote, if it has one."""
        before = list(self.rows[line - 2].values())[: self.header.index(field)]
        return 1 + sum(len(written([cell, ""])) for cell in before)

    def text(self) -> str:
        lines = [written(self.header), *(written(list(row.values())) for row in self.rows)]
        return "\n".join(lines) + "\n"
