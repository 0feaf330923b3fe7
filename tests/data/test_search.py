"""What the first paper names can be found, as a record that cites its paragraph."""

from __future__ import annotations

import re

import pytest

from sino_pak_data.package.table import Package
from sino_pak_data.records.find import Record, search


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "paragraph"),
    [
        ("attacks september 11", "1.p1"),
        ("jf-17 first flight", "1.p7"),
        ("treaty friendship 2005", "1.p11"),
        ("boundary agreement 1963", "4.p2"),
        ("second kashmir war 1965", "4.p3"),
        ("india nuclear test 1974", "4.p4"),
        ("joint statement bush singh", "5.p2"),
        ("major non-nato ally", "5.p2"),
        ("next steps strategic partnership", "5.p4"),
        ("qin gang", "5.p5"),
        ("mumbai attacks", "5.p6"),
        ("azhar hold", "5.p7"),
        ("defence security talks 2002", "6.p3"),
        ("quad revival", "6.p5"),
        ("military strategy 2015", "6.p6"),
        ("sco full membership", "6.p9"),
        ("europe corridor 2023", "7.p4"),
        ("al-khalid tank", "8.p1"),
        ("12 billion dollars 2018", "2.2.p1"),
        ("joint defence cooperation committee", "6.p3"),
    ],
)
def test_what_the_paper_names_is_found(words: str, paragraph: str, package: Package) -> None:
    hits = search(package, words)
    place = re.compile(rf"yousaf2025drive\[{re.escape(paragraph)}(?:\.s[0-9]|\])")
    assert any(place.search(cell) for record, _ in hits for cell in record.row.values())


def test_every_figure_of_the_paper_is_claim_and_observation(package: Package) -> None:
    paper = "yousaf2025drive["
    claims = {row["source"] for row in package["claims"].rows if row["kind"] == "figure"}
    observed = {row["source"] for row in package["observations"].rows if row["source"].startswith(paper)}
    assert {re.sub(r"\.s[0-9]+]$", "]", source) for source in claims} == observed, "which name the paragraph"
    assert sum(row["kind"] == "figure" for row in package["claims"].rows) >= 12


def test_every_record_is_named_by_more_than_its_address(package: Package) -> None:
    unnamed = [
        record.address
        for table in package.authored
        for row in table.rows
        if (record := Record(table, row)).heading == record.address
    ]
    assert unnamed == []
