"""One cell judged while it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sino_pak_data.add.answers import fault
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT

PACKAGE = open_package(ROOT)


@pytest.mark.parametrize(
    ("table", "field", "cell", "told"),
    [
        ("events", "title", "", "Title is needed"),
        ("events", "date", "June 2022", "expected a date"),
        ("events", "date", "2023-02-29", "there is no day 29"),
        ("events", "domain", "millitary", "did you mean 'military'?"),
        ("events", "actors", "CHN;PAKI", "'PAKI' stands nowhere in actors"),
        ("events", "actors", "CHN, PAK", "did you mean 'CHN;PAK'?"),
        ("events", "actors", "CHN, Atlantis", "stands nowhere in actors (?WORD searches)"),
        ("events", "actors", "CHN;pakistan", "did you mean 'PAK'?"),
        ("events", "sources", "https://dawn.com/news/1", "an address is no source id"),
        ("events", "sources", "yousaf2025drive, p. 4", "joined with ';'"),
        ("events", "sources", "yousaf2025driv[5.p4]", "did you mean 'yousaf2025drive'?"),
        ("events", "agreement_id", "frendship-treaty-2005", "did you mean 'friendship-treaty-2005'?"),
        ("events", "event_id", "Karot 2022", "has not the form"),
        ("events", "event_id", "jf17-first-flight-2003", "is the id of another row"),
        ("events", "summary", "two\nlines", "one line"),
        ("observations", "value", "12 bn", "not a plain number"),
        ("agreements", "value", "-1", "below 0"),
        ("indicators", "tolerance", "101", "above 100"),
        ("claims", "source", "yousaf2025drive;garver2001protracted", "second reference"),
        ("sources", "primary", "yes", "not true or false"),
        ("sources", "doi", "10.11114/ijsss.v3i2.699", "afridi2015searching"),
        ("evidence", "record", "events/no-such-event", "stands nowhere in events"),
        ("evidence", "record", "evnts/x", "did you mean 'events'?"),
        ("evidence", "record", "x", "expected TABLE/KEY"),
    ],
)
def test_a_wrong_answer_is_told_with_its_reason(table: str, field: str, cell: str, told: str) -> None:
    assert told in str(fault(PACKAGE, table, field, cell))


def test_every_cell_of_the_tables_is_right_by_itself() -> None:
    """What the check accepts, a prompt accepts. Ids and addresses of works are taken, and say so."""
    wrong = [
        (table.address(row), name, cell)
        for table in PACKAGE.authored
        for row in table.rows[::40]
        for name, cell in row.items()
        if name not in {*table.schema.key, "doi", "url"} and fault(PACKAGE, table.name, name, cell)
    ]
    assert wrong == []


def test_a_withdrawn_record_stands_nowhere_and_may_be_named() -> None:
    assert fault(PACKAGE, "retired", "record", "events/gone-2001") is None
    assert "TABLE/KEY" in str(fault(PACKAGE, "retired", "record", "gone-2001"))


def test_a_withdrawn_id_is_refused(base: Path) -> None:
    retired = base / "tables" / "retired.csv"
    retired.write_text(retired.read_text() + "events/old-name,0.1.0,Test,\n")
    assert "never given again" in str(fault(open_package(base), "events", "event_id", "old-name"))
