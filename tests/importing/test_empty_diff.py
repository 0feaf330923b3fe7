"""A file that has what the tables have changes nothing: files of each layout made of the rows of the real tables."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sino_pak_data.importing.editions import Reading
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.providers import PROVIDERS
from sino_pak_data.importing.update import update
from sino_pak_data.package.table import Row
from tests.conftest import ROOT, real_package
from tests.importing.provided import workbook

TODAY = date(2026, 11, 29)
NAMES = {"CHN": "China", "IND": "India", "PAK": "Pakistan", "USA": "United States of America", "FRA": "France"}
FUND = {"CHN": "924", "IND": "534", "PAK": "564", "USA": "111"}


def rows(indicator: str, *sources: str) -> Iterator[Row]:
    found = (row for row in real_package()["observations"].rows if row["indicator_id"] == indicator)
    return (row for row in found if row["source"] in sources)


def latest(indicator: str, *sources: str) -> Iterable[Row]:
    """The rows of the last of these sources, and of the ones before where it has none."""
    found = {}
    for source in sources:
        found |= {(row["reporter"], row["partner"], row["period"]): row for row in rows(indicator, source)}
    return found.values()


def bank(code: str, indicator: str, factor: int, *sources: str) -> Callable[[Path], Path]:
    def written(folder: Path) -> Path:
        observations = [
            {
                "indicator": {"id": code, "value": code},
                "country": {"id": "", "value": ""},
                "countryiso3code": next(one for one in (row["reporter"], row["partner"]) if one not in ("WLD", "NONE")),
                "date": row["period"],
                "value": float(Decimal(row["value"]) * factor),
                "unit": "",
                "obs_status": "",
                "decimal": 0,
            }
            for row in latest(indicator, *sources)
        ]
        about = {"page": 1, "pages": 1, "per_page": 20000, "total": len(observations), "lastupdated": "2026-11-01"}
        path = folder / f"{code}.json"
        path.write_text(json.dumps([about, observations]), encoding="utf-8")
        return path

    return written


def values(folder: Path) -> Path:
    """The table of Chinese exports in the edition of 2022."""
    found = {
        (row["partner"], row["period"]): row["value"]
        for row in rows("arms.tiv", "sipri2022tiv")
        if row["reporter"] == "CHN"
    }
    years = sorted({year for _, year in found})
    lines = [["TIV of arms exports from China, 1950-2021"], ["Generated: 28 July 2022"], ["", *years, "Total"]]
    lines += [
        [NAMES[to], *(found.get((to, year), "") for year in years), "1"] for to in sorted({to for to, _ in found})
    ]
    return table(lines, folder / "tiv.csv")


def register(folder: Path) -> Path:
    """A register with one delivery for each sum of the edition of March 2026."""
    package = real_package()
    names = {key: row["name"] for key, row in package.identifiers("actors").items()}
    lines = [["Data generated: 30 Mar 2026;"], ["Supplier", "Recipient", "Delivery year", "TIV delivery values"]]
    lines += [
        [names[row["reporter"]], names[row["partner"]], row["period"], row["value"]]
        for row in rows("arms.tiv_register", "sipri2026register")
    ]
    return table(lines, folder / "register.csv")


def expenditure(folder: Path) -> Path:
    """The workbook of 2025, without its colours."""
    text = ""
    sheets = {
        "Constant (2023) US$": "milex.constant_usd",
        "Current US$": "milex.current_usd",
        "Share of GDP": "milex.share_gdp",
    }
    for sheet, indicator in sheets.items():
        by_state: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows(indicator, "sipri2025milex"):
            value = Decimal(row["value"]) / (100 if row["unit"] == "percent" else 1)
            by_state[row["reporter"]][row["period"]] = str(value)
        years = [str(year) for year in range(1949, 2025)]
        text += f"=== {sheet}\nMilitary expenditure by country 1949-2024\nCountry,Notes,{','.join(years)}\n"
        for state, found in by_state.items():
            text += f"{NAMES[state]},,{','.join(found.get(year, '...') for year in years)}\n"
    return workbook(text, folder / "milex.xlsx")


def trade(folder: Path) -> Path:
    """The panel of the United States in the edition of 2023."""
    flows = {name: {} for name in ("exports_fob", "imports_cif")}  # type: dict[str, dict[tuple[str, str], str]]
    for name, found in flows.items():
        for row in rows(f"trade.goods.{name}", "imf2023dotsus"):
            found[row["partner"], row["period"]] = str(Decimal(row["value"]) * 10**6)
    header = [
        "Country Code",
        "Counterpart Country Code",
        "Time Period",
        "Exports (TXG_FOB_USD)",
        "Status",
        "Imports (TMG_CIF_USD)",
        "Status",
    ]
    lines = [
        [
            "111",
            FUND[to],
            year,
            flows["exports_fob"].get((to, year), ""),
            "",
            flows["imports_cif"].get((to, year), ""),
            "",
        ]
        for to, year in flows["exports_fob"]
    ]
    return table([header, *lines], folder / "dots.csv")


def table(lines: list[list[str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


FILES: dict[str, tuple[str, Callable[[Path], Path], int]] = {
    "GDP": ("worldbank", bank("NY.GDP.MKTP.CD", "gdp.current_usd", 1, "worldbank2026gdpjan", "worldbank2026gdp"), 258),
    "population": ("worldbank", bank("SP.POP.TOTL", "population.total", 1, "worldbank2026population"), 260),
    "investment": ("worldbank", bank("BX.KLT.DINV.CD.WD", "fdi.inflow_net", 10**6, "worldbank2025wdi"), 55),
    "parity": ("worldbank", bank("NY.GDP.MKTP.PP.KD", "gdp.ppp_constant_2021", 10**6, "worldbank2025gdpppp"), 140),
    "stability": ("worldbank", bank("PV.EST", "governance.political_stability", 1, "worldbank2025pv"), 80),
    "expenditure": ("worldbank", bank("MS.MIL.XPND.CD", "milex.current_usd", 10**6, "worldbank2025milexcd"), 227),
    "share": ("worldbank", bank("MS.MIL.XPND.GD.ZS", "milex.share_gdp", 1, "worldbank2026milexgdp"), 231),
    "exports": ("worldbank", bank("MS.MIL.XPRT.KD", "arms.tiv", 10**6, "worldbank2025armsexports"), 200),
    "imports": ("worldbank", bank("MS.MIL.MPRT.KD", "arms.tiv", 10**6, "worldbank2025armsimports"), 130),
    "values": ("sipri", values, 58),
    "register": ("sipri", register, 771),
    "workbook": ("sipri", expenditure, 758),
    "trade": ("imf", trade, 168),
}
"""Provider, file, and how many values it has."""


@pytest.mark.parametrize("name", FILES)
def test_what_the_tables_have_changes_nothing(name: str, tmp_path: Path) -> None:
    provider, written, count = FILES[name]
    source = "sipri2025milex" if name == "workbook" else ""  # saved today, so of no edition that the tables have
    reading = Reading(TODAY, source=source)
    found = update(real_package(), ROOT, PROVIDERS[provider], Given(written(tmp_path)), reading)
    assert found.comparison.changes == []
    assert found.comparison.unchanged.total() == count
