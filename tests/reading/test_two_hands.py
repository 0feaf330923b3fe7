"""Two who write at once: nobody's rows are lost, and who cannot write says so."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from sino_pak_data.cli import main
from sino_pak_data.package.problem import PackageError
from sino_pak_data.reading import write
from sino_pak_data.reading.reader import open_package
from sino_pak_data.reading.write import locked, replace_all

COMMAND = [sys.executable, "-m", "sino_pak_data"]
ROUNDS = 4


def event(number: int) -> list[str]:
    cells = {
        "date": f"2003-09-{number % 28 + 1:02}", "title": f"Aircraft number {number} flies", "event_type": "test",
        "domain": "military", "balancing": "none", "actors": "PAK", "summary": f"It was the {number}th.",
        "confidence": "low", "sources": "yousaf2025drive[1.p7]", "note": "One paper.",
    }  # fmt: skip
    return [word for name, cell in cells.items() for word in ("--set", f"{name}={cell}")]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_rows_that_are_reported_written_are_there(base: Path) -> None:
    added = ["add", "events", "--no-ask"]
    with ThreadPoolExecutor(4) as pool:
        for first in range(0, 4 * ROUNDS, 4):
            jobs = [pool.submit(run, base, *added, *event(number)) for number in range(first, first + 3)]
            jobs.append(pool.submit(run, base, "format"))
            done = [job.result() for job in jobs]
            assert [one.returncode for one in done] == [0] * 4, [one.stderr + one.stdout for one in done]
            text = (base / "tables" / "events.csv").read_text(encoding="utf-8")
            assert all(f"Aircraft number {number} flies" in text for number in range(first, first + 3))


def test_the_same_file_is_not_added_twice(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(base)
    cells = [dict(word.split("=", 1) for word in event(number)[1::2]) for number in range(3)]
    (tmp_path / "rows.json").write_text(json.dumps(cells[:2]), encoding="utf-8")
    add = ["add", "events", "--no-ask", "--from", str(tmp_path / "rows.json")]
    assert CliRunner().invoke(main, add).exit_code == 0
    once = (base / "tables" / "events.csv").read_bytes()
    (tmp_path / "rows.json").write_text(json.dumps(cells), encoding="utf-8")  # one row is new, two are not
    again = CliRunner().invoke(main, add)
    assert again.exit_code == 2
    ids = [key for key in open_package(base).identifiers("events") if key.startswith("aircraft")]
    assert len(ids) == 2
    assert f"already in the tables, nothing was added: {', '.join(f'events/{key}' for key in ids)}" in again.output
    assert (base / "tables" / "events.csv").read_bytes() == once


HOLDER = """
import sys, time
from pathlib import Path
from sino_pak_data.reading.write import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(base: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes in the base; nobody here waits long for it."""
    monkeypatch.setattr(write, "PATIENCE", 0.1)
    with subprocess.Popen([sys.executable, "-c", HOLDER, base], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield other
        other.kill()


@pytest.mark.slow
def test_whatever_writes_waits_for_the_other_and_says_so(
    base: Path, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(base)
    before = (base / "tables" / "events.csv").read_bytes()
    sample = ["sample", "--table", "events", "--size", "1", "--seed", "1", "-o", "sheet.csv"]
    add = ["add", "events", "--no-ask", *event(1)]
    for words in (add, sample, ["format"], ["codebook"], ["merge"], ["build"], ["release"]):
        said = CliRunner().invoke(main, words)
        assert (said.exit_code, "another command has been writing in" in said.output) == (2, True), (words, said.output)
    for words in ([*add, "--dry-run"], [*sample, "--dry-run"], ["format", "--check"]):
        assert "another command" not in CliRunner().invoke(main, words).output
    assert (base / "tables" / "events.csv").read_bytes() == before
    assert not (base / "sheet.csv").exists()


def test_the_lock_goes_with_its_process_and_one_may_take_it_twice(base: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(PackageError, match="another command has been writing"), locked(base):
        pass
    holder.kill()
    holder.wait()
    with locked(base), locked(base):
        pass


def test_the_lock_of_a_clone_is_where_git_does_not_see_it_even_in_a_further_work_tree(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        return subprocess.run(["git", *who, "-C", tmp_path / "clone", *words], capture_output=True, text=True, check=True).stdout  # fmt: skip

    (tmp_path / "clone" / "data").mkdir(parents=True)
    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "Begin")
    git("worktree", "add", "-q", str(tmp_path / "other"))
    for root, home in (("clone", ".git"), ("clone/data", ".git"), ("other", ".git/worktrees/other")):
        with locked(tmp_path / root):
            pass
        assert write._lock_file((tmp_path / root).resolve()).parent == (tmp_path / "clone" / home).resolve()
    assert git("status", "--porcelain", "--untracked-files=all") == ""


def test_no_two_writers_share_a_temporary_name(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    contents = [f"{number}\n".encode() * 2_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: replace_all({path: content}), contents * 5))
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]
