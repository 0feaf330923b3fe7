"""`add` as a person, a script and a workflow use it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from sino_pak_data.checks.runner import check
from sino_pak_data.cli import add as add_command
from sino_pak_data.cli import main
from sino_pak_data.reading.reader import open_package

Add = Callable[..., Result]

GOOD = {
    "date": "2022-06-29", "title": "Karot hydropower plant starts", "event_type": "inauguration", "domain": "energy",
    "balancing": "none", "actors": "CHN;PAK", "summary": "All four units run.", "confidence": "medium",
    "sources": "chinaorg2011ties",
}  # fmt: skip
LATER = {**GOOD, "sources": "yousaf2025drive[2.p1]"}
SOURCE = {"source_id": "dawn2022karot", "kind": "article-newspaper", "title": "Karot", "published": "2022-06-30", "redistribution": "unclear", "status": "seen"}  # fmt: skip
BOTH = {"events": [{**GOOD, "actors": ["CHN", "PAK"], "sources": "dawn2022karot"}], "sources": [SOURCE]}


@pytest.fixture
def add(base: Path, monkeypatch: pytest.MonkeyPatch) -> Add:
    """Run `add` inside a copy of the base, with this on standard input."""
    monkeypatch.chdir(base)
    return lambda *words, typed="": CliRunner().invoke(main, ["add", *words], input=typed)


def settings(cells: dict[str, str]) -> list[str]:
    return [word for name, cell in cells.items() for word in ("--set", f"{name}={cell}")]


def rows(base: Path, table: str = "events") -> list[str]:
    return (base / "tables" / f"{table}.csv").read_text(encoding="utf-8").splitlines()


def test_a_scripted_row_is_written_and_the_commit_is_printed(add: Add, base: Path) -> None:
    result = add("events", *settings(LATER))
    assert result.exit_code == 0, result.output
    assert rows(base)[3].startswith("karot-hydropower-plant-2022,2022-06-29,")
    assert "git add tables/events.csv\n  git commit -m 'Add events/karot-hydropower-plant-2022'" in result.output
    assert check(open_package(base)).problems == []


def test_a_given_id_is_kept_and_the_result_can_be_json(add: Add, base: Path) -> None:
    result = json.loads(add("events", "--json", *settings({**LATER, "event_id": "karot-2022"})).stdout)
    assert result["written"] is True
    assert (result["rows"][0]["record"], result["rows"][0]["line"]) == ("events/karot-2022", 4)
    assert result["rows"][0]["cells"]["domain"] == "energy"
    assert result["commands"][0] == "git add tables/events.csv"
    assert rows(base)[3].startswith("karot-2022,")


def test_a_dry_run_shows_the_row_and_writes_nothing(add: Add, base: Path) -> None:
    before = rows(base)
    result = add("events", "--dry-run", *settings(LATER))
    assert (result.exit_code, rows(base)) == (0, before)
    assert "Dry run" in result.output


def test_every_missing_column_is_named(add: Add) -> None:
    result = add("events", "--set", "date=2022")
    assert result.exit_code == 2
    for name in GOOD.keys() - {"date"}:
        assert name in result.output
    assert add("observations").exit_code == 2


def test_a_bad_row_is_refused_with_its_problems(add: Add, base: Path) -> None:
    before = rows(base)
    result = add("events", "--json", *settings({**LATER, "domain": "enrgy", "date": "2022-13"}))
    shown = json.loads(result.stdout)
    assert (result.exit_code, shown["written"]) == (1, False)
    assert {problem["rule"] for problem in shown["problems"]} == {"unknown-code", "impossible-date"}
    assert rows(base) == before
    assert "did you mean 'energy'?" in add("events", *settings({**LATER, "domain": "enrgy"})).output


def test_a_dry_run_names_missing_and_wrong_cells_at_once_where_they_were_given(add: Add) -> None:
    result = add("events", "--dry-run", "--set", "date=2022-13", "--set", "domain=enrgy")
    assert result.exit_code == 1
    for line in ("--set date: impossible-date:", "--set domain: unknown-code:", "the new row: title: missing-value:"):
        assert line in result.output
    assert "tables/events.csv:" not in result.output.partition("Dry run")[0].partition("missing-value")[2]
    shown = json.loads(add("events", "--dry-run", "--json", "--set", "date=2022-13").stdout)
    (problem,) = (one for one in shown["problems"] if one["rule"] == "impossible-date")
    assert (problem["origin"], problem["line"]) == ("--set date", 0)


def test_a_fault_of_one_table_of_a_file_names_the_file_and_the_row(add: Add) -> None:
    given = {**BOTH, "sources": [{**SOURCE, "status": "sen"}]}
    Path("both.json").write_text(json.dumps(given))
    result = add("--from", "both.json")
    assert result.exit_code == 1
    assert "both.json: sources: row 1: status: unknown-code: 'sen' is not a valid status" in result.output


def test_two_works_in_other_scripts_are_both_shown(add: Add) -> None:
    items = [
        {"type": "article-journal", "title": title, "issued": {"date-parts": [[2018]]}} for title in ("中巴", "پاک چین")
    ]
    shown = json.loads(add("sources", "--from", "-", "--dry-run", "--json", typed=json.dumps(items)).stdout)
    assert [(row["cells"]["source_id"], row["cells"]["title"]) for row in shown["rows"]] == [
        ("article2018", "中巴"),
        ("article2018-2", "پاک چین"),
    ]


def test_a_work_is_added_by_its_doi(add: Add, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item = {
        "type": "journal-article",
        "title": "Ties",
        "author": [{"family": "Small", "given": "A."}],
        "DOI": "10.1000/A",
    }
    monkeypatch.setattr("sino_pak_data.add.doi.record", lambda doi: json.dumps({**item, "DOI": doi}))
    assert add("sources", "--doi", "https://doi.org/10.1000/A", "--set", "status=seen").exit_code == 0
    assert any(line.startswith('smallties,article-journal,"Small, A.",Ties,') for line in rows(base, "sources"))
    again = add("sources", "--doi", "10.1000/a")
    assert "10.1000/a is in sources already: smallties" in again.output


@pytest.mark.parametrize(("domain", "status", "added"), [("energy", 0, 1), ("enrgy", 1, 0)])
def test_a_source_and_its_event_are_both_added_or_neither(
    add: Add, base: Path, domain: str, status: int, added: int
) -> None:
    before = len(rows(base)), len(rows(base, "sources"))
    given = {**BOTH, "events": [{**BOTH["events"][0], "domain": domain}]}
    assert add("--from", "-", typed=json.dumps(given)).exit_code == status
    assert (len(rows(base)), len(rows(base, "sources"))) == (before[0] + added, before[1] + added)


def test_if_the_second_table_cannot_be_written_the_first_is_restored(
    add: Add, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "events.csv":
            raise OSError(28, "No space left on device")
        return move(self, target)

    before = rows(base), rows(base, "sources")
    monkeypatch.setattr(Path, "replace", full)
    result = add("--from", "-", typed=json.dumps(BOTH))
    assert result.exit_code == 2
    assert "the tables cannot be written, all of them are unchanged: [Errno 28]" in result.output
    assert (rows(base), rows(base, "sources")) == before
    assert list((base / "tables").glob(".*.part*")) == []


@pytest.mark.parametrize(
    ("module", "library", "words", "user"),
    [
        ("bibtex", "bibtexparser", ["sources", "--from", "-", "--as", "bibtex"], "BibTeX"),
        ("prompts", "prompt_toolkit", ["events"], "`add --ask`"),
    ],
)
def test_without_a_library_it_says_what_to_install(
    add: Add, monkeypatch: pytest.MonkeyPatch, module: str, library: str, words: list[str], user: str
) -> None:
    monkeypatch.setattr(add_command, "_terminal", lambda: True)
    monkeypatch.delitem(sys.modules, f"sino_pak_data.add.{module}", raising=False)
    monkeypatch.delattr(f"sino_pak_data.add.{module}", raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    result = add(*words, typed="@book{a, title={x}}")
    assert result.exit_code == 2
    install = "pip install 'sino-pak-data[curate]'"
    assert result.output == f"Error: {user} needs {library}, which is not installed: {install}\n"


def test_rows_of_a_spreadsheet(add: Add, base: Path) -> None:
    header = add("events", "--header").output.strip()
    assert header == rows(base)[0]
    cells = ",".join(LATER.get(name, "") for name in header.split(","))
    Path("mine.csv").write_bytes(f"\ufeff{header}\r\n{cells}\r\n".encode())
    result = add("events", "--from", "mine.csv")
    assert result.exit_code == 0
    assert "mine.csv:2 becomes tables/events.csv:4" in result.output
    assert len(rows(base)) == 5


def test_a_probable_duplicate_is_a_warning(add: Add) -> None:
    twin = {"date": "1951-05-21", "title": "China and Pakistan open diplomatic relation", "event_id": "twin-1951"}
    result = add("events", "--dry-run", *settings({**GOOD, **twin}))
    assert result.exit_code == 0
    assert "probable-duplicate" in result.stderr
    assert "'diplomatic-relations-established-1951'" in result.stderr


def test_a_known_work_is_not_added_again(add: Add, base: Path) -> None:
    before = rows(base, "sources")
    record = {"type": "article-journal", "title": "X", "DOI": "https://doi.org/10.2307/2010133"}
    result = add("sources", "--from", "-", typed=json.dumps(record))
    assert (result.exit_code, rows(base, "sources")) == (0, before)
    assert "10.2307/2010133 is in sources already: dittmer1981triangle" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["evnts", "--set", "date=2022"], "did you mean 'events'?"),
        (["events", "--set", "dat=2022"], "did you mean 'date'?"),
        (["events", "--set", "date"], "FIELD=VALUE"),
        (["events", "--set", "date=2022", "--set", "date=2023"], "given twice"),
        (["events", "--set", "title=\udcff"], "not UTF-8"),
        (["--set", "date=2022"], "TABLE"),
        ([], "name the TABLE"),
        (["--header", "--set", "date=2022"], "name the TABLE"),
        (["events", "--doi", "10.1000/a"], "--doi adds a work"),
        (["sources", "--doi", "ten"], "'ten' is not a DOI, for example 10."),
        (["sources", "--doi", "10.1000/a", "--from", "datapackage.json"], "give one of"),
        (["events", "--ask"], "--ask needs a terminal"),
        (["events", "--from", "-"], "empty"),
        (["events", "--from", "-", "--as", "csv"], "empty"),
        (["events", "--from", "no-such-file.csv"], "does not exist"),
        (["events", "--from", "datapackage.json", "--as", "csl"], "not of events"),
        (["events", "--from", "datapackage.json", "--from-issue", "datapackage.json"], "give one of"),
    ],
)
def test_wrong_usage_is_status_two_and_says_what_to_do(add: Add, words: list[str], message: str) -> None:
    result = add(*words)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize(
    ("words", "incomplete", "offered"),
    [
        ([], "ev", ["events", "evidence"]),
        (["events", "--set"], "ti", ["title="]),
        (["events", "--set"], "domain=en", ["domain=energy"]),
        (["events", "--set"], "actors=CHN;P", ["actors=CHN;PAK"]),
        (["events", "--set"], "sources=you", ["sources=yousaf2025drive"]),
        (["events", "--set"], "no-such=", []),
        (["--set"], "date", []),
    ],
)
def test_the_shell_completes_tables_columns_codes_and_ids(
    add: Add, words: list[str], incomplete: str, offered: list[str]
) -> None:
    found = ShellComplete(main, {}, "sino-pak-data", "_X").get_completions(["add", *words], incomplete)
    assert [item.value for item in found] == offered


def test_a_problem_is_reported_at_its_line_in_the_spreadsheet(add: Add) -> None:
    """Empty columns and rows, as spreadsheets leave them, are ignored."""
    cells = {**LATER, "actors": "China;PAK"}
    Path("mine.csv").write_text(f"{','.join(cells)},,\n,,,,,,,,,,\n{','.join(cells.values())},,\n", encoding="utf-8")
    result = add("events", "--from", "mine.csv")
    assert result.exit_code == 1
    assert "mine.csv:3: actors: unknown-item: 'China' is not in actors (did you mean 'CHN'?)" in result.output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04\x14\x00", "mine.csv: a workbook or archive, not text: save the sheet as CSV UTF-8"),
        (b"date,title,\n2022,Karot,remark\n", "mine.csv:2: 'remark' is in a column without a name"),
        (b"date,title\n2022,Karot\n2023,Taxila\n", "mine.csv:3: missing event_type, domain"),
    ],
)
def test_unusable_input_is_refused_without_the_usage_line(add: Add, content: bytes, message: str) -> None:
    Path("mine.csv").write_bytes(content)
    result = add("events", "--from", "mine.csv")
    assert result.exit_code == 2
    assert message in result.output
    assert "Usage:" not in result.output
