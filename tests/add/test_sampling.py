"""Samples: the same again from the same seed, in proportion to the strata, and blind to what is coded."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.add import sheets
from sino_pak_data.add.candidates import Unusable
from sino_pak_data.add.sampling import address, draw, frame, population, sampled_before
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, Row, Table, read
from tests.conftest import ROOT

SCHEMA = Descriptor(Folder(ROOT)).table("events").schema


def events(counts: dict[str, int]) -> Table:
    """So many events of each domain, two in each year from 1990."""
    domains = [domain for domain, count in counts.items() for _ in range(count)]
    rows = [Row({"event_id": f"e{n:03}", "date": str(1990 + n // 2), "domain": d}) for n, d in enumerate(domains)]
    return Table(SCHEMA, "tables/events.csv", SCHEMA.names, rows)


def ids(rows: list[Row]) -> list[str]:
    return [row["event_id"] for row in rows]


def test_a_sample_is_in_proportion_to_its_strata_and_each_gives_one() -> None:
    drawn = draw(events({"military": 60, "economic": 38, "nuclear": 2}), 20, 11, ["domain"])
    assert Counter(row["domain"] for row in drawn) == {"military": 12, "economic": 7, "nuclear": 1}


def test_the_seed_decides_and_nothing_else() -> None:
    table = events({"military": 60, "economic": 40})
    first = ids(draw(table, 20, 11, ["domain", "decade"]))
    table.rows.reverse()
    assert ids(draw(table, 20, 11, ["domain", "decade"])) == first
    assert ids(draw(table, 20, 12, ["domain", "decade"])) != first


def test_the_order_of_a_sample_is_not_that_of_the_table() -> None:
    drawn = ids(draw(events({"military": 60}), 20, 11, ["domain"]))
    assert drawn != sorted(drawn)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1), st.data())
def test_every_size_up_to_the_whole_table_can_be_drawn(counts: dict[str, int], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, sum(counts.values())))
    drawn = draw(events(counts), size, 1, ["domain"])
    assert len(set(ids(drawn))) == size
    if size >= len(counts):
        assert {row["domain"] for row in drawn} == set(counts)


def test_records_left_out_are_not_drawn_and_too_large_a_sample_is_refused() -> None:
    table = events({"military": 4})
    assert set(ids(draw(table, 2, 1, ["domain"], {"events/e000", "events/e001"}))) == {"e002", "e003"}
    with pytest.raises(Unusable, match="cannot draw 3 of events: 2 rows left to draw from"):
        draw(table, 3, 1, ["domain"], {"events/e000", "events/e001"})
    with pytest.raises(Unusable, match="no stratum 'domian' in events; did you mean 'domain'"):
        draw(table, 2, 1, ["domian"])


@pytest.fixture
def package(base: Path) -> Package:
    return read(Descriptor(Folder(base)))


def test_what_was_sampled_before_and_the_frame_are_told_from_the_tables(package: Package) -> None:
    before = sampled_before(package, "events")
    assert before == {"events/jf17-first-flight-2003", "events/sco-full-membership-2017"}
    assert sampled_before(package, "agreements") == set()
    assert sampled_before(package, "verdicts") == {"claims/yousaf-treaty-2005"}
    assert sampled_before(package, "claims") == set()
    said = frame(package, package["events"], before)
    assert said.startswith(f"{package.descriptor.version}, 3 rows without 2 of earlier samples, sha256 ")


def test_only_claims_judged_by_themselves_have_a_verdict_to_sample(package: Package) -> None:
    named = package.identifiers("claims")
    named["yousaf-fatf-unsc-2008"]["repeats"] = "yousaf-treaty-2005"
    assert ids_of_claims(population(package, "verdicts")) == ["yousaf-trade-2018", "yousaf-treaty-2005"]
    named["yousaf-trade-2018"]["part_of"] = "yousaf-treaty-2005"
    package.tables["claims"] = Table(package["claims"].schema, "tables/claims.csv", [], package["claims"].rows)
    assert ids_of_claims(population(package, "verdicts")) == ["yousaf-trade-2018"]


def ids_of_claims(table: Table) -> list[str]:
    return [row["claim_id"] for row in table.rows]


def test_a_sample_can_be_of_rows_with_one_code(package: Package) -> None:
    figures = population(package, "verdicts", {"kind": "figure"})
    assert ids_of_claims(figures) == ["yousaf-trade-2018"]
    assert ", 1 rows with kind figure, sha256" in frame(package, figures, (), {"kind": "figure"})
    with pytest.raises(Unusable, match="no column 'knid' in verdicts; did you mean 'kind'"):
        population(package, "verdicts", {"knid": "figure"})


def test_claims_are_drawn_by_the_section_that_makes_them() -> None:
    schema = Descriptor(Folder(ROOT)).table("claims").schema
    places = ["1.p2", "1.p3", "2.1.p4", "2.2.p1.s6", "abstract.s3"]
    claims = [Row({"claim_id": f"c{n}", "source": f"yousaf2025drive[{place}]"}) for n, place in enumerate(places)]
    drawn = draw(Table(schema, "tables/claims.csv", schema.names, claims), 3, 1, ["section"])
    assert len({row["source"].partition("[")[2][:1] for row in drawn}) == 3


NAMES = ["events", "agreements", "evidence", "claims", "verdicts"]
SECRET = {"note": "secret note", "rule": "secret-rule"}


@pytest.mark.parametrize("name", NAMES)
def test_a_coding_sheet_shows_none_of_the_codes(package: Package, name: str) -> None:
    """Each coded cell is overwritten with a word of its own, and no word is on the sheet."""
    table = population(package, name)
    coded = sheets.coded(table.schema)
    rows = [Row({**row, **{field: f"secret-{field}" for field in coded}, **SECRET}) for row in table.rows]
    sheet = sheets.coding_sheet(package, table, rows)
    assert "secret" not in sheet
    header = sheet.removeprefix("\ufeff").splitlines()[0].split(",")
    assert header[-len(coded) :] == coded
    assert coded


def test_a_coding_sheet_gives_the_works_and_what_confidence_depends_on(package: Package) -> None:
    sheet = sheets.coding_sheet(package, package["events"], package["events"].rows)
    assert "Place: 6.p9. [yousaf2025drive: kind article-journal; side academic; primary " in sheet
    assert "founding presidents" not in sheet  # the summary


def test_a_sheet_of_evidence_gives_the_claim_and_the_record(package: Package) -> None:
    lines = sheets.coding_sheet(package, package["evidence"], package["evidence"].rows).splitlines()
    claim = package.identifiers("claims")["yousaf-treaty-2005"]
    assert claim["statement"] in lines[1]
    assert "Core political treaty" in lines[1]


def test_a_sheet_of_claims_gives_the_statement_and_its_place(package: Package) -> None:
    header, *lines = sheets.coding_sheet(package, package["claims"], package["claims"].rows).splitlines()
    assert header.startswith("\ufeffrecord,statement,source 1,kind,")
    assert "India stepped up its diplomacy" in lines[0]
    assert "Place: 5.p6" in lines[0]


def test_a_sheet_of_verdicts_gives_the_records_and_the_values_but_no_stance(package: Package) -> None:
    table = population(package, "verdicts")
    _, _, trade, treaty = sheets.coding_sheet(package, table, table.rows).splitlines()
    assert "The same thing: 18,812.62842 USD million for 2018-01-01 to 2018-12-31. " in trade
    assert "observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots" in trade
    assert "agreements/friendship-treaty-2005. Treaty of Friendship" in treaty
    assert "supports" not in treaty


def test_a_record_on_a_sheet_gives_the_dates_and_origins_of_its_works(package: Package) -> None:
    works = package.identifiers("sources")
    works["imf2024dots"].update({"published": "", "covers_to": "2018", "derived_from": "cow2026nmc7"})
    table = population(package, "verdicts")
    sheet = sheets.coding_sheet(package, table, table.rows)
    assert "Sources: imf2024dots (covers to 2018, from cow2026nmc7)." in sheet


def test_a_reading_sheet_of_verdicts_gives_what_decided(package: Package) -> None:
    table = population(package, "verdicts")
    header, _, trade, treaty = sheets.reading_sheet(package, table, table.rows).splitlines()
    assert ",verdicts: verdict,rule," in header
    assert header.endswith(",verdict,finding")
    assert ",contradicted,none_agrees," in trade
    assert "supports: agreements/friendship-treaty-2005. " in treaty


def test_a_reading_sheet_gives_the_whole_row(package: Package) -> None:
    header, *lines = sheets.reading_sheet(package, package["events"], package["events"].rows).splitlines()
    assert header.endswith(",verdict,finding")
    assert "The six founding presidents signed the accession decision." in lines[2]


def test_each_line_begins_with_the_address_of_its_row(package: Package) -> None:
    for name in NAMES:
        table = population(package, name)
        addresses = [address(table, row) for row in table.rows]
        assert all(map(package.record, addresses))
        for sheet in (sheets.coding_sheet, sheets.reading_sheet):
            _, *lines = sheet(package, table, table.rows).splitlines()
            assert [line.split(",")[0] for line in lines] == addresses
