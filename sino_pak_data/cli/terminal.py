"""The width of the terminal."""

from __future__ import annotations

import sys
from shutil import get_terminal_size

_WIDEST = 100


def width() -> int | None:
    """Columns of the terminal, at most 100; None when standard output is a pipe or a file."""
    return min(get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else None
