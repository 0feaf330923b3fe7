"""Bibliographic records in CSL-JSON as rows of `sources`.

CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV) is also the
intermediate form of BibTeX, see `bibtex`. What a record does not say stays empty, or `unclear` where a code says so.
Nothing is guessed: a type without a code leaves `kind` empty, and the person who adds the row decides.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain, takewhile
from typing import Any

from sino_pak_data.add.add_input import parsed_json
from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.bibliography.works import PUBLISHED_BY_CONTAINER
from sino_pak_data.cells import edtf
from sino_pak_data.cells.text import bare_address, bare_doi, untracked
from sino_pak_data.package.schema import Schema
from sino_pak_data.package.table import Package

UNCLEAR = {"side": "unclear", "redistribution": "unclear"}
UNVERIFIED = {**UNCLEAR, "status": "unverified"}
"""The codes of a work that nobody has looked at yet."""

_KINDS = {
    "journal-article": "article-journal", "book-chapter": "chapter", "monograph": "book", "edited-book": "book",
    "dissertation": "thesis", "post": "post-weblog",
}  # fmt: skip
"""Types of Crossref and CSL under another name in the code list."""
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|scp|span|p|jats:\w+)\b[^>]*>")
_ET_AL = re.compile(r"(?:^|[\s,]+)(?:et\.?\s+al|(?:and\s+)?others|u\.\s*a|等)\.?$", re.IGNORECASE)
"""What bibliographies write for the authors that they leave out."""
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_]|$)")
_ADDRESS = re.compile(r"https?://\S+$")
_TIME = re.compile(r"(?<=[0-9])T[0-9:.]+(?:Z|[+-][0-9:]+)?")
_YEARS = re.compile(r"^([0-9]{4})\s*[-–]+\s*([0-9]{4})$")
_BEGINNING = re.compile(r"\W*(?P<about>(?:c|ca|circa|about|approx)\b\W*)?(?P<day>[0-9]{4}(?:-[0-9]{2}){0,2})(?![0-9])")
_YEAR = re.compile(r"\b(?:1[5-9]|20)[0-9]{2}\b")
_DASHES = re.compile(r"\s*[-‐‑–—]+\s*")


def from_csl(text: str, schema: Schema, name: str) -> list[New]:
    """One row per item of a CSL-JSON object or array. Raises `Unusable` naming every item that is none."""
    read = parsed_json(text, name)
    items = read if isinstance(read, list) else [read]
    rows, faults = [], []
    for number, item in enumerate(items, 1):
        where = f"{name}: item {number}" + (f" ({item['id']})" if isinstance(item, dict) and item.get("id") else "")
        if not isinstance(item, dict) or not _text(item.get("title")):
            faults.append(f"{where} is not a CSL-JSON item with a title")
        elif wrong := next((role for role in ("author", "editor") if not _is_people(item.get(role))), ""):
            faults.append(f'{where}: {wrong}: must be a list such as [{{"family": "Small", "given": "Andrew"}}]')
        else:
            rows.append(New(schema.table, cells(item, schema), where))
    if faults:
        raise Unusable("\n".join(faults))
    return rows


def cells(item: Mapping[str, Any], schema: Schema) -> dict[str, str]:
    """The cells of `sources` that an item of CSL-JSON fills. The editors of a book without authors are its authors."""
    text = defaultdict(str, {name: _text(value) for name, value in item.items()})
    kind = _KINDS.get(text["type"], text["type"])
    names = item.get("author") or (kind == "book" and item.get("editor"))
    people = [_author(name) for name in names if isinstance(name, dict)] if isinstance(names, list) else []
    doi, url = bare_doi(text["DOI"]), text["URL"]
    container, publisher = text["container-title"] or text["collection-title"], text["publisher"]
    if kind in PUBLISHED_BY_CONTAINER - {"article-journal"} and not publisher:
        container, publisher = "", container
    resolves_doi = doi and bare_doi(url) == doi
    language = _LANGUAGE.match(text["language"].lower())
    return {
        "kind": kind if kind in schema.by_name["kind"].values else "",
        "authors": ";".join(filter(None, people)),
        "title": text["title"],
        "container": container,
        "publisher": publisher,
        "published": date(item.get("issued") or item.get("published")),
        "first_published": date(item.get("original-date")),
        "volume": text["volume"],
        "issue": text["issue"] or text["number"],
        "pages": _DASHES.sub("-", text["page"]),
        "doi": doi,
        "url": untracked(url) if _ADDRESS.match(url) and bare_address(url) and not resolves_doi else "",
        "language": language[1] if language else "",
        **UNVERIFIED,
    }


def known_as(package: Package, *names: str) -> str:
    """The id of the work with one of these DOIs or addresses, in any spelling, or ""."""
    works = _works(package)
    return next((works[bare] for name in names for bare in (bare_doi(name), bare_address(name)) if bare in works), "")


@lru_cache(maxsize=1)
def _works(package: Package) -> dict[str, str]:
    """The ids of all works by DOI and by address."""
    rows = package["sources"].rows
    by_address = {bare_address(row["url"]): row["source_id"] for row in rows if row["url"]}
    return by_address | {bare_doi(row["doi"]): row["source_id"] for row in rows if row["doi"]}


def date(value: Any) -> str:
    """A CSL date as EDTF of the same precision, or "" if it is not a date.

    Of a text that is none as a whole, what can be read: the month without an impossible day, or the year.

    >>> date({"date-parts": [[2001, 5]]}), date({"date-parts": [["2001"], ["2004"]]}), date({"raw": "spring"})
    ('2001-05', '2001/2004', '')
    >>> date({"date-parts": [[2001, 13, 5]]}), date({"raw": "2001-05-00"}), date({"raw": "c. 2001"}), date({"raw": "May 2001"})
    ('2001', '2001-05', '2001~', '2001')
    """
    if not isinstance(value, dict):
        value = {"raw": value}
    given = value.get("date-parts")
    parts = given if isinstance(given, list) else []
    sides = [side for side in parts if isinstance(side, list) and any(side)] or [parts]
    days = [day for day in map(_day, sides) if day]
    text = "/".join(days) or _written(_text(value.get("raw") or value.get("literal")))
    if edtf.parsed(text) is None:
        return "".join(days[:1])
    return text + "~" if value.get("circa") and "/" not in text and not text.endswith(("~", "?", "%")) else text


def _day(parts: Sequence[Any]) -> str:
    """Year, month and day, as far as they are a date."""
    numbers = takewhile(str.isdecimal, chain.from_iterable(map(_numerals, parts[:3])))
    known = [number.zfill(2 if place else 4) for place, number in enumerate(numbers)]
    longest = ("-".join(known[:end]) for end in range(len(known), 0, -1))
    return next((text for text in longest if edtf.parsed(text)), "")


def _numerals(part: Any) -> list[str]:
    """The numbers of a part of a date, as some write it: 2018.0, or "2018-05"."""
    return str(part).removesuffix(".0").split("-")


def _is_people(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(name, dict) for name in value))


def _written(text: str) -> str:
    """A date as people write it, as far as it can be read; "" if no year can."""
    text = _YEARS.sub(r"\1/\2", _TIME.sub("", text))
    if edtf.parsed(text):
        return text
    if begun := _BEGINNING.match(text):
        return _day(begun["day"].split("-")) + "~" * bool(begun["about"])
    years = set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 else ""


def _author(name: Mapping[str, Any]) -> str:
    """`Family, Given`; an organisation by its name, in braces if that has a comma; "" for the rest of a list."""
    part = defaultdict(str, {key: _ET_AL.sub("", _text(value)).replace(";", ",") for key, value in name.items()})
    family = f"{part['non-dropping-particle']} {part['family']}".strip()
    given = f"{part['given']} {part['dropping-particle']}".strip()
    if family and given:
        return ", ".join(filter(None, (family, given, part["suffix"])))
    literal = family or part["literal"] or part["name"] or given
    return f"{{{literal}}}" if "," in literal else literal


def _text(value: Any) -> str:
    """Text on one line, without markup; the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    encodable = str(value).encode("utf-8", "ignore").decode("utf-8")  # JSON can hold single surrogates, UTF-8 cannot
    return " ".join(html.unescape(_MARKUP.sub("", encodable)).split())
