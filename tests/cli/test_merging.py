"""Two people add rows at once: their branches merge, and what they both changed is found."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

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


def merge(git: Git, one: Callable[[], object], other: Callable[[], object]) -> None:
    """Make two changes, each on a branch of its own, and merge both."""
    for name, change in (("one", one), ("other", other)):
        assert git("checkout", "-qb", name, "main") == 0
        change()
        assert git("commit", "-qam", name) == 0
    assert git("checkout", "-q", "main") == git("merge", "-q", "one") == git("merge", "-qm", "Merge", "other") == 0


def redate(base: Path, date: str) -> None:
    path = base / "tables" / "events.csv"
    path.write_text(path.read_text().replace("2003-08,JF-17", f"{date},JF-17"))


def test_rows_that_two_branches_add_at_one_place_merge_and_pass_the_check(git: Git, base: Path) -> None:
    def one() -> None:
        add("events", event_id="kbc-2020", date="2020", title="Premier visits Karachi", **COMMON)
        add("events", event_id="aaa-2020", date="2020-02", title="Minister visits Gwadar", **COMMON)

    def other() -> None:
        add("events", event_id="kaa-2021", date="2021", title="President visits Lahore", **COMMON)
        add("events", event_id="zzz-2021", date="2021-02", title="Delegation visits Quetta", **COMMON)

    merge(git, one, other)
    assert CliRunner().invoke(main, ["format"]).exit_code == 0
    package = open_package(base)
    assert check(package).problems == []
    assert {"kbc-2020", "aaa-2020", "kaa-2021", "zzz-2021"} <= set(package.identifiers("events"))


def test_a_row_that_two_branches_change_is_found_as_a_duplicate_key(git: Git, base: Path) -> None:
    merge(git, lambda: redate(base, "2003-08-25"), lambda: redate(base, "2003-09-02"))
    assert [(p.rule, p.value) for p in check(open_package(base)).problems if p.severity == "error"] == [
        ("duplicate-key", "jf17-first-flight-2003")
    ]


def test_a_row_added_next_to_a_changed_one_leaves_the_old_row_behind_to_be_found(git: Git, base: Path) -> None:
    new = {"event_id": "jf17-second-2004", "date": "2004", "title": "Another visit"}
    merge(git, lambda: redate(base, "2003-09"), lambda: add("events", **new, **COMMON))
    assert CliRunner().invoke(main, ["format"]).exit_code == 0
    assert {p.rule for p in check(open_package(base)).problems if p.severity == "error"} == {"duplicate-key"}
