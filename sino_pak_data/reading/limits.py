"""How much is read. What lies beyond is told as a fault, before it costs time or memory."""

from __future__ import annotations

LARGEST_TABLE = 16 * 2**20
"""Bytes of one table: sixteen times the largest at hand."""

LONGEST_CELL = 32_767
"""Characters of one cell: as many as a spreadsheet keeps; it cuts longer ones without a word."""

LONGEST_LINE = 1_000_000
"""Characters of one line, more than any row of such cells has."""

MOST_COLUMNS = 200
"""Columns of one header."""
