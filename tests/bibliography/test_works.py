"""Works as BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors
from bibtexparser.model import Entry
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.bibliography.works import LANGUAGES, bibtex, item
from sino_pak_data.package.table import Package

CODES = {name: code for code, name in LANGUAGES.items()}


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


@pytest.mark.parametrize(
    ("edition", "csl", "note"),
    [
        ("7.0 (1816-2022)", {"version": "7.0"}, "Version 7.0 (1816-2022)"),
        ("v2016", {"version": "2016"}, "Version v2016"),
        ("commit fe150a2", {"edition": "commit fe150a2"}, "commit fe150a2"),
        ("1950-2025", {"edition": "1950-2025"}, "1950-2025"),
    ],
)
def test_the_edition_of_a_dataset_is_its_version_if_it_is_a_number(
    edition: str, csl: dict[str, str], note: str
) -> None:
    dataset = work(kind="dataset", edition=edition)
    assert {name: value for name, value in item(dataset).items() if name in ("version", "edition")} == csl
    assert f"note = {{{note}}}" in bibtex([dataset])


def test_a_newspaper_is_the_container_and_a_series_the_collection() -> None:
    news = work(kind="article-newspaper", publisher="Dawn", authors="Ali, Imran", published="2018-06-04")
    assert (item(news)["container-title"], "publisher" in item(news)) == ("Dawn", False)
    assert "@article" in bibtex([news])
    assert "entrysubtype = {newspaper},\n  journal = {Dawn}," in bibtex([news])
    report = work(kind="report", container="CRS Report", issue="98-486")
    assert (item(report)["collection-title"], item(report)["number"]) == ("CRS Report", "98-486")


@pytest.mark.parametrize(
    ("cells", "entry"),
    [
        ({"kind": "book", "authors": "Small, Andrew", "publisher": "Hurst", "published": "2015"}, "@book"),
        ({"kind": "book", "publisher": "Hurst", "published": "2015"}, "@misc"),
        ({"kind": "article-journal", "authors": "Small, Andrew", "container": "Survival"}, "@misc"),
        ({"kind": "chapter", "authors": "Small, Andrew", "publisher": "Hurst", "published": "2015"}, "@misc"),
        ({"kind": "dataset", "authors": "AidData", "publisher": "AidData", "published": "2023"}, "@misc"),
    ],
)
def test_a_work_without_what_its_type_requires_is_a_misc(cells: dict[str, str], entry: str) -> None:
    assert bibtex([work(**cells)]).startswith(entry + "{")


def test_numbers_that_a_type_has_no_field_for_are_a_note() -> None:
    speech = work(kind="speech", volume="44", issue="40", pages="1318-1320")
    assert "note = {vol. 44, no. 40, pp. 1318--1320}" in bibtex([speech])
    magazine = work(kind="article-magazine", authors="Zeb, R.", publisher="Bulletin", published="2018", issue="8")
    assert "issue = {8}" in bibtex([magazine])  # BibTeX warns of a number without a volume


def test_a_work_without_author_is_sorted_by_newspaper_in_bibtex_and_by_title_in_biblatex() -> None:
    entry = bibtex([work(kind="article-newspaper", title="Gwadar & us", publisher="Dawn & Co")])
    assert r"key = {Dawn \& Co}" in entry
    assert r"sortkey = {{Gwadar \& us}}" in entry
    assert "key = " not in bibtex([work(authors="Small, Andrew")])


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
        homes = ("publisher", "institution", "school", "howpublished", *(() if row["container"] else ("journal",)))
        assert entry.entry_type == "article" or row["publisher"] in read(entry, *homes)
        assert (entry.fields_dict["url"].value if row["url"] else "") == row["url"]
        columns = {"date": "published", "doi": "doi"}
        assert [read(entry, name) for name in columns] == [row[column] for column in columns.values()]
        for column in ("volume", "issue", "edition"):
            assert row[column] in read(entry, "number" if column == "issue" else column, column, "note")
        assert row["language"] in (read(entry, "language"), CODES.get(read(entry, "language")))


def test_csl_keeps_every_work_without_loss(files: dict[str, bytes], package: Package) -> None:
    works = package.identifiers("sources")
    items = {item["id"]: item for item in json.loads(files["references.json"])}
    assert list(items) == list(works)
    columns = {
        "title": "title",
        "page": "pages",
        "DOI": "doi",
        "URL": "url",
        "language": "language",
        "volume": "volume",
    }
    for key, row in works.items():
        found = items[key]
        names = [one.get("literal") or f"{one['family']}, {one['given']}" for one in found.get("author", [])]
        assert names == people(row["authors"])
        assert [found.get(name, "") for name in columns] == [row[column] for column in columns.values()]
        home = {found.get(name) for name in ("container-title", "collection-title", "publisher")}
        assert home - {None} == {row["container"], row["publisher"]} - {""}
        assert (found.get("issue") or found.get("number", "")) == row["issue"]
        parts = found["issued"]["date-parts"][0] if row["published"] else []
        assert row["published"].startswith("-".join(f"{part:02}" for part in parts))
        assert ("issued" in found) == bool(row["published"])


def compiled(folder: Path, style: str, works: Sequence[Mapping[str, str]]) -> list[str]:
    """The warnings and errors of `bibtex` for these works."""
    (folder / "x.bib").write_text(bibtex(works), encoding="utf-8")
    (folder / "x.aux").write_text(f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{x}}\n")
    done = subprocess.run(["bibtex", "-terse", "x"], cwd=folder, capture_output=True, text=True, check=False)
    return [line for line in done.stdout.splitlines() if not line.startswith("(There")]


@pytest.mark.slow
@pytest.mark.skipif(not which("bibtex"), reason="needs bibtex and its styles (Debian: texlive-base)")
def test_bibtex_compiles_every_work_without_a_warning(package: Package, tmp_path: Path) -> None:
    works = package["sources"].rows
    assert compiled(tmp_path, "plain", works) == []
    undated = {row["source_id"] for row in works if not row["published"]}
    # apalike marks works of one author and year with letters, and fails after z: hence five bibliographies
    warned = [line for part in range(5) for line in compiled(tmp_path, "apalike", works[part::5])]
    assert {line.removeprefix("Warning--empty year in ") for line in warned} == undated
    assert compiled(tmp_path, "apalike", [row for row in works[:500] if row["published"]]) == []


EXCUSED = {
    "Field 'key' invalid in data model - ignoring": "for BibTeX alone; biblatex takes sortkey",
    "Missing mandatory field 'editor'": "editors of a volume are not known",
    "Missing mandatory field - one of 'date, year' must be defined": "a work without date",
}


@pytest.mark.slow
@pytest.mark.skipif(not which("biber"), reason="needs biber (Debian: biber)")
@pytest.mark.parametrize("strict", [[], ["--validate-datamodel"]])
def test_biber_reads_every_work_without_a_warning(strict: list[str], package: Package, tmp_path: Path) -> None:
    """With the option it also says what the data model of biblatex does not foresee, which a document never hears of."""
    (tmp_path / "x.bib").write_text(bibtex(package["sources"].rows), encoding="utf-8")
    words = ["biber", "--tool", *strict, "--output-file=y.bib", "x.bib"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    said = [line for line in done.stdout.splitlines() if line.startswith(("WARN", "ERROR"))]
    assert [line for line in said if not (strict and line.endswith(tuple(EXCUSED)))] == []
