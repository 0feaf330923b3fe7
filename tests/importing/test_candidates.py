"""What a file tells of becomes a sheet for a person, with our likely records; nothing uncoded enters a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.cli import main
from sino_pak_data.importing.candidates import Suggestions, sheet
from sino_pak_data.importing.editions import Reading
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.providers import PROVIDERS
from sino_pak_data.importing.selection import only
from sino_pak_data.importing.update import update
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT, real_package
from tests.importing.provided import GOLDEN, as_provided
from tests.importing.test_empty_diff import TODAY

EVENTS, PROJECTS = ("ucdp", "ged.zip"), ("aiddata", "gcdf.xlsx.txt")


Ask = Callable[..., Suggestions]


@pytest.fixture(scope="module")
def suggestions(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """What a file suggests beside the real tables, which takes a second for each question."""

    @cache
    def ask(case: tuple[str, str], *parts: str) -> Suggestions:
        provider, file = case
        given = Given(as_provided(GOLDEN / provider / file, tmp_path_factory.mktemp(provider)))
        reading = Reading(TODAY, published="2025")
        return update(real_package(), ROOT, PROVIDERS[provider], given, reading, [*map(only, parts)]).suggestions

    return ask


def test_events_in_pakistan_that_concern_chinese_or_two_states_are_suggested(suggestions: Ask) -> None:
    found, known = suggestions(EVENTS)
    assert known == 0
    assert [(one.cells["date"], one.cells["title"], one.likely) for one in found] == [
        ("2021-07-14", "TTP against civilians at Dasu town", ["events/dasu-bus-attack-2021"]),
        ("2022-02", "Government of India against Government of Pakistan at Kotli town", []),
        ("2022-04-26", "BLA against civilians at Karachi city", ["events/karachi-university-attack-2022"]),
    ]


def test_names_and_places_are_those_of_the_tables(suggestions: Ask) -> None:
    """UCDP numbers states as Gleditsch and Ward do, and puts what a place is behind its name."""
    dasu, kotli, _ = suggestions(EVENTS).found
    assert (dasu.cells["actors"], dasu.cells["against"], dasu.cells["place"]) == ("TTP", "", "dasu")
    assert (kotli.cells["event_type"], kotli.cells["actors"], kotli.cells["place"]) == ("crisis", "IND;PAK", "kotli")
    assert dasu.cells["sources"] == "ucdp2025ged[event 900001]"
    assert dasu.told.startswith("13 deaths by the best estimate, 13 of them civilians; Blast on bus")


def test_a_record_that_is_cited_already_is_not_suggested_again(suggestions: Ask) -> None:
    """The first record of the file has a page of its own, which an agreement cites."""
    found, known = suggestions(PROJECTS)
    assert known == 1
    assert [(one.cells["signed"], one.cells["domain"], one.likely) for one in found] == [
        ("2015-10-16", "energy", ["agreements/port-qasim-loan-2015"]),
        ("2020-07~", "economic", []),
    ]


def test_a_part_may_be_asked_for(suggestions: Ask) -> None:
    assert len(suggestions(EVENTS, "events/*/2021").found) == 1
    assert [one.cells["place"] for one in suggestions(EVENTS, "events/IND-PAK").found] == ["kotli"]
    assert suggestions(EVENTS, "conflict.*").found == []


def test_what_a_machine_cannot_code_is_empty_in_the_sheet(suggestions: Ask) -> None:
    text = sheet(real_package(), "events", suggestions(EVENTS).found)
    first, *_ = csv.DictReader(io.StringIO(text))
    assert first["#like"] == "events/dasu-bus-attack-2021"
    assert [name for name in ("balancing", "summary", "confidence") if first[name]] == []


Run = Callable[..., Result]


@pytest.fixture
def run(base: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line inside a copy of the base."""
    monkeypatch.chdir(base)
    return lambda *words: CliRunner().invoke(main, [*map(str, words)])


def test_a_sheet_is_added_once_a_person_has_coded_it(run: Run, base: Path, tmp_path: Path) -> None:
    file, coded = as_provided(GOLDEN / "ucdp" / "ged.zip", tmp_path), tmp_path / "events.csv"
    result = run("import", "ucdp", file, "--published", "2025", "--candidates", coded, "--apply")
    assert result.exit_code == 0, result.output
    assert "ucdp2025ged" in open_package(base).identifiers("sources")

    first, *_ = csv.DictReader(coded.open(encoding="utf-8"))
    assert (first["actors"], first["place"]) == ("", "")
    assert first["#told"].endswith("not in our tables: TTP, Dasu town")

    refused = run("add", "events", "--from", coded)
    assert refused.exit_code != 0
    assert "events.csv:2: missing balancing, actors, summary, confidence" in refused.output

    rows = [row for row in csv.DictReader(coded.open(encoding="utf-8")) if row["date"] == "2022-02"]
    filled = {"summary": "Shells fell on Kotli.", "confidence": "high", "balancing": "none", "event_id": "kotli-2022"}
    with coded.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerow(rows[0] | filled)
    added = run("add", "events", "--from", coded)
    assert added.exit_code == 0, added.output
    row = open_package(base).identifiers("events")["kotli-2022"]
    assert (row["actors"], row["sources"]) == ("IND;PAK", "ucdp2025ged[event 900004]")

    again = run("import", "ucdp", file, "--published", "2025")
    assert "candidates: 2 rows of events, 1 cited already" in again.output


def test_a_sheet_that_may_be_filled_in_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    coded = tmp_path / "events.csv"
    coded.write_text("coded by hand", encoding="utf-8")
    file = as_provided(GOLDEN / "ucdp" / "ged.zip", tmp_path)
    result = run("import", "ucdp", file, "--candidates", coded)
    assert result.exit_code == 2
    assert "exists, and may be filled in: name another file" in result.output
    assert coded.read_text(encoding="utf-8") == "coded by hand"


def test_a_file_that_tells_of_nothing_makes_no_sheet(run: Run, tmp_path: Path) -> None:
    coded, file = tmp_path / "events.csv", GOLDEN / "ucdp" / "conflict.csv"
    result = run("import", "ucdp", file, "--candidates", coded)
    assert result.exit_code == 2
    assert "tells of nothing that is not in the tables: no sheet was written" in result.output
    assert not coded.exists()
