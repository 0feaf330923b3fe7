"""What the series say about the paper's argument, as added up by hand: a value that slips is found here."""

from __future__ import annotations

import pandas as pd
import pytest

from sino_pak_data import open_package
from tests.conftest import ROOT

REGISTER = ("arms.tiv_register", "sipri2026register")
EXPORTS = ("trade.goods.exports_fob", "imf2024dots")
BOTH_WAYS = "CHN-PAK PAK-CHN"


@pytest.fixture(scope="module")
def observed() -> pd.DataFrame:
    """The observations as a reader loads them, with whole years as numbers."""
    rows = open_package(ROOT).load("observations")
    return rows.assign(
        year=pd.to_numeric(rows["period"], errors="coerce"),
        pair=rows["reporter"].astype(str) + "-" + rows["partner"].astype(str),
    )


def total(observed: pd.DataFrame, series: tuple[str, str], pairs: str, first: int, last: int) -> float:
    """The sum of the yearly values of some pairs in a series: indicator and source."""
    found = (observed["indicator_id"] == series[0]) & (observed["source"] == series[1])
    found &= observed["pair"].isin(pairs.split()) & observed["year"].between(first, last)
    return float(observed.loc[found, "value"].sum())


@pytest.mark.parametrize(
    ("first", "last", "chinese", "american"),
    [(1995, 2001, 26.2, 10.9), (2002, 2011, 37.3, 29.4), (2012, 2021, 70.5, 9.5), (2021, 2025, 82.8, 0.2)],
)
def test_china_became_the_chief_supplier_of_arms_a_decade_after_2001(
    observed, first: int, last: int, chinese: float, american: float
) -> None:
    series = ("arms.tiv_register", "sipri2026registerfeb")
    china, america, world = (total(observed, series, f"{s}-PAK", first, last) for s in ("CHN", "USA", "WLD"))
    assert (100 * china / world, 100 * america / world) == pytest.approx((chinese, american), abs=0.1)


@pytest.mark.parametrize(
    ("series", "pairs", "first", "last", "expected", "within", "why"),
    [
        (REGISTER, "USA-PAK", 2010, 2010, 1034, 0.5, "in 2010 the United States delivered more to Pakistan"),
        (REGISTER, "CHN-PAK", 2010, 2010, 748, 0.5, "than China"),
        (REGISTER, "USA-IND", 2001, 2020, 4432, 1, "American deliveries to India"),
        (REGISTER, "RUS-IND", 2001, 2020, 4432 * 7.9, 4432 * 0.1, "are an eighth of the Russian"),
        (EXPORTS, BOTH_WAYS, 2017, 2017, 19_800, 50, "trade fell where the paper lets it grow:"),
        (EXPORTS, BOTH_WAYS, 2018, 2018, 18_800, 50, "from 12 billion in 2018 to over 17 in 2020"),
        (EXPORTS, BOTH_WAYS, 2019, 2019, 18_200, 50, "is what a fall becomes"),
        (EXPORTS, BOTH_WAYS, 2020, 2020, 17_300, 50, "when two sources are joined"),
        (("fdi.inflow_net", "worldbank2025wdi"), "PAK-NONE", 2015, 2020, 12_773, 1, "half of what the paper ascribes to China"),
    ],
)  # fmt: skip
def test_sums(
    observed, series: tuple[str, str], pairs: str, first: int, last: int, expected: float, within: float, why: str
) -> None:
    assert total(observed, series, pairs, first, last) == pytest.approx(expected, abs=within), why


def test_votes_in_the_assembly_do_not_show_the_alliance(observed) -> None:
    chinese, indian = (total(observed, ("un.vote_agreement", "unvotes2021"), p, 2019, 2019) for p in ("CHN-PAK", "IND-PAK"))  # fmt: skip
    assert chinese < indian
