"""Anachronisms: the grades, and those of the paper as a reader found them by hand."""

from __future__ import annotations

import pytest

from sino_pak_data.derive import anachronisms
from sino_pak_data.package.table import Package, Row


@pytest.mark.parametrize(
    ("work", "period", "expected"),
    [
        ({"published": "1981"}, "2008", ("1981", "published_earlier")),
        ({"published": "2020", "covers_to": "2018"}, "2015/2020", ("2018", "impossible")),
        ({"published": "2017", "first_published": "2007"}, "2015", ("2007", "reissue")),
        ({"published": "2005"}, "2005-07", None),
        ({"published": "2003"}, "2001/2004", ("2003", "published_earlier")),
        ({"published": "2004~"}, "2005", None),
        ({"published": "2010"}, "2015/..", None),
        ({"published": ""}, "2015", None),
    ],
)
def test_grades(work: dict[str, str], period: str, expected: tuple[str, str] | None) -> None:
    assert anachronisms.grade(Row(work), period) == expected


def test_a_claim_is_judged_by_its_latest_time_and_a_record_by_its_beginning(package) -> None:
    made = package(
        sources=[{"source_id": "old", "published": "2010"}],
        claims=[{"claim_id": "c", "period": "2001/2020", "cited_sources": "old"}],
        events=[{"event_id": "e", "date": "2001/2020", "sources": "old"}],
    )
    assert [row["record"] for row in anachronisms.rows(made)] == ["claims/c"]


def test_a_work_cited_twice_in_one_cell_is_one_row(package) -> None:
    made = package(
        sources=[{"source_id": "old", "published": "2010"}],
        events=[{"event_id": "e", "date": "2020", "sources": "old[p. 1];old[p. 2]"}],
    )
    assert len(list(anachronisms.rows(made))) == 1


FOUND_BY_HAND = {
    ("1.p2", "tellis2006evolution"),
    ("1.p4", "siddiqa2017military"),
    ("1.p7", "rizvi2020culture"),
    ("1.p9", "garver2001protracted"),
    ("1.p11", "hussain2020history"),
    ("2.1.p1", "waltz2014structures"),
    ("2.4.p1", "waltz2014structures"),
    ("4.p1", "ahmad2000confronting"),
    ("5.p6", "dittmer1981triangle"),
    ("5.p7", "bajpai2007pakistan"),
    ("6.p6", "siddiqa2017military"),
    ("6.p7", "kapur2009decade"),
    ("6.p9", "neuss2007waltz"),
    ("6.p10", "kapur2009decade"),
    ("7.p1", "faisal2020beyond"),
    ("7.p3", "afridi2015searching"),
    ("7.p4", "zaki2014evolution"),
    ("8.p2", "garver2002dilemma"),
}
"""Paragraph and work, as a reader found them; 2.4.p1 is the wrong author as well."""

NO_DATE_TELLS = ("3.p3", "ganguly2005india")
"""The nineteenth: an article of 2005 for what scholars came to agree on after July 2005. It needs a reader."""


def test_those_of_the_paper_are_found_and_no_others(real: Package) -> None:
    claims = real.identifiers("claims")
    found = set()
    for row in anachronisms.rows(real):
        if row["field"] == "cited_sources":
            place = claims[row["record"].removeprefix("claims/")]["source"]
            found.add((place.partition("[")[2].rstrip("]"), row["source_id"]))
    assert len(FOUND_BY_HAND | {NO_DATE_TELLS}) == 19
    assert found == FOUND_BY_HAND


def test_the_one_that_no_date_tells_stands_in_the_note_of_its_claim(real: Package) -> None:
    place, work = NO_DATE_TELLS
    (claim,) = (
        row
        for row in real["claims"].rows
        if row["source"] == f"yousaf2025drive[{place}]" and row["cited_sources"] == work and "2005" in row["note"]
    )
    assert claim["claim_id"] == "yousaf-accord-isolation"


GRADES = {
    ("5.p6", "dittmer1981triangle"): ("1981", "published_earlier"),
    ("1.p7", "rizvi2020culture"): ("2002-11", "published_earlier"),
    ("1.p9", "garver2001protracted"): ("2000", "impossible"),
    ("7.p3", "afridi2015searching"): ("1960", "impossible"),
    ("7.p1", "faisal2020beyond"): ("2018", "impossible"),
    ("1.p4", "siddiqa2017military"): ("2007", "reissue"),
    ("2.1.p1", "waltz2014structures"): ("1979", "reissue"),
}


@pytest.mark.parametrize(("place", "work"), GRADES)
def test_how_far_a_work_of_the_paper_reaches(real: Package, place: str, work: str) -> None:
    cited_there = {
        f"claims/{row['claim_id']}" for row in real["claims"].rows if row["source"] == f"yousaf2025drive[{place}]"
    }
    found = {
        (row["reaches_to"], row["grade"])
        for row in anachronisms.rows(real)
        if row["record"] in cited_there and row["source_id"] == work
    }
    assert found == {GRADES[place, work]}
