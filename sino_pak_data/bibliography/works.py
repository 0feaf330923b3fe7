"""The works of `sources` as BibTeX and as CSL-JSON.

The codes of `kind` are CSL types. BibTeX has fewer: `_BIBTEX` gives the entry type of each. Names are kept as
written, organisations in braces. CSL gets the known parts of a date, with `circa` if it is approximate or
uncertain; BibTeX gets the `year`, and in `date` the cell itself, because biblatex reads EDTF.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sino_pak_data.cells import edtf
from sino_pak_data.cells.text import Malformed

Work = Mapping[str, str]

_BIBTEX = {
    "article-journal": "article",
    "article-magazine": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
_CONTAINER = {"article": "journal", "incollection": "booktitle", "book": "series", "techreport": "type"}
_PUBLISHER = {"techreport": "institution", "phdthesis": "school"}
_IN_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    **{char: "\\" + char for char in "&%$#_"},
}  # fmt: skip
"""Braces have names instead of backslashes: BibTeX counts braces, escaped ones too."""
_SPECIAL = re.compile(r"[\\~^&%$#_{}]")


def csl(works: Iterable[Work]) -> str:
    """A CSL-JSON array, one item per work."""
    return json.dumps([item(work) for work in works], indent=1, ensure_ascii=False) + "\n"


def item(work: Work) -> dict[str, Any]:
    """One work in CSL-JSON, without empty properties."""
    plain = {
        "id": work["source_id"], "type": work["kind"], "title": work["title"],
        "container-title": work["container"], "publisher": work["publisher"], "volume": work["volume"],
        "issue": work["issue"], "page": work["pages"], "DOI": work["doi"], "URL": work["url"],
        "language": work["language"],
    }  # fmt: skip
    found: dict[str, Any] = {name: value for name, value in plain.items() if value}
    if work["authors"]:
        found["author"] = [_name(author) for author in work["authors"].split(";")]
    for name, cell in (("issued", work["published"]), ("original-date", work["first_published"])):
        when = _date(cell)
        if when is not None:
            circa = {} if when.certain else {"circa": True}
            found[name] = {"date-parts": _date_parts(when), **circa}
    return found


def bibtex(works: Iterable[Work]) -> str:
    """A BibTeX file, one entry per work."""
    return "\n".join(_entry(work) for work in works)


def _entry(work: Work) -> str:
    kind = _BIBTEX.get(work["kind"], "misc")
    when = _date(work["published"])
    fields = {
        "author": " and ".join(_bibtex_name(_name(author)) for author in work["authors"].split(";") if author.strip()),
        "title": "{" + _escaped(work["title"]) + "}",
        **_home(kind, work),
        "year": str(_date_parts(when)[0][0]) if when else "",
        "date": work["published"] if when else "",
        "origdate": work["first_published"],
        "volume": _escaped(work["volume"]),
        "number": _escaped(work["issue"]),
        "pages": _escaped(work["pages"]).replace("-", "--"),
        "doi": work["doi"].translate(_IN_URL),
        "url": work["url"].translate(_IN_URL),
        "language": work["language"],
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value and value != "{}")
    return f"@{kind}{{{work['source_id']},\n{body}}}\n"


def _home(kind: str, work: Work) -> dict[str, str]:
    """The container and the publisher of a work; of a `misc` entry, BibTeX styles print only `howpublished`."""
    if kind == "misc":
        return {"howpublished": ", ".join(_escaped(work[part]) for part in ("container", "publisher") if work[part])}
    return {
        _CONTAINER.get(kind, "howpublished"): _escaped(work["container"]),
        _PUBLISHER.get(kind, "publisher"): _escaped(work["publisher"]),
    }


def _bibtex_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return "{" + _escaped(name["literal"]) + "}"
    return ", ".join(_escaped(text) for text in name.values() if text)


def _name(text: str) -> dict[str, str]:
    """One author: `Family, Given`, or an organisation, in braces if its name contains a comma."""
    bare = text.strip()
    if bare.startswith("{") and bare.endswith("}"):
        return {"literal": bare[1:-1]}
    family, comma, given = bare.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": bare}


def _date(cell: str) -> edtf.Date | None:
    """The date in a cell; None if it is empty, malformed or has no start."""
    try:
        when = edtf.parse(cell) if cell else None
    except Malformed:
        return None
    return when if when is not None and when.start is not None else None


def _date_parts(when: edtf.Date) -> list[list[int]]:
    """Year, month and day of each end, as far as they are known; an open end is left out."""
    ends = [edtf.parse(one) for one in when.text.split("/") if one != ".."]
    return [
        [end.start.year, end.start.month, end.start.day][: {"day": 3, "month": 2}.get(end.precision, 1)]
        for end in ends
        if end.start is not None
    ]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)
