"""The standard streams and the width of the terminal."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size

_WIDEST = 100


def width() -> int | None:
    """Columns of the terminal, at most 100; None when standard output is a pipe or a file."""
    return min(get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else None


def prepare_streams() -> None:
    """Let no stream fail: one that the caller closed is the null device, and a letter that its encoding lacks an escape."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  (open until the end)
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ESCAPE)


def hang_up() -> None:
    """Let nothing more be written where nobody reads, or Python would complain at its end of what it still holds."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
            continue
        os.dup2(nowhere, stream.fileno())


_ESCAPE = "sino_pak_data.escape"


def _escaped(reason: UnicodeError) -> tuple[str, int]:
    """An error handler of `codecs`: characters as the escapes of JSON, so two of them beyond U+FFFF."""
    if not isinstance(reason, UnicodeEncodeError):
        raise reason
    units = reason.object[reason.start : reason.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), reason.end


codecs.register_error(_ESCAPE, _escaped)
