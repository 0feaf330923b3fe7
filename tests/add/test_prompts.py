"""Rows asked for on a terminal: each answer is judged and completed as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from sino_pak_data.add.candidates import id_column
from sino_pak_data.add.prompts import Suggestions
from sino_pak_data.add.settle import cell_fault
from sino_pak_data.checks.runner import check
from sino_pak_data.cli import add as add_command
from sino_pak_data.cli import main
from sino_pak_data.reading.reader import open_package
from tests.cli.test_add import rows
from tests.conftest import ROOT, real_package

Ask = Callable[..., Result]

CLEAR = "\x15"  # Ctrl-U deletes the line
TO_PLACE = ["2022-06-29", "Karot hydropower plant starts", "inauguration", "Energy", "No balancing", "CHN;PAK", "", "", "chengdu", ""]  # fmt: skip
EVENT = [*TO_PLACE, "All four units run.", "medium", "yousaf2025drive[2.p1]", "", ""]
GIVEN = ["date=2022-06-29", "title=Karot hydropower plant starts", "event_type=inauguration", "domain=energy", "balancing=none", "actors=CHN;PAK", "place=chengdu", "summary=All four units run.", "confidence=medium", "sources=yousaf2025drive[2.p1]"]  # fmt: skip


@pytest.fixture
def ask(base: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run `add` on a terminal inside a copy of the base, each line typed as an answer."""
    monkeypatch.chdir(base)
    monkeypatch.setattr(add_command, "_terminal", lambda: True)

    def run(*lines: str, without: str = "") -> Result:
        """Ask for every cell; or, of a row that is given but for the columns `without`, for those."""
        given = [word for word in GIVEN if word.partition("=")[0] not in without.split()] if without else []
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            typed = "".join(line + ("" if line.endswith(("\x03", "\x04")) else "\r") for line in lines)
            keys.send_text(
                typed + "\x03"
            )  # one question more than there are answers ends the command, not the test run
            return CliRunner().invoke(main, ["add", "events", *chain(*(("--set", word) for word in given))])

    return run


def test_a_row_is_asked_for_column_by_column(ask: Ask, base: Path) -> None:
    result = ask(*EVENT, "y")
    assert result.exit_code == 0, result.output
    assert rows(base)[3] == (
        "karot-hydropower-plant-2022,2022-06-29,Karot hydropower plant starts,inauguration,energy,none,CHN;PAK,,,chengdu,,"
        "All four units run.,medium,yousaf2025drive[2.p1],"
    )


def test_a_refused_answer_is_asked_for_again_and_can_be_edited(ask: Ask) -> None:
    pairs = (("2022-06-31", EVENT[0]), ("inaguration", EVENT[2]), ("yousaf2025driv", EVENT[12]))
    lines = [line for wrong, right in pairs for line in (wrong, CLEAR + right)]
    result = ask(*lines, "y", without="date event_type sources")
    assert result.exit_code == 0, result.output
    for fault in ("there is no day 31 in 2022-06", "mean 'inauguration'?", "mean 'yousaf2025drive'?"):
        assert fault in result.output


def test_text_pasted_on_two_lines_becomes_one_and_the_proposed_id_can_be_changed(ask: Ask, base: Path) -> None:
    pasted = "\x1b[200~All four\nunits run.\x1b[201~"
    assert ask(*EVENT[:10], pasted, *EVENT[11:-1], CLEAR + "karot-2022", "y").exit_code == 0
    assert rows(base)[3].startswith("karot-2022,")
    assert ",All four units run.," in rows(base)[3]


def test_a_new_source_can_be_added_on_the_way(ask: Ask, base: Path) -> None:
    work = ["https://www.dawn.com/news/1697266", "article-newspaper", "", "Karot starts", "printed", "", "Dawn", "2022-06-30", *[""] * 9, "en", CLEAR + "PAK", "false", "own", "", "", "", "seen", "", "", "", "", ""]  # fmt: skip
    result = ask("+", *work, "", "y", without="sources")
    assert result.exit_code == 0, result.output
    assert any(line.startswith("dawn2022karot,article-newspaper,,Karot starts,") for line in rows(base, "sources"))
    assert rows(base)[3].endswith("medium,dawn2022karot,")
    assert check(open_package(base)).problems == []


def test_a_wrong_doi_can_be_given_up_and_a_known_one_is_cited(ask: Ask, base: Path) -> None:
    given_up = ["10.1/x", CLEAR, "book", "", "Karot", "2022", "."]
    result = ask("+", *given_up, "\x03", without="sources")
    assert "'10.1/x' is not a valid DOI" in result.output
    assert result.exit_code == 130
    before = rows(base, "sources")
    result = ask("+", "https://doi.org/10.2307/2010133", "", "y", without="sources")
    assert (result.exit_code, rows(base, "sources")) == (0, before)
    assert rows(base)[3].endswith("medium,dittmer1981triangle,")


def test_a_doi_that_is_refused_twice_is_let_go_and_what_is_none_is_left_out(ask: Ask) -> None:
    result = ask("+", "10.1/x", "", "book", "\x03", without="sources")
    assert "'10.1/x' is not a valid DOI" in result.output
    assert "DOI stays empty" in result.output
    result = ask("+", "the print edition", "book", "\x03", without="sources")
    assert "'the print edition' is neither a DOI nor an address" in result.output.replace('"', "'")
    assert result.exit_code == 130


def test_a_point_skips_all_optional_columns_and_a_proposal_can_be_deleted(ask: Ask, base: Path) -> None:
    work = ["10.9999/Karot", "article-newspaper", ".", "Karot starts", CLEAR, "attribution", "seen", ""]
    result = ask(*TO_PLACE[:6], ".", "All four units run.", "medium", "+", *work, "", "", "y")
    assert result.exit_code == 0, result.output
    (line,) = [line for line in rows(base, "sources") if "10.9999/karot" in line]
    assert (
        line
        == "karotstarts,article-newspaper,,Karot starts,,,,,,,,,,,10.9999/karot,,,,,unclear,,,,,attribution,seen,,,,"
    )


def test_cells_that_the_whole_check_refuses_are_asked_for_again(ask: Ask, base: Path) -> None:
    result = ask("low", "Only one page.", "y", without="confidence")
    assert "doubt-without-note" in result.output
    assert result.exit_code == 0, result.output
    assert rows(base)[3].endswith("Only one page.")


@pytest.mark.parametrize(
    ("lines", "without", "status"),
    [
        (["medium", "n"], "confidence", 1),
        (["medium", "\x03"], "confidence", 130),
        (["medium", "\x04"], "confidence", 130),
        (["2022", "Karot\x03"], "", 130),
        (["\x04"], "", 130),
    ],
)
def test_a_no_or_an_interrupt_leaves_everything_unchanged(
    ask: Ask, base: Path, lines: list[str], without: str, status: int
) -> None:
    before = rows(base)
    result = ask(*lines, without=without)
    shown = "events/karot-hydropower-plant-2022" in result.output
    assert (result.exit_code, shown) == (status, bool(without))
    assert rows(base) == before


@pytest.mark.parametrize(
    ("table", "field", "typed", "first"),
    [
        ("events", "domain", "ener", "energy"),
        ("events", "actors", "china", "CHN"),
        ("events", "actors", "CHN;pakis", "PAK"),
        ("events", "agreement_id", "treaty friendship", "friendship-treaty-2005"),
        ("events", "sources", "drive", "yousaf2025drive"),
        ("evidence", "record", "friendship 2005", "agreements/friendship-treaty-2005"),
        ("sources", "primary", "t", "true"),
    ],
)
def test_codes_and_ids_are_completed_from_words_of_their_labels(table: str, field: str, typed: str, first: str) -> None:
    schema = real_package()[table].schema
    suggestions = Suggestions(real_package(), schema, schema.by_name[field])
    found = suggestions.get_completions(Document(typed), CompleteEvent())
    assert first in [completion.text for completion in found][:5]


@pytest.mark.parametrize(
    ("table", "field", "cell", "fault"),
    [
        ("events", "title", "", "Title is required"),
        ("events", "date", "June 2022", "expected a date"),
        ("events", "actors", "CHN;PAKI", "'PAKI' is not in actors"),
        ("events", "actors", "CHN, PAK", "write CHN;PAK"),
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
        ("claims", "source", "yousaf2025drive;garver2001protracted", "second reference"),
        ("sources", "primary", "yes", "write true"),
        ("sources", "doi", "10.11114/ijsss.v3i2.699", "afridi2015searching"),
        ("evidence", "record", "events/no-such-event", "'no-such-event' is not in events"),
        ("evidence", "record", "evnts/x", "did you mean 'events'?"),
        ("evidence", "record", "x", "TABLE/KEY"),
        ("retired", "record", "gone-2001", "TABLE/KEY"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_reason(table: str, field: str, cell: str, fault: str) -> None:
    assert fault in cell_fault(real_package(), ROOT, table, field, cell)


@pytest.mark.slow
def test_every_good_cell_is_accepted(base: Path) -> None:
    """What the check accepts, a prompt accepts; except ids, DOIs and addresses, which are taken."""
    package = open_package(base)
    for table in package.authored:
        for name, cell in table.rows[0].items() if table.rows else ():
            if name not in {id_column(table.schema), "doi", "url"}:
                assert cell_fault(package, base, table.name, name, cell) == "", (table.name, name)


def test_a_retired_record_can_be_named_and_its_id_not_used_again(base: Path) -> None:
    retired = base / "tables" / "retired.csv"
    retired.write_text(retired.read_text() + "events/old-name,0.1.0,Test,\n")
    package = open_package(base)
    assert cell_fault(package, base, "retired", "record", "events/gone-2001") == ""
    assert "was retired from events" in cell_fault(package, base, "evidence", "record", "events/old-name")
    assert "ids are never used twice" in cell_fault(package, base, "events", "event_id", "old-name")


@pytest.mark.parametrize(("other", "status"), [("other-2022", 0), ("karot-hydropower-plant-2022", 1)])
def test_what_others_write_while_one_answers_is_kept(
    ask: Ask, base: Path, monkeypatch: pytest.MonkeyPatch, other: str, status: int
) -> None:
    def confirmed(_question: str) -> bool:
        path = base / "tables" / "events.csv"
        row = f"{other},2022-07-01,Another plant starts,test,energy,none,PAK,,,,,It did.,low,yousaf2025drive[2.p1],\n"
        path.write_text("".join(sorted([*path.read_text().splitlines(keepends=True), row], key=order)))
        return True

    monkeypatch.setattr("sino_pak_data.add.prompts.confirmed", confirmed)
    result = ask(*EVENT, "y")
    assert (result.exit_code, f"duplicate key {other!r}" in result.output) == (status, bool(status)), result.output
    found = open_package(base).identifiers("events")
    assert found[other]["title"] == "Another plant starts"
    assert ("karot-hydropower-plant-2022" in found, len(found)) == (True, 5 - status)


def order(line: str) -> tuple[bool, str]:
    return not line.startswith("event_id,"), line
