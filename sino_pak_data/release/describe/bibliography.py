"""The works of `sources` as BibTeX and as CSL-JSON.

CSL is the stored form: its types are the codes of `kind`. BibTeX knows fewer; `_BIBTEX` says which
entry each becomes. Names are kept as written, organisations in braces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sino_pak_data.grammar import edtf
from sino_pak_data.grammar.malformed import Malformed

Work = Mapping[str, str]

_BIBTEX = {
    "article-journal": "article",
    "article-magazine": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    char: "\\" + char for char in "&%$#_{}"
}
_SPECIAL = re.compile(r"[\\~^&%$#_{}]")


def csl(works: Iterable[Work]) -> str:
    """A CSL-JSON array, one item per work."""
    return json.dumps([item(work) for work in works], indent=1, ensure_ascii=False) + "\n"


def item(work: Work) -> dict[str, Any]:
    """One work in CSL-JSON; empty properties are left out."""
    plain = {
        "id": work["source_id"], "type": work["kind"], "title": work["title"],
        "container-title": work["container"], "publisher": work["publisher"], "volume": work["volume"],
        "issue": work["issue"], "page": work["pages"], "DOI": work["doi"], "URL": work["url"],
        "language": work["language"],
    }  # fmt: skip
    found: dict[str, Any] = {name: value for name, value in plain.items() if value}
    if work["authors"]:
        found["author"] = [_name(one) for one in work["authors"].split(";")]
    parts = _date_parts(work["published"])
    if parts:
        found["issued"] = {"date-parts": [parts]}
    return found


def bibtex(works: Iterable[Work]) -> str:
    """A BibTeX file, one entry per work."""
    return "\n".join(_entry(work) for work in works)


def _entry(work: Work) -> str:
    kind = _BIBTEX.get(work["kind"], "misc")
    parts = _date_parts(work["published"])
    container = {"article": "journal", "incollection": "booktitle"}.get(kind, "howpublished")
    publisher = {"techreport": "institution", "phdthesis": "school"}.get(kind, "publisher")
    fields = {
        "author": " and ".join(_bibtex_name(_name(one)) for one in work["authors"].split(";") if one.strip()),
        "title": "{" + _escaped(work["title"]) + "}",
        container: _escaped(work["container"]),
        publisher: _escaped(work["publisher"]),
        "year": str(parts[0]) if parts else "",
        "volume": _escaped(work["volume"]),
        "number": _escaped(work["issue"]),
        "pages": _escaped(work["pages"]).replace("-", "--"),
        "doi": work["doi"],
        "url": work["url"],
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value and value != "{}")
    return f"@{kind}{{{work['source_id']},\n{body}}}\n"


def _bibtex_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return "{" + _escaped(name["literal"]) + "}"
    return ", ".join(_escaped(name[part]) for part in ("family", "given") if name.get(part))


def _name(text: str) -> dict[str, str]:
    """One author: `Family, Given`, or an organisation, in braces where it has a comma of its own."""
    bare = text.strip()
    if bare.startswith("{") and bare.endswith("}"):
        return {"literal": bare[1:-1]}
    family, comma, given = bare.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": bare}


def _date_parts(published: str) -> list[int]:
    """Year, month and day as far as they are known; the start of an interval."""
    try:
        when = edtf.parse(published) if published else None
    except Malformed:
        return []
    if when is None or when.start is None:
        return []
    known = {"day": 3, "month": 2}.get(when.precision, 1)
    return [when.start.year, when.start.month, when.start.day][:known]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)
