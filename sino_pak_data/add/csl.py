"""Bibliographic records, as registries and reference managers give them, as rows of `sources`.

CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html, appendix III and IV) is the
middle form; BibTeX comes here by way of it, see `bibtex`. What a record does not say stays empty,
or `unclear` where a code says so. Nothing is guessed: a type without a code here leaves `kind`
empty, and the person who adds the row says what it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import takewhile
from typing import Any

from sino_pak_data.add.add_input import HALVES, Unusable, parsed_json
from sino_pak_data.add.candidates import New
from sino_pak_data.cells import edtf
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.cells.web import bare_address, bare_doi
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package

_TYPES = {
    "journal-article": "article-journal", "book-chapter": "chapter", "monograph": "book", "edited-book": "book",
    "dissertation": "thesis", "post": "post-weblog",
}  # fmt: skip
"""Types that are a code of `source_kind` under another name: Crossref's, and a post of a forum."""

_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|scp|span|p|jats:\w+)\b[^>]*>")


def from_csl(text: str, schema: Schema, name: str) -> list[New]:
    """One row per item of a CSL-JSON object or array. Raises `Unusable`."""
    read = parsed_json(text, name)
    items = read if isinstance(read, list) else [read]
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict) or not _text(item.get("title")):
            raise Unusable(f"{name}: item {number} is no CSL-JSON item: it has no title")
    return [New(schema.table, row(item, schema)) for item in items]


def row(item: Mapping[str, Any], schema: Schema) -> dict[str, str]:
    """The cells of `sources` that an item of CSL-JSON fills."""
    given = _text(item.get("type"))
    kind = _TYPES.get(given, given)
    doi = bare_doi(_text(item.get("DOI")))
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
        "pages": re.sub(r"\s*[-‐‑–—]+\s*", "-", _text(item.get("page"))),
        "doi": doi,
        "url": _address(_text(item.get("URL")), doi),
        "language": _language(_text(item.get("language"))),
        "side": "unclear",
        "redistribution": "unclear",
        "status": "unverified",
    }


def known_as(package: Package, doi: str, url: str) -> str:
    """The id of the work that has this DOI or address, however either is written, or ""."""
    return _known(_by_place(package), doi, url)


def known_works(package: Package, rows: Sequence[New]) -> tuple[list[New], list[tuple[str, str]]]:
    """The rows without works that stand in sources; and those, as their DOI or address and their id."""
    places = _by_place(package)
    new, known = [], []
    for row in rows:
        doi, url = row.cells.get("doi", ""), row.cells.get("url", "")
        key = _known(places, doi, url) if row.table == "sources" else ""
        if key:
            known.append((doi or url, key))
        else:
            new.append(row)
    return new, known


def _by_place(package: Package) -> dict[str, str]:
    works = package["sources"].rows
    addresses = {bare_address(row["url"]): row["source_id"] for row in works if row["url"]}
    return addresses | {bare_doi(row["doi"]): row["source_id"] for row in works if row["doi"]}


def _known(places: Mapping[str, str], doi: str, url: str) -> str:
    return (places.get(bare_doi(doi), "") if doi else "") or (places.get(bare_address(url), "") if url else "")


def date(given: Any) -> str:
    """A CSL date as EDTF, as precise as it is; "" for what cannot be told.

    >>> date({"date-parts": [[2001, 5]]}), date({"date-parts": [["2001"], ["2004"]]}), date({"raw": "spring"})
    ('2001-05', '2001/2004', '')
    """
    if not isinstance(given, dict):
        return ""
    sides = given.get("date-parts")
    parts = [side for side in sides if isinstance(side, list) and any(side)] if isinstance(sides, list) else []
    text = "/".join(_parts(side) for side in parts) or _text(given.get("raw") or given.get("literal"))
    try:
        edtf.parse(text)
    except (Malformed, ValueError):
        return ""
    return text + "~" if given.get("circa") and "/" not in text and not text.endswith(("~", "?", "%")) else text


def _parts(side: list[Any]) -> str:
    """Year, month and day as far as they are numbers."""
    numbers = [str(one) for one in takewhile(lambda one: str(one).isdecimal(), side[:3])]
    return "-".join(one.zfill(2 if place else 4) for place, one in enumerate(numbers))


def _names(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Authors; of a whole volume its editors."""
    whole = _text(item.get("type")) in {"book", "edited-book", "monograph"}
    names = item.get("author") or (item.get("editor") if whole else None)
    return (name for name in (names if isinstance(names, list) else []) if isinstance(name, dict))


def _author(name: Mapping[str, Any]) -> str:
    """`Family, Given`, an organisation as it stands and in braces where it has a comma."""

    def joined(*parts: str) -> str:
        return " ".join(filter(None, (_text(name.get(part)) for part in parts))).replace(";", ",")

    family, given = joined("non-dropping-particle", "family"), joined("given", "dropping-particle")
    if family and given:
        return ", ".join(filter(None, (family, given, joined("suffix"))))
    literal = family or joined("literal") or joined("name")
    return f"{{{literal}}}" if "," in literal else literal


def _text(value: Any) -> str:
    """A text without mark-up and breaks; the first of several."""
    if isinstance(value, list):
        value = value[0] if value else ""
    plain = html.unescape(
        _MARKUP.sub("", str(value) if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else "")
    )
    return " ".join(HALVES.sub("", plain).split())


def _address(url: str, doi: str) -> str:
    """The address, unless it only resolves the DOI."""
    resolves = doi and bare_doi(url) == doi
    return "" if resolves or not re.match(r"https?://\S+$", url) or not bare_address(url) else url


def _language(tag: str) -> str:
    """The two letters that a language tag begins with.

    >>> _language("en-US"), _language("english")
    ('en', '')
    """
    found = re.match(r"([a-z]{2})(?:[-_]|$)", tag.lower())
    return found[1] if found else ""
