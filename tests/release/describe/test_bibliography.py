"""Works as BibTeX and CSL-JSON."""

from __future__ import annotations

from collections import defaultdict

from sino_pak_data.release.describe.bibliography import bibtex, item


def work(**cells: str) -> dict[str, str]:
    return defaultdict(str, {"source_id": "a2001", "kind": "book", "title": "A title", **cells})


def test_people_and_organisations_are_told_apart() -> None:
    authors = item(work(authors="Garver, John W.;{AidData, William & Mary};World Bank"))["author"]
    assert authors == [
        {"family": "Garver", "given": "John W."},
        {"literal": "AidData, William & Mary"},
        {"literal": "World Bank"},
    ]


def test_a_date_is_as_precise_as_it_is_known() -> None:
    assert item(work(published="2001-05~"))["issued"] == {"date-parts": [[2001, 5]]}
    assert "issued" not in item(work(published=""))


def test_bibtex_escapes_what_tex_would_read() -> None:
    entry = bibtex([work(title="Arms & men_100%", authors="{R&D, Inc}", url="http://x.org/a_b")])
    assert r"title = {{Arms \& men\_100\%}}" in entry
    assert r"author = {{R\&D, Inc}}" in entry
    assert "url = {http://x.org/a_b}" in entry
