"""Tables: what a filter leaves is what the loader gives, and what is taken away is what is published."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from sino_pak_data.loader.load import Data
from tests.explore.conftest import PHONE, ROOT, Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]
BUTTON = ".grid .under > button"


def python(page: Browser, spd: Data) -> Any:
    """The frame of the line of Python that the view shows."""
    names: dict[str, Any] = {"spd": spd}
    exec(page.python(-1), names)
    return names["frame"]


@pytest.mark.parametrize(
    "table", ["events", "agreements", "observations", "sources", "claims", "codings", "retired", "places"]
)
def test_all_columns_of_all_rows_are_the_published_file(table: str, spd: Data, opened: Opened) -> None:
    columns = spd.package[table].schema.names
    page = opened(f"tables?table={table}&columns={','.join(columns)}")
    assert page.downloaded(BUTTON).encode() == (ROOT / "tables" / f"{table}.csv").read_bytes()


def test_a_download_has_the_rows_columns_and_order_that_are_shown(opened: Opened) -> None:
    page = opened("tables?table=events&where.domain=nuclear&columns=date,event_id,title&sort=-date")
    found = list(csv.reader(io.StringIO(page.downloaded(BUTTON))))
    with (ROOT / "tables" / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["event_id"]: row for row in csv.DictReader(file)}
    assert found[0] == ["date", "event_id", "title"]
    assert sorted(line[1] for line in found[1:]) == sorted(
        name for name, row in rows.items() if row["domain"] == "nuclear"
    )
    assert all(line == [rows[line[1]][name] for name in found[0]] for line in found[1:])
    assert found[1][0] > found[-1][0]


@pytest.mark.parametrize(
    "asked",
    [
        "table=events&where.domain=nuclear,military&where.actors=CHN",
        "table=events&where.years=1998..2002&where.balancing=hard",
        "table=agreements&where.value=100000000..5000000000&where.currency=USD",
        "table=agreements&where.years=2015..",
        "table=observations&where.indicator_id=trade.goods.exports_fob&where.reporter=CHN&where.partner=PAK",
        "table=sources&where.primary=true&where.side=CHN",
        "table=claims&where.theory=soft_balancing,balance_of_power",
        "table=events&q=gwadar port&where.domain=infrastructure",
        "table=sources&q=schlüssel",
        "table=evidence&q=NSSP&where.stance=supports",
        "table=dyad_years&where.year=2001..2003",
        "table=verdicts&where.verdict=contradicted",
    ],
)
def test_what_a_filter_leaves_is_what_its_line_of_python_loads(asked: str, spd: Data, opened: Opened) -> None:
    page = opened(f"tables?{asked}")
    taken = list(csv.DictReader(io.StringIO(page.downloaded(BUTTON))))
    frame = python(page, spd)
    assert (
        0
        < len(taken)
        == len(frame)
        < page.run_async(f"() => modules['data.js'].rows({asked[6:].split('&')[0]!r}).length")
    )
    assert page.text(".count").startswith(f"{len(frame):,} of ")
    shared = [name for name in taken[0] if name in ("event_id", "claim_id", "title", "period", "date", "year")]
    for name in shared:
        assert sorted(row[name] for row in taken) == sorted(
            "" if cell is None else str(cell) for cell in frame[name].astype(object).where(frame[name].notna(), None)
        )


def test_controls_write_the_address_and_the_address_sets_the_controls(opened: Opened) -> None:
    page = opened("tables?table=agreements")
    page.run(
        "const box = [...document.querySelectorAll('.filters label')].find((one) => one.textContent.startsWith('Military'))"
        ".querySelector('input'); box.click()"
    )
    page.click(".grid th button", 0)
    page.choose("Words", "frigates")
    page.wait("location.hash.includes('q=frigates')")
    count, address = page.text(".count"), page.run("return location.hash")
    assert address == "#/tables?table=agreements&where.domain=military&sort=signed&q=frigates"
    again = opened(address.removeprefix("#/"))
    assert again.text(".count") == count
    assert again.run("return document.querySelector('.filters input:checked').parentNode.textContent").startswith(
        "Military"
    )
    assert again.run("return document.querySelector('th[aria-sort=ascending]').textContent").startswith("Signed")


def test_a_filter_over_all_observations_takes_less_than_100_ms(opened: Opened) -> None:
    page = opened("tables?table=observations&sort=-value")
    rounds = [
        page.run(
            "const field = [...document.querySelectorAll('.filters label')].find((one) => one.textContent.startsWith('Reporter')).querySelector('select');"
            "return ['CHN', 'PAK', '', 'IND'].map((value) => { const start = performance.now(); field.value = value;"
            "field.dispatchEvent(new Event('change')); document.body.offsetHeight; return performance.now() - start; })"
        )
        for _ in range(4)
    ]
    assert max(map(min, zip(*rounds, strict=True))) < 100, rounds


def test_every_table_can_be_chosen_and_says_what_its_columns_mean(spd: Data, opened: Opened) -> None:
    page = opened("tables")
    listed = page.run("return [...document.querySelectorAll('.chooser option')].map((one) => one.value)")
    assert {*listed} == {*spd.tables()} - {"citations", "changes"}
    for name in listed:
        schema = spd.package.descriptor.table(name).schema
        view = opened(f"tables?table={name}")
        assert view.texts(".meanings dt code") == schema.names
        assert view.text(".count") == f"All {len(spd.load(name, engine='pyarrow', columns=schema.key)):,} rows"
    assert page.console() == []


@pytest.mark.parametrize("table", ["events", "observations", "sources", "dyad_years"])
def test_a_phone_scrolls_the_table_not_the_page(table: str, opened: Opened) -> None:
    page = opened(f"tables?table={table}", size=PHONE)
    assert page.width() <= PHONE[0]


def test_an_unknown_table_is_said_to_be_none(opened: Opened) -> None:
    page = opened("tables?table=nonsense&where.x=1")
    assert page.text("[role=alert]") == "There is no table nonsense."
