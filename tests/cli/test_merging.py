"""Two people add rows at once: their branches merge, and what they both changed is found."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.checks.runner import check
from sino_pak_data.cli import main
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

Git = Callable[..., int]
COMMON = {
    "event_type": "visit", "domain": "diplomatic", "balancing": "none", "actors": "CHN", "recipients": "PAK",
    "summary": "A visit.",
    "confidence": "medium", "sources": "yousaf2025drive[2.p1]",
}  # fmt: skip


@pytest.fixture
def git(base: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Run git in a repository made of the base, with the rules for merging of this one."""
    shutil.copy(ROOT / ".gitattributes", base)
    monkeypatch.chdir(base)
    who = {f"GIT_{role}_{what}": "a@b.c" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"PATH": os.environ["PATH"], "HOME": str(base), "GIT_CONFIG_NOSYSTEM": "1", **who}

    def run(*words: str) -> int:
        return subprocess.run(["git", *words], env=alone, capture_output=True, check=False).returncode

    assert run("init", "-q", "-b", "main") == run("add", "-A") == run("commit", "-qm", "Begin") == 0
    return run


def add(table: str, **cells: str) -> None:
    words = [word for name, cell in cells.items() for word in ("--set", f"{name}={cell}")]
    result = CliRunner().invoke(main, ["add", table, *words])
    assert result.exit_code == 0, result.output


def merge(git: Git, one: Callable[[], object], other: Callable[[], object]) -> Result:
    """Make two changes, each on a branch of its own, merge both, and settle the conflicts of git."""
    for name, change in (("one", one), ("other", other)):
        assert git("checkout", "-qb", name, "main") == 0
        change()
        assert git("commit", "-qam", name) == 0
    assert git("checkout", "-q", "main") == git("merge", "-q", "one") == 0
    git("merge", "-qm", "Merge", "other")
    return CliRunner().invoke(main, ["merge"])


def edit(base: Path, old: str, new: str) -> None:
    path = base / "tables" / "events.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def delete(base: Path, key: str) -> None:
    path = base / "tables" / "events.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(f"{key},")), encoding="utf-8")


FLIGHT = "jf17-first-flight-2003"
BESIDE = {"event_id": "jf17-second-2004", "date": "2004", "title": "Another visit", **COMMON}


def test_rows_that_two_branches_add_at_one_place_merge_and_pass_the_check(git: Git, base: Path) -> None:
    def one() -> None:
        add("events", event_id="kbc-2020", date="2020", title="Premier visits Karachi", **COMMON)
        add("events", event_id="aaa-2020", date="2020-02", title="Minister visits Gwadar", **COMMON)

    def other() -> None:
        add("events", event_id="kaa-2021", date="2021", title="President visits Lahore", **COMMON)
        add("events", event_id="zzz-2021", date="2021-02", title="Delegation visits Quetta", **COMMON)

    settled = merge(git, one, other)
    assert (settled.exit_code, "git add tables/events.csv" in settled.output) == (0, True)
    package = open_package(base)
    assert check(package).problems == []
    assert {"kbc-2020", "aaa-2020", "kaa-2021", "zzz-2021"} <= set(package.identifiers("events"))


def test_a_deleted_row_stays_deleted(git: Git, base: Path) -> None:
    settled = merge(git, lambda: delete(base, FLIGHT), lambda: add("events", **BESIDE))
    assert settled.exit_code == 0, settled.output
    assert FLIGHT not in open_package(base).identifiers("events")
    assert "jf17-second-2004" in open_package(base).identifiers("events")


def test_two_cells_of_a_row_that_two_branches_change_are_both_taken(git: Git, base: Path) -> None:
    settled = merge(
        git,
        lambda: edit(base, "2003-08,JF-17 prototype", "2003-09-02,JF-17 prototype"),
        lambda: edit(base, "JF-17 prototype makes maiden flight", "First flight of the JF-17"),
    )
    assert settled.exit_code == 0, settled.output
    row = open_package(base).identifiers("events")[FLIGHT]
    assert (row["date"], row["title"]) == ("2003-09-02", "First flight of the JF-17")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda base: edit(base, "2003-08,JF-17", "2003-09-02,JF-17"), "both sides changed it with different date"),
        (lambda base: delete(base, FLIGHT), "one side deleted it, the other changed it"),
    ],
)
def test_what_both_branches_did_differently_is_left_to_decide(
    git: Git, base: Path, change: Callable[[Path], None], said: str
) -> None:
    settled = merge(git, lambda: edit(base, "2003-08,JF-17", "2003-08-25,JF-17"), lambda: change(base))
    assert (settled.exit_code, settled.output) == (1, f"tables/events.csv: events/{FLIGHT}: {said}\n")
    assert "conflict-marker" in {problem.rule for problem in check(open_package(base)).problems}


def test_a_table_that_cannot_be_merged_by_rows_is_left_as_git_left_it(git: Git, base: Path) -> None:
    settled = merge(
        git,
        lambda: edit(base, "2003-08,JF-17", "2003-08-25,JF-17"),
        lambda: edit(base, f"\n{FLIGHT},2003-08", f"\n{FLIGHT},2003-09"),
    )
    assert settled.exit_code == 1
    edit(base, "<<<<<<< ours", "<<<<<<< mine")
    with_markers = (base / "tables" / "events.csv").read_bytes()
    path = base / "schemas" / "events.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"name": "note"', '"name": "remark"'), encoding="utf-8")
    refused = CliRunner().invoke(main, ["merge"])
    assert (refused.exit_code, "merge it by hand" in refused.output) == (2, True)
    assert (base / "tables" / "events.csv").read_bytes() == with_markers


# In a pull request


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda base: delete(base, FLIGHT),
            f"events.csv:1:1: lost-id: events/{FLIGHT} was removed but is not in retired (add `events/{FLIGHT},0.",
        ),
        (lambda base: edit(base, f"{FLIGHT},", "jf17-flight-2003,"), f"lost-id: events/{FLIGHT} was removed but is"),
        (
            lambda base: retire(base, ""),
            "retired.csv:1:1: lost-id: retired/events/gone was removed, but a withdrawn identifier stays withdrawn",
        ),
        (
            lambda base: retire(base, "events/gone,0.1.0,A double.,\n"),
            f"lost-id: retired/events/gone no longer leads to its successor events/{FLIGHT}",
        ),
    ],
)
def test_an_identifier_that_the_base_has_and_a_branch_lost_is_an_error(
    git: Git, base: Path, spoil: Callable[[Path], None], said: str
) -> None:
    retire(base, f"events/gone,0.1.0,A double.,events/{FLIGHT}\n")
    assert git("commit", "-qam", "Retire") == 0
    assert CliRunner().invoke(main, ["check", "--base", "HEAD"]).exit_code == 0
    spoil(base)
    result = CliRunner().invoke(main, ["check", "--base", "HEAD"])
    assert (result.exit_code, said in result.output) == (1, True), result.output


def retire(base: Path, row: str) -> None:
    path = base / "tables" / "retired.csv"
    path.write_text(f"{path.read_text(encoding='utf-8').splitlines()[0]}\n{row}", encoding="utf-8")


def test_a_row_that_is_withdrawn_as_it_should_be_is_no_error(git: Git, base: Path) -> None:
    delete(base, FLIGHT)
    retire(base, f"events/{FLIGHT},0.6.0,A double.,\n")
    found = CliRunner().invoke(main, ["check", "--base", "HEAD"]).output
    assert "lost-id" not in found


def test_a_base_that_is_not_there_is_wrong_use(git: Git, base: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--base", "nowhere"])
    assert (result.exit_code, "'nowhere' is not a file, a folder or a git revision" in result.output) == (2, True)
