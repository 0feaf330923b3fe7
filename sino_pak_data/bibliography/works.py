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

Work = Mapping[str, str]

_CSL = {
    "id": "source_id", "type": "kind", "title": "title", "container-title": "container", "publisher": "publisher",
    "edition": "edition", "archive_location": "archive_url", "volume": "volume", "issue": "issue", "page": "pages", "DOI": "doi", "URL": "url", "language": "language",
}  # fmt: skip
_CSL_DATES = {"issued": "published", "original-date": "first_published", "accessed": "accessed"}
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
# Braces get names instead of backslashes: BibTeX counts braces, escaped ones too.
_IN_TEXT = str.maketrans({
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    **{char: "\\" + char for char in "&%$#_"},
})  # fmt: skip


def csl(works: Iterable[Work]) -> str:
    """A CSL-JSON array, one item per work."""
    return json.dumps([item(work) for work in works], indent=1, ensure_ascii=False) + "\n"


def item(work: Work) -> dict[str, Any]:
    """One work in CSL-JSON, without empty properties."""
    dates = {name: _date(work[column]) for name, column in _CSL_DATES.items()}
    properties = {**{name: work[column] for name, column in _CSL.items()}, "author": _authors(work), **dates}
    return {name: value for name, value in properties.items() if value}


def bibtex(works: Iterable[Work]) -> str:
    """A BibTeX file, one entry per work."""
    return "\n".join(_entry(work) for work in works)


def _entry(work: Work) -> str:
    kind = _BIBTEX.get(work["kind"], "misc")
    issued = _date(work["published"])
    fields = {
        "author": " and ".join(map(_bibtex_name, _authors(work))),
        "title": f"{{{_escaped(work['title'])}}}",
        **_home(kind, work),
        "year": str(issued["date-parts"][0][0]) if issued else "",
        "date": work["published"] if issued else "",
        "origdate": work["first_published"],
        "urldate": work["accessed"],
        "edition": _escaped(work["edition"]),
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
    container, publisher = _escaped(work["container"]), _escaped(work["publisher"])
    if kind == "misc":
        return {"howpublished": ", ".join(filter(None, (container, publisher)))}
    return {_CONTAINER.get(kind, "howpublished"): container, _PUBLISHER.get(kind, "publisher"): publisher}


def _authors(work: Work) -> list[dict[str, str]]:
    """The authors in CSL: `Family, Given`, or an organisation, in braces if its name contains a comma."""
    names = []
    for author in filter(None, map(str.strip, work["authors"].split(";"))):
        family, comma, given = author.partition(",")
        if author.startswith("{") and author.endswith("}"):
            names.append({"literal": author[1:-1]})
        else:
            names.append({"family": family.strip(), "given": given.strip()} if comma else {"literal": author})
    return names


def _bibtex_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    return ", ".join(_escaped(part) for part in name.values() if part)


def _date(cell: str) -> dict[str, Any]:
    """A date in CSL: each end as far as it is known. Empty if the cell is empty or malformed or has no start."""
    date = edtf.parsed(cell)
    if date is None or date.start is None:
        return {}
    parts = [[int(number) for number in re.findall(r"\d+", end)] for end in cell.split("/") if end != ".."]
    return {"date-parts": parts} if date.certain else {"date-parts": parts, "circa": True}


def _escaped(text: str) -> str:
    return text.translate(_IN_TEXT)
