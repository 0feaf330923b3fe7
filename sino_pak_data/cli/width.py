"""How wide a reader's terminal is."""

from __future__ import annotations

import sys
from shutil import get_terminal_size


def width() -> int | None:
    """Columns of the terminal, at most 100, or None where standard output is a pipe or a file."""
    return min(get_terminal_size().columns, 100) if sys.stdout.isatty() else None
