"""Anachronisms: the grades, on a few rows."""

from __future__ import annotations

import pytest

from sino_pak_data.derive import anachronisms
from sino_pak_data.package.table import Row


@pytest.mark.parametrize(
    ("work", "period", "expected"),
    [
        ({"published": "1981"}, "2008", ("1981", "published_earlier")),
        ({"published": "2020", "covers_to": "2018"}, "2015/2020", ("2018", "impossible")),
        ({"published": "2017", "first_published": "2007"}, "2015", ("2007", "reissue")),
        ({"published": "2005"}, "2005-07", ()),
        ({"published": "2003"}, "2001/2004", ("2003", "published_earlier")),
        ({"published": "2004~"}, "2005", ()),
        ({"published": "2010"}, "2015/..", ()),
        ({"published": ""}, "2015", ()),
    ],
)
def test_grades(work: dict[str, str], period: str, expected: tuple[str, ...]) -> None:
    assert tuple(anachronisms.grade(Row(work), period).values()) == expected


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
