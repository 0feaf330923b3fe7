"""BibTeX entries as items of CSL-JSON. The parser is bibtexparser, of the extra `curate`."""

from __future__ import annotations

import logging
import re
from typing import Any

import bibtexparser
from bibtexparser.middlewares import MonthIntMiddleware, NameParts, SeparateCoAuthors, SplitNameParts
from bibtexparser.model import Entry
from pylatexenc.latex2text import LatexNodes2Text

from sino_pak_data.add.add_input import Unusable
from sino_pak_data.add.candidates import New
from sino_pak_data.add.csl import row
from sino_pak_data.package.schema import Schema

_TYPES = {
    "article": "article-journal", "book": "book", "inbook": "chapter", "incollection": "chapter",
    "techreport": "report", "report": "report", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "dataset": "dataset",
}  # fmt: skip
_SUBTYPES = {"newspaper": "article-newspaper", "magazine": "article-magazine"}
_FIELDS = {
    "title": ("title",), "container-title": ("journaltitle", "journal", "booktitle", "series"),
    "publisher": ("publisher", "institution", "school", "organization"),
    "volume": ("volume",), "issue": ("number", "issue"), "page": ("pages",), "language": ("langid", "language"),
}  # fmt: skip
_ESCAPED = re.compile(r"\\([_%&#~])")
_DECODER = LatexNodes2Text()
logging.getLogger(bibtexparser.__name__).addHandler(logging.NullHandler())  # what it would print is raised here


def from_bibtex(text: str, schema: Schema, name: str) -> list[New]:
    """One row of `sources` per entry. Raises `Unusable` where an entry cannot be read."""
    names = [SeparateCoAuthors(), SplitNameParts(), MonthIntMiddleware()]
    library = bibtexparser.parse_string(text, append_middleware=names)
    for block in library.failed_blocks:
        raise Unusable(f"{name}:{(block.start_line or 0) + 1}: not BibTeX: {_reason(block.error)}")
    if not library.entries:
        raise Unusable(f"{name}: no BibTeX entry in it")
    return [New(schema.table, row(item(entry), schema)) for entry in library.entries]


def item(entry: Entry) -> dict[str, Any]:
    """An entry as an item of CSL-JSON. A type that stands for several works, such as misc, has none there."""
    given = {key.lower(): field.value for key, field in entry.fields_dict.items()}
    subtype = _SUBTYPES.get(str(given.get("entrysubtype", "")))
    plain = {csl: next((_plain(given[one]) for one in named if given.get(one)), "") for csl, named in _FIELDS.items()}
    return {
        "type": subtype or _TYPES.get(entry.entry_type.lower(), ""),
        **plain,
        "author": [_name(one) for one in given.get("author", [])],
        "editor": [_name(one) for one in given.get("editor", [])],
        "DOI": _ESCAPED.sub(r"\1", str(given.get("doi", ""))),
        "URL": _ESCAPED.sub(r"\1", str(given.get("url", ""))),
        "issued": _issued(given),
        "original-date": {"raw": str(given.get("origdate", ""))},
    }


def _issued(given: dict[str, Any]) -> dict[str, Any]:
    if given.get("date"):
        return {"raw": str(given["date"])}
    parts = [str(given[part]) for part in ("year", "month", "day") if given.get(part)]
    known = next((at for at, part in enumerate(parts) if not part.isdigit()), len(parts))
    return {"date-parts": [parts[:known]]} if known else {}


def _name(parts: NameParts) -> dict[str, str]:
    family, particle = " ".join(parts.last), " ".join(parts.von)
    if family.startswith("{") and family.endswith("}") and not parts.first:
        return {"literal": _plain(family)}
    return {
        "family": _plain(family), "non-dropping-particle": _plain(particle),
        "given": _plain(" ".join(parts.first)), "suffix": _plain(" ".join(parts.jr)),
    }  # fmt: skip


def _plain(latex: str) -> str:
    """Text without LaTeX. Two dashes stay a range."""
    return " ".join(str(_DECODER.latex_to_text(str(latex))).split())


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "abort_reason", "") or error or "it breaks off").split())
