"""Arrow back to text: the cell that a typed value came from."""

from __future__ import annotations


def cell_text(value: object) -> str:
    """The text of a cell, for a value as `to_pylist` gives it.

    >>> cell_text(None), cell_text(True), cell_text(["CHN", "PAK"]), cell_text(12125.0), cell_text(0.1 + 0.2)
    ('', 'true', 'CHN;PAK', '12125', '0.30000000000000004')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(item or "" for item in value)
    if isinstance(value, float):
        short = f"{value:.15g}"
        return short if float(short) == value else repr(value)
    return str(value)
