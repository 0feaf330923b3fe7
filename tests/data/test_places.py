"""The places of the real tables: what a map would show at a glance."""

import csv
from pathlib import Path

TABLES = Path(__file__).parents[2] / "tables"


def rows(table: str) -> list[dict[str, str]]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_two_names_of_a_place_are_one_row() -> None:
    names: dict[str, str] = {}
    for row in rows("places"):
        for name in {row["name"], *filter(None, row["alt_names"].split(";"))}:
            assert names.setdefault(name, row["place_id"]) == row["place_id"], name


def test_areas_that_two_states_hold_have_no_country() -> None:
    country = {row["place_id"]: row["country"] for row in rows("places")}
    assert [country[one] for one in ("kashmir", "siachen", "doklam", "galwan", "line-of-control")] == [""] * 5
    assert [country[one] for one in ("gilgit-baltistan", "ladakh", "aksai-chin")] == ["PAK", "IND", "CHN"]


def test_a_place_whose_coordinates_are_those_of_another_says_so() -> None:
    silent = [row["place_id"] for row in rows("places") if row["where_prec"] in {"2", "3", "5"} and not row["note"]]
    assert silent == []
