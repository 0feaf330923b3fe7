"""What the dates of the real tables mean."""

from __future__ import annotations

import pandas as pd
import pytest

from sino_pak_data import open_package
from sino_pak_data.cells.edtf import parse
from sino_pak_data.package.table import Package
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def observations() -> pd.DataFrame:
    return open_package(ROOT).load("observations")


@pytest.mark.parametrize(
    ("record", "field", "beginning", "end"),
    [
        ("events/aman-2007-exercise", "date", "about", "known"),
        ("events/ayub-khan-visit-china-1964", "date", "known", "about"),
        ("events/bhutto-visit-china-1976", "date", "about", "about"),
        ("events/brasstacks-crisis-1987", "date", "about", "known"),
        ("events/mamnoon-hussain-visit-china-2014", "date", "known", "about"),
        ("events/nawaz-sharif-visit-china-2013", "date", "about", "about"),
        ("events/shaheen-8-exercise-2019", "date", "known", "about"),
        ("events/zhou-nehru-talks-1960", "date", "about", "known"),
        ("agreements/boc-deposits-1997", "signed", "about", "about"),
        ("agreements/coalition-support-fund-2002", "signed", "about", "about"),
        ("agreements/vt4-contract", "signed", "about", "known"),
    ],
)
def test_a_mark_moves_only_the_side_of_an_interval_that_carries_it(
    package: Package, record: str, field: str, beginning: str, end: str
) -> None:
    table = record.partition("/")[0]
    (cell,) = (row[field] for row in package[table].rows if package[table].address(row) == record)
    when = parse(cell)
    assert when.interval
    assert ("known" if when.earliest == when.start else "about") == beginning
    assert ("known" if when.latest == when.end else "about") == end


@pytest.mark.parametrize(
    ("indicator", "period", "first", "last"),
    [
        ("aid.us.obligations_current", "2018", "2017-10-01", "2018-09-30"),
        ("aid.us.obligations_current", "1976", "1975-07-01", "1976-06-30"),
        ("aid.us.csf_cumulative", "2002/2007", "2001-10-01", "2007-09-30"),
        ("fdi.inflow_share", "2018", "2017-07-01", "2018-06-30"),
        ("trade.goods.exports_pbs", "2017-07/2018-04", "2017-07-01", "2018-04-30"),
        ("milex.share_gdp", "2018", "2018-01-01", "2018-12-31"),
    ],
)
def test_an_observation_covers_the_days_of_its_fiscal_year(
    observations: pd.DataFrame, indicator: str, period: str, first: str, last: str
) -> None:
    found = observations[(observations["indicator_id"] == indicator) & (observations["period"] == period)]
    assert {*found["period_start"].astype(str)} == {first}
    assert {*found["period_end"].astype(str)} == {last}


def test_every_year_of_a_fiscal_series_begins_in_the_calendar_year_before(
    package: Package, observations: pd.DataFrame
) -> None:
    fiscal = {row["indicator_id"] for row in package["indicators"].rows if row["frequency"].startswith("fiscal_")}
    years = observations[observations["indicator_id"].isin(fiscal) & observations["period"].str.fullmatch("[0-9]{4}")]
    assert len(years) > 400
    assert (years["period_start"].dt.year + 1 == years["period"].astype(int)).all()
    assert {*years["period_start"].dt.strftime("%m-%d")} == {"07-01", "10-01"}
