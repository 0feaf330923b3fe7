"""How each work is cited, as patterns over the cells of its row: a tenth of the size of the texts themselves.

A pattern is the text with a mark in place of each cell that it repeats; works of one kind share it. `filled` in page/cite.js
is the way back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sino_pak_data.bibliography import works as bibliography
from sino_pak_data.loader.cite import dataset_of
from sino_pak_data.package.table import Package
from sino_pak_data.records.pages.records import work_line

Work = Mapping[str, str]
_FIRST_MARK = 0xE000
"""Marks are letters of the private use area, one per column."""


def csl_text(work: Work) -> str:
    """The CSL-JSON of one work, as one of a list."""
    return json.dumps(json.loads(bibliography.csl([work]))[0], indent=2, ensure_ascii=False)


FORMS: dict[str, Callable[[Any], str]] = {
    "text": work_line,
    "bibtex": lambda work: bibliography.bibtex([work]),
    "csl": csl_text,
}


def dataset(package: Package) -> dict[str, str]:
    """The dataset itself, in every form."""
    return {form: make(dataset_of(package)) for form, make in FORMS.items()}


def cited(works: Iterable[Work]) -> dict[str, Any]:
    """Of every form the patterns, and per work, in the order given, the place of its own; and the columns of the marks."""
    every = list(works)
    columns = [*every[0]] if every else []
    made: dict[str, Any] = {"columns": columns}
    for form, make in FORMS.items():
        places: dict[str, int] = {}
        of = [places.setdefault(marked(make(work), work, columns), len(places)) for work in every]
        made[form] = {"patterns": [*places], "of": of}
    return made


def marked(text: str, work: Work, columns: list[str]) -> str:
    """The text with a mark for every cell that it repeats, the longest first; of equal ones the first column's.

    >>> marked("Dawn (2005)", {"container": "Dawn", "published": "2005"}, ["container", "published"]).replace(chr(0xE000), "#0")
    '#0 (\\ue001)'
    """
    cells = sorted(
        ((work[name], place) for place, name in enumerate(columns) if work[name]),
        key=lambda one: (-len(one[0]), one[1]),
    )
    for cell, place in cells:
        if len(cell) > 1:
            text = text.replace(cell, chr(_FIRST_MARK + place))
    return text
