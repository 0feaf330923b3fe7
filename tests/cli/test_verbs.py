"""The command line as a person uses it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import sino_pak_data as spd
from sino_pak_data.cli import VERBS, main
from tests.conftest import ROOT


def damage(base: Path, old: str, new: str) -> None:
    path = base / "tables" / "events.csv"
    path.write_text(path.read_text().replace(old, new, 1))


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_verbs_is_the_first_line_of_each_help(verb: str, run) -> None:
    command = main.get_command(None, verb)  # type: ignore[arg-type]
    assert (command.help or "").splitlines()[0] == VERBS[verb]
    assert run(verb, "--help").exit_code == 0


@pytest.mark.parametrize(
    "pattern", ["*.md", "docs/*.md", ".github/**/*.yml", "sino_pak_data/**/*.py", "schemas/**/*.json"]
)
def test_every_command_that_a_text_names_is_there(pattern: str) -> None:
    named = {
        (path.name, verb)
        for path in ROOT.glob(pattern)
        for verb in re.findall(r"`sino-pak-data ([a-z]+)", path.read_text(encoding="utf-8"))
    }
    assert {verb for _, verb in named} <= set(VERBS), named


def test_a_clean_check_is_one_line(run) -> None:
    result = run("check")
    assert (result.exit_code, len(result.output.splitlines())) == (0, 1)
    assert "no problems" in result.output


def test_check_as_json_is_the_contract(run, base: Path) -> None:
    damage(base, ",signing,", ",signin,")
    result = run("check", "--format", "json")
    (problem,) = json.loads(result.output)
    assert result.exit_code == 1
    assert set(problem) == {"file", "line", "column", "field", "rule", "severity", "value", "message", "hint"}
    assert (problem["file"], problem["line"], problem["rule"]) == ("tables/events.csv", 2, "unknown-code")


def test_warnings_alone_exit_0(run, base: Path) -> None:
    sources = base / "tables" / "sources.csv"
    uncited = "zz2001unread,book,,An unread book,,Routledge,2001,,,,,,,,en,academic,false,,unclear,unverified,,\n"
    sources.write_text(sources.read_text(encoding="utf-8") + uncited, encoding="utf-8")
    result = run("check", "--format", "json")
    assert {problem["severity"] for problem in json.loads(result.output)} == {"warning"}
    assert result.exit_code == 0


def test_check_as_text_and_annotations(run, base: Path) -> None:
    damage(base, ",signing,", ",signin,")
    assert run("check").output.startswith("tables/events.csv:2:")
    assert run("check", "--format", "github").output.startswith("::error file=tables/events.csv,line=2,col=")


def test_check_of_one_table_shows_that_table(run, base: Path) -> None:
    damage(base, ",signing,", ",signin,")
    assert run("check", "tables/actors.csv").exit_code == 0
    assert run("check", "tables/events.csv").exit_code == 1


def test_wrong_use_is_status_two(run) -> None:
    for words in (
        ["chekc"],
        ["check", "--format", "pdf"],
        ["explain", "no-such-rule"],
        ["show", "no-such-id"],
        ["search", "x", "--table", "evnts"],
    ):
        assert run(*words).exit_code == 2


def test_outside_a_clone_check_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 2
    assert "clone" in result.output


def test_format_mends_and_then_has_nothing_to_do(run, base: Path) -> None:
    path = base / "tables" / "events.csv"
    good = path.read_bytes()
    header, *rows = good.splitlines(keepends=True)
    path.write_bytes(b"\xef\xbb\xbf" + b"".join([header, *rows[::-1]]).replace(b"\n", b"\r\n"))
    assert run("format", "--check").exit_code == 1
    assert run("format").exit_code == 0
    assert path.read_bytes() == good
    assert "all canonical" in run("format").output


def test_format_leaves_alone_what_it_cannot_read(run, base: Path) -> None:
    path = base / "tables" / "events.csv"
    path.write_text(path.read_text() + "half a row\n")
    before = path.read_bytes()
    assert run("format").exit_code == 1
    assert path.read_bytes() == before


def test_show_prints_the_trail(run) -> None:
    output = run("show", "friendship-treaty-2005").output
    assert output.startswith("agreements/friendship-treaty-2005")
    assert "Post 9/11 Pak-China Strategic Drive" in output
    assert "evidence/yousaf-treaty-2005" in output


def test_show_prints_a_record_with_an_empty_column_of_references(run, base: Path) -> None:
    path = base / "tables" / "claims.csv"
    path.write_text(path.read_text().replace("[1.p11],hussain2020history,", "[1.p11],,"))
    assert "yousaf2025drive[1.p11]: Yousaf" in run("show", "yousaf-treaty-2005").output


def test_show_suggests_the_nearest(run) -> None:
    assert "did you mean 'friendship-treaty-2005'?" in run("show", "frendship-treaty-2005").output


def test_show_finds_a_withdrawn_row_by_its_bare_identifier(run, base: Path) -> None:
    (base / "tables" / "retired.csv").write_text(
        "record,version,reason,replaced_by\nevents/treaty-2005,0.1.0,Twice the same.,events/jf17-first-flight-2003\n"
    )
    output = run("show", "treaty-2005").output
    assert output.startswith("retired/events/treaty-2005")
    assert "Twice the same." in output
    assert "Linked from" not in output


def test_show_sets_thousands_apart(run) -> None:
    assert (
        "value         16,968.24166"
        in run("show", "observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots").output
    )


def test_search_wants_all_words_whatever_their_case(run) -> None:
    assert "events/jf17-first-flight-2003" in run("search", "JF-17", "FLIGHT").output
    assert "(jf-17 in 2 records, zanzibar in no record)" in run("search", "jf-17", "zanzibar").output
    (hit, *_) = json.loads(run("search", "friendship", "--table", "agreements", "--json").output)
    assert hit["record"] == "agreements/friendship-treaty-2005"


def test_info_counts(run) -> None:
    output = run("info").output
    assert "3  events" in output
    assert "1951-2017" in output
    assert f"version {spd.version} [dataset]" in output.splitlines()[-1]


def test_explain_prints_the_manual(run) -> None:
    assert "Why:" in run("explain", "impossible-date").output
    assert "unknown-source" in run("explain").output
    assert run("explain", "--all").output == (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_an_interruption_is_neither_an_error_of_the_data_nor_wrong_use(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sino_pak_data.cli.info.open_records", interrupted)
    result = run("info")
    assert (result.exit_code, result.output.strip()) == (130, "Interrupted.")


def test_what_cannot_be_written_is_told_in_a_line(run, base: Path) -> None:
    (base / "docs").write_text("in the way of the folder", encoding="utf-8")
    result = run("codebook")
    assert result.exit_code == 2
    assert result.output.splitlines()[-1].startswith("Error: ")
    assert "docs" in result.output.splitlines()[-1]


@pytest.mark.parametrize(("wish", "coloured"), [("", True), ("1", False)])
def test_no_color_is_heeded(wish: str, coloured: bool, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(base)
    monkeypatch.setenv("NO_COLOR", wish)
    result = CliRunner().invoke(main, ["show", "friendship-treaty-2005"], color=True)
    assert ("\x1b[" in result.output) is coloured


def test_the_generated_pages_are_up_to_date(monkeypatch: pytest.MonkeyPatch, run, base: Path) -> None:
    assert run("codebook", "--check").exit_code == 1
    assert run("codebook").exit_code == 0
    assert run("codebook", "--check").exit_code == 0
    for page in ("CODEBOOK.md", "docs/rules.md"):
        assert (base / page).read_bytes() == (ROOT / page).read_bytes()


def test_build_refuses_tables_with_errors(run, base: Path) -> None:
    damage(base, ",signing,", ",signin,")
    result = run("build")
    assert result.exit_code == 1
    assert not (base / "dist").exists()


@pytest.mark.parametrize("words", [[], ["--fast"]])
def test_the_check_imports_no_library(base: Path, words: list[str]) -> None:
    program = (
        "import sys; sys.modules.update(dict.fromkeys(['pandas', 'pandera', 'frictionless', 'pyarrow']));"
        " from sino_pak_data.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "check", *words]
    result = subprocess.run(command, cwd=base, capture_output=True, text=True, check=False)
    assert (result.returncode, "no problems" in result.stdout) == (0, True)


def test_shown_problems_are_bounded_and_all_are_counted(run, base: Path) -> None:
    path = base / "tables" / "observations.csv"
    path.write_text(path.read_text().replace(",exact,", ",exakt,"))
    output = run("check", "--fast", "--max-problems", "1").output
    assert output.count("unknown-code:") == 1
    assert "4  unknown-code (error)" in output
    assert "3  of these are not shown" in output
    assert run("check", "--fast", "--max-problems", "0").output.count("unknown-code:") == 4


@pytest.mark.parametrize(
    ("form", "start"), [("markdown", "**1 error,"), ("junit", "<?xml"), ("github", "::error file=")]
)
def test_check_speaks_to_pull_requests_and_ci(run, base: Path, form: str, start: str) -> None:
    damage(base, ",signing,", ",signin,")
    result = run("check", "--fast", "--format", form)
    assert result.exit_code == 1
    assert result.output.startswith(start)
