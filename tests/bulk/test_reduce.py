"""Events summed up by pair of states: what counts, what is left out, and that nothing is lost in silence."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from sino_pak_data.bulk.feeds import named, recognised
from sino_pak_data.bulk.reduce import Outcome, reduce
from sino_pak_data.package.problem import PackageError
from tests.bulk.feed_files import SOUND, line, row, written
from tests.conftest import ROOT

Row = Mapping[str, str]


def sums(
    out: Path, files: Iterable[Path], by: str = "dyad-year", size: int = 2**30
) -> tuple[list[dict[str, str]], Outcome]:
    """The rows of the output, without the cells that are 0 or empty, and the outcome."""
    groups = recognised(list(files))
    outcome = reduce(groups, named(groups[0][0].feed), by, out, size=size)
    with out.open(encoding="utf-8", newline="") as file:
        return [
            {name: cell for name, cell in one.items() if cell not in {"", "0"}} for one in csv.DictReader(file)
        ], outcome


def of(
    tmp_path: Path, feed: str, rows: Iterable[Row | str], header: bool | None = None
) -> tuple[list[dict[str, str]], Outcome]:
    return sums(tmp_path / "out.csv", [written(tmp_path / "events.csv", feed, rows, header)])


@pytest.mark.parametrize("feed", ["gdelt1", "gdelt2", "icews"])
def test_an_event_counts_for_its_pair_year_and_direction(tmp_path: Path, feed: str) -> None:
    found, outcome = of(tmp_path, feed, [SOUND[feed]])

    more = {"mentions": "12", "articles": "10"} if feed.startswith("gdelt") else {}
    assert found == [{
        "dyad": "CHN-PAK", "iso1": "CHN", "iso2": "PAK", "ccode1": "710", "ccode2": "770", "year": "2015", "source": "CHN",
        "target": "PAK", "events": "1", "support": "1", "verbal_cooperation": "1", "cooperation": "1", "intensity": "8",
        "scored": "1", **more,
    }]  # fmt: skip
    assert (outcome.events, outcome.rows, outcome.left.total()) == (1, 1, 0)


def test_both_directions_have_the_pair_of_dyad_years(tmp_path: Path) -> None:
    rows = [
        row("icews"),
        row("icews", Event_ID="2", Source_Country="Pakistan", Target_Country="China", CAMEO_Code="138"),
    ]

    found, _ = of(tmp_path, "icews", rows)

    assert [(one["dyad"], one["source"], one["target"], one.get("threaten")) for one in found] == [
        ("CHN-PAK", "CHN", "PAK", None), ("CHN-PAK", "PAK", "CHN", "1"),
    ]  # fmt: skip


def test_the_output_joins_dyad_years_on_its_keys(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    groups = recognised([written(tmp_path / "e.tab", "icews", [row("icews", Source_Country="United States")])])

    reduce(groups, named("icews"), "dyad-year", out)

    key = json.loads((ROOT / "schemas/built/dyad_years.json").read_text(encoding="utf-8"))["primaryKey"]
    assert {key_column: pq.read_table(out)[key_column].to_pylist() for key_column in key} == {
        "ccode1": [2], "ccode2": [770], "year": [2015],
    }  # fmt: skip


def test_by_month_the_month_is_another_key(tmp_path: Path) -> None:
    rows = [
        row("icews", Event_ID=str(at), Event_Date=day)
        for at, day in enumerate(["2015-07-31", "2015-07-01", "2015-08-01"])
    ]

    found, _ = sums(tmp_path / "out.csv", [written(tmp_path / "e.tab", "icews", rows)], by="dyad-month")

    assert [(one["year"], one["month"], one["events"]) for one in found] == [("2015", "7", "2"), ("2015", "8", "1")]


def test_a_row_of_the_reduced_file_stands_for_several_events(tmp_path: Path) -> None:
    [found], outcome = of(tmp_path, "gdelt1-reduced", [SOUND["gdelt1-reduced"]] * 2)

    assert (found["events"], found["aid"], found["articles"]) == ("6", "6", "8")
    assert float(found["intensity"]) == pytest.approx(6 * 8.3)
    assert outcome.left.total() == 0  # no identifier, so rows alike are not one event


def test_a_root_counts_in_the_quadrant_that_the_manual_of_plover_gives_it(tmp_path: Path) -> None:
    quadrants = {
        "verbal_cooperation": "AGREE CONSULT SUPPORT CONCEDE", "material_cooperation": "COOPERATE AID RETREAT",
        "verbal_conflict": "REQUEST ACCUSE REJECT SANCTION THREATEN", "material_conflict": "PROTEST MOBILIZE COERCE ASSAULT",
    }  # fmt: skip
    rows = [
        row("polecat", Event_ID=root, Event_Type=root, Event_Date=f"{2020 + at}-05-01")
        for at, roots in enumerate(quadrants.values()) for root in roots.split()
    ]  # fmt: skip

    found, _ = of(tmp_path, "polecat", rows)

    assert [{name: one.get(name) for name in quadrants if name in one} for one in found] == [
        {name: str(len(roots.split()))} for name, roots in quadrants.items()
    ]
    assert [(one.get("cooperation"), one.get("conflict")) for one in found] == [
        ("4", None), ("3", None), (None, "5"), (None, "4"),
    ]  # fmt: skip


def test_an_event_of_several_states_counts_for_each_pair(tmp_path: Path) -> None:
    rows = [row("polecat", Actor_Country="CHN;USA", Recipient_Country="PAK; IND"), row("polecat", Actor_Country="None")]

    found, outcome = of(tmp_path, "polecat", rows)

    assert [one["dyad"] for one in found] == ["USA-IND", "USA-PAK", "CHN-IND", "CHN-PAK"]
    assert outcome.left == {"no_actor": 1}


def test_violence_between_two_governments_counts_with_its_deaths(tmp_path: Path) -> None:
    rows = [SOUND["ucdp-ged"], row("ucdp-ged", id="2", gwnob="", source_headline="a\nheadline of two lines")]

    [found], outcome = of(tmp_path, "ucdp-ged", rows)

    assert (found["dyad"], found["assault"], found["deaths_low"], found["deaths_best"]) == ("IND-PAK", "1", "7", "9")
    assert outcome.left == {"no_actor": 1}


QUIRKS: dict[str, tuple[str, Mapping[str, str], str]] = {
    "a year of two digits and two zeros": ("icews", {"Event_Date": "0025-01-07"}, "year"),
    "a day that does not exist": ("icews", {"Event_Date": "2015-02-30"}, "date"),
    "no day": ("gdelt2", {"SQLDATE": ""}, "date"),
    "an event of 1920 in a daily file": ("gdelt1", {"SQLDATE": "19200412"}, "year"),
    "an impossible CAMEO code": ("icews", {"CAMEO_Code": "13y"}, "code"),
    "no code": ("icews", {"CAMEO_Code": "NULL"}, "code"),
    "a root that PLOVER has dropped": ("polecat", {"Event_Type": "DEMAND"}, "code"),
    "a statement": ("gdelt1", {"EventCode": "010"}, "statement"),
    "no actor": ("gdelt1", {"Actor1CountryCode": ""}, "no_actor"),
    "an actor that is a region": ("gdelt2", {"Actor2CountryCode": "AFR"}, "no_state"),
    "an actor that is a territory": ("icews", {"Target_Country": "Hong Kong"}, "no_state"),
    "one state": ("gdelt2", {"Actor2CountryCode": "CHN"}, "same_actor"),
}  # fmt: skip


@pytest.mark.parametrize("quirk", QUIRKS)
def test_a_row_that_is_no_event_of_two_states_is_counted_and_left_out(tmp_path: Path, quirk: str) -> None:
    feed, cells, fate = QUIRKS[quirk]

    found, outcome = of(tmp_path, feed, [row(feed, **cells), SOUND[feed]])

    assert (len(found), outcome.events) == (1, 1)
    assert outcome.left == {fate: 1}


def test_american_dates_are_read(tmp_path: Path) -> None:
    [found], outcome = of(tmp_path, "icews", [row("icews", Event_Date="1/7/2017")])  # Events.2017.20200602.tab

    assert (found["year"], outcome.left.total()) == ("2017", 0)


@pytest.mark.parametrize(
    ("written_as", "root"), [("57", "support"), ("311", "agree"), ("14", None), ("841", "retreat")]
)
def test_a_code_whose_zero_was_lost_is_mended_and_counted(tmp_path: Path, written_as: str, root: str | None) -> None:
    found, outcome = of(tmp_path, "icews", [row("icews", CAMEO_Code=written_as)])

    assert [one.get(root) for one in found if root] == (["1"] if root else [])
    assert outcome.mended == (1 if root else 0)
    assert outcome.left == ({} if root else {"statement": 1})  # 014 is a comment, and no code has two digits


def test_surplus_tabs_are_passed_over_and_counted(tmp_path: Path) -> None:
    sound = line("icews", SOUND["icews"])
    path = tmp_path / "e.tab"
    path.write_text(
        "\t".join([*named("icews").columns, "", "", ""]) + f"\n{sound}\n{sound}2\t\t\t\n{sound}\tx\ty\tz\tw\n", "utf-8"
    )

    _, outcome = sums(tmp_path / "out.csv", [path])

    assert (outcome.events, outcome.left, outcome.spare) == (1, {"duplicate": 2}, 1)


def test_blanks_by_the_thousand_are_counted(tmp_path: Path) -> None:
    padded = line("icews", row("icews", Target_Country="Pakistan" + " " * 3000))

    found, outcome = of(tmp_path, "icews", [padded, *[" " * 40 + "\t" * 19] * 2000, *[""] * 2000, "2\t2015-04-20\tXi"])

    assert found[0]["dyad"] == "CHN-PAK"
    assert outcome.left == {"blank": 4000, "short": 1}


def test_rows_that_are_not_utf8_are_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path / "e.tab", "icews", [row("icews", City="Gwadar"), row("icews", Event_ID="2", City="Zürich")]
    )
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xfc"))

    _, outcome = sums(tmp_path / "out.csv", [path])

    assert (outcome.events, outcome.left) == (1, {"encoding": 1})


def test_quotes_in_a_file_without_quoting_are_characters(tmp_path: Path) -> None:
    rows = [row("icews", Source_Name='"Executive', Event_ID="1"), row("icews", Event_ID="2", Publisher='The "Dawn')]

    _, outcome = of(tmp_path, "icews", rows)

    assert (outcome.events, outcome.left.total()) == (2, 0)


def test_an_event_twice_is_one_whichever_files_it_is_in(tmp_path: Path) -> None:
    rows = [SOUND["icews"], row("icews", Event_Date="2015-04-21")]  # the number again on another day is another event
    files = [
        written(tmp_path / "events.2015.tab", "icews", rows),
        written(tmp_path / "20150420.tab", "icews", rows[:1]),
    ]

    _, outcome = sums(tmp_path / "out.csv", files, size=1)

    assert (outcome.events, outcome.left) == (2, {"duplicate": 1})


def test_events_without_an_identifier_are_not_taken_for_one(tmp_path: Path) -> None:
    _, outcome = of(tmp_path, "icews", [SOUND["icews"], *[row("icews", Event_ID="")] * 2])

    assert (outcome.events, outcome.left.total()) == (3, 0)


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "e.tab", "icews", [SOUND["icews"]])
    (tmp_path / "e.tab.gz").write_bytes(gzip.compress(path.read_bytes()))

    _, outcome = sums(tmp_path / "out.csv", [tmp_path / "e.tab.gz"])

    assert outcome.events == 1


def test_a_copy_of_a_file_is_passed_over_and_told(tmp_path: Path) -> None:
    files = [written(tmp_path / f"{name}.txt", "gdelt1-reduced", [SOUND["gdelt1-reduced"]]) for name in "ab"]

    _, outcome = sums(tmp_path / "out.csv", files)

    assert outcome.events == 3
    assert list(outcome.told())[-1] == f"passed over: {files[1]}, a copy of another file"


def test_files_of_two_layouts_are_read_together(tmp_path: Path) -> None:
    old = line("gdelt1", row("gdelt1", GLOBALEVENTID="2", SQLDATE="19990101")).rpartition("\t")[0]
    files = [
        written(tmp_path / "201304.csv", "gdelt1", [SOUND["gdelt1"]]),
        written(tmp_path / "1999.csv", "gdelt1", [old]),
    ]

    found, _ = sums(tmp_path / "out.csv", files)

    assert [one["year"] for one in found] == ["1999", "2015"]


def test_what_became_of_every_row_adds_up(tmp_path: Path) -> None:
    rows = [row(feed, **cells) for feed, cells, _ in QUIRKS.values() if feed == "icews"]

    _, outcome = of(tmp_path, "icews", [*rows, SOUND["icews"], SOUND["icews"], ""])

    assert outcome.events + outcome.left.total() == len(rows) + 3


def test_an_output_that_is_neither_csv_nor_parquet_is_refused(tmp_path: Path) -> None:
    groups = recognised([written(tmp_path / "e.tab", "icews", [SOUND["icews"]])])

    with pytest.raises(PackageError, match=r"out\.xlsx: the output ends in \.csv or \.parquet"):
        reduce(groups, named("icews"), "dyad-year", tmp_path / "out.xlsx")


def test_csv_and_parquet_have_the_same_rows(tmp_path: Path) -> None:
    groups = recognised(
        [written(tmp_path / "e.tab", "icews", [SOUND["icews"], row("icews", Event_ID="2", Intensity="-0.4")])]
    )

    for ending in ("csv", "parquet"):
        reduce(groups, named("icews"), "dyad-year", tmp_path / f"out.{ending}")

    both = [duckdb.sql(f"FROM '{tmp_path}/out.{ending}'").fetchall() for ending in ("csv", "parquet")]
    assert both[0] == both[1]
    assert not (tmp_path / ".out.csv.steps").exists()
