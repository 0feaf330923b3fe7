"""The claims board: counts equal the loader's, filters stand in the address, and a claim shows what it rests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from sino_pak_data.loader.load import Data
from sino_pak_data.records.claims import trail
from tests.explore.conftest import PHONE, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]


def test_the_bar_counts_each_assertion_once(opened: Opened, spd: Data) -> None:
    page = opened("claims")
    counts = {
        name: int(number) for name, number in (re.split(r" (?=\d+$)", one) for one in page.texts(".pieces button"))
    }
    labels = {
        code.value: code.label for code in spd.package.descriptor.built["verdicts"].schema.by_name["verdict"].codes
    }
    once = [one for one in spd.claims() if not one.claim["part_of"] and not one.claim["repeats"]]
    assert counts == Counter(labels[one.verdict["verdict"]] for one in once if one.verdict["verdict"])


@pytest.mark.parametrize(
    "route",
    ["", "kind=figure", "verdict=contradicted", "subject=trade&type=empirical", "theory=hedging", "q=trade%202018", "late=1&kind=event"],
)  # fmt: skip
def test_the_line_of_python_gives_as_many(route: str, opened: Opened, spd: Data) -> None:
    page = opened(f"claims?{route}")
    shown = int(page.texts(".count")[0].split(" of ")[0])
    lines = page.python().splitlines()
    names: dict[str, object] = {"spd": spd}
    exec("\n".join(lines[:-1]), names)
    assert shown == len(eval(lines[-1], names)) > 0


def test_the_most_surprising_come_first_and_parts_stand_under_their_whole(opened: Opened, spd: Data) -> None:
    page = opened("claims?kind=figure")
    board = str(spd.claims(kind="figure"))
    told = [line.split("  ")[-2].strip() for line in board.splitlines() if "yousaf2025drive" not in line and re.match(r"\S.*  yousaf-", line)]  # fmt: skip
    links = page.run(
        "return [...document.querySelectorAll('.board article h2 a')].map((a) => a.hash.split('/').at(-1))"
    )
    assert links == told
    assert opened("claims?verdict=contradicted").texts(".board article.part h2")


def test_a_choice_goes_into_the_address_and_comes_back(opened: Opened) -> None:
    page = opened("claims")
    page.choose("Kind", "figure")
    page.click(".pieces button")
    assert page.run("return location.hash") == "#/claims?kind=figure&verdict=contradicted"
    before = page.texts(".board article h2")
    assert opened("claims?kind=figure&verdict=contradicted").texts(".board article h2") == before


def test_a_claim_opens_with_its_trail(opened: Opened, spd: Data) -> None:
    page = opened("claims?kind=figure&q=2018&open=yousaf-trade-2018")
    page.wait("document.querySelector('.trail')")
    text = page.text(".trail")
    assert "18,812.6 USD million" in text
    assert "10,800 to 13,200" in text
    assert "International Monetary Fund 2024" in text
    assert page.run("return document.querySelector('.trail .figure').getAttribute('aria-label')").startswith(
        "Stated: 12,000"
    )


def test_every_trail_shows_the_values_links_and_works_of_the_loader(opened: Opened, spd: Data) -> None:
    shown = opened("claims").run_async("""() => {
        const { trail } = modules["views/claim_trail.js"];
        const found = {};
        for (const row of modules["data.js"].rows("claims")) {
            const { children } = await trail(row);
            const items = {};
            let title = "";
            for (const one of children)
                if (one.tagName === "H2") title = one.textContent;
                else items[title] = one.querySelectorAll(":scope > li").length;
            found[row.claim_id] = items;
        }
        return found;
    }""")
    for claim_id, titles in shown.items():
        evidence = sum(
            int(number) for title, number in titles.items() if re.match("Contradicting|Qualifying|Supporting", title)
        )
        known = [row for row in spd.package["evidence"].rows if row["claim_id"] == claim_id]
        assert evidence == len(known), claim_id
    for claim_id in ("yousaf-trade-2018", "yousaf-cpec-fdi-2020", "yousaf-cpec-total-2020", "yousaf-fdi-share-2020"):
        compared = sum(number for title, number in shown[claim_id].items() if title.startswith("Compared with"))
        assert compared == len(trail(spd.package, claim_id).values)


def test_a_filter_takes_less_than_a_tenth_of_a_second(opened: Opened) -> None:
    page = opened("claims")
    took = page.run("""
        const select = document.querySelector('.bar select');
        const times = ["event", "figure", "proposition", "", "event", "figure"].map((kind) => {
            const start = performance.now();
            select.value = kind;
            select.dispatchEvent(new Event('change'));
            document.body.offsetHeight;
            return performance.now() - start;
        });
        return Math.min(...times);
    """)
    assert took < 100


def test_a_phone_shows_it_without_scrolling_sideways(opened: Opened) -> None:
    page = opened("claims?kind=figure&open=yousaf-cpec-fdi-2020", size=PHONE)
    page.wait("document.querySelector('.trail')")
    assert page.width() == PHONE[0]
    assert page.console() == []


def test_axe_finds_nothing(opened: Opened) -> None:
    page = opened("claims?kind=figure&open=yousaf-trade-2018")
    page.wait("document.querySelector('.trail')")
    assert page.broken_rules() == []
