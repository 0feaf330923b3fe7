"""Every number answers: the records behind it add up to it."""

from __future__ import annotations

import random

import pytest

import sino_pak_data as spd
from sino_pak_data.derive.dyad_years import Dyads
from sino_pak_data.package.table import Package
from sino_pak_data.records.trace import trace


def test_the_records_of_every_count_add_up_to_it(package: Package) -> None:
    panel = Dyads(package)
    fields = package.descriptor.built["dyad_years"].schema.fields
    counts = [field for field in fields if field.count and field.count["bound"] != "coverage"]
    for dyad in panel.states.dyads:
        for year in panel.years:
            row = panel.row(dyad, year)
            for field in counts:
                behind = panel.behind(field.name, dyad, year)
                if row[field.name]:
                    many = 0 if field.count["bound"] == "low" else len(behind.possible)
                    assert int(row[field.name]) == len(behind.certain) + many
                else:
                    assert not behind.certain
                    assert not behind.possible


def test_the_observations_of_a_series_give_its_value(package: Package) -> None:
    panel = spd.load("dyad_years").set_index(["dyad", "year"])
    for column, combine in (("exports_12", sum), ("trade_total", sum), ("cinc_1", sum), ("vote_agreement", sum)):
        some = panel[column].dropna().sample(8, random_state=5)
        for (dyad, year), value in some.items():
            found = trace(package, f"dyad_years/{dyad}:{year}", column)
            assert combine(found.frame()["value"]) == pytest.approx(value)


def test_the_links_of_a_verdict_add_up_to_its_counts(package: Package) -> None:
    verdicts = spd.load("verdicts")
    for row in verdicts.sample(12, random_state=random.Random(5).randint(0, 99)).itertuples():
        for stance in ("supports", "qualifies", "contradicts"):
            assert len(trace(package, f"verdicts/{row.claim_id}", stance).certain) == getattr(row, stance)


def test_a_date_that_leaves_the_year_open_counts_apart() -> None:
    high = spd.trace("dyad_years/CHN-PAK:2015", "events_high")
    assert len(high.certain) + len(high.possible) == int(high.value)
    assert set(high.frame()["certain"]) == ({True, False} if high.possible else {True})


def test_either_key_and_order_is_understood() -> None:
    pages = {
        str(spd.trace(f"dyad_years/{key}:2015", "hard_balancing_low"))
        for key in ("710:770", "770:710", "CHN-PAK", "PAK-CHN")
    }
    assert len(pages) == 1
    (row,) = spd.panel("PAK-CHN", 2015, 2015, ["hard_balancing_low"]).itertuples()
    assert f"hard_balancing_low = {row.hard_balancing_low:.0f} events" in pages.pop()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("dyad_years/710:770:2015",), "say which column of dyad_years"),
        (("dyad_years/710:770:2015", "year"), "no column 'year'"),
        (("dyad_years/710:770:1850", "events_low"), "dyad_years has 1947 to"),
        (("dyad_years/710:999:2015", "events_low"), "no dyad"),
        (("events/azhar-listed-2019", "date"), "no table 'events'"),
        (("verdicts/nobody",), "no claim 'nobody'"),
    ],
)
def test_what_cannot_be_traced_says_why(asked: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        spd.trace(*asked)
