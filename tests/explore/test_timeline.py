"""The timeline: what it shows is what the loader gives, every control stands in the address, and bands rest on records."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from selenium.webdriver import ActionChains

from sino_pak_data.cells import edtf
from sino_pak_data.loader.load import Data
from tests.explore.conftest import PHONE, ROOT, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]
ATTACKS = "timeline?type=attack&against=CHN"
CHOSEN = (
    'route => { const f = modules["views/timeline_filter.js"];'
    "return f.chosen(f.asked(new URLSearchParams(route.split('?')[1]))).map((one) => one.address) }"
)


def shown(page: Browser, route: str) -> set[str]:
    """The addresses of the records that a view of the timeline shows."""
    return {*page.run_async(CHOSEN, route)}


def loaded(page: Browser, spd: Data) -> set[str]:
    """The addresses that the lines under the chart load."""
    frames: dict[str, Any] = {"spd": spd}
    exec(page.python(), frames)
    keys = {"events": "event_id", "agreements": "agreement_id"}
    return {f"{table}/{key}" for table in keys if table in frames for key in frames[table][keys[table]]}


@pytest.mark.parametrize(
    "route",
    [
        "timeline",
        ATTACKS,
        "timeline?dyad=CHN-PAK&domain=nuclear",
        "timeline?dyad=CHN-IND&from=1955&to=1965",
        "timeline?actor=CHN&origins=2&confidence=high",
        "timeline?origins=1&balancing=soft",
        "timeline?text=Gwadar%20port&tables=agreements",
        "timeline?from=1969&to=1970",
    ],
)
def test_the_records_are_those_that_the_loader_gives(route: str, opened: Opened, spd: Data) -> None:
    page = opened(route)
    found = loaded(page, spd)
    assert shown(page, route) == found
    assert len(found) > 1
    events, agreements = (sum(one.startswith(table) for one in found) for table in ("events/", "agreements/"))
    said = page.text(".status")
    assert f"{events} of {len(spd.package['events'].rows)} events" in said or "agreement" in said
    assert (f"{agreements} of {len(spd.package['agreements'].rows)} agreements" in said) or not agreements


def test_when_and_where_chinese_nationals_were_attacked(opened: Opened, spd: Data) -> None:
    page = opened("timeline")
    page.click(".often a")
    page.wait("document.documentElement.dataset.shown.includes('attack')")
    attacks = spd.load("events", filters={"event_type": "attack", "against": "CHN"})
    assert page.text(".status strong") == f"{len(attacks)} of {len(spd.package['events'].rows)} events"
    assert len(page.texts(".grid tbody tr")) == len(attacks)
    rows = page.run(
        "return [...document.querySelectorAll('.grid tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText))"
    )
    last = attacks.sort_values("date_start").iloc[-1]
    assert rows[0][0] == "5 November 2024"
    assert last["title"] in rows[0][1]
    assert rows[0][2] == spd.package["places"].by_key[(last["place"],)]["name"]


def test_a_filter_stands_in_the_address_and_comes_back_from_it(opened: Opened) -> None:
    page = opened("timeline")
    page.choose("Pair of states", "CHN-PAK")
    page.choose("Domain", "military")
    page.choose("From year", "2001")
    page.choose("Words", "submarine")
    page.wait("location.hash.includes('text=submarine') && location.hash.includes('from=2001')")
    said, address = page.text(".status"), page.run("return location.hash")
    again = opened(address.removeprefix("#/"))
    assert again.text(".status") == said
    assert again.run("return [...document.querySelectorAll('.bar select, .years input')].slice(0, 4).map((one) => one.value)") == [
        "CHN-PAK", "military", "", "2001",
    ]  # fmt: skip


def test_dragging_across_years_zooms_and_all_years_comes_back(opened: Opened) -> None:
    page = opened("timeline")
    before = page.text(".status")
    frame = page.driver.find_element("css selector", ".frame")
    page.run("arguments[0].scrollIntoView({block: 'start'})", frame)
    width = frame.size["width"]
    drag = ActionChains(page.driver, duration=50).move_to_element_with_offset(
        frame, int(width * 0.2), 60 - frame.size["height"] // 2
    )
    drag.click_and_hold().move_by_offset(int(width * 0.2), 0).release().perform()
    page.wait("location.hash.includes('from=')")
    from_year, to_year = page.run(
        "return [...document.querySelectorAll('.years input')].map((one) => Number(one.value))"
    )
    assert 1999 < from_year < to_year < 2022
    assert page.run("return location.hash").startswith("#/timeline")
    page.click(".years button")
    assert page.text(".status") == before


def test_a_mark_leads_to_its_record(opened: Opened) -> None:
    page = opened("timeline?text=Bisham&type=attack")
    page.run("document.querySelector('.frame').scrollIntoView()")
    page.driver.find_elements("css selector", ".chart .mark-symbol path")[-1].click()
    page.wait("location.hash.includes('/events/')")
    assert page.run("return location.hash").startswith("#/events/bisham")


def test_the_list_is_taken_away_as_csv(opened: Opened, spd: Data) -> None:
    page = opened(ATTACKS)
    rows = [*csv.DictReader(StringIO(page.downloaded(".under > button")))]
    attacks = spd.load("events", filters={"event_type": "attack", "against": "CHN"})
    assert sorted(row["title"] for row in rows) == sorted(attacks["title"])
    assert sorted(row["date"] for row in rows) == sorted(attacks["date"])


def test_a_filter_over_all_rows_is_quick(opened: Opened) -> None:
    page = opened("timeline")
    taken = page.run(
        "const field = document.querySelectorAll('.bar select')[1]; const times = [];"
        "for (const value of ['military', '', 'economic', '', 'nuclear', '']) {"
        " const start = performance.now(); field.value = value; field.dispatchEvent(new Event('change'));"
        " document.body.offsetHeight; times.push(performance.now() - start) } return times"
    )
    assert min(taken[1::2]) < 100, taken


def test_bands_rest_on_dated_records(spd: Data, opened: Opened) -> None:
    bands = json.loads((ROOT / "sino_pak_data/explore/bands.json").read_text(encoding="utf-8"))
    assert {name for band in bands for name in band} == {"label", "lane", "from", "to"}

    def dated(address: str) -> edtf.Date:
        row = spd.package.record(address)
        assert row is not None, address
        schema = spd.package[address.partition("/")[0]].schema
        return edtf.parse(next(row[name] for name in schema.dated_by if row[name]))

    expected = {}
    for band in bands:
        start = dated(band["from"]).start
        end = dated(band["to"]).end if band["to"] else None
        assert start is not None
        assert end is None or start <= end, band
        expected[band["label"]] = [start.isoformat(), end and end.isoformat()]
    drawn = opened("timeline").run(
        "const day = (moment) => new Date(moment).toISOString().slice(0, 10);"
        "return Object.fromEntries(modules['views/timeline_chart.js'].bands(Date.UTC(2100, 0, 2)).map((one) => [one.label, [day(one.start), day(one.end - 86400000)]]))"
    )
    assert drawn == {label: [start, end or "2100-01-01"] for label, (start, end) in expected.items()}


def test_partial_dates_reach_as_far_as_the_loader_says(spd: Data, opened: Opened) -> None:
    dates = {row["date"] for row in spd.package["events"].rows} | {
        "2005~",
        "2005-01?",
        "2005-12~",
        "2006-01-01%",
        "../2005",
        "2005-04/..",
    }
    given = opened("timeline").run(
        "const { possibleYears } = modules['dates.js']; return Object.fromEntries(arguments[0].map((one) => [one, possibleYears(one).map(String)]))",
        sorted(dates),
    )
    for date, (first, last) in given.items():
        known = edtf.parse(date)
        assert first == (str(known.earliest.year) if known.earliest else "-Infinity"), date
        assert last == (str(known.latest.year) if known.latest else "Infinity"), date


def test_hostile_words_are_text(opened: Opened) -> None:
    page = opened(
        "timeline?text=%3Cimg%20src%3Dx%20onerror%3D%22window.owned%3D1%22%3E&dyad=%22%3E%3Cscript%3E&domain=%7B%7D&from=x"
    )
    assert page.run("return [window.owned, document.querySelectorAll('main img, main script').length]") == [None, 0]
    assert page.text(".status").startswith("0 of")
    assert page.console() == []


def test_no_rule_of_accessibility_is_broken_with_everything_open(opened: Opened) -> None:
    page = opened(ATTACKS, dark=True)
    page.run("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
    assert page.broken_rules() == []


def test_a_phone_shows_it_without_scrolling_sideways(opened: Opened) -> None:
    page = opened(ATTACKS, size=PHONE)
    page.run("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
    assert page.width() <= PHONE[0]
