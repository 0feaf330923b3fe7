"""BibTeX entries as rows of `sources`, through CSL-JSON. Needs bibtexparser and pylatexenc, of the extra `curate`."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import bibtexparser
from bibtexparser.middlewares import MonthIntMiddleware, NameParts, SeparateCoAuthors, SplitNameParts
from bibtexparser.model import Block, Entry, ParsingFailedBlock
from pylatexenc.latex2text import LatexNodes2Text

from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.add.csl import cells, date
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
_ROLES = ("author", "editor")
_LEFT_OUT = re.compile(r"(?:[\s,]+and\b)?[\s,]*\bet\.?\s+al\.?\s*$|[\s,]+and\s*$", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:\\?&|\|)\s|;")
_UNJOINED = "names are joined with 'and', not with '{}': write and, or put the name of a body in braces"
_MONTHS = {
    month: month for month in ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
}
"""The macros that every style of BibTeX defines."""
_KEY = re.compile(r"@\w+\s*[{(]\s*([^\s,={}()]+)")
_ESCAPED = re.compile(r"\\([_%&#~])")
_DECODER = LatexNodes2Text()
# bibtexparser logs failed blocks to standard error; they are raised as `Unusable` instead
logging.getLogger(bibtexparser.__name__).addHandler(logging.NullHandler())


def from_bibtex(text: str, schema: Schema, name: str) -> list[New]:
    """One row of `sources` per entry. Raises `Unusable` naming file, line and entry of everything that cannot be read."""
    library = bibtexparser.parse_string(text, parse_stack=[])
    faults = [f"{_place(block, name)}: not BibTeX: {_reason(block)}" for block in library.failed_blocks]
    macros = dict(_MONTHS)
    for string in library.strings:
        macros[string.key.lower()], fault = _joined(str(string.value), macros)
        faults += [f"{_place(string, name)}: {fault}"] if fault else []
    for entry in library.entries:
        for field in entry.fields:
            field.value, fault = _joined(str(field.value), macros)
            if not fault and field.key.lower() in _ROLES:
                field.value, fault = _names(field.value)
            faults += [f"{_place(entry, name)}: {field.key}: {fault}"] if fault else []
    if faults:
        raise Unusable("\n".join(faults))
    if not library.entries:
        raise Unusable(f"{name}: contains no BibTeX entry")
    places = {entry.key: _place(entry, name) for entry in library.entries}
    for middleware in (SeparateCoAuthors(), SplitNameParts(), MonthIntMiddleware()):
        library = middleware.transform(library)
    for block in library.failed_blocks:
        raise Unusable(f"{_place(block, name)}: not BibTeX: {_reason(block)}")
    return [_row(entry, schema, places[entry.key]) for entry in library.entries]


def _row(entry: Entry, schema: Schema, place: str) -> New:
    try:
        return New(schema.table, cells(_item(entry), schema), place)
    except RecursionError:
        raise Unusable(f"{place}: braces are nested too deeply") from None


def _place(block: Block, name: str) -> str:
    """File, line and key of an entry."""
    key = _KEY.match(block.raw or "")
    return f"{name}:{(block.start_line or 0) + 1}" + (f": {key[1]}" if key else "")


def _reason(block: ParsingFailedBlock) -> str:
    reason = getattr(block.error, "abort_reason", "") or block.error or "incomplete entry"
    return " ".join(str(reason).partition("Note:")[0].split())


def _joined(value: str, macros: Mapping[str, str]) -> tuple[str, str]:
    """A value without its quotes or braces, its parts joined and its macros filled in; and what is wrong with it.

    >>> _joined('asian # " Survey"', {"asian": "Asian"})
    ('Asian Survey', '')
    """
    texts = []
    for part in map(str.strip, _parts(value)):
        if part[:1] + part[-1:] in {"{}", '""'} and len(part) > 1:
            texts.append(part[1:-1])
        elif part.isdecimal() or part.lower() in macros:
            texts.append(macros.get(part.lower(), part))
        else:
            return "", f"{part!r} is neither text nor a defined @string: put it in braces"
    return "".join(texts), ""


def _names(value: str) -> tuple[str, str]:
    """Names without what stands for those left out; and what is wrong if they are not joined as BibTeX joins them."""
    bare, depth = "", 0
    for char in value:  # a body in braces may have any of these in its name
        depth += (char == "{") - (char == "}")
        bare += char if not depth else "_"
    wrong = _JOINED.search(bare)
    return _LEFT_OUT.sub("", value), _UNJOINED.format(wrong[0].strip()) if wrong else ""


def _parts(value: str) -> list[str]:
    """The parts of a value between the `#` outside quotes and braces."""
    parts, depth, quoted = [""], 0, False
    for char, before in zip(value, " " + value, strict=False):
        depth += (char == "{") - (char == "}")
        quoted ^= char == '"' and not depth and before != "\\"
        if char == "#" and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _item(entry: Entry) -> dict[str, Any]:
    """An entry as an item of CSL-JSON; an entry type that is used for different works, such as misc, has no type."""
    fields = {key.lower(): field.value for key, field in entry.fields_dict.items() if field.value}
    stated, year = {"raw": _bare(fields.get("date", ""))}, _bare(fields.get("year", ""))
    parts = takewhile(lambda part: part is not None, (fields.get(part) for part in ("year", "month", "day")))
    told = {"date-parts": [[_bare(part) for part in parts]]} if year.isdecimal() else {"raw": year}
    text = {csl: next((_plain(fields[key]) for key in keys if key in fields), "") for csl, keys in _FIELDS.items()}
    return {
        "type": _SUBTYPES.get(str(fields.get("entrysubtype"))) or _TYPES.get(entry.entry_type.lower(), ""),
        **text,
        "language": _CODES.get(text["language"].lower(), text["language"]),
        **{csl: _ESCAPED.sub(r"\1", str(fields.get(csl.lower(), ""))) for csl in ("DOI", "URL")},
        **{role: [_name(name) for name in fields.get(role, [])] for role in ("author", "editor")},
        "issued": stated if date(stated) else told,
        "original-date": {"raw": _bare(fields.get("origdate", ""))},
    }


def _bare(value: object) -> str:
    """A value without further braces."""
    return str(value).strip("{} ")


def _name(parts: NameParts) -> dict[str, str]:
    """The name as CSL-JSON; that of an organisation, written in braces, is all family name."""
    return {
        "family": _plain(" ".join(parts.last)), "non-dropping-particle": _plain(" ".join(parts.von)),
        "given": _plain(" ".join(parts.first)), "suffix": _plain(" ".join(parts.jr)),
    }  # fmt: skip


def _plain(latex: Any) -> str:
    """Text without LaTeX. `--` becomes a dash."""
    return " ".join(str(_DECODER.latex_to_text(str(latex))).split())
