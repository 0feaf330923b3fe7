"""What the series say about the paper's argument, as added up by hand: a value that slips is found here."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from sino_pak_data import open_package
from tests.conftest import ROOT

ARMS, TRADE = ("arms.tiv_register", "sipri2026register"), ("trade.goods.exports_fob", "imf2024dots")


@pytest.fixture(scope="module")
def total() -> Callable[..., float]:
    """The sum of the yearly values of a series for a pair from one source."""
    rows = open_package(ROOT).load("observations")
    rows["year"] = pd.to_numeric(rows["period"], errors="coerce")
    yearly = rows.set_index(["indicator_id", "source", "reporter", "partner"]).sort_index()

    def summed(series: tuple[str, str], pair: str, first: int, last: int) -> float:
        values = yearly.loc[(*series, *pair.split("-"))]
        return float(values.loc[values["year"].between(first, last), "value"].sum())

    return summed


@pytest.mark.parametrize(
    ("first", "last", "chinese", "american"),
    [(1995, 2001, 26.2, 10.9), (2002, 2011, 37.3, 29.4), (2012, 2021, 70.5, 9.5), (2021, 2025, 82.8, 0.2)],
)
def test_china_became_the_chief_supplier_of_arms_a_decade_after_2001(
    total, first: int, last: int, chinese: float, american: float
) -> None:
    series = ("arms.tiv_register", "sipri2026registerfeb")
    china, america, world = (total(series, f"{supplier}-PAK", first, last) for supplier in ("CHN", "USA", "WLD"))
    assert 100 * china / world == pytest.approx(chinese, abs=0.1)
    assert 100 * america / world == pytest.approx(american, abs=0.1)


def test_in_2010_the_united_states_delivered_more_to_pakistan_than_china(total) -> None:
    assert [round(total(ARMS, pair, 2010, 2010)) for pair in ("USA-PAK", "CHN-PAK")] == [1034, 748]


def test_trade_fell_where_the_paper_has_it_grow(total) -> None:
    """From 12 billion in 2018 to over 17 in 2020 is what joining two books makes of a fall."""
    both = [sum(total(TRADE, pair, year, year) for pair in ("CHN-PAK", "PAK-CHN")) for year in range(2017, 2021)]
    assert [round(value / 1000, 1) for value in both] == [19.8, 18.8, 18.2, 17.3]


def test_american_deliveries_to_india_are_an_eighth_of_the_russian(total) -> None:
    american, russian = (total(ARMS, pair, 2001, 2020) for pair in ("USA-IND", "RUS-IND"))
    assert american == pytest.approx(4432, abs=1)
    assert russian / american == pytest.approx(7.9, abs=0.1)


def test_all_the_world_invested_half_of_what_the_paper_ascribes_to_china(total) -> None:
    inflow = ("fdi.inflow_net", "worldbank2025wdi")
    assert total(inflow, "PAK-NONE", 2015, 2020) == pytest.approx(12773, abs=1)


def test_votes_in_the_assembly_do_not_show_the_alliance(total) -> None:
    votes = ("un.vote_agreement", "unvotes2021")
    assert total(votes, "CHN-PAK", 2019, 2019) < total(votes, "IND-PAK", 2019, 2019)
