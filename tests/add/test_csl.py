"""Bibliographic records as rows of `sources`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.add.bibtex import from_bibtex
from sino_pak_data.add.candidates import New, Unusable
from sino_pak_data.add.csl import from_csl, known_as
from sino_pak_data.bibliography import works
from sino_pak_data.cells import edtf
from sino_pak_data.package.table import Row
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT

PACKAGE = open_package(ROOT)
TABLE = PACKAGE["sources"]
SCHEMA = TABLE.schema
CARRIED = ("title", "volume", "issue", "doi", "kind", "authors", "language")
NAMED = [work for work in TABLE.rows if work["authors"] and work["published"]]
ARTICLES = [work for work in NAMED if work["kind"].startswith("article-")]
BOOKS = [work for work in NAMED if work["kind"] in {"book", "chapter", "report"} and work["publisher"]]

CROSSREF: dict[str, Any] = {
    "type": "journal-article", "DOI": "10.1080/09592318.2015.1007563", "URL": "http://dx.doi.org/10.1080/09592318.2015.1007563",
    "title": "The <i>Axis</i> &amp; After", "container-title": "Survival", "volume": "57", "issue": "2", "page": "1–20",
    "author": [{"family": "Small", "given": "Andrew"}, {"name": "Institute, The"}, {"family": "Horst", "given": "W.", "non-dropping-particle": "van der"}],
    "issued": {"date-parts": [[2015, 3]]}, "language": "en-GB",
}  # fmt: skip


def csl(**changed: Any) -> dict[str, str]:
    (row,) = from_csl(json.dumps({**CROSSREF, **changed}), SCHEMA, "record.json")
    return dict(row.cells)


def test_a_doi_record_fills_its_columns_and_guesses_nothing() -> None:
    row = csl()
    assert row["kind"] == "article-journal"
    assert row["authors"] == "Small, Andrew;{Institute, The};van der Horst, W."
    assert (row["title"], row["published"], row["pages"]) == ("The Axis & After", "2015-03", "1-20")
    assert (row["doi"], row["url"], row["language"]) == ("10.1080/09592318.2015.1007563", "", "en")
    assert (row["side"], row["redistribution"], row["status"]) == ("unclear", "unclear", "unverified")


@pytest.mark.parametrize(
    ("changed", "column", "cell"),
    [
        ({"type": "musical_score"}, "kind", ""),
        ({"issued": {"date-parts": [[2015, 3, 31]]}}, "published", "2015-03-31"),
        ({"issued": {"date-parts": [[2014], [2015]]}}, "published", "2014/2015"),
        ({"issued": {"date-parts": [["2015"]], "circa": True}}, "published", "2015~"),
        ({"issued": {"date-parts": [[2015, 2, 30]]}}, "published", "2015-02"),
        ({"issued": {"date-parts": [["2015-03"]]}}, "published", "2015-03"),
        ({"issued": {"date-parts": [[2015], [2014]]}}, "published", "2015"),
        ({"issued": "2015-03"}, "published", "2015-03"),
        ({"issued": {"literal": "Spring 2015"}}, "published", "2015"),
        ({"issued": {"literal": "between 2014 and 2015"}}, "published", ""),
        ({"issued": {"literal": "in press"}}, "published", ""),
        ({"URL": "https://dawn.com/x?id=1&utm_source=feed"}, "url", "https://dawn.com/x?id=1"),
        ({"author": [{"given": "Sukarno"}]}, "authors", "Sukarno"),
        ({"author": [{"family": "Small", "given": "Andrew et al."}]}, "authors", "Small, Andrew"),
        ({"issued": {"date-parts": [[None]]}}, "published", ""),
        ({"DOI": "https://doi.org/10.1000/ABC", "URL": "https://dawn.com/x"}, "doi", "10.1000/abc"),
        ({"URL": "https://dawn.com/x"}, "url", "https://dawn.com/x"),
        ({"URL": "see the library"}, "url", ""),
        ({"title": ["Listed title"]}, "title", "Listed title"),
        ({"language": "english"}, "language", ""),
        ({"author": [{"literal": "World Bank; IMF"}]}, "authors", "{World Bank, IMF}"),
        ({"author": [], "editor": [{"family": "Small"}], "type": "monograph"}, "authors", "Small"),
        ({"author": [], "editor": [{"family": "Small"}], "type": "chapter"}, "authors", ""),
        ({"author": [{"family": "Small", "given": "Andrew"}, {"literal": "et al."}]}, "authors", "Small, Andrew"),
        ({"author": [{"family": "King", "given": "Martin", "suffix": "Jr."}]}, "authors", "King, Martin, Jr."),
        ({"issued": {"date-parts": [[2015, 0, 5]]}}, "published", "2015"),
        ({"issued": {"raw": "2015-03-31T10:00:00Z"}}, "published", "2015-03-31"),
        ({"DOI": "10.1000/ABC?utm_source=x"}, "doi", "10.1000/abc"),
    ],
)
def test_what_a_record_does_not_say_stays_empty(changed: dict[str, Any], column: str, cell: str) -> None:
    assert csl(**changed)[column] == cell


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["2001", "book", "10.1/A"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["family", "given", "literal", "date-parts", "raw"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


KEYS = ["title", "type", "author", "editor", "issued", "DOI", "URL", "page", "language"]


@given(st.dictionaries(st.sampled_from(KEYS), anything))
def test_any_record_becomes_cells_of_one_line_or_is_refused(item: dict[str, Any]) -> None:
    try:
        (row,) = from_csl(json.dumps(item), SCHEMA, "x.json")
    except Unusable:
        return
    assert all("\n" not in cell and cell == cell.strip() for cell in row.cells.values())
    assert row.cells["published"] == "" or edtf.parse(row.cells["published"])


@pytest.mark.parametrize(
    ("export", "read", "cited", "columns"),
    [
        (works.csl, from_csl, TABLE.rows[::25], (*CARRIED, "publisher", "container")),
        (works.bibtex, from_bibtex, ARTICLES[::20], CARRIED),
        (works.bibtex, from_bibtex, BOOKS[::5], (*CARRIED, "publisher")),
    ],
)
def test_our_own_works_survive_a_round_trip(
    export: Callable[..., str], read: Callable[..., list[New]], cited: list[Row], columns: tuple[str, ...]
) -> None:
    assert len(cited) > 5
    for work, row in zip(cited, read(export(cited), SCHEMA, "own"), strict=True):
        for column in columns:
            assert row.cells[column] == work[column], (work["source_id"], column)


def test_bibtex_with_strings_months_accents_and_newspapers() -> None:
    text = """@string{is = {International Security}}
@article{a, author = {M{\\"u}ller, Jos\\'e and {Ministry of Affairs, PRC}}, title = {{P}rotracted \\& more},
  journal = is, year = 2001, month = may, pages = {1--20}, url = {http://x.org/a\\_b%20c}}
@article{b, entrysubtype = {newspaper}, title = {News}, date = {2004-05-06}}
@misc{c, title = {What is it}}"""
    article, news, misc = (row.cells for row in from_bibtex(text, SCHEMA, "x.bib"))
    assert article["authors"] == "Müller, José;{Ministry of Affairs, PRC}"
    assert (article["title"], article["container"]) == ("Protracted & more", "International Security")
    assert (article["published"], article["pages"], article["url"]) == ("2001-05", "1-20", "http://x.org/a_b%20c")
    assert (news["kind"], news["published"]) == ("article-newspaper", "2004-05-06")
    assert misc["kind"] == ""


@pytest.mark.parametrize(
    ("fields", "column", "cell"),
    [
        ("year={2018}, day={5}", "published", "2018"),
        ("year={2018}, month={0}", "published", "2018"),
        ("year={{2019}}", "published", "2019"),
        ("date={2019-05-01T10:00:00Z}, year={2019}", "published", "2019-05-01"),
        ("date={spring}, year={2019}, month=may", "published", "2019-05"),
        ("author={Garc{\\'\\i}a, Jos{\\'e} and others}", "authors", "García, José"),
        ("year={c. 2018}", "published", "2018~"),
        ("year={2018a}", "published", "2018"),
        ("year={2018/2019}", "published", "2018/2019"),
        ("date={2018-05-00}", "published", "2018-05"),
        ("year={2018}, month={13}", "published", "2018"),
        ("author={Garver, John et al.}", "authors", "Garver, John"),
        ("author={Garver, John and et al.}", "authors", "Garver, John"),
        ("author={Garver, John and}", "authors", "Garver, John"),
        ("author={{Planning \\& Reform; Sindh}}", "authors", "{Planning & Reform, Sindh}"),
        ("author={King, Jr., Martin}", "authors", "King, Martin, Jr."),
        ('journal = a # "Survey"', "container", "Asian Survey"),
        ("journal = {a # b}", "container", "a # b"),
    ],
)
def test_bibtex_loses_and_invents_nothing(fields: str, column: str, cell: str) -> None:
    (row,) = from_bibtex(f'@string{{a = "Asian "}}\n@article{{k, title={{T}}, {fields}}}', SCHEMA, "x.bib")
    assert (row.cells[column], row.origin) == (cell, "x.bib:2: k")


def test_every_fault_of_a_bibtex_file_names_its_entry() -> None:
    text = "@article{k, title={T}, journal = asv}\n@article{m, title=tt, year=2001}\n@book{n, title={x}"
    with pytest.raises(Unusable) as fault:
        from_bibtex(text, SCHEMA, "x.bib")
    first, *rest = str(fault.value).splitlines()
    assert first.startswith("x.bib:3: n: not BibTeX")
    assert rest == [
        "x.bib:1: k: journal: 'asv' is neither text nor a defined @string: put it in braces",
        "x.bib:2: m: title: 'tt' is neither text nor a defined @string: put it in braces",
    ]


def test_a_suffix_of_a_name_survives_the_round_trip() -> None:
    work = Row(dict.fromkeys(SCHEMA.names, "") | {"source_id": "k", "title": "T", "authors": "King, Martin, Jr."})
    assert works.item(work)["author"] == [{"family": "King", "given": "Martin", "suffix": "Jr."}]
    assert "author = {King, Jr., Martin}" in works.bibtex([work])
    (row,) = from_bibtex(works.bibtex([work]), SCHEMA, "x.bib")
    assert row.cells["authors"] == "King, Martin, Jr."


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((from_bibtex, text) for text in ("@book{a, title={x}\n@book{b, title={y}}", "no entry", "@book{a, title={x}} @book{a, title={y}}")),
        (from_bibtex, "@book{a, title={x}, author={Garver, John; Small, Andrew}}"),
        (from_bibtex, "@book{a, title={x}, author={Garver, John \\& Small, Andrew}}"),
        (from_bibtex, "@book{a, title={" + "{" * 3000 + "}" * 3000 + "}}"),
        *((from_csl, text) for text in ('"x"', "[{}]", "{", '[{"type": "book"}]', '{"title": "x", "author": "Small, Andrew"}')),
        (from_csl, '{"title": "x", "title": "y"}'),
    ],
)  # fmt: skip
def test_what_is_not_a_record_is_refused(read: Callable[..., object], text: str) -> None:
    with pytest.raises(Unusable, match=r"x\.bib"):
        read(text, SCHEMA, "x.bib")


def test_a_work_is_recognised_by_any_spelling_of_its_doi_or_address() -> None:
    page = "https://www.redfame.com/journal/index.php/ijsss/article/view/699/"
    assert known_as(PACKAGE, "https://doi.org/10.11114/IJSSS.v3i2.699", "") == "afridi2015searching"
    assert known_as(PACKAGE, "", page) == "afridi2015searching"
    assert known_as(PACKAGE, "", "https://example.org/") == ""
