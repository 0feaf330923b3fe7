"""Series in the explorer: values and lines equal the loader's and the plots', figures are marked, no line crosses a gap."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from sino_pak_data.loader.load import Data
from tests.explore.conftest import PHONE, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]
SERIES = (
    "trade.goods.total:CHN:PAK",
    "arms.tiv:CHN:PAK",
    "nuclear.warheads:PAK:NONE",
    "un.vote_agreement:CHN:PAK",
    "fdi.inflow_net:PAK:NONE",
)


def _route(series: str, more: str = "") -> str:
    indicator, reporter, partner = series.split(":")
    return f"indicators?indicator={indicator}&reporter={reporter}&partner={partner}{more}"


def _number(page: Browser) -> int:
    return int(page.texts("main caption")[0].split(" ")[0].replace(",", ""))


@pytest.mark.parametrize("more", ["", "&from=2000&to=2010"])
@pytest.mark.parametrize("series", SERIES)
def test_the_line_of_python_gives_as_many_values(series: str, more: str, opened: Opened, spd: Data) -> None:
    page = opened(_route(series, more))
    line = page.python().splitlines()[-1]
    assert len(eval(line, {"spd": spd})) == _number(page) > 0


def test_every_series_has_the_values_of_the_loader(opened: Opened, spd: Data) -> None:
    shown: dict[str, int] = opened("indicators").run(
        "return Object.fromEntries([...modules['views/indicator_series.js'].everySeries()].map(([key, rows]) => [key, rows.length]))"
    )
    directed = {row["indicator_id"]: row["directed"] for row in spd.package["indicators"].rows}
    known: dict[str, int] = {}
    for row in spd.package["observations"].rows:
        pair = [row["reporter"], row["partner"]]
        key = ":".join(
            [row["indicator_id"], *(sorted(pair) if directed[row["indicator_id"]] == "undirected" else pair)]
        )
        known[key] = known.get(key, 0) + 1
    assert shown == known


@pytest.mark.parametrize(
    "series", [*SERIES, "trade.goods.imports:PAK:CHN", "arms.trade_stated:USA:IND", "milex.share_gdp:PAK:NONE"]
)
def test_points_and_lines_are_those_of_the_plot(series: str, opened: Opened, spd: Data) -> None:
    pytest.importorskip("altair")
    from sino_pak_data.plot import numbers
    from sino_pak_data.plot.lines import Lines

    indicator, reporter, partner = series.split(":")
    other = None if partner == "NONE" else partner
    drawn: list[Any] = []

    class Kept(Lines):
        def __init__(self, frame: Any, figures: Any, *rest: Any) -> None:
            drawn.extend([frame, figures])
            super().__init__(frame, figures, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbers, "Lines", Kept)
        numbers.series(indicator, reporter, other, compared=True, data=spd)
    shown = opened(_route(series)).run_async(
        """(key) => {
        const { chosen, points, quantities, figures, breaks, segmented } = modules["views/indicator_series.js"];
        const one = chosen(...key.split(":"));
        const stated = figures(one);
        const all = [...points(one), ...(stated.length ? await quantities(one) : [])];
        const found = segmented(all, breaks(one, new Set(all.map(({ source }) => source))));
        return [found.map((each) => [each.line, each.period, each.value, each.newest, each.usual, each.segment]), stated.map(({ claim }) => claim.claim_id)];
        }""",
        series,
    )
    frame, figures = drawn

    def told(rows: Any) -> list[Any]:
        return sorted([line, period, round(value, 6), newest, usual] for line, period, value, newest, usual, _ in rows)

    columns = ["line", "period", "value", "newest", "usual", "segment"]
    assert told(shown[0]) == told(frame[columns].itertuples(index=False))
    assert len({one[5] for one in shown[0]}) == frame["segment"].nunique()
    assert sorted(shown[1]) == sorted(figures["claim_id"])


def test_trade_in_2018_shows_the_paper_and_the_customs(opened: Opened) -> None:
    page = opened("indicators")
    assert page.run("return location.hash") == "#/indicators?from=1995"
    page.wait("document.querySelector('svg')")
    assert {"12 (contradicted)", "over 17 (supported)"} <= set(page.texts("svg text"))
    assert "Both exporters, free on board" in " ".join(page.texts("svg text"))
    assert "#/claims/yousaf-trade-2018" in page.run(
        "return [...document.querySelectorAll('.stated-list a')].map((a) => a.hash)"
    )


def test_a_diamond_opens_its_claim(opened: Opened) -> None:
    page = opened(_route("trade.goods.total:CHN:PAK"))
    page.wait("document.querySelector('svg')")
    page.run("""
        const mark = [...document.querySelectorAll('svg .mark-symbol path')].find((one) => one.__data__.datum.Verdict === 'Contradicted');
        const box = mark.getBoundingClientRect();
        for (const kind of ['mousemove', 'mousedown', 'mouseup', 'click'])
            mark.dispatchEvent(new MouseEvent(kind, { bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 }));
    """)
    page.wait("location.hash.startsWith('#/claims/yousaf-trade')")


def test_choices_go_into_the_address_and_come_back(opened: Opened) -> None:
    page = opened(_route("nuclear.warheads:PAK:NONE"))
    page.choose("Add a series", "nuclear.warheads:IND:NONE")
    page.wait("location.hash.includes('also=')")
    page.choose("To", "2010")
    page.run(
        "[...document.querySelectorAll('label')].find((one) => one.textContent === 'To').querySelector('input').dispatchEvent(new Event('change'))"
    )
    page.wait("location.hash.includes('to=2010')")
    page.wait("document.querySelector('main caption')")
    before = page.texts("main caption"), page.texts(".added button")
    route = page.run("return location.hash.slice(2)")
    page = opened(route)
    assert (page.texts("main caption"), page.texts(".added button")) == before
    lines = page.python()
    assert lines.count("spd.series(") == 2


def test_every_series_draws_in_silence(opened: Opened) -> None:
    page = opened("indicators")
    page.console()
    wrong = page.run_async("""() => {
        const { everySeries, parsed, points, figures, breaks, segmented, quantities } = modules["views/indicator_series.js"];
        const { chart } = modules["views/indicator_chart.js"];
        const wrong = [], seen = new Set();
        for (const key of everySeries().keys()) {
            const one = parsed(key);
            if (seen.has(one.indicator)) continue;
            seen.add(one.indicator);
            const stated = figures(one);
            const all = [...points(one), ...(stated.length ? await quantities(one) : [])];
            const broken = breaks(one, new Set(all.map(({ source }) => source)));
            const spec = chart({ points: segmented(all, broken), figures: stated, breaks: broken, unit: "x", log: false }, 900, false);
            try { await vegaEmbed(document.createElement("div"), spec, { mode: "vega-lite", ast: true, actions: false, defaultStyle: false, tooltip: () => {}, renderer: "svg" }); }
            catch (reason) { wrong.push(key + ": " + reason); }
        }
        return wrong;
    }""")
    assert wrong == []
    assert [re.sub(r"^\S+ \S+ ", "", one) for one in page.console()] == []


def test_other_years_are_drawn_within_a_tenth_of_a_second(opened: Opened) -> None:
    page = opened(_route("arms.tiv:CHN:PAK"))
    page.wait("document.querySelector('svg')")
    took = page.run_async("""() => {
        const field = [...document.querySelectorAll("label")].find((one) => one.textContent === "From").querySelector("input");
        const times = [];
        for (let year = 1990; year < 2000; year++) {
            const start = performance.now();
            field.value = String(year);
            field.dispatchEvent(new Event("change"));
            while (!document.querySelector("main caption").textContent.startsWith(`${2022 - year} `)) await 0;
            times.push(performance.now() - start);
        }
        return Math.min(...times);
    }""")
    assert took < 100, took


def test_a_phone_shows_it_without_scrolling_sideways(opened: Opened) -> None:
    page = opened(_route("trade.goods.total:CHN:PAK"), size=PHONE)
    page.wait("document.querySelector('svg')")
    assert page.width() == PHONE[0]
    assert "Both exporters, free on board" in page.texts("ul.lines li")


def test_axe_finds_nothing(opened: Opened) -> None:
    page = opened("indicators")
    page.wait("document.querySelector('svg')")
    assert page.broken_rules() == []
