"""BibTeX entries as rows of `sources`, through CSL-JSON. Needs bibtexparser and pylatexenc, of the extra `curate`."""

from __future__ import annotations

import logging
import re
from typing import Any

import bibtexparser
from bibtexparser.middlewares import MonthIntMiddleware, NameParts, SeparateCoAuthors, SplitNameParts
from bibtexparser.model import Entry
from pylatexenc.latex2text import LatexNodes2Text

from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.add.csl import cells
from sino_pak_data.bibliography.works import LANGUAGES
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
_CODES = {name: code for code, name in LANGUAGES.items()}
_ESCAPED = re.compile(r"\\([_%&#~])")
_DECODER = LatexNodes2Text()
# bibtexparser logs failed blocks to standard error; they are raised as `Unusable` instead
logging.getLogger(bibtexparser.__name__).addHandler(logging.NullHandler())


def from_bibtex(text: str, schema: Schema, name: str) -> list[New]:
    """One row of `sources` per entry. Raises `Unusable` if an entry cannot be read."""
    middleware = [SeparateCoAuthors(), SplitNameParts(), MonthIntMiddleware()]
    library = bibtexparser.parse_string(text, append_middleware=middleware)
    for block in library.failed_blocks:
        reason = getattr(block.error, "abort_reason", "") or block.error or "incomplete entry"
        raise Unusable(f"{name}:{(block.start_line or 0) + 1}: not BibTeX: {' '.join(str(reason).split())}")
    if not library.entries:
        raise Unusable(f"{name}: contains no BibTeX entry")
    return [New(schema.table, cells(_item(entry), schema)) for entry in library.entries]


def _item(entry: Entry) -> dict[str, Any]:
    """An entry as an item of CSL-JSON; an entry type that is used for different works, such as misc, has no type."""
    fields = {key.lower(): field.value for key, field in entry.fields_dict.items() if field.value}
    date = [str(fields[part]) for part in ("year", "month", "day") if part in fields]
    text = {csl: next((_plain(fields[key]) for key in keys if key in fields), "") for csl, keys in _FIELDS.items()}
    return {
        "type": _SUBTYPES.get(str(fields.get("entrysubtype"))) or _TYPES.get(entry.entry_type.lower(), ""),
        **text,
        "language": _CODES.get(text["language"].lower(), text["language"]),
        **{csl: _ESCAPED.sub(r"\1", str(fields.get(csl.lower(), ""))) for csl in ("DOI", "URL")},
        **{role: [_name(name) for name in fields.get(role, [])] for role in ("author", "editor")},
        "issued": {"raw": str(fields["date"])} if "date" in fields else {"date-parts": [date]},
        "original-date": {"raw": str(fields.get("origdate", ""))},
    }


def _name(parts: NameParts) -> dict[str, str]:
    """The name as CSL-JSON; that of an organisation, written in braces, is all family name."""
    return {
        "family": _plain(" ".join(parts.last)), "non-dropping-particle": _plain(" ".join(parts.von)),
        "given": _plain(" ".join(parts.first)), "suffix": _plain(" ".join(parts.jr)),
    }  # fmt: skip


def _plain(latex: Any) -> str:
    """Text without LaTeX. `--` becomes a dash."""
    return " ".join(str(_DECODER.latex_to_text(str(latex))).split())
