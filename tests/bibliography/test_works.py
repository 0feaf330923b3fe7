"""Works as BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping

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


def test_people_and_organisations_are_told_apart() -> None:
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
    ],
)
def test_a_date_is_as_precise_as_it_is_known(published: str, issued: dict[str, object]) -> None:
    assert item(work(published=published))["issued"] == issued
    entry = bibtex([work(published=published)])
    assert "year = {2001}" in entry
    assert f"date = {{{published}}}" in entry


def test_a_date_that_is_not_known_is_left_out() -> None:
    assert "issued" not in item(work(published=""))
    assert "year" not in bibtex([work(published="../2005")])


def test_a_translation_keeps_the_year_of_the_first_edition() -> None:
    assert item(work(published="2001", first_published="1979"))["original-date"] == {"date-parts": [[1979]]}
    assert "origdate = {1979}" in bibtex([work(first_published="1979")])


def test_bibtex_escapes_what_tex_would_read() -> None:
    entry = bibtex([work(title="Arms & men_100%", authors="{R&D, Inc}", url="http://x.org/a_b")])
    assert r"title = {{Arms \& men\_100\%}}" in entry
    assert r"author = {{R\&D, Inc}}" in entry
    assert "url = {http://x.org/a_b}" in entry


def test_an_address_cannot_close_its_field() -> None:
    entry = bibtexparser.parse_string(bibtex([work(url="http://x.org/{a}?b=\\c")])).entries[0]
    assert entry["url"] == "http://x.org/%7Ba%7D?b=%5Cc"


def unescaped(text: str) -> str:
    """What TeX would print of the text of a field."""
    named = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^", "braceleft": "{", "braceright": "}"}
    return re.sub(r"\\text(\w+)\{\}|\\([&%$#_])", lambda found: found[2] or named[found[1]], text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_any_title_comes_back_from_bibtex(title: str) -> None:
    library = bibtexparser.parse_string(bibtex([work(title=title)]))
    assert library.failed_blocks == []
    assert unescaped(library.entries[0]["title"][1:-1]) == title


def told(entry: Entry, *names: str) -> str:
    """The first of these fields that the entry has."""
    return unescaped(next((entry[name] for name in names if name in entry.fields_dict), ""))


def people(cell: str) -> list[str]:
    return [one.strip().strip("{}") for one in cell.split(";") if one.strip()]


def test_bibtexparser_reads_every_work_without_loss(files: dict[str, bytes], package: Package) -> None:
    library = bibtexparser.parse_string(files["references.bib"].decode(), append_middleware=[SeparateCoAuthors()])
    assert library.failed_blocks == []
    entries = {entry.key: entry for entry in library.entries}
    works = package.identifiers("sources")
    assert list(entries) == list(works)
    for key, row in works.items():
        entry = entries[key]
        assert told(entry, "title").removeprefix("{").removesuffix("}") == row["title"]
        authors = entry.fields_dict["author"].value if row["authors"] else []
        assert [unescaped(one).strip("{}") for one in authors] == people(row["authors"])
        home = told(entry, "howpublished", "journal", "booktitle", "series", "type")
        assert row["container"] in home
        assert row["publisher"] in told(entry, "publisher", "institution", "school", "howpublished")
        assert (told(entry, "date"), told(entry, "language")) == (row["published"], row["language"])
        assert (entry.fields_dict["url"].value if row["url"] else "") == row["url"]
        assert (told(entry, "doi"), told(entry, "volume"), told(entry, "number")) == (
            row["doi"], row["volume"], row["issue"],
        )  # fmt: skip


def csl_people(given: list[Mapping[str, str]]) -> list[str]:
    return [one.get("literal") or f"{one['family']}, {one['given']}" for one in given]


def test_csl_keeps_every_work_without_loss(files: dict[str, bytes], package: Package) -> None:
    works = package.identifiers("sources")
    items = {one["id"]: one for one in json.loads(files["references.json"])}
    assert list(items) == list(works)
    for key, row in works.items():
        got = items[key]
        assert csl_people(got.get("author", [])) == people(row["authors"])
        properties = {"title": "title", "container-title": "container", "publisher": "publisher", "page": "pages",
                      "DOI": "doi", "URL": "url", "language": "language", "volume": "volume"}  # fmt: skip
        assert {name: got.get(name, "") for name in properties} == {n: row[c] for n, c in properties.items()}
        assert ("issued" in got) == bool(row["published"])
        if row["published"]:
            assert row["published"].startswith("-".join(f"{part:02}" for part in got["issued"]["date-parts"][0]))
