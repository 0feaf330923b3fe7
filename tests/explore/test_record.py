"""Record pages: every record has one, and it says what the package says of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import yaml

from sino_pak_data.loader.load import Data
from tests.explore.conftest import PHONE, ROOT, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]

KINDS = (
    "events/gwadar-handover-2013",
    "agreements/bri-cpec-programme",
    "claims/yousaf-trade-2018",
    "sources/yousaf2025drive",
    "indicators/trade.goods.exports_fob",
    "places/gwadar",
    "actors/CHN",
    "dyad_years/710:770:2015",
    "verdicts/yousaf-trade-2018",
)
ALL = "() => modules['data.js'].tables().map(({ name }) => [name, modules['data.js'].rows(name).map((row) => modules['data.js'].keyOf(name, row))])"


def route(address: str) -> str:
    """The part of the address of a page after #/."""
    table, _, key = address.partition("/")
    return f"{table}/{quote(key, safe='')}"


def sample(spd: Data, each: int, seed: int = 7) -> list[str]:
    """Addresses of some records of every authored table."""
    chosen = random.Random(seed)
    return [
        table.address(row)
        for table in spd.package.authored
        for row in chosen.sample(table.rows, min(each, len(table.rows)))
    ]


def shown(page: Browser, addresses: list[str], what: str) -> list[Any]:
    """Open the pages of addresses one after the other, and what an expression over `root` gives for each."""
    script = (
        "(wanted) => { const found = []; for (const address of wanted) {"
        "const root = document.createElement('div'); const [table, ...key] = address.split('/');"
        "await modules['views/record.js'].view.show(root, new URLSearchParams(), [table, key.join('/')]);"
        f"found.push({what}); }} return found; }}"
    )
    page.driver.set_script_timeout(120)
    return list(page.run_async(script, addresses))


def test_every_record_has_an_address_that_is_found_again(spd: Data, opened: Opened) -> None:
    page = opened("codings/x")
    known = dict(page.run_async(ALL))
    assert {name: [*spd.package.identifiers(name)] for name in known if name in spd.package.descriptor.authored} == {
        name: keys for name, keys in known.items() if name in spd.package.descriptor.authored
    }
    lost = page.run_async(
        "() => modules['data.js'].tables().flatMap(({ name }) => modules['data.js'].rows(name).map((row) => `${name}/${modules['data.js'].keyOf(name, row)}`))"
        ".filter((address) => { const parts = modules['route.js'].recordAddress(address).slice(2).split('/').map(decodeURIComponent);"
        "return !modules['data.js'].record(parts.join('/')); })"
    )
    assert lost == []


def test_a_page_opens_for_records_of_every_table(spd: Data, opened: Opened) -> None:
    page = opened("events/x")
    known = dict(page.run_async(ALL))
    addresses = [
        f"{name}/{key}" for name, keys in known.items() for key in [*keys[:: max(1, len(keys) // 40)], keys[-1]]
    ]
    headings = shown(page, addresses, "root.querySelector('h1')?.textContent ?? ''")
    assert [
        address for address, heading in zip(addresses, headings, strict=True) if heading in ("", "No such record")
    ] == []


def test_sources_origins_and_links_are_those_of_show(spd: Data, opened: Opened) -> None:
    addresses = [*sample(spd, 6), "sources/yousaf2025drive", "indicators/trade.goods.total", "actors/PAK"]
    page = opened("events/x")
    found = shown(
        page,
        addresses,
        "[[...root.querySelectorAll('ol.works > li')].length, Number(root.querySelector('[data-independent]')?.dataset.independent ?? -1),"
        "(root.querySelectorAll('section button:not(.copy)').forEach((one) => one.click()),"
        " [...root.querySelectorAll('li[data-record]')].map((one) => one.dataset.record).sort())]",
    )
    for address, (works, independent, links) in zip(addresses, found, strict=True):
        (told,) = [one for one in spd.show(address).json() if one["record"] == address]
        assert works == len(told["sources"]), address
        assert independent == (told["independent_sources"] if works > 1 else -1), address
        assert links == sorted(one["record"] for one in told["linked_from"]), address


def test_the_history_is_that_of_the_loader(spd: Data, opened: Opened) -> None:
    renamed = [row["replaced_by"] for row in spd.package["retired"].rows if spd.package.record(row["replaced_by"])]
    some = [
        one for one in sample(spd, 13, seed=11) if not one.startswith("retired/")
    ]  # told of the record that it names
    addresses = list(dict.fromkeys([*renamed, *some]))
    assert len(addresses) > 200
    page = opened("events/x")
    script = (
        "(wanted) => { const { history } = modules['past.js']; const { byKey, rows } = modules['data.js']; const found = [];"
        "for (const address of wanted) { const [name, ...key] = address.split('/'); const row = byKey(name, key.join('/'));"
        "found.push((await history(name, row, rows(name).indexOf(row))).map((one) => [one.version, one.date, one.field,"
        "{ column: 'added' }[one.kind] ?? one.kind, one.old, one.new])); } return found; }"
    )
    for address, changes in zip(addresses, page.run_async(script, addresses), strict=True):
        told = [
            [c.version, c.date, c.field, c.change, c.old, c.new] for c in spd.history(address) if c.change != "renamed"
        ]
        told += [
            [c.version, c.date, "*", "renamed", c.record, c.new] for c in spd.history(address) if c.change == "renamed"
        ]
        assert sorted(changes) == sorted(told), address


def test_citations_are_those_of_cite(spd: Data, opened: Opened) -> None:
    addresses = sample(spd, 2, seed=3)
    page = opened("events/x")
    found = shown(page, addresses, "[...root.querySelectorAll('.copied pre')].map((one) => one.textContent)")
    for address, (text, bibtex, csl) in zip(addresses, found, strict=True):
        told = spd.cite(address)
        assert text == str(told), address
        assert bibtex == told.bibtex(), address
        assert json.loads(csl) == told.csl(), address


def test_what_other_sources_say_stands_beside_what_the_table_says(spd: Data, opened: Opened) -> None:
    rival = next(
        row
        for row in spd.package["discrepancies"].rows
        if row["record"].startswith("events/") and row["field"] == "date"
    )
    text = opened(route(rival["record"])).text()
    assert "Where sources differ" in text
    assert rival["value"] in text
    assert spd.package.record(rival["record"])["date"] in text  # type: ignore[index]


def test_a_retired_address_says_when_why_and_what_to_use(spd: Data, opened: Opened) -> None:
    row = next(
        row for row in spd.package["retired"].rows if row["replaced_by"] and spd.package.record(row["replaced_by"])
    )
    page = opened(route(row["record"]))
    text = page.text()
    assert f"Retired in release {row['version']}" in text
    assert row["reason"] in text
    assert f"#/{route(row['replaced_by'])}" in page.run(
        "return [...document.querySelectorAll('main a')].map((a) => a.getAttribute('href'))"
    )


def test_an_unknown_address_names_the_nearest(opened: Opened) -> None:
    page = opened("events/gwadar-handver-2013")
    assert page.text("h1") == "No such record"
    assert page.texts("main li a")[0] == "gwadar-handover-2013"


def test_a_correction_opens_the_form_with_the_record_filled_in(opened: Opened) -> None:
    page = opened("events/gwadar-handover-2013")
    address = urlsplit(page.run("return document.querySelector('.correct a').href"))
    asked = parse_qs(address.query)
    form = ROOT / ".github" / "ISSUE_TEMPLATE" / asked.pop("template")[0]
    fields = {one.get("id") for one in yaml.safe_load(form.read_text(encoding="utf-8"))["body"]}
    assert address.path.endswith("/issues/new")
    assert asked.pop("title") == ["Correction: events/gwadar-handover-2013"]
    assert {*asked} <= fields
    assert asked["record"] == ["events/gwadar-handover-2013"]


@pytest.mark.parametrize("address", [*KINDS, "reliability/agreements:1:confidence:agreement", "anachronisms"])
def test_the_line_of_python_loads_the_record(address: str, spd: Data, opened: Opened) -> None:
    page = opened(f"tables?table={address}" if "/" not in address else route(address))
    if not page.texts(".view.record .facts"):
        page.click(".grid tbody a")
        page.wait("document.querySelector('.view.record .facts')")
    line = page.python(-1)
    found = eval(line, {"spd": spd})
    assert len(found) == 1 if line.startswith("spd.load") else found.json()


def test_texts_of_a_record_are_no_markup(opened: Opened) -> None:
    page = opened("events/gwadar-handover-2013")
    hostile = "<img src=x onerror='window.owned=1'></script><script>window.owned=1</script>"
    page.run(
        "const row = modules['data.js'].record('events/gwadar-handover-2013'); window.kept = { ...row };"
        "for (const name of ['title', 'summary', 'note', 'date', 'domain', 'actors', 'place', 'sources']) row[name] = arguments[0]",
        hostile,
    )
    page = opened("events/gwadar-handover-2013")
    text = page.text()
    page.run("Object.assign(modules['data.js'].record('events/gwadar-handover-2013'), window.kept)")
    assert hostile in text
    assert (page.run("return document.images.length"), page.run("return window.owned")) == (0, None)


def test_a_page_is_made_within_100_ms(opened: Opened) -> None:
    page = opened("events/gwadar-handover-2013")
    addresses = [
        "events/gwadar-handover-2013",
        "sources/yousaf2025drive",
        "actors/CHN",
        "indicators/trade.goods.exports_fob",
    ]
    for address in addresses:
        start = "root.dataset.took"
        times = shown(page, [address] * 4, f"({start}, performance.now())")
        assert min(b - a for a, b in pairwise(times)) < 100, (address, times)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("address", KINDS)
def test_no_rule_of_accessibility_is_broken(address: str, dark: bool, opened: Opened) -> None:
    page = opened(route(address), dark=dark)
    assert page.broken_rules() == []


@pytest.mark.parametrize("address", KINDS)
def test_a_phone_needs_no_scrolling_sideways(address: str, opened: Opened) -> None:
    page = opened(route(address), size=PHONE)
    assert page.width() <= PHONE[0]
