"""The search finds what `spd.search` finds, and needs no mouse."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from sino_pak_data.loader.load import Data
from tests.explore.conftest import PHONE, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]


@pytest.mark.parametrize(
    "words", ["gwadar port", "KARAKORAM", "schlüssel", "trade 2018", "yousaf2025drive", "jf-17 engine", "Łódź"]
)
def test_records_and_their_order_are_those_of_the_loader(words: str, spd: Data, opened: Opened) -> None:
    page = opened(f"search?q={quote(words)}")
    found = page.run_async("(words) => modules['words.js'].search(words).map((hit) => [hit.address, hit.score])", words)
    assert found == [[one["record"], one["score"]] for one in spd.search(words).json()]
    assert page.run("return [...document.querySelectorAll('[data-record]')].map((one) => one.dataset.record)") == [
        address for address, _ in found[:50]
    ]


def test_the_line_of_python_finds_the_same(spd: Data, opened: Opened) -> None:
    page = opened("search?q=gwadar&in=agreements")
    line = page.python(-1)
    assert page.text("[role=status]") == f"{len(eval(line, {'spd': spd}))} records"


def test_the_field_in_the_head_offers_records_and_opens_one_by_keys(spd: Data, opened: Opened) -> None:
    page = opened("timeline")
    field = page.driver.find_element(By.CSS_SELECTOR, "#head [role=combobox]")
    field.send_keys("handover gwadar")
    page.wait("document.querySelectorAll('#found [role=option]').length")
    field.send_keys(Keys.ARROW_DOWN)
    first = spd.search("handover gwadar")[0].address
    assert field.get_attribute("aria-expanded") == "true"
    assert (
        page.run(
            "return document.getElementById(arguments[0].getAttribute('aria-activedescendant')).ariaSelected", field
        )
        == "true"
    )
    field.send_keys(Keys.ENTER)
    page.wait("location.hash.startsWith('#/events/')")
    assert page.run("return location.hash") == f"#/{first}"


def test_enter_alone_shows_all_and_escape_closes_the_list(opened: Opened) -> None:
    page = opened("timeline")
    field = page.driver.find_element(By.CSS_SELECTOR, "#head [role=combobox]")
    field.clear()
    field.send_keys("gwadar")
    page.wait("document.querySelectorAll('#found [role=option]').length")
    field.send_keys(Keys.ESCAPE)
    assert page.run("return document.getElementById('found').hidden")
    field.send_keys("gwadar" if not field.get_attribute("value") else "", Keys.ENTER)
    page.wait("document.querySelector('.view.search .results li')")
    assert page.run("return location.hash") == "#/search?q=gwadar"


def test_words_that_nothing_has_are_said_one_by_one(opened: Opened) -> None:
    page = opened("search?q=gwadar%20xyzzy")
    assert "No record has all of these words" in page.text()
    assert page.texts(".results li")[1] == "xyzzy: 0"


def test_a_search_takes_less_than_100_ms(opened: Opened) -> None:
    page = opened("search?q=gwadar")
    rounds = [
        page.run_async(
            "() => ['trade', 'pakistan china', 'gwadar'].map((words) => { const start = performance.now();"
            "modules['words.js'].search(words); return performance.now() - start; })"
        )
        for _ in range(4)
    ]
    assert max(map(min, zip(*rounds, strict=True))) < 100, rounds


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_rule_of_accessibility_is_broken(dark: bool, opened: Opened) -> None:
    page = opened("search?q=gwadar", dark=dark)
    assert page.broken_rules() == []


def test_a_phone_needs_no_scrolling_sideways(opened: Opened) -> None:
    page = opened("search?q=gwadar%20port", size=PHONE)
    assert page.width() <= PHONE[0]
