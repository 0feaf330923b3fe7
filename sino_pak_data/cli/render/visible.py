"""Text from a table, safe to show: what cannot be seen is written out."""

from __future__ import annotations

import re

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Controls, marks of direction, characters without width, halves of characters, and what is no character."""


def visible(text: str) -> str:
    r"""The text with such characters as escapes, so that a terminal, a page or a log does not act on them.

    >>> visible("red \x1b[31m")
    'red \\x1b[31m'
    """
    return UNSEEN.sub(lambda char: char[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)
