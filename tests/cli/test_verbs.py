"""The command line as a person uses it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import sino_pak_data as spd
from sino_pak_data.checks.findings import Report
from sino_pak_data.cli import VERBS, main
from sino_pak_data.cli import check as cli_check
from tests.conftest import ROOT

WITHOUT = "import sys; sys.modules.update(dict.fromkeys({})); from sino_pak_data.cli import script; script()"


def damage(base: Path, old: str = ",signing,", new: str = ",signin,", table: str = "events") -> Path:
    path = base / "tables" / f"{table}.csv"
    path.write_text(path.read_text().replace(old, new))
    return path


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_verbs_is_the_first_line_of_each_help(verb: str, run) -> None:
    command = main.get_command(None, verb)  # type: ignore[arg-type]
    assert (command.help or "").splitlines()[0] == VERBS[verb]
    assert run(verb, "--help").exit_code == 0


def test_every_command_that_a_text_names_exists() -> None:
    patterns = ["*.md", "docs/*.md", ".github/**/*.yml", "sino_pak_data/**/*.py", "schemas/**/*.json"]
    texts = [path.read_text(encoding="utf-8") for pattern in patterns for path in ROOT.glob(pattern)]
    assert {verb for text in texts for verb in re.findall(r"`sino-pak-data ([a-z]+)", text)} <= set(VERBS)


@pytest.mark.parametrize(
    ("words", "answer"), [("sino-pak-data ", "search"), ("sino-pak-data check --format ", "junit")]
)
def test_completion_loads_no_library(words: str, answer: str) -> None:
    command = [sys.executable, "-c", WITHOUT.format(["pandas", "pyarrow", "numpy"])]
    asked = {"_SINO_PAK_DATA_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": f"{words.count(' ')}"}
    done = subprocess.run(command, env=asked, capture_output=True, text=True, check=True)
    assert f"plain,{answer}" in done.stdout.splitlines()


def test_the_check_loads_no_library(base: Path) -> None:
    command = [sys.executable, "-c", WITHOUT.format(["pandas", "pandera", "frictionless", "pyarrow"]), "check"]
    done = subprocess.run(command, cwd=base, capture_output=True, text=True, check=True)
    assert "no problems" in done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_check_as_json_is_the_contract(run, base: Path) -> None:
    damage(base)
    result = run("check", "--format", "json")
    (problem,) = json.loads(result.output)
    assert result.exit_code == 1
    assert set(problem) == {"file", "line", "column", "field", "rule", "severity", "value", "message", "hint"}
    assert (problem["file"], problem["line"], problem["rule"]) == ("tables/events.csv", 2, "unknown-code")


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("text", "tables/events.csv:2:"),
        ("github", "::error file=tables/events.csv,line=2,col="),
        ("markdown", "**1 error,"),
        ("junit", "<?xml"),
    ],
)
def test_check_speaks_to_people_pull_requests_and_ci(run, base: Path, form: str, start: str) -> None:
    damage(base)
    result = run("check", "--fast", "--format", form)
    assert result.exit_code == 1
    assert result.output.startswith(start)


def test_warnings_alone_exit_0(run, base: Path) -> None:
    sources = base / "tables" / "sources.csv"
    uncited = (
        "zz2001unread,book,,An unread book,,,Routledge,2001,,,,,,,,,,,en,academic,false,,,,unclear,unverified,,,,\n"
    )
    sources.write_text(sources.read_text(encoding="utf-8") + uncited, encoding="utf-8")
    result = run("check", "--format", "json")
    assert {problem["severity"] for problem in json.loads(result.output)} == {"warning"}
    assert result.exit_code == 0


def test_check_with_the_reference_tools(run, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no problems" in run("check", "--reference").output
    damage(base, ",signing,", ",signin,")
    assert [p["rule"] for p in json.loads(run("check", "--reference", "--format", "json").output)] == ["unknown-code"]
    monkeypatch.setattr(cli_check, "check", lambda package, keep: Report())
    problems = json.loads(run("check", "--reference", "--format", "json").output)
    assert {(p["rule"], p["line"], p["field"]) for p in problems} == {
        ("reference-frictionless", 2, "event_type"),
        ("reference-pandera", 2, "event_type"),
    }


def test_check_with_the_reference_tools_names_the_extra(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sino_pak_data.release.referee", raising=False)
    monkeypatch.setitem(sys.modules, "frictionless", None)
    result = run("check", "--reference")
    assert result.exit_code == 2
    assert "`check --reference` needs frictionless, which is not installed: pip install" in result.output


def test_check_of_one_table_shows_that_table(run, base: Path) -> None:
    damage(base)
    assert run("check", "tables/actors.csv").exit_code == 0
    assert run("check", "tables/events.csv").exit_code == 1


def test_shown_problems_are_bounded_and_all_are_counted(run, base: Path) -> None:
    damage(base, ",exact,", ",exakt,", "observations")
    output = run("check", "--max-problems", "1").output
    assert output.count("unknown-code:") == 1
    assert "4  unknown-code (error)" in output
    assert "3  of these are not shown" in output
    assert run("check", "--max-problems", "0").output.count("unknown-code:") == 4


@pytest.mark.parametrize(
    "words", ["chekc", "check --format pdf", "explain no-such-rule", "show no-such-id", "search x --table evnts"]
)
def test_wrong_usage_is_status_two(run, words: str) -> None:
    assert run(*words.split()).exit_code == 2


def test_outside_a_clone_check_says_where_to_go(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.exit_code == 2
    assert "run this inside a clone" in result.output


def test_format_mends_and_then_has_nothing_to_do(run, base: Path) -> None:
    path = base / "tables" / "events.csv"
    good = path.read_bytes()
    header, *rows = good.splitlines(keepends=True)
    path.write_bytes(b"\xef\xbb\xbf" + b"".join([header, *rows[::-1]]).replace(b"\n", b"\r\n"))
    assert run("format", "--check").exit_code == 1
    assert run("format").exit_code == 0
    assert path.read_bytes() == good
    assert "all canonical" in run("format").output


def test_format_leaves_a_table_that_it_cannot_read(run, base: Path) -> None:
    path = base / "tables" / "events.csv"
    path.write_text(path.read_text() + "half a row\n")
    before = path.read_bytes()
    assert run("format").exit_code == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("identifier", "parts"),
    [
        (
            "friendship-treaty-2005",
            ["agreements/friendship-treaty-2005", "Post 9/11 Pak-China Strategic Drive", "evidence/yousaf-treaty-2005"],
        ),
        ("observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots", ["value         16,968.24166"]),
        ("frendship-treaty-2005", ["did you mean 'friendship-treaty-2005'?"]),
    ],
)
def test_show_prints_the_trail_or_the_nearest_id(run, identifier: str, parts: list[str]) -> None:
    output = run("show", identifier).output
    assert [part for part in parts if part not in output] == []


def test_show_prints_a_record_with_an_empty_column_of_references(run, base: Path) -> None:
    damage(base, "[1.p11],hussain2020history,", "[1.p11],,", "claims")
    assert "yousaf2025drive[1.p11]: Yousaf" in run("show", "yousaf-treaty-2005").output


def test_show_finds_a_withdrawn_row_by_its_bare_identifier(run, base: Path) -> None:
    (base / "tables" / "retired.csv").write_text(
        "record,version,reason,replaced_by\nevents/treaty-2005,0.1.0,Twice the same.,events/jf17-first-flight-2003\n"
    )
    output = run("show", "treaty-2005").output
    assert output.startswith("retired/events/treaty-2005")
    assert "Twice the same." in output
    assert "Linked from" not in output


def test_search_wants_all_words_whatever_their_case(run) -> None:
    assert "events/jf17-first-flight-2003" in run("search", "JF-17", "FLIGHT").output
    assert "(jf-17 in 2 records, zanzibar in no record)" in run("search", "jf-17", "zanzibar").output
    (hit, *_) = json.loads(run("search", "friendship", "--table", "agreements", "--json").output)
    assert hit["record"] == "agreements/friendship-treaty-2005"


def test_info_counts_rows_and_years_even_of_a_damaged_table(run, base: Path) -> None:
    damage(base, "2003-08,", "August 2003,")
    output = run("info").output
    assert "3  events        1951-2017" in output
    assert f"version {spd.version} [dataset]" in output.splitlines()[-1]


def test_explain_prints_the_manual(run) -> None:
    assert "Why:" in run("explain", "impossible-date").output
    assert "unknown-source" in run("explain").output
    assert run("explain", "reference-pandera").output.startswith("reference-pandera: pandera refuses what")
    assert run("explain", "--all").output == (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_an_interruption_is_neither_an_error_of_the_data_nor_wrong_usage(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sino_pak_data.cli.info.open_records", interrupted)
    result = run("info")
    assert (result.exit_code, result.output.strip()) == (130, "Interrupted.")


def test_a_file_that_cannot_be_written_is_named_in_one_line(run, base: Path) -> None:
    (base / "docs").write_text("a file where the folder should be", encoding="utf-8")
    result = run("codebook")
    assert result.exit_code == 2
    assert re.match("Error: .*docs", result.output.splitlines()[-1])


@pytest.mark.parametrize(("wish", "coloured"), [("", True), ("1", False)])
def test_no_color_is_respected(wish: str, coloured: bool, run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", wish)
    result = CliRunner().invoke(main, ["show", "friendship-treaty-2005"], color=True)
    assert ("\x1b[" in result.output) is coloured


def test_the_generated_pages_are_up_to_date(run, base: Path) -> None:
    shutil.copytree(ROOT / "schemas", base / "schemas", dirs_exist_ok=True)  # with the examples of the real code lists
    assert [run("codebook", *words).exit_code for words in (["--check"], [], ["--check"])] == [1, 0, 0]
    for page in ("CODEBOOK.md", "docs/coding.md", "docs/rules.md", "docs/providers.md"):
        assert (base / page).read_bytes() == (ROOT / page).read_bytes()


def test_build_refuses_tables_with_errors(run, base: Path) -> None:
    damage(base)
    assert run("build").exit_code == 1
    assert not (base / "dist").exists()
