"""Feeds are told by their columns, and CAMEO leads to PLOVER as the gold records of PLOVER have it."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sino_pak_data.bulk.feeds import ROOTS, crosswalk, feeds, named, recognised, states
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import parsed
from tests.bulk.feed_files import SOUND, line, row, written

GOLD = Path(__file__).with_name("plover_gold.csv")
"""Gold records of PLOVER (PLOVER_GSR_CAMEO.txt, version 0.5b1 of 2016): number of the record and its event, and the CAMEO
code whose example in the CAMEO manual is the same sentence. The sentences are not repeated here."""

RENAMED = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
"""Events of 2016 by the name that the manual of 2021 gives them."""

MOVED = {
    "CONCEDE-0005": "0813 ease curfew is RETREAT since 2021",
    "RETREAT-0020": "the sentence was moved from 1124 to an example of resignation",
    "RETREAT-0022": "080 is CONCEDE; the record is of a payment",
    "DISAPPROVE-0016": "171 is COERCE; the record is of a protest against seizure",
    "PROTEST-0028": "175 is ASSAULT since 2021: the police act, not the demonstrators",
    "SANCTION-0009": "163 is COERCE since 2021",
    "COERCE-0004": "1712 is ASSAULT since 2021",
    "COERCE-0016": "181 is ASSAULT since 2021",
    "COERCE-0017": "184 is ASSAULT since 2021",
    "FIGHT-0002": "192 is COERCE since 2021",
}
"""Records whose event is not that of their code in the list of 2021, which came five years later."""


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_crosswalk_leads_to_the_event_of_each_gold_record() -> None:
    other = {
        one["record"] for one in gold()
        if crosswalk()[one["cameo"]] != RENAMED.get(one["event"], one["event"]).lower()
    }  # fmt: skip

    assert len(gold()) > 150
    assert other == set(MOVED)


def test_every_code_has_a_root_of_plover_but_statements_and_appeals() -> None:
    without = {code[:2] for code, root in crosswalk().items() if not root}

    assert without == {"01", "02"}
    assert set(crosswalk().values()) - {""} == set(ROOTS)


@pytest.mark.parametrize("name", feeds())
def test_a_schema_is_one_and_its_events_are_told_by_its_columns(name: str) -> None:
    schema = parsed(name, named(name).schema, lambda _: (), built=False, canonical=False)

    assert {column for names in named(name).needed for column in names[:1]} <= set(schema.names)
    assert all(field.description for field in schema.fields)
    assert set(named(name).events["sums"].values()) <= set(schema.names)


@pytest.mark.parametrize("name", feeds())
def test_a_file_is_recognised_with_and_without_a_header(tmp_path: Path, name: str) -> None:
    files = [written(tmp_path / f"{header}.txt", name, [SOUND[name]], header=header) for header in (True, False)]

    found = recognised(files)

    assert [one.feed for one, _ in found] == [name, name]
    assert [one.layout.header for one, _ in found] == [True, False]


def test_the_backfiles_of_gdelt_lack_the_last_column(tmp_path: Path) -> None:
    old = line("gdelt1", SOUND["gdelt1"]).rpartition("\t")[0]

    [(found, _)] = recognised([written(tmp_path / "201303.csv", "gdelt1", [old])])

    assert (found.feed, old.count("\t")) == ("gdelt1", 56)


def test_columns_may_be_in_another_order_and_too_many(tmp_path: Path) -> None:
    columns = [*reversed(named("icews").columns), "", "", "Unnamed: 22"]
    path = tmp_path / "Events.2017.tab"
    path.write_text("\t".join(columns) + "\n", encoding="utf-8")

    [(found, _)] = recognised([path])

    assert found.feed == "icews"
    assert found.at(["CAMEO Code"]) == columns.index("CAMEO Code") + 1


def test_converted_parquet_is_recognised(tmp_path: Path) -> None:
    pq.write_table(pa.table({one: ["x"] for one in named("polecat").columns}), tmp_path / "part.parquet")

    [(found, _)] = recognised([tmp_path / "part.parquet"])

    assert (found.feed, found.layout.kind) == ("polecat", "parquet")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04zip", "a zip; unpack it first"),
        (b"a,b\n1,2\n", "its columns are those of no feed of events (gdelt1, gdelt1-reduced, gdelt2, icews, polecat, ucdp-ged)"),
    ],
)  # fmt: skip
def test_another_file_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    with pytest.raises(PackageError) as refused:
        recognised([path])

    assert str(path) in str(refused.value)
    assert said in str(refused.value)


def test_a_file_that_lacks_a_column_of_the_feed_named_is_refused_with_that_column(tmp_path: Path) -> None:
    columns = [one for one in named("icews").columns if one != "CAMEO Code"]  # as in Events.2017.20201006.tab
    (tmp_path / "e.tab").write_text("\t".join(columns) + "\n", encoding="utf-8")

    with pytest.raises(PackageError, match="not a file of icews: a header that lacks CAMEO Code"):
        recognised([tmp_path / "e.tab"], named("icews"))


def test_files_of_two_feeds_are_refused(tmp_path: Path) -> None:
    files = [written(tmp_path / f"{name}.txt", name, [SOUND[name]]) for name in ("icews", "polecat")]

    with pytest.raises(PackageError, match=r"of different feeds: .*icews\.txt is icews, .*polecat\.txt is polecat"):
        recognised(files)


def test_a_state_has_the_numbers_of_our_actors() -> None:
    actors = {
        row["iso3"]: row for row in csv.DictReader(Path("tables/actors.csv").read_text(encoding="utf-8").splitlines())
        if row["cow_code"]
    }  # fmt: skip

    assert {iso: str(states("iso3")[iso][1]) for iso in actors} == {iso: one["cow_code"] for iso, one in actors.items()}
    assert all(actors[states("gw")[one["gw_code"]][0]]["gw_code"] == one["gw_code"] for one in actors.values())


def test_a_former_code_and_a_name_lead_to_the_state_of_today() -> None:
    assert states("iso3")["ZAR"] == states("name")["Democratic Republic of Congo"] == ("COD", 490)
    assert row("icews", Source_Country="India")["Source Country"] == "India"
