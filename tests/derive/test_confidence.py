"""How much confidence the sources of a record allow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sino_pak_data.derive.confidence import Ceiling, Ceilings

WORKS = {
    "treaty": {"side": "PAK", "primary": "true"},
    "heard": {"side": "PAK", "primary": "true", "status": "unverified"},
    "dawn": {"side": "PAK"},
    "nation": {"side": "PAK"},
    "xinhua": {"side": "CHN"},
    "reprint": {"side": "IND", "derived_from": "dawn"},
    "study": {"side": "academic"},
    "thesis": {"side": "academic"},
    "dataset": {"side": "academic", "derived_from": "study"},
    "blog": {"side": "CHN", "kind": "post-weblog"},
    "encyclopedia": {"side": "USA", "kind": "entry-encyclopedia"},
    "page": {"side": "unclear"},
    "leaflet": {"side": ""},
    "tested": {"side": "academic"},
}


@pytest.fixture
def ceiling(package) -> Callable[[str], Ceiling]:
    """The ceiling of a record with these works."""
    usual = {"kind": "article-newspaper", "primary": "false", "status": "seen", "derived_from": ""}
    known = [{**usual, "source_id": name, **cells} for name, cells in WORKS.items()]
    ceilings = Ceilings(package(sources=known, claims=[{"claim_id": "thesis-says", "source": "tested[2.p1]"}]))
    return lambda cell: ceilings.of({"sources": cell})


@pytest.mark.parametrize(
    ("sources", "level"),
    [
        ("treaty", "high"),
        ("dawn[p. 3];xinhua", "high"),
        ("study;thesis", "high"),
        ("dawn", "medium"),
        ("dawn;nation", "medium"),  # one side
        ("dawn;reprint", "medium"),  # one origin
        ("study;dataset", "medium"),
        ("nation;reprint;dawn", "medium"),  # of one side, or of one origin
        ("nation;reprint", "medium"),
        ("dawn;blog", "medium"),  # weak works add no origin
        ("dawn;page", "medium"),
        ("dawn;heard", "medium"),
        ("blog", "low"),
        ("blog;encyclopedia;page;leaflet", "low"),
        ("heard", "low"),
        ("dawn;tested", "medium"),  # nobody bears witness to himself
        ("tested", "medium"),
    ],
)
def test_the_works_set_the_ceiling(ceiling, sources: str, level: str) -> None:
    assert ceiling(sources).level == level


@pytest.mark.parametrize(
    ("sources", "because"),
    [
        ("dawn;nation;blog", "no primary work, and all 2 works are of one side (PAK)"),
        ("dawn;reprint", "no primary work, and all 2 works go back to one origin"),
        ("dawn", "no primary work, and dawn is the only work of weight"),
        ("blog", "all works are blog posts, encyclopedia entries, unverified or of an unclear side"),
        ("treaty", ""),
    ],
)
def test_a_ceiling_says_what_is_missing(ceiling, sources: str, because: str) -> None:
    assert ceiling(sources).because == because
