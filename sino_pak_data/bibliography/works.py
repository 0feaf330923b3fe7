"""The works of `sources` as BibTeX and as CSL-JSON.

The codes of `kind` are CSL types. BibTeX has fewer: `_BIBTEX` gives the entry type of each, and a work that lacks what
that type requires is a `misc`, so that no style complains. Names are kept as written, organisations in braces. CSL gets
the known parts of a date, with `circa` if it is approximate or uncertain; BibTeX gets the `year`, and in `date` the cell
itself, because biblatex reads EDTF. A work without a date has neither: author-year styles of BibTeX warn of it, but of
"n.d." biber would.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sino_pak_data.cells import edtf

Work = Mapping[str, str]

_CSL = {
    "id": "source_id", "type": "kind", "title": "title", "container-title": "container", "publisher": "publisher", "edition": "edition",
    "archive_location": "archive_url", "volume": "volume", "issue": "issue", "page": "pages", "DOI": "doi", "URL": "url", "language": "language",
}  # fmt: skip
_CSL_DATES = {"issued": "published", "original-date": "first_published", "accessed": "accessed"}
PUBLISHED_BY_CONTAINER = frozenset({
    "article-newspaper", "article-magazine", "article-journal", "post-weblog", "webpage", "entry-encyclopedia", "legislation",
})  # fmt: skip
"""Kinds whose newspaper, magazine or site is in `publisher` if `container` is empty: to CSL it is the container."""
_SERIES = ("book", "report", "thesis")
"""Kinds whose `container` is a series."""
_BIBTEX = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
_SUBTYPES = {"article-magazine": "magazine", "article-newspaper": "newspaper"}
_CONTAINER = {"incollection": "booktitle", "techreport": "type"}
_PUBLISHER = {"techreport": "institution", "phdthesis": "school"}
_REQUIRED = {
    "article": ("author", "journal", "year"),
    "book": ("author", "publisher", "year"),
    "incollection": ("author", "booktitle", "publisher", "year"),
    "techreport": ("author", "institution", "year"),
    "phdthesis": ("author", "school", "year"),
}
LANGUAGES = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fa": "persian", "fr": "french", "hi": "hindi", "it": "italian",
    "ja": "japanese", "ko": "korean", "pl": "polish", "pt": "portuguese", "ru": "russian", "ur": "urdu", "zh": "chinese",
}  # fmt: skip
"""Codes of languages and their names in babel: biblatex prints a code, but not the name of the document's language."""
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
    properties: dict[str, Any] = {name: work[column] for name, column in _CSL.items()} | {"author": _authors(work)}
    properties |= {name: _date(work[column]) for name, column in _CSL_DATES.items()}
    if work["kind"] in PUBLISHED_BY_CONTAINER and not work["container"]:
        properties |= {"container-title": work["publisher"], "publisher": ""}
    if work["kind"] in _SERIES:
        properties |= {"collection-title": work["container"], "container-title": ""}
    if work["kind"] == "report":
        properties |= {"number": work["issue"], "issue": ""}
    if version := _version(work):
        properties |= {"version": version, "edition": ""}
    return {name: value for name, value in properties.items() if value}


def bibtex(works: Iterable[Work]) -> str:
    """A BibTeX file, one entry per work."""
    return "\n".join(_entry(work) for work in works)


def _entry(work: Work) -> str:
    kind = _BIBTEX.get(work["kind"], "misc")
    fields = _fields(kind, work)
    if not all(fields[name] for name in _REQUIRED.get(kind, ())):
        kind, fields = "misc", _fields("misc", work)
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{work['source_id']},\n{body}}}\n"


def _fields(kind: str, work: Work) -> dict[str, str]:
    issued, title = _date(work["published"]), f"{{{_escaped(work['title'])}}}"
    return {
        "author": " and ".join(map(_bibtex_name, _authors(work))),
        **({} if work["authors"] else _nameless(work, title)),
        "title": title,
        **_home(kind, work),
        "year": str(issued["date-parts"][0][0]) if issued else "",
        "date": work["published"] if issued else "",
        "origdate": work["first_published"],
        "urldate": work["accessed"],
        "doi": work["doi"].translate(_IN_URL),
        "url": work["url"].translate(_IN_URL),
        "language": LANGUAGES.get(work["language"], work["language"]),
    }


def _nameless(work: Work, title: str) -> dict[str, str]:
    """What stands for the author: in styles of BibTeX the newspaper or site, whose `key` they sort by and may print in
    the author's place; in biblatex, which prefers `sortkey`, the title that the reference begins with.
    """
    return {"key": _escaped(work["container"] or work["publisher"] or work["title"]), "sortkey": title}


def _home(kind: str, work: Work) -> dict[str, str]:
    """Container, publisher and place in them; of a `misc` entry, styles print only `howpublished` and `note`."""
    container, publisher = _escaped(work["container"]), _escaped(work["publisher"])
    volume, issue, edition = (_escaped(work[column]) for column in ("volume", "issue", "edition"))
    pages = _escaped(work["pages"]).replace("-", "--")
    version = f"Version {edition}" if _version(work) else edition
    if kind == "misc":
        numbers = {"vol.": volume, "no.": issue, "pp." if "-" in pages else "p.": pages}
        note = [version, *(f"{label} {number}" for label, number in numbers.items() if number)]
        return {"howpublished": ", ".join(filter(None, (container, publisher))), "note": ", ".join(filter(None, note))}
    if kind == "article":  # BibTeX warns of a number without a volume, biber of a publisher
        number, subtype = "number" if volume else "issue", _SUBTYPES.get(work["kind"], "")
        home = {"entrysubtype": subtype, "journal": container or publisher, "volume": volume, number: issue}
    else:
        home = {_CONTAINER.get(kind, "series"): container, _PUBLISHER.get(kind, "publisher"): publisher}
        home |= {"volume": volume, "number": issue}
    return {**home, "pages": pages, "edition" if kind in ("book", "incollection") else "note": version}


def _version(work: Work) -> str:
    """The number that the `edition` of a dataset begins with, such as "7.0" or the 2016 of "v2016"; or ""."""
    found = re.match(r"v?(\d+(?:\.\d+)+|(?<=v)\d+)", work["edition"]) if work["kind"] == "dataset" else None
    return found[1] if found else ""


def _authors(work: Work) -> list[dict[str, str]]:
    """The authors in CSL: `Family, Given` or `Family, Given, Jr.`, or an organisation, in braces if its name has a comma."""
    names = []
    for author in filter(None, map(str.strip, work["authors"].split(";"))):
        parts = [part.strip() for part in author.split(",", 2)]
        if author.startswith("{") and author.endswith("}"):
            names.append({"literal": author[1:-1]})
        elif len(parts) == 1:
            names.append({"literal": author})
        else:
            names.append(dict(zip(("family", "given", "suffix"), parts, strict=False)))
    return names


def _bibtex_name(name: dict[str, str]) -> str:
    """A name as BibTeX takes it apart: `Family, Given` or `Family, Jr., Given`."""
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    parts = (name["family"], name.get("suffix", ""), name["given"])
    return ", ".join(_escaped(part) for part in parts if part)


def _date(cell: str) -> dict[str, Any]:
    """A date in CSL: each end as far as it is known. Empty if the cell is empty or malformed or has no start."""
    date = edtf.parsed(cell)
    if date is None or date.start is None:
        return {}
    parts = [[int(number) for number in re.findall(r"\d+", end)] for end in cell.split("/") if end != ".."]
    return {"date-parts": parts} if date.certain else {"date-parts": parts, "circa": True}


def _escaped(text: str) -> str:
    return text.translate(_IN_TEXT)
