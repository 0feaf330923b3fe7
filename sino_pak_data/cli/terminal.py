"""What a terminal needs: its width, lines wrapped to it, and text on which it does not act."""

from __future__ import annotations

import re
import sys
from shutil import get_terminal_size
from textwrap import fill

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Control characters, marks of direction, characters without width, surrogates and non-characters."""
_WIDEST = 100


def visible(text: str) -> str:
    r"""The text with unseen characters as escapes: a terminal, a web page or a CI log would act on them.

    >>> visible("red \x1b[31m")
    'red \\x1b[31m'
    """
    return UNSEEN.sub(lambda char: char[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def width() -> int | None:
    """Columns of the terminal, at most 100; None when standard output is a pipe or a file."""
    return min(get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else None


def wrapped(text: str, columns: int | None, indent: int = 2, hanging: int = 0) -> str:
    """A line indented by `indent` and broken at `columns` (None: never), the rest of it by `hanging` more.

    >>> print(wrapped("date  2005-04-05 to 2005-04-07", 20, hanging=6))
      date  2005-04-05
            to
            2005-04-07
    """
    if columns is None:
        return " " * indent + text
    rest = " " * (indent + hanging)
    return fill(
        text, columns, initial_indent=" " * indent, subsequent_indent=rest,
        break_on_hyphens=False, break_long_words=False,  # ids and addresses stay whole, to be copied
    )  # fmt: skip
