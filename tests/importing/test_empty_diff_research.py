"""As `test_empty_diff`, for the data sets of research projects, which number their states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from sino_pak_data.importing.editions import Reading
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.providers import PROVIDERS
from sino_pak_data.importing.update import update
from sino_pak_data.package.table import Row
from tests.conftest import ROOT, real_package
from tests.importing.test_empty_diff import TODAY, rows, table

DEATHS = {
    "state_based": "sb_total_deaths_best_cy",
    "intrastate": "sb_intrastate_deaths_best_cy",
    "interstate": "sb_interstate_deaths_best_cy",
    "non_state": "ns_total_deaths_best_cy",
    "one_sided": "os_total_deaths_best_cy",
    "all_organised": "cumulative_total_deaths_in_orgvio_best_cy",
}
OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")


def number(actor: str, column: str = "cow_code") -> str:
    return real_package().identifiers("actors")[actor][column]


def pairs(row: Row, column: str = "cow_code") -> tuple[str, str]:
    return number(row["reporter"], column), number(row["partner"], column)


def country_years(folder: Path) -> Path:
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name, column in DEATHS.items():
        for row in rows(f"conflict.deaths.{name}", "ucdp2025ovcy"):
            found[number(row["reporter"], "gw_code"), row["period"]][column] = row["value"]
    header = ["country_id_cy", "year_cy", *DEATHS.values(), "version"]
    lines = [[*key, *(deaths[column] for column in DEATHS.values()), "25.1"] for key, deaths in found.items()]
    return table([header, *lines], folder / "organizedviolencecy.csv")


def conflicts(folder: Path) -> Path:
    header = ["conflict_id", "side_a", "year", "intensity_level", "cumulative_intensity", "type_of_conflict", "gwno_a", "gwno_b", "version"]  # fmt: skip
    lines = []
    for row in rows("conflict.dyad_intensity", "ucdp2025acd"):
        one, two = pairs(row, "gw_code")
        lines.append([row["flag"].split()[1], "Government", row["period"], row["value"], "1", "2", one, f"200,  {two}", "25.1"])  # fmt: skip
    return table([header, *lines], folder / "UcdpPrioConflict.csv")


def disputes(folder: Path) -> Path:
    """A row per dispute, one of them at the highest level; the order of the two states changes from row to row."""
    highest = {(*pairs(row), row["period"]): row["value"] for row in rows("mid.hostility_max", "cow2021mid4")}
    lines, dispute = [], 0
    for row in rows("mid.disputes_ongoing", "cow2021mid4"):
        one, two = pairs(row)
        for at in range(int(row["value"])):
            dispute += 1
            sides = (one, two) if dispute % 2 else (two, one)
            lines.append([str(dispute), *sides, row["period"], "2" if at else highest[one, two, row["period"]]])
    return table([["disno", "statea", "stateb", "year", "hihost"], *lines], folder / "dyadic_mid.csv")


def flows(folder: Path) -> Path:
    found = {(*pairs(row), row["period"]): row["value"] for row in rows("trade.goods.imports", "cow2016trade4")}
    dyads = {(*sorted((one, two), key=int), year) for one, two, year in found}
    lines = [[one, two, year, found[one, two, year], found[two, one, year], "4"] for one, two, year in sorted(dyads)]
    return table([["ccode1", "ccode2", "year", "flow1", "flow2", "version"], *lines], folder / "trade.csv")


def obligations(folder: Path) -> Path:
    found: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for name in OBLIGATIONS:
        for row in rows(f"alliance.atop_{name}", "atop2022"):
            found[(*pairs(row), row["period"])][name] = row["value"]
    lines = [[*key, *(owed.get(name, "0") for name in OBLIGATIONS)] for key, owed in found.items()]
    return table([["stateA", "stateB", "year", *OBLIGATIONS], *lines], folder / "atop5_1ddyr.csv")


def points(folder: Path) -> Path:
    """With a digit more than the tables have, half a unit above them: a half may have been rounded either way."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for indicator, column in (("un.ideal_point", "all"), ("un.ideal_point_fp", "fp")):
        for row in rows(indicator, "voeten2025ideal"):
            found[number(row["reporter"]), row["period"]][column] = str(Decimal(row["value"]) + Decimal("0.0000005"))
    lines = [
        [state, f"{year}.0", kinds.get("fp", "NA"), kinds.get("all", "")] for (state, year), kinds in found.items()
    ]
    return table([["ccode", "year", "idealpointfp", "idealpointall"], *lines], folder / "ideal.csv")


def aid(folder: Path) -> Path:
    found: dict[tuple[str, str, str], list[str]] = defaultdict(lambda: ["", ""])
    for kind in ("Obligations", "Disbursements"):
        for place, prices in enumerate(("current", "constant")):
            for row in rows(f"aid.us.{kind.lower()}_{prices}", "usaid2024fa"):
                found[row["partner"], kind, row["period"]][place] = str(Decimal(row["value"]) * 10**6)
    header = ["Country Code", "Transaction Type Name", "Fiscal Year", "current_amount", "constant_amount"]
    return table([header, *([*key, *amounts] for key, amounts in found.items())], folder / "us_foreign_aid_country.csv")


FILES: dict[str, tuple[str, Callable[[Path], Path], str, int]] = {
    "deaths": ("ucdp", country_years, "ucdp2025ovcy", 864),
    "conflicts": ("ucdp", conflicts, "ucdp2025acd", 34),
    "disputes": ("cow", disputes, "cow2021mid4", 344),
    "trade": ("cow", flows, "cow2016trade4", 804),
    "alliances": ("atop", obligations, "atop2022", 1624),
    "ideal points": ("unga", points, "voeten2025ideal", 725),
    "US aid": ("foreignassistance", aid, "usaid2024fa", 394),
}
"""Provider, file, its edition in the tables, and how many values it has."""


@pytest.mark.parametrize("name", FILES)
def test_what_the_tables_have_changes_nothing(name: str, tmp_path: Path) -> None:
    provider, written, source, count = FILES[name]
    reading = Reading(TODAY, source=source)
    found = update(real_package(), ROOT, PROVIDERS[provider], Given(written(tmp_path)), reading)
    assert [change for change in found.comparison.changes if change.new] == []
    assert found.comparison.unchanged.total() == count
