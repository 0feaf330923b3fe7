"""Bibliographic records in CSL-JSON as rows of `sources`.

CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV) is also the
intermediate form of BibTeX, see `bibtex`. What a record does not say stays empty, or `unclear` where a code says so.
Nothing is guessed: a type without a code leaves `kind` empty, and the person who adds the row decides.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from typing import Any

from sino_pak_data.add.add_input import parsed_json
from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.cells import edtf
from sino_pak_data.cells.text import bare_address, bare_doi
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package

UNCLEAR = {"side": "unclear", "redistribution": "unclear"}
UNVERIFIED = {**UNCLEAR, "status": "unverified"}
"""The codes of a work that nobody has looked at yet."""

_KINDS = {
    "journal-article": "article-journal", "book-chapter": "chapter", "monograph": "book", "edited-book": "book",
    "dissertation": "thesis", "post": "post-weblog",
}  # fmt: skip
"""Crossref's and CSL's names of types that the code list calls otherwise."""
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|scp|span|p|jats:\w+)\b[^>]*>")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_]|$)")
_DASHES = re.compile(r"\s*[-‐‑–—]+\s*")


def from_csl(text: str, schema: Schema, name: str) -> list[New]:
    """One row per item of a CSL-JSON object or array. Raises `Unusable`."""
    read = parsed_json(text, name)
    items = read if isinstance(read, list) else [read]
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict) or not _text(item.get("title")):
            raise Unusable(f"{name}: item {number} is not a CSL-JSON item with a title")
    return [New(schema.table, cells(item, schema)) for item in items]


def cells(item: Mapping[str, Any], schema: Schema) -> dict[str, str]:
    """The cells of `sources` that an item of CSL-JSON fills."""
    type_ = _text(item.get("type"))
    kind = _KINDS.get(type_, type_)
    doi = bare_doi(_text(item.get("DOI")))
    language = _LANGUAGE.match(_text(item.get("language")).lower())
    return {
        "kind": kind if kind in schema.by_name["kind"].values else "",
        "authors": ";".join(filter(None, map(_author, _names(item)))),
        "title": _text(item.get("title")),
        "container": _text(item.get("container-title")),
        "publisher": _text(item.get("publisher")),
        "published": date(item.get("issued") or item.get("published")),
        "first_published": date(item.get("original-date")),
        "volume": _text(item.get("volume")),
        "issue": _text(item.get("issue") or item.get("number")),
        "pages": _DASHES.sub("-", _text(item.get("page"))),
        "doi": doi,
        "url": _address(_text(item.get("URL")), doi),
        "language": language[1] if language else "",
        **UNVERIFIED,
    }


def known_as(package: Package, doi: str, url: str) -> str:
    """The id of the work with this DOI or address, in any spelling, or ""."""
    dois, addresses = _works(package)
    return (doi and dois.get(bare_doi(doi), "")) or (url and addresses.get(bare_address(url), ""))


@lru_cache(maxsize=1)
def _works(package: Package) -> tuple[dict[str, str], dict[str, str]]:
    """The ids of all works by DOI and by address."""
    rows = package["sources"].rows
    addresses = {bare_address(row["url"]): row["source_id"] for row in rows if row["url"]}
    return {bare_doi(row["doi"]): row["source_id"] for row in rows if row["doi"]}, addresses


def date(value: Any) -> str:
    """A CSL date as EDTF of the same precision, or "" if it is not a date.

    >>> date({"date-parts": [[2001, 5]]}), date({"date-parts": [["2001"], ["2004"]]}), date({"raw": "spring"})
    ('2001-05', '2001/2004', '')
    """
    if not isinstance(value, dict):
        return ""
    parts = value.get("date-parts")
    sides = [side for side in parts if isinstance(side, list) and any(side)] if isinstance(parts, list) else []
    text = "/".join(map(_date, sides)) or _text(value.get("raw") or value.get("literal"))
    try:
        edtf.parse(text)
    except ValueError:
        return ""
    return text + "~" if value.get("circa") and "/" not in text and not text.endswith(("~", "?", "%")) else text


def _date(parts: list[Any]) -> str:
    """Year, month and day, up to the first that is not a number."""
    numbers = takewhile(str.isdecimal, map(str, parts[:3]))
    return "-".join(number.zfill(2 if place else 4) for place, number in enumerate(numbers))


def _names(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Authors; for a whole volume without authors, its editors."""
    volume = _text(item.get("type")) in {"book", "edited-book", "monograph"}
    names = item.get("author") or (item.get("editor") if volume else None)
    return (name for name in (names if isinstance(names, list) else []) if isinstance(name, dict))


def _author(name: Mapping[str, Any]) -> str:
    """`Family, Given`; an organisation by its name, in braces if that has a comma."""
    part = {key: _text(value).replace(";", ",") for key, value in name.items()}
    family = f"{part.get('non-dropping-particle', '')} {part.get('family', '')}".strip()
    given = f"{part.get('given', '')} {part.get('dropping-particle', '')}".strip()
    if family and given:
        return ", ".join(filter(None, (family, given, part.get("suffix"))))
    literal = family or part.get("literal") or part.get("name") or ""
    return f"{{{literal}}}" if "," in literal else literal


def _text(value: Any) -> str:
    """Text on one line, without markup; the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    encodable = str(value).encode("utf-8", "ignore").decode("utf-8")  # JSON can hold single surrogates, UTF-8 cannot
    return " ".join(html.unescape(_MARKUP.sub("", encodable)).split())


def _address(url: str, doi: str) -> str:
    """The address, unless it is none or only resolves the DOI."""
    resolves = doi and bare_doi(url) == doi
    return "" if resolves or not re.match(r"https?://\S+$", url) or not bare_address(url) else url
