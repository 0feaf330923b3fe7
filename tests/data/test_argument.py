"""What the series say of the paper's argument, held as it was counted by hand: a value that slips is found here."""

from __future__ import annotations

import pandas as pd
import pytest

from sino_pak_data import open_package
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def observed() -> pd.DataFrame:
    """The observations as a reader loads them, with whole years as numbers."""
    rows = open_package(ROOT).load("observations")
    return rows.assign(year=pd.to_numeric(rows["period"], errors="coerce"))


def total(observed: pd.DataFrame, indicator: str, source: str, pair: str, first: int, last: int) -> float:
    """The sum of the yearly values of a pair from one source."""
    reporter, partner = pair.split("-")
    rows = observed[
        (observed["indicator_id"] == indicator)
        & (observed["source"] == source)
        & (observed["reporter"] == reporter)
        & (observed["partner"] == partner)
        & observed["year"].between(first, last)
    ]
    return float(rows["value"].sum())


@pytest.mark.parametrize(
    ("first", "last", "chinese", "american"),
    [(1995, 2001, 26.2, 10.9), (2002, 2011, 37.3, 29.4), (2012, 2021, 70.5, 9.5), (2021, 2025, 82.8, 0.2)],
)
def test_china_became_the_chief_supplier_of_arms_a_decade_after_2001(
    observed, first: int, last: int, chinese: float, american: float
) -> None:
    shares = {
        supplier: total(observed, "arms.tiv_register", "sipri2026registerfeb", f"{supplier}-PAK", first, last)
        for supplier in ("CHN", "USA", "WLD")
    }
    assert 100 * shares["CHN"] / shares["WLD"] == pytest.approx(chinese, abs=0.1)
    assert 100 * shares["USA"] / shares["WLD"] == pytest.approx(american, abs=0.1)


def test_in_2010_the_united_states_delivered_more_to_pakistan_than_china(observed) -> None:
    american, chinese = (
        total(observed, "arms.tiv_register", "sipri2026register", f"{supplier}-PAK", 2010, 2010)
        for supplier in ("USA", "CHN")
    )
    assert (round(american), round(chinese)) == (1034, 748)


def test_trade_fell_where_the_paper_lets_it_grow(observed) -> None:
    """From 12 billion in 2018 to over 17 in 2020 is what joining two books makes of a fall."""
    both = {
        year: sum(
            total(observed, "trade.goods.exports_fob", "imf2024dots", pair, year, year)
            for pair in ("CHN-PAK", "PAK-CHN")
        )
        for year in range(2017, 2021)
    }
    assert [round(value / 1000, 1) for value in both.values()] == [19.8, 18.8, 18.2, 17.3]


def test_american_deliveries_to_india_are_an_eighth_of_the_russian(observed) -> None:
    american, russian = (
        total(observed, "arms.tiv_register", "sipri2026register", f"{supplier}-IND", 2001, 2020)
        for supplier in ("USA", "RUS")
    )
    assert american == pytest.approx(4432, abs=1)
    assert russian / american == pytest.approx(7.9, abs=0.1)


def test_all_the_world_invested_half_of_what_the_paper_ascribes_to_china(observed) -> None:
    assert total(observed, "fdi.inflow_net", "worldbank2025wdi", "PAK-NONE", 2015, 2020) == pytest.approx(12773, abs=1)


def test_votes_in_the_assembly_do_not_show_the_alliance(observed) -> None:
    chinese, indian = (
        total(observed, "un.vote_agreement", "unvotes2021", pair, 2019, 2019) for pair in ("CHN-PAK", "IND-PAK")
    )
    assert chinese < indian
