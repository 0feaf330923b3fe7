"""Text as the formats want it: JSON with a fixed layout, scalars of YAML, words and tables of Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

_MARKUP = re.compile(r"[\\`*_\[\]<>|]")


def json_text(value: Any) -> str:
    """JSON, indented, in the order given, UTF-8 as it is, with a newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def yaml_scalar(value: str) -> str:
    """A string that YAML reads as that string: a JSON string is one."""
    return json.dumps(value, ensure_ascii=False)


def markdown_text(text: str) -> str:
    """Text that Markdown prints as it is, in a cell too."""
    return _MARKUP.sub(lambda found: "\\" + found[0], text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A Markdown table; the columns numbered in `right` are set flush right. Cells are Markdown without a bare `|`."""
    rule = ["---:" if at in right else "---" for at in range(len(head))]
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + "|".join(rule) + "|", *lines[1:]]) + "\n"
