"""The verdicts as ClaimReview: one review for each judged assertion, rated by the place of its verdict in the code list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.release.compile import compiled
from sino_pak_data.release.metadata import claimreview

HOME = "https://github.com/sino-pak-data/sino-pak-data"
FATF = "claims/yousaf-fatf-unsc-2008"
Reviews = dict[str, dict[str, Any]]


@pytest.fixture
def reviews(base: Path) -> Callable[..., Reviews]:
    """The reviews of the small package by claim, after cells of it were changed: cells by address."""

    def made(changes: dict[str, dict[str, str]] | None = None) -> Reviews:
        package = read(Descriptor(Folder(base)))
        for address, cells in (changes or {}).items():
            (package.record(address) or {}).update(cells)
        graph = json.loads(claimreview.document(compiled(package)))["@graph"]
        return {one["url"].partition("#claims/yousaf-")[2]: one for one in graph}

    return made


def test_a_review_says_who_claimed_what_and_where(reviews: Callable[..., Reviews]) -> None:
    review = reviews()["treaty-2005"]
    assert (review["@id"], review["url"]) == (f"{HOME}#claims/yousaf-treaty-2005",) * 2
    assert review["claimReviewed"] == "China and Pakistan concluded a Treaty of Friendship and Cooperation in 2005."
    claim = review["itemReviewed"]
    assert [(one["@type"], one["name"]) for one in claim["author"]] == [
        ("Person", "Rabia Yousaf"),
        ("Person", "Xiaolin Ma"),
    ]
    assert claim["appearance"]["position"] == "1.p11"
    assert claim["appearance"]["isPartOf"]["@type"] == "ScholarlyArticle"
    assert review["author"][0]["name"] == "sino-pak-data contributors"


def test_the_rating_is_the_place_of_the_verdict_in_the_code_list(
    reviews: Callable[..., Reviews], package: Package
) -> None:
    codes = package["verdicts"].schema.by_name["verdict"].codes
    for review in reviews().values():
        rating = review["reviewRating"]
        code = codes[rating["bestRating"] - rating["ratingValue"]]
        assert (rating["alternateName"], rating["ratingExplanation"]) == (code.label, code.description)
        assert (rating["worstRating"], rating["bestRating"]) == (1, len(codes))
    assert reviews()["treaty-2005"]["reviewRating"]["alternateName"] == "Supported"
    assert reviews()["trade-2018"]["reviewRating"]["alternateName"] == "Contradicted"


def test_a_review_says_why(reviews: Callable[..., Reviews]) -> None:
    assert "18,813 USD million for calendar year 2018" in reviews()["trade-2018"]["reviewBody"]


def test_a_review_cites_the_independent_works_behind_the_records(reviews: Callable[..., Reviews]) -> None:
    found = reviews()
    assert (
        found["trade-2018"]["isBasedOn"][0] == f"{HOME}#observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots"
    )
    assert [one["identifier"] for one in found["trade-2018"]["citation"]] == ["imf2024dots"]
    assert "citation" not in found["fatf-unsc-2008"]


def test_a_review_does_not_cite_the_work_that_is_reviewed(reviews: Callable[..., Reviews]) -> None:
    assert [one["identifier"] for one in reviews()["treaty-2005"]["citation"]] == ["fsou2005treatytext"]


def test_a_whole_names_the_reviews_of_its_parts_and_each_part_has_its_own(reviews: Callable[..., Reviews]) -> None:
    found = reviews({FATF: {"part_of": "yousaf-treaty-2005"}})
    part = found["fatf-unsc-2008"]
    assert found["treaty-2005"]["hasPart"] == [{name: part[name] for name in ("@type", "@id", "url")}]


def test_a_part_that_repeats_a_claim_has_the_review_of_that_claim(reviews: Callable[..., Reviews]) -> None:
    found = reviews({FATF: {"part_of": "yousaf-treaty-2005", "repeats": "yousaf-trade-2018"}})
    assert [one["url"] for one in found["treaty-2005"]["hasPart"]] == [found["trade-2018"]["url"]]


def test_a_repeated_claim_is_reviewed_once_with_each_place(reviews: Callable[..., Reviews]) -> None:
    found = reviews({FATF: {"repeats": "yousaf-treaty-2005"}})
    assert "fatf-unsc-2008" not in found
    claim = found["treaty-2005"]["itemReviewed"]
    assert claim["firstAppearance"]["position"] == "1.p11"
    assert [one["position"] for one in claim["appearance"]] == ["5.p6"]


def test_a_proposition_has_no_review(reviews: Callable[..., Reviews]) -> None:
    assert "fatf-unsc-2008" not in reviews({FATF: {"kind": "proposition"}})


def test_every_judged_claim_of_the_package_has_a_review(package: Package, files: dict[str, bytes]) -> None:
    graph = json.loads(files["claimreview.json"])["@graph"]
    judged = {row["claim_id"] for row in package["claims"].rows if row["kind"] != "proposition" and not row["repeats"]}
    assert {one["url"].partition("#claims/")[2] for one in graph} == judged
