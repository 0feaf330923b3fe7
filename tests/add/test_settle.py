"""What is wrong with one cell, in the words of `check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from sino_pak_data.add.settle import cell_fault
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT

PACKAGE = open_package(ROOT)


@pytest.mark.parametrize(
    ("table", "field", "cell", "fault"),
    [
        ("events", "title", "", "Title is required"),
        ("events", "date", "June 2022", "expected a date"),
        ("events", "date", "2023-02-29", "there is no day 29"),
        ("events", "domain", "millitary", "did you mean 'military'?"),
        ("events", "actors", "CHN;PAKI", "'PAKI' is not in actors"),
        ("events", "actors", "CHN, PAK", "did you mean 'CHN;PAK'?"),
        ("events", "actors", "CHN, Atlantis", "'CHN, Atlantis' is not in actors"),
        ("events", "actors", "CHN;pakistan", "did you mean 'PAK'?"),
        ("events", "sources", "https://dawn.com/news/1", "source id"),
        ("events", "sources", "yousaf2025drive, p. 4", "joined with ';'"),
        ("events", "sources", "yousaf2025driv[5.p4]", "did you mean 'yousaf2025drive'?"),
        ("events", "agreement_id", "frendship-treaty-2005", "did you mean 'friendship-treaty-2005'?"),
        ("events", "event_id", "Karot 2022", "is not a valid"),
        ("events", "event_id", "jf17-first-flight-2003", "is the id of another row"),
        ("observations", "value", "12 bn", "write the bare number"),
        ("agreements", "value", "-1", "below the minimum of 0"),
        ("indicators", "tolerance", "101", "above the maximum of 100"),
        ("claims", "source", "yousaf2025drive;garver2001protracted", "second reference"),
        ("sources", "primary", "yes", "write true"),
        ("sources", "doi", "10.11114/ijsss.v3i2.699", "afridi2015searching"),
        ("evidence", "record", "events/no-such-event", "'no-such-event' is not in events"),
        ("evidence", "record", "evnts/x", "did you mean 'events'?"),
        ("evidence", "record", "x", "is not TABLE/KEY"),
        ("retired", "record", "gone-2001", "TABLE/KEY"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_reason(table: str, field: str, cell: str, fault: str) -> None:
    assert fault in cell_fault(PACKAGE, ROOT, table, field, cell)


def test_every_good_cell_is_accepted(base: Path) -> None:
    """What the check accepts, a prompt accepts; except ids, DOIs and addresses, which are taken."""
    package = open_package(base)
    wrong = [
        (table.address(row), name, fault)
        for table in package.authored
        for row in table.rows[:1]
        for name, cell in row.items()
        if name not in {*table.schema.key, "doi", "url"}
        and (fault := cell_fault(package, base, table.name, name, cell))
    ]
    assert wrong == []


def test_a_retired_record_can_be_named_and_its_id_not_used_again(base: Path) -> None:
    retired = base / "tables" / "retired.csv"
    retired.write_text(retired.read_text() + "events/old-name,0.1.0,Test,\n")
    package = open_package(base)
    assert cell_fault(package, base, "retired", "record", "events/gone-2001") == ""
    assert "ids are never used twice" in cell_fault(package, base, "events", "event_id", "old-name")
