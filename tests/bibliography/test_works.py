"""Works as BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections import defaultdict

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors
from bibtexparser.model import Entry
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.bibliography.works import bibtex, item
from sino_pak_data.package.table import Package


def work(**cells: str) -> dict[str, str]:
    return defaultdict(str, {"source_id": "a2001", "kind": "book", "title": "A title", **cells})


def test_people_and_organisations_are_distinguished() -> None:
    authors = item(work(authors="Garver, John W.;{AidData, William & Mary};World Bank"))["author"]
    assert authors == [
        {"family": "Garver", "given": "John W."},
        {"literal": "AidData, William & Mary"},
        {"literal": "World Bank"},
    ]


@pytest.mark.parametrize(
    ("published", "issued"),
    [
        ("2001-05", {"date-parts": [[2001, 5]]}),
        ("2001-05~", {"date-parts": [[2001, 5]], "circa": True}),
        ("2001-05-03/2002", {"date-parts": [[2001, 5, 3], [2002]]}),
        ("2001?/..", {"date-parts": [[2001]], "circa": True}),
        pytest.param("", None, id="empty"),
        pytest.param("../2005", None, id="without a start"),
        pytest.param("May 2001", None, id="malformed"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(published: str, issued: dict[str, object] | None) -> None:
    assert item(work(published=published)).get("issued") == issued
    entry = bibtex([work(published=published)])
    assert re.findall(r"\b(year|date) = \{(.+)\}", entry) == ([("year", "2001"), ("date", published)] if issued else [])


def test_a_translation_keeps_the_year_of_the_first_edition() -> None:
    assert item(work(published="2001", first_published="1979"))["original-date"] == {"date-parts": [[1979]]}
    assert "origdate = {1979}" in bibtex([work(first_published="1979")])
    seen = work(accessed="2026-11-28", edition="7.0", archive_url="https://web.archive.org/web/1/x")
    assert item(seen)["accessed"] == {"date-parts": [[2026, 11, 28]]}
    assert (item(seen)["edition"], item(seen)["archive_location"]) == ("7.0", "https://web.archive.org/web/1/x")
    assert "urldate = {2026-11-28}" in bibtex([seen])
    assert "edition = {7.0}" in bibtex([seen])


def test_bibtex_escapes_what_tex_would_read() -> None:
    entry = bibtex([work(title="Arms & men_100%", authors="{R&D, Inc}", url="http://x.org/a_b/{a}?b=\\c")])
    assert r"title = {{Arms \& men\_100\%}}" in entry
    assert r"author = {{R\&D, Inc}}" in entry
    assert bibtexparser.parse_string(entry).entries[0]["url"] == "http://x.org/a_b/%7Ba%7D?b=%5Cc"


def unescaped(text: str) -> str:
    """What TeX would print of the text of a field."""
    named = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^", "braceleft": "{", "braceright": "}"}
    return re.sub(r"\\text(\w+)\{\}|\\([&%$#_])", lambda found: found[2] or named[found[1]], text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_any_title_comes_back_from_bibtex(title: str) -> None:
    library = bibtexparser.parse_string(bibtex([work(title=title)]))
    assert library.failed_blocks == []
    assert unescaped(library.entries[0]["title"][1:-1]) == title


def read(entry: Entry, *names: str) -> str:
    """The first of these fields that the entry has, as TeX prints it."""
    return unescaped(next((str(entry[name]) for name in names if name in entry.fields_dict), ""))


def people(cell: str) -> list[str]:
    return [name.strip().strip("{}") for name in cell.split(";") if name.strip()]


def test_bibtexparser_reads_every_work_without_loss(files: dict[str, bytes], package: Package) -> None:
    library = bibtexparser.parse_string(files["references.bib"].decode(), append_middleware=[SeparateCoAuthors()])
    assert library.failed_blocks == []
    works = package.identifiers("sources")
    assert [entry.key for entry in library.entries] == list(works)
    for entry in library.entries:
        row = works[entry.key]
        authors = entry.fields_dict["author"].value if row["authors"] else []
        assert [unescaped(name).strip("{}") for name in authors] == people(row["authors"])
        assert read(entry, "title").removeprefix("{").removesuffix("}") == row["title"]
        assert row["container"] in read(entry, "howpublished", "journal", "booktitle", "series", "type")
        assert row["publisher"] in read(entry, "publisher", "institution", "school", "howpublished")
        assert (entry.fields_dict["url"].value if row["url"] else "") == row["url"]
        columns = {"date": "published", "language": "language", "doi": "doi", "volume": "volume", "number": "issue"}
        assert [read(entry, name) for name in columns] == [row[column] for column in columns.values()]


def test_csl_keeps_every_work_without_loss(files: dict[str, bytes], package: Package) -> None:
    works = package.identifiers("sources")
    items = {item["id"]: item for item in json.loads(files["references.json"])}
    assert list(items) == list(works)
    columns = {"title": "title", "container-title": "container", "publisher": "publisher", "page": "pages",
               "DOI": "doi", "URL": "url", "language": "language", "volume": "volume"}  # fmt: skip
    for key, row in works.items():
        found = items[key]
        names = [one.get("literal") or f"{one['family']}, {one['given']}" for one in found.get("author", [])]
        assert names == people(row["authors"])
        assert [found.get(name, "") for name in columns] == [row[column] for column in columns.values()]
        parts = found["issued"]["date-parts"][0] if row["published"] else []
        assert row["published"].startswith("-".join(f"{part:02}" for part in parts))
        assert ("issued" in found) == bool(row["published"])
