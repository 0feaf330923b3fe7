"""Text as people see it: lines wrapped to a width, and nothing that a terminal, web page or log would act on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from textwrap import TextWrapper

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Control characters, marks of direction, characters without width, surrogates and non-characters."""
_LABEL = re.compile(r"[\w-]+(?: \w+)? {2,}")


def visible(text: str) -> str:
    r"""The text with unseen characters as escapes: a terminal, a web page or a CI log would act on them.

    >>> visible("red \x1b[31m")
    'red \\x1b[31m'
    """
    return UNSEEN.sub(lambda char: char[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def as_json(content: object) -> str:
    """JSON in ASCII: it is JSON in whatever encoding the output has, and a terminal acts on none of it."""
    return json.dumps(content, indent=2).replace("\x7f", "\\u007f")


def wrapped(lines: Iterable[str], columns: int | None, indent: int = 2, hanging: int = 4) -> list[str]:
    """Lines made visible, indented, and broken at `columns` (None: never), the rest of each under its text or hanging.

    >>> print(*wrapped(["date  2005-04-05 to 2005-04-07"], 20), sep="\\n")
      date  2005-04-05
            to
            2005-04-07
    """
    if columns is None:
        return [" " * indent + visible(line) for line in lines]
    # ids and addresses stay whole, to be copied
    wrapper = TextWrapper(columns, " " * indent, break_on_hyphens=False, break_long_words=False)
    broken = []
    for line in map(visible, lines):
        label = _LABEL.match(line)
        wrapper.subsequent_indent = " " * (indent + (label.end() if label else hanging))
        broken.append(wrapper.fill(line))
    return broken
