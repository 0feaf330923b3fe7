"""The page as a whole: opens from a file, asks for nothing, says nothing on the console."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from sino_pak_data.explore.page import document
from sino_pak_data.loader.load import Data, open_package
from sino_pak_data.package.facts import facts
from tests.explore.conftest import PHONE, ROOT, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]
VIEWS = (
    "",
    "timeline",
    "indicators",
    "claims",
    "map",
    "agreements",
    "balancing",
    "tables",
    "events/gwadar-handover-2013",
)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_in_silence(view: str, opened: Opened) -> None:
    page = opened(view)
    assert page.texts("main h1") != ["This view failed"]
    assert page.console() == []


def test_no_request_leaves_the_page(opened: Opened, page_file: Path) -> None:
    page = opened()
    page.driver.get("about:blank")
    page.driver.get_log("performance")
    for view in VIEWS:
        opened(view)
    sent = [json.loads(line["message"])["message"] for line in page.driver.get_log("performance")]
    asked = {
        one["params"]["request"]["url"].partition("#")[0]
        for one in sent
        if one["method"] == "Network.requestWillBeSent"
    }
    assert {url for url in asked if not url.startswith("data:")} == {page_file.as_uri()}


def test_the_policy_stops_what_a_table_might_smuggle_in(opened: Opened) -> None:
    page = opened()
    page.run(
        "const script = document.createElement('script'); script.textContent = 'window.smuggled = 1'; document.body.append(script)"
    )
    assert page.run("return window.smuggled") is None
    assert page.run_async("() => fetch('https://example.org/').then(() => 'reached', () => 'refused')") == "refused"
    assert all("Content Security Policy" in line for line in page.console())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_rule_of_accessibility_is_broken(view: str, dark: bool, opened: Opened) -> None:
    page = opened(view, dark=dark)
    assert page.broken_rules() == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_needs_no_scrolling_sideways(view: str, opened: Opened) -> None:
    page = opened(view, size=PHONE)
    assert page.width() <= PHONE[0]


@pytest.mark.parametrize("view", VIEWS)
def test_on_paper_nothing_is_cut_off(view: str, opened: Opened) -> None:
    page = opened(view)
    page.media(kind="print")
    page.resize((720, 1000))  # A4 less its margins
    wide = page.run(
        "return [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1"
        " && !one.closest('.chart')).map((one) => one.tagName + '.' + one.className).slice(0, 5)"
    )
    controls = page.run(
        "return [...document.querySelectorAll('button, select, input')].filter((one) => one.offsetParent).length"
    )
    page.media()
    assert (wide, controls) == ([], 0)


def test_without_javascript_there_are_an_overview_and_the_works(page_file: Path, spd: Data) -> None:
    plain = page_file.read_text(encoding="utf-8").partition("<noscript")[2].partition("</noscript>")[0]
    works = spd.load("sources", engine="pyarrow", columns=["title"])["title"].to_pylist()
    listed = re.findall(r"<cite>(.*?)</cite>", plain)
    assert [unescape(title) for title in listed] == works
    assert facts(spd.package.descriptor).citation in unescape(plain)
    assert all(f"{len(spd.package[name].rows):,}" in plain for name in ("events", "agreements", "observations"))


def test_the_page_has_the_size_of_a_picture(page_file: Path) -> None:
    content = page_file.read_bytes()
    assert len(content) < 5_000_000
    assert len(gzip.compress(content, 9)) < 1_500_000


def test_the_same_data_give_the_same_bytes(page_file: Path) -> None:
    command = (
        "import sys; from tests.explore.conftest import ROOT; from sino_pak_data.loader.load import open_package; "
        "from sino_pak_data.explore.page import document; sys.stdout.buffer.write(document(open_package(ROOT)))"
    )
    other = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Karachi", "LC_ALL": "C"}
    again = subprocess.run([sys.executable, "-c", command], cwd=ROOT, env=other, capture_output=True, check=True).stdout
    assert sha256(again).hexdigest() == sha256(page_file.read_bytes()).hexdigest()


def test_it_is_ready_within_three_times_what_the_chart_library_needs_alone(
    browser: Browser, page_file: Path, tmp_path: Path
) -> None:
    text = page_file.read_text(encoding="utf-8")
    library = max(re.findall(r"<script>(.*?)</script>", text, re.DOTALL), key=len)
    bare = tmp_path / "bare.html"
    bare.write_text(
        f"<!doctype html><div id=c></div><script>{library}</script><script>{_BARE}</script>", encoding="utf-8"
    )

    def ready(file: Path) -> float:
        browser.driver.get("about:blank")
        browser.driver.get(f"{file.as_uri()}#/")
        browser.wait("document.documentElement.dataset.ready")
        return float(browser.run("return performance.getEntriesByName('ready')[0].startTime"))

    pairs = [(ready(page_file), ready(bare)) for _ in range(5)]
    page, alone = map(min, zip(*pairs, strict=True))
    assert page < 3 * alone, pairs


_BARE = """
vegaEmbed("#c", {data: {values: [{a: 1, b: 2}]}, mark: "bar", encoding: {x: {field: "a"}, y: {field: "b"}}}, {ast: true, actions: false})
  .then(() => { performance.mark("ready"); document.documentElement.dataset.ready = "true"; });
"""


def test_hostile_texts_are_shown_and_do_nothing(browser: Browser, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    for name in ("datapackage.json", "releases.json"):
        (clone / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, clone / name)
    for name in ("tables", "schemas", "changes"):
        shutil.copytree(ROOT / name, clone / name)
    hostile = '</script><script>window.owned=1</script><img src=x onerror="window.owned=1">\u202egnp.exe'
    events = clone / "tables" / "events.csv"
    title = "Woman suicide bomber kills three Chinese teachers in Karachi"
    events.write_text(
        events.read_text(encoding="utf-8").replace(title, '"' + hostile.replace('"', '""') + '"'), encoding="utf-8"
    )
    sources = clone / "tables" / "sources.csv"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(
        text.replace("Dawn,", '"</noscript></script><script>window.owned=1</script>",', 1), encoding="utf-8"
    )
    file = tmp_path / "hostile.html"
    file.write_bytes(document(open_package(clone)))
    event = next(row["event_id"] for row in spd_rows(clone) if hostile[:9] in row["title"])
    for view in (*VIEWS, f"events/{event}", f"timeline?q={quote(hostile)}", f"{quote(hostile)}/{quote(hostile)}"):
        page = browser.open(file, view)
        assert page.run("return window.owned") is None
        assert page.run("return document.images.length") == 0
    shown = browser.open(file, f"events/{event}").text()
    assert "<script>window.owned=1</script>" in shown
    assert "\u202e" not in shown
    assert browser.console() == []


def spd_rows(clone: Path) -> list[dict[str, str]]:
    return [dict(row) for row in open_package(clone).package["events"].rows]
