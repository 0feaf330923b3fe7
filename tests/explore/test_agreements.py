"""Agreements as lives: what is filtered is what the loader gives, open and soft ends are drawn, amounts keep their stage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sino_pak_data.loader.load import Data
from tests.explore.conftest import PHONE, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]


def count(page: Browser) -> int:
    return int(page.text(".status strong").split(" of ")[0].replace(",", ""))


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "dyad=CHN-PAK&status=in_force",
        "stage=pledged&from=2000&to=2019",
        "instrument=loan&actor=PAK",
        "domain=nuclear&text=chashma",
    ],
)
def test_the_line_of_python_gives_as_many_agreements(asked: str, opened: Opened, spd: Data) -> None:
    page = opened(f"agreements?{asked}")
    known: dict[str, object] = {"spd": spd}
    exec(page.python(), known)
    assert count(page) == len(known["agreements"])  # type: ignore[arg-type]
    assert len(page.texts(".rows > li")) == min(count(page), 60)


def test_a_filter_changes_the_address_and_the_address_gives_the_same_list(opened: Opened) -> None:
    page = opened("agreements")
    page.choose("Status", "superseded")
    page.choose("Order", "-date")
    route = page.run("return location.hash").removeprefix("#/")
    titles = page.texts(".rows .said > a")
    assert titles
    assert opened(route).texts(".rows .said > a") == titles


def test_what_is_in_force_has_an_open_end_and_what_ended_has_none(opened: Opened, spd: Data) -> None:
    agreements = spd.load("agreements", filters={"domain": "nuclear"})
    dated = agreements[agreements["signed"].notna() | agreements["in_force"].notna()]
    still = dated[(dated["status"] == "in_force") & dated["ended"].isna()]
    page = opened("agreements?domain=nuclear")
    assert len(page.texts(".rows .open")) == len(still)
    assert len(page.texts(".rows .end")) == agreements["ended"].notna().sum()


def test_a_date_of_a_year_has_soft_ends_and_a_day_has_none(opened: Opened, spd: Data) -> None:
    signed = spd.load("agreements", filters={"domain": "nuclear"})["signed"].dropna().astype(str)
    page = opened("agreements?domain=nuclear")
    assert len(page.texts(".rows .soft.signed")) == (~signed.str.fullmatch(r"\d{4}-\d\d-\d\d[~?%]?")).sum()


def test_amounts_are_told_by_stage_and_never_added(opened: Opened, spd: Data) -> None:
    stages = spd.load("agreements").dropna(subset="value")["stage"].astype(str).value_counts()
    status = opened("agreements").text(".status")
    assert all(f"{number} {stage}" in status for stage, number in stages.items())
    assert "not added up" in status


def test_what_replaces_and_what_is_replaced_are_links_to_each_other(opened: Opened, spd: Data) -> None:
    page = opened("agreements?text=chashma")
    newer, older = page.run(
        "return ['Replaced by', 'Replaces'].map((said) => [...document.querySelectorAll('.chain')].find((one) => one.textContent.startsWith(said)).querySelector('a').hash)"
    )
    rows = spd.load("agreements").set_index("agreement_id")
    assert rows.loc[newer.split("/")[-1], "supersedes"] == (older.split("/")[-1],)


def test_the_download_has_the_rows_that_are_shown(opened: Opened, spd: Data) -> None:
    page = opened("agreements?domain=space")
    lines = page.downloaded(".take").splitlines()
    expected = spd.load("agreements", filters={"domain": "space"})
    assert lines[0].split(",")[:4] == ["agreement_id", "title", "parties", "instrument"]
    assert {line.split(",")[0] for line in lines[1:]} == set(expected["agreement_id"])


def test_a_phone_scrolls_only_down(opened: Opened) -> None:
    page = opened("agreements", size=PHONE)
    assert page.width() <= PHONE[0]


def test_the_pages_have_every_agreement_once(opened: Opened, spd: Data) -> None:
    pages = [opened(f"agreements?page={page or ''}").run("return [...document.querySelectorAll('.rows .said > a')].map((a) => a.hash)") for page in range(7)]  # fmt: skip
    listed = [address.rpartition("/")[2] for page in pages for address in page]
    assert sorted(listed) == sorted(spd.load("agreements")["agreement_id"])
