"""The map: what is filtered is what the loader gives, places lead to their events, and contested lines say that they are."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Callable

import pytest

from sino_pak_data.loader.load import Data
from tests.explore.conftest import PHONE, ROOT, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]
ATTACKS = "map?type=attack&against=CHN&region=pakistan"


def shown(page: Browser) -> int:
    """How many events the status counts."""
    page.wait("document.querySelector('.list caption')")
    found = re.match(r"[\d,]+", page.text(".status"))
    assert found
    return int(found[0].replace(",", ""))


def marks(page: Browser) -> int:
    """How many marks of events the chart has; the rest are circles of places."""
    return int(page.run("return document.querySelectorAll('.chart .mark-symbol')[1].querySelectorAll('path').length"))


def test_attacks_on_chinese_nationals_are_a_mark_each(opened: Opened, spd: Data) -> None:
    attacks = spd.load("events", filters={"event_type": "attack", "against": "CHN"})
    page = opened(ATTACKS)
    assert (shown(page), marks(page)) == (len(attacks), attacks["place"].notna().sum())
    titles = page.texts(".list tbody td:nth-child(2) a")
    assert set(titles) <= set(attacks["title"])


@pytest.mark.parametrize(
    "asked", ["", "domain=nuclear", "dyad=CHN-PAK&from=2015&to=2019", "actor=IND&text=border", "place=karachi"]
)
def test_the_line_of_python_gives_as_many_events(asked: str, opened: Opened, spd: Data) -> None:
    page = opened(f"map?{asked}")
    known: dict[str, object] = {"spd": spd}
    exec(page.python(), known)
    listed = page.texts(".list caption")[0]
    assert int(listed.split()[0].replace(",", "")) == len(known["events"])  # type: ignore[arg-type]


def test_a_filter_changes_the_address_and_the_address_gives_the_same_picture(opened: Opened) -> None:
    page = opened("map")
    page.choose("Domain", "nuclear")
    page.choose("From", "1990")
    route = page.run("return location.hash").removeprefix("#/")
    assert {"domain=nuclear", "from=1990"} <= set(route.partition("?")[2].split("&"))
    count = shown(page)
    assert shown(opened(route)) == count


def test_every_place_leads_to_its_events(opened: Opened, spd: Data) -> None:
    page = opened("map?domain=space")
    page.wait("document.querySelector('.places a')")
    page.click(".places tbody a")
    page.wait("/place=/.test(location.hash) && document.querySelector('.list h2')?.textContent.startsWith('Events at')")
    place = page.run("return new URLSearchParams(location.hash.split('?')[1]).get('place')")
    expected = spd.load("events", filters={"domain": "space", "place": place})
    assert page.texts(".list caption") == [f"{len(expected)} event{'s' * (len(expected) != 1)}"]


def test_places_known_as_a_district_or_more_are_hollow(opened: Opened, spd: Data) -> None:
    attacks = spd.load("events", filters={"event_type": "attack", "against": "CHN"})
    precision = spd.load("places").set_index("place_id")["where_prec"].astype(str)
    coarse = attacks["place"].dropna().map(precision).isin(["3", "4", "5", "6", "7"]).sum()
    page = opened(ATTACKS)
    paper = page.run("return getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()")
    fills = page.run(
        "return [...document.querySelectorAll('.chart .mark-symbol')[1].querySelectorAll('path')].map((e) => e.getAttribute('fill'))"
    )
    assert fills.count(paper) == coarse


def test_contested_lines_are_drawn_and_named(opened: Opened) -> None:
    page = opened(ATTACKS)
    named = {one["name"] for one in json.loads((ROOT / "sino_pak_data/explore/outlines.json").read_text())["contested"]}
    assert {"Line of Control", "Siachen", "Durand line"} <= named
    assert named <= set(page.texts(".borders strong"))
    dashed = page.run("return document.querySelectorAll('.chart path[stroke-dasharray=\"5,3\"]').length")
    assert dashed == len(named)


def test_a_title_with_marks_of_html_is_a_text(opened: Opened) -> None:
    page = opened("map")
    page.run_async(
        "() => { modules['data.js'].rows('events')[0].title = '<img src=x onerror=\"window.hit=1\">'; return 1; }"
    )
    page = opened("map?sort=title")
    page.wait("document.querySelector('.list').textContent.includes('<img src=x')")
    assert page.run("return window.hit") is None
    assert page.run("return document.querySelectorAll('main img').length") == 0
    page.driver.get("about:blank")  # the next test opens the page anew


def test_a_phone_scrolls_only_down(opened: Opened) -> None:
    page = opened(ATTACKS, size=PHONE)
    assert page.width() <= PHONE[0]


def test_a_simplified_line_stays_within_its_tolerance() -> None:
    outlines = runpy.run_path(str(ROOT / "docs/pictures/outlines.py"))
    wave = [(70 + step / 100, 30 + (0.019 if step % 2 else 0.0)) for step in range(50)]
    step = [(70.0, 30.0), (70.5, 30.0), (70.5, 30.1), (71.0, 30.1)]
    assert outlines["simplified"](wave) == [wave[0], wave[-1]]
    assert outlines["simplified"](step) == step
    assert outlines["joined"]([[(1.0, 0.0), (2.0, 0.0)], [(0.0, 0.0), (1.0, 0.0)]]) == [
        [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]
    ]


def test_who_claims_what_is_said_by_records(spd: Data) -> None:
    outlines = json.loads((ROOT / "sino_pak_data" / "explore" / "outlines.json").read_text(encoding="utf-8"))
    named = [address for line in outlines["contested"] + outlines["edges"] for address in line["records"]]
    assert named
    assert [address for address in named if spd.package.record(address) is None] == []
