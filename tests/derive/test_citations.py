"""Citations, and which sources are independent."""

from __future__ import annotations

from sino_pak_data.derive import citations
from sino_pak_data.derive.citations import Origins


def test_every_reference_is_a_row_and_a_malformed_cell_has_none(package) -> None:
    made = package(
        events=[{"event_id": "a", "sources": "one[p. 1];two"}, {"event_id": "b", "sources": "one[p. 1"}],
        evidence=[{"claim_id": "c", "record": "events/a", "stance": "supports"}],
    )
    assert list(citations.rows(made)) == [
        {"record": "events/a", "field": "sources", "position": "1", "source_id": "one", "locator": "p. 1"},
        {"record": "events/a", "field": "sources", "position": "2", "source_id": "two", "locator": ""},
    ]


def works(package, **parents: str) -> Origins:
    return Origins(package(sources=[{"source_id": name, "derived_from": parent} for name, parent in parents.items()]))


def test_a_work_derived_from_two_joins_their_groups(package) -> None:
    origins = works(package, bureau="", agency="", daily="bureau", digest="daily;agency")
    assert origins.of("digest") == {"bureau", "agency"}
    assert origins.count(["bureau", "agency"]) == 2
    assert origins.count(["bureau", "agency", "digest"]) == 1
    assert origins.independent(["daily", "agency", "other"], "bureau") == ["agency", "other"]


def test_a_circle_of_works_is_one_origin(package) -> None:
    origins = works(package, one="two", two="one")
    assert origins.count(["one", "two"]) == 1
