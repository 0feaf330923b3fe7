"""Two who write at once: nobody's rows are lost, and who cannot write says so."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sino_pak_data.package.problem import PackageError
from sino_pak_data.reading import write
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


def test_the_same_file_is_not_added_twice(base: Path) -> None:
    first = run(base, "add", "events", "--no-ask", *event(1))
    assert first.returncode == 0, first.stderr + first.stdout
    again = run(base, "add", "events", "--no-ask", *event(1))
    assert again.returncode == 2
    assert "already in the tables, nothing was added: events/" in again.stderr


def test_one_who_waits_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = "import sys, time; from pathlib import Path; from sino_pak_data.reading.write import locked\n"
    holder += "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    monkeypatch.setattr(write, "PATIENCE", 0.1)
    with subprocess.Popen([sys.executable, "-c", holder, tmp_path], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(PackageError, match="another command has been writing"), locked(tmp_path):
            pass
        other.kill()
    with locked(tmp_path), locked(tmp_path):  # the lock went with its process, and one may take it twice
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
