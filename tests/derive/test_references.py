"""Citations, which sources are independent, and which works are older than what they are cited for."""

from __future__ import annotations

import pytest

from sino_pak_data.derive import anachronisms, citations
from sino_pak_data.derive.anachronisms import Time
from sino_pak_data.package.origins import Origins, linked
from sino_pak_data.package.table import Row


def test_every_reference_is_a_row_and_a_malformed_cell_has_none(package) -> None:
    made = package(
        sources=[{"source_id": "two", "derived_from": "agency"}],
        events=[{"event_id": "a", "sources": "one[p. 1];two"}, {"event_id": "b", "sources": "one[p. 1"}],
        evidence=[{"claim_id": "c", "record": "events/a", "stance": "supports"}],
    )
    assert list(citations.rows(made)) == [
        {
            "record": "events/a",
            "field": "sources",
            "position": "1",
            "source_id": "one",
            "locator": "p. 1",
            "origin": "one",
        },
        {
            "record": "events/a",
            "field": "sources",
            "position": "2",
            "source_id": "two",
            "locator": "",
            "origin": "agency",
        },
    ]


def works(**parents: str) -> Origins:
    return Origins([{"source_id": name, "derived_from": parent} for name, parent in parents.items()])


def test_a_work_derived_from_two_joins_their_groups(package) -> None:
    origins = works(bureau="", agency="", daily="bureau", digest="daily;agency")
    assert origins.of("digest") == {"bureau", "agency"}
    for names, number in ((["bureau", "agency"], 2), (["bureau", "agency", "digest"], 1), (["digest", "agency"], 1)):
        assert len(linked(map(origins.of, names))) == number
    assert origins.independent(["daily", "agency", "other"], "bureau") == ["agency", "other"]
    circle = works(one="two", two="one")  # is one origin
    assert len(linked(map(circle.of, ["one", "two"]))) == 1


@pytest.mark.parametrize(
    ("work", "period", "expected"),
    [
        ({"published": "1981"}, "2008", ("1981", "published_earlier")),
        ({"published": "2020", "covers_to": "2018"}, "2020", ("2018", "impossible")),
        ({"published": "2017", "first_published": "2007"}, "2015", ("2007", "reissue")),
        ({"published": "2005"}, "2005-07", ()),
        ({"published": "2003"}, "2004", ("2003", "published_earlier")),
        ({"published": "2004~"}, "2005", ()),
        ({"published": "2010"}, "", ()),
        ({"published": ""}, "2015", ()),
    ],
)
def test_grades(work: dict[str, str], period: str, expected: tuple[str, ...]) -> None:
    assert tuple(anachronisms.grade(Row(work), Time(period)).values()) == expected


def test_a_claim_is_judged_by_its_latest_time_and_a_record_by_its_beginning_once_for_each_work(package) -> None:
    made = package(
        sources=[{"source_id": "old", "published": "2010"}],
        claims=[{"claim_id": "c", "period": "2001/2020", "cited_sources": "old"}],
        events=[
            {"event_id": "begun", "date": "2001/2020", "sources": "old"},
            {"event_id": "later", "date": "2020", "sources": "old[p. 1];old[p. 2]"},
        ],
    )
    assert sorted(row["record"] for row in anachronisms.rows(made)) == ["claims/c", "events/later"]


@pytest.mark.parametrize(
    ("period", "period_from", "found"),
    [
        ("2015/2020", "source", ("2020", "2018", "impossible")),
        ("2015/..", "source", ()),
        ("2019/..", "source", ("2019", "2018", "impossible")),
        ("../2020", "source", ("2020", "2018", "impossible")),
        ("", "", ()),
        ("2015/2022", "coder", ()),
        ("2020", "coder", ("2020", "2018", "ends_earlier")),
        ("2022/..", "coder", ("2022", "2021", "published_earlier")),
    ],
)
def test_a_claim_that_holds_on_or_that_we_dated_is_judged_by_its_beginning_and_the_latter_never_impossible(
    package, period: str, period_from: str, found: tuple[str, ...]
) -> None:
    made = package(
        sources=[{"source_id": "study", "published": "2021", "covers_to": "2018"}],
        claims=[{"claim_id": "c", "period": period, "period_from": period_from, "cited_sources": "study"}],
    )
    cells = [(row["period"], row["reaches_to"], row["grade"]) for row in anachronisms.rows(made)]
    assert cells == ([found] if found else [])


def test_two_claims_of_one_time_are_graded_by_who_dated_each(package) -> None:
    made = package(
        sources=[{"source_id": "study", "published": "2021", "covers_to": "2018"}],
        claims=[
            {"claim_id": name, "period": "2020", "period_from": name, "cited_sources": "study"}
            for name in ("coder", "source")
        ],
    )
    grades = {row["record"]: row["grade"] for row in anachronisms.rows(made)}
    assert grades == {"claims/coder": "ends_earlier", "claims/source": "impossible"}
