"""Balancing: counts and the records behind them are the loader's, and what nobody searched never looks like peace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sino_pak_data.loader.load import Data
from tests.explore.conftest import PHONE, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]
KINDS = ("hard", "soft")


def test_the_records_of_every_year_are_those_of_the_trace(opened: Opened, spd: Data) -> None:
    page = opened("balancing")
    listed = page.run(
        "const { behind, yearsOf } = modules['views/balancing_years.js']; const found = {};"
        "for (const dyad of modules['pairs.js'].dyads()) for (const { year } of yearsOf(dyad)) for (const kind of ['hard', 'soft']) {"
        " const { certain, possible } = behind(dyad, year, kind);"
        " found[`${dyad}:${year} ${kind}`] = [certain.sort(), possible.sort()] } return found"
    )
    assert len(listed) == 2 * len(spd.load("dyad_years"))
    for name, (certain, possible) in listed.items():
        key, kind = name.split()
        trace = spd.trace(f"dyad_years/{key}", f"{kind}_balancing_high")
        assert certain == sorted(one.address for one in trace.certain), name
        assert possible == sorted(one.address for one in trace.possible), name


def test_counts_are_those_of_dyad_years_and_missing_is_not_zero(opened: Opened, spd: Data) -> None:
    page = opened("balancing")
    known = page.run(
        "const { yearsOf } = modules['views/balancing_years.js'];"
        "return modules['pairs.js'].dyads().flatMap((dyad) => yearsOf(dyad).map((one) => [dyad, one.year, one.hard, one.soft]))"
    )
    panel = spd.load("dyad_years", engine="pyarrow").to_pylist()
    expected = {
        (row["dyad"], row["year"]): [
            None if row[f"{kind}_balancing_low"] is None
            else {"low": row[f"{kind}_balancing_low"], "high": row[f"{kind}_balancing_high"]}
            for kind in KINDS
        ]
        for row in panel
    }  # fmt: skip
    assert {(dyad, year): [hard, soft] for dyad, year, hard, soft in known} == expected


def test_a_year_is_drawn_as_a_bar_or_hatched_as_unknown(opened: Opened, spd: Data) -> None:
    page = opened("balancing?dyad=CHN-PAK")
    layers = page.run(
        "const { yearsOf } = modules['views/balancing_years.js']; const years = yearsOf('CHN-PAK');"
        "const spec = modules['views/balancing_chart.js'].spec(years, { width: years.length * 10, half: 100, top: 10, domains: [], chosen: NaN, names: false });"
        "return spec.layer.map((one) => one.data.values)"
    )
    boxes, bars = layers[1], [one for one in layers[4] if one["opacity"] == 1]
    for kind, upper in (("hard", True), ("soft", False)):
        hatched = {
            year
            for box in boxes
            if (box["y"] == 0) == upper
            for year in range(round(box["x"] / 10), round(box["x2"] / 10))
        }
        barred = {int(bar["x"] / 10) for bar in bars if (bar["y"] == 100) == upper}
        rows = spd.load("dyad_years", dyad="CHN-PAK", engine="pyarrow").sort_by("year").to_pylist()
        assert hatched == {place for place, row in enumerate(rows) if row[f"{kind}_balancing_low"] is None}
        assert barred == {place for place, row in enumerate(rows) if row[f"{kind}_balancing_low"]}


def test_a_pair_that_nobody_searched_is_said_to_be_so(opened: Opened) -> None:
    page = opened("balancing?dyad=USA-RUS&year=1962")
    assert page.text(".words") == "United States and Russia: Nobody searched, so nothing can be said of this pair."
    assert "Nobody searched." in page.text(".year")
    assert page.text(".year h3") == "Hard balancing: unknown"
    assert "0" not in page.texts(".grid tbody td.number")


def test_a_year_leads_to_the_records_behind_it(opened: Opened, spd: Data) -> None:
    page = opened("balancing?dyad=CHN-PAK")
    assert page.texts(".year h2") == []
    page.driver.find_elements("css selector", ".chart svg .mark-rect path")[-1].click()
    assert "year=2025" in page.run("return location.hash")
    page.click(".year .steps button")
    assert page.text(".year h2") == "China and Pakistan in 2024"
    trace = spd.trace("dyad_years/CHN-PAK:2024", "hard_balancing_high")
    titles = [record.heading for record in (*trace.certain, *trace.possible)]
    assert sorted(page.texts(".year .hard a")) == sorted(titles)
    again = opened(page.run("return location.hash").removeprefix("#/"))
    assert again.text(".year h2") == "China and Pakistan in 2024"


def test_the_lines_under_the_chart_give_what_it_shows(opened: Opened, spd: Data) -> None:
    page = opened("balancing?dyad=CHN-PAK&year=2017")
    year, panel = page.texts(".spd pre")
    names: dict[str, Any] = {"spd": spd}
    exec(year.partition("\n")[2], names)
    for kind in KINDS:
        assert len(page.texts(f".year .{kind} a")) == len(names[kind].records)
    frame = eval(panel.partition("\n")[2], {"spd": spd})
    acts = [f"{kind} balancing {frame[f'{kind}_balancing_low'].sum():.0f} acts" for kind in KINDS]
    assert all(said in page.text(".words") for said in acts)


def test_all_pairs_stand_side_by_side_on_one_scale(opened: Opened, spd: Data) -> None:
    page = opened("balancing?dyad=all")
    assert len(page.texts(".multiples h2 a")) == spd.load("dyad_years")["dyad"].nunique()
    assert len({*page.texts(".multiples .chart svg text")} & {"5", "10", "20"}) > 0
    page.click(".multiples h2 a")
    page.wait("document.querySelector('.view.balancing .words')")
    assert page.text(".words").startswith("China and Pakistan")


@pytest.mark.parametrize(("route", "dark"), [("balancing?dyad=CHN-PAK&year=2017", True), ("balancing?dyad=all", False)])
def test_no_rule_of_accessibility_is_broken(route: str, dark: bool, opened: Opened) -> None:
    page = opened(route, dark=dark)
    assert page.broken_rules() == []
    assert page.console() == []


@pytest.mark.parametrize("route", ["balancing?dyad=CHN-PAK&year=2017", "balancing?dyad=all"])
def test_a_phone_shows_it_without_scrolling_sideways(route: str, opened: Opened) -> None:
    assert opened(route, size=PHONE).width() <= PHONE[0]


def test_an_unknown_pair_or_year_falls_back_to_the_usual(opened: Opened) -> None:
    page = opened("balancing?dyad=%3Cscript%3E&year=3000")
    assert page.text(".words").startswith("China and Pakistan")
    assert page.texts(".year h2") == []
    assert page.console() == []
