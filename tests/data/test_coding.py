"""Events of one kind are coded alike, as docs/coding.md says; each example was once coded two ways."""

from __future__ import annotations

import re

import pytest

from sino_pak_data.cells import ids
from sino_pak_data.package.table import Package, Row

Events = dict[str, Row]


@pytest.fixture(scope="module")
def events(package: Package) -> Events:
    return {row["event_id"]: row for row in package["events"].rows}


def test_visits_carry_no_balancing(events: Events) -> None:
    """Once none before 2010 and soft or hard after it, which made a trend that no source shows."""
    visits = [row for row in events.values() if row["event_type"] == "visit"]
    assert len(visits) > 100
    assert {row["balancing"] for row in visits} == {"none"}


def test_balancing_is_coded_for_any_pair(events: Events) -> None:
    """Malabar stands beside Warrior, and American arms for India beside Chinese arms for Pakistan."""
    coded = {name: (events[name]["balancing"], events[name]["against"]) for name in MEANS}
    assert coded == MEANS


MEANS = {
    "malabar-2020-quad": ("hard", "CHN"),
    "warrior-8-exercise-2024": ("hard", "IND"),
    "india-chinook-first-delivery-2019": ("hard", "CHN"),
    "j10c-arrival-2022": ("hard", "IND"),
    "india-pokhran-tests-1998": ("hard", "CHN;PAK"),
    "pakistan-chagai-tests-1998": ("hard", "IND"),
    "malabar-first-1992": ("none", ""),  # China and the United States were no rivals from 1973 to 1995
}


def test_a_delivery_goes_from_the_one_who_supplies_to_the_one_who_receives(events: Events) -> None:
    """Whoever filters by actors finds every delivery: ten were CHN to PAK, seventeen CHN;PAK without a receiver."""
    deliveries = [row for row in events.values() if row["event_type"] == "delivery"]
    assert len(deliveries) > 25
    assert {row["recipients"] for row in deliveries} == {"PAK", "IND"}
    assert not {"PAK", "IND"} & {actor for row in deliveries for actor in ids.split(row["actors"])}


@pytest.mark.parametrize(
    ("record", "event_type", "domain"),
    [
        ("jf17-first-pakistani-built-2009", "construction", "military"),
        ("haider-tank-rollout-2024", "construction", "military"),
        ("pakistan-joins-baghdad-pact-1955", "membership", "military"),
        ("pakistan-leaves-seato-1972", "membership", "military"),
        ("india-mtcr-2016", "membership", "military"),
        ("china-joins-nsg-2004", "membership", "nuclear"),
        ("shaheen2-first-test-2004", "test", "military"),
        ("babur3-test-2017", "test", "military"),
        ("f22p-shamsheer-commissioning-2009", "delivery", "military"),
        ("azmat-commissioning-2012", "delivery", "military"),
        ("fatf-greylist-2018", "sanction", "counterterrorism"),
        ("fatf-greylist-2012", "sanction", "counterterrorism"),
        ("currency-swap-2011-signing", "signing", "economic"),
        ("currency-swap-doubled-2018", "signing", "economic"),
    ],
)
def test_rows_of_one_kind_have_one_type_and_domain(events: Events, record: str, event_type: str, domain: str) -> None:
    assert (events[record]["event_type"], events[record]["domain"]) == (event_type, domain)


@pytest.mark.parametrize("record", ["parliament-attack-2001", "pahalgam-attack-2025", "dasu-bus-attack-2021"])
def test_the_word_of_one_government_names_no_attacker(events: Events, record: str) -> None:
    assert events[record]["actors"] == "UNKNOWN"


def test_titles_are_sentences_of_one_line_and_places_belong_to_nobody(package: Package, events: Events) -> None:
    assert [row["title"] for row in events.values() if ":" in row["title"] or len(row["title"]) > 90] == []
    owned = re.compile(r"\b(Pakistani|Chinese)-?(held|administered|occupied)? (Baltistan|Xinjiang|Kashmir|Tibet)")
    assert [row for row in events.values() if owned.search(f"{row['title']} {row['summary']}")] == []
    assert [row["name"] for row in package["places"].rows if owned.search(row["name"])] == []


def test_dates_that_the_press_of_the_day_corrected(events: Events) -> None:
    dates = {name: events[name]["date"] for name in ("jf17b-first-flight-2017", "mumbai-attacks-2008")}
    assert dates == {"jf17b-first-flight-2017": "2017-04-27", "mumbai-attacks-2008": "2008-11-26/2008-11-29"}
    assert events["mamnoon-hussain-visit-china-2014"]["date"].startswith("2014-02-18/2014-02-21")


def test_other_treaties_are_no_rival_dates_of_the_treaty_of_2005(package: Package) -> None:
    rivals = [row for row in package["discrepancies"].rows if row["record"] == "agreements/friendship-treaty-2005"]
    assert [row["value"] for row in rivals if row["value"].startswith(("2002", "2004"))] == []
