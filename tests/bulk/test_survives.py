"""`bulk reduce` and `bulk convert` when they are killed, run out of disk or meet each other: the old output stays, and a
further run goes on."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sino_pak_data.bulk import steps
from sino_pak_data.bulk.convert import convert
from sino_pak_data.bulk.feeds import named, recognised
from sino_pak_data.bulk.reduce import reduce
from sino_pak_data.package.problem import PackageError
from tests.bulk.feed_files import SOUND, row, written

STEPS = 8
VERBS = ("reduce", "convert")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("icews")
    for at in range(STEPS):
        rows = [
            row("icews", Event_ID=f"{at}{number:05}", Event_Date=f"{2010 + number % 5}-0{at + 1}-11", Intensity=f"{number % 19 - 9}")
            for number in range(1500)
        ]  # fmt: skip
        written(folder / f"events.{at}.tab", "icews", rows)
    return folder


def run(verb: str, files: Path, out: Path, size: int = 1) -> Any:
    groups = recognised(sorted(files.glob("*.tab")))
    if verb == "reduce":
        return reduce(groups, named("icews"), "dyad-month", out, size=size)
    return convert(groups, named("icews"), out, size=size)


def target(verb: str, folder: Path) -> Path:
    return folder / ("out.csv" if verb == "reduce" else "out")


def content(verb: str, out: Path) -> Any:
    if verb == "reduce":
        return out.read_bytes()
    return duckdb.sql(f"FROM read_parquet('{out}/*/*.parquet', hive_partitioning = true) ORDER BY ALL").fetchall()


def left_behind(folder: Path) -> list[str]:
    """Drafts and folders of work, which a run that has ended leaves none of."""
    return sorted(
        path.name for path in folder.rglob("*")
        if path.name.startswith((".", "_drafts", "_scratch", "sino-pak-data-")) and not path.name.endswith(".lock")
    )  # fmt: skip


def process(verb: str, files: Path, out: Path, **options: Any) -> subprocess.Popen[str]:
    code = (
        "import sys; from pathlib import Path; from tests.bulk.test_survives import run; "
        "from sino_pak_data.package.problem import PackageError\n"
        "try: run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))\n"
        "except (PackageError, OSError) as reason: sys.exit(f'Error: {reason}')"
    )
    command = [sys.executable, "-B", "-c", code, verb, str(files), str(out)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.parametrize("verb", VERBS)
def test_a_run_that_ends_between_two_steps_is_gone_on_with(
    tmp_path: Path, files: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "whole").mkdir()
    run(verb, files, target(verb, tmp_path / "whole"))
    write, done = steps.Notes.write, []

    def dies_at_the_fourth(self: steps.Notes, name: str, note: dict[str, Any]) -> None:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(name)
        write(self, name, note)

    monkeypatch.setattr(steps.Notes, "write", dies_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        run(verb, files, target(verb, tmp_path))
    monkeypatch.undo()
    outcome = run(verb, files, target(verb, tmp_path))

    assert outcome.resumed == 3
    assert content(verb, target(verb, tmp_path)) == content(verb, target(verb, tmp_path / "whole"))
    assert left_behind(target(verb, tmp_path).parent) == []


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_fifty_runs_killed_at_random_moments_lose_nothing(tmp_path: Path, files: Path, verb: str) -> None:
    chance, out = random.Random(50), target(verb, tmp_path)
    began = time.monotonic()
    run(verb, files, out)
    usual, expected = time.monotonic() - began, content(verb, out)
    if verb == "reduce":
        out.write_bytes(b"old")

    for _ in range(50):
        started = process(verb, files, out)
        time.sleep(chance.uniform(0.3, 1.2 + min(usual, 3.0)))
        started.kill()
        started.communicate()
        if verb == "reduce":
            assert out.read_bytes() in {b"old", expected}
    run(verb, files, out)

    assert content(verb, out) == expected
    assert left_behind(tmp_path) == []


def smallest_files() -> None:
    """Let a process write no file over 8 KB, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**13, 2**13))


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_on_a_full_disk_the_old_output_stays_and_the_message_says_so(tmp_path: Path, files: Path, verb: str) -> None:
    out = target(verb, tmp_path)
    run(verb, files, out)
    before = content(verb, out)
    written(tmp_path / "new.tab", "icews", [row("icews", Event_ID=str(at), City=str(at**9)) for at in range(3000)])
    for file in files.glob("*.tab"):
        (tmp_path / file.name).write_bytes(file.read_bytes())

    failed = process(verb, tmp_path, out, preexec_fn=smallest_files)

    _, said = failed.communicate(timeout=120)
    assert failed.returncode == 1
    assert "Traceback" not in said
    assert "File too large" in said or "write" in said.lower(), said
    assert content(verb, out) == before
    run(verb, tmp_path, out)
    assert content(verb, out) != before


@pytest.mark.parametrize("verb", VERBS)
def test_a_target_that_cannot_be_written_is_refused(files: Path, verb: str) -> None:
    with pytest.raises((PackageError, OSError)) as refused:
        run(verb, files, target(verb, Path("/proc/1")))

    assert "/proc/1" in str(refused.value)


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_two_runs_at_once_wait_for_each_other(tmp_path: Path, files: Path, verb: str) -> None:
    (tmp_path / "alone").mkdir()
    run(verb, files, target(verb, tmp_path / "alone"))

    both = [process(verb, files, target(verb, tmp_path)) for _ in range(2)]

    assert [one.communicate(timeout=120)[1] for one in both] == ["", ""]
    assert content(verb, target(verb, tmp_path)) == content(verb, target(verb, tmp_path / "alone"))


@pytest.mark.parametrize("verb", VERBS)
def test_a_jump_of_the_clock_changes_nothing(tmp_path: Path, files: Path, verb: str) -> None:
    out = target(verb, tmp_path)
    run(verb, files, out)
    before = content(verb, out)
    for at, file in enumerate(files.glob("*.tab")):
        os.utime(file, (at * 10**9, at * 10**9))  # 1970 to 2191

    outcome = run(verb, files, out)

    assert content(verb, out) == before
    assert verb == "reduce" or (outcome.resumed, outcome.rows) == (STEPS, 0)


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_not_done_again(
    tmp_path: Path, files: Path, verb: str
) -> None:
    for file in files.glob("*.tab"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "zz.tab").symlink_to(tmp_path / "gone")

    with pytest.raises(PackageError, match=r"zz\.tab: cannot be read: No such file or directory"):
        run(verb, tmp_path, target(verb, tmp_path))


def test_a_parquet_file_that_is_damaged_is_named(tmp_path: Path, files: Path) -> None:
    run("convert", files, tmp_path / "out")
    part = sorted((tmp_path / "out").rglob("*.parquet"))[0]
    part.write_bytes(part.read_bytes()[:-200])

    with pytest.raises(PackageError) as refused:
        recognised([part])

    assert str(part) in str(refused.value)


def test_a_page_that_is_damaged_stops_the_run_and_the_old_output_stays(tmp_path: Path, files: Path) -> None:
    run("convert", files, tmp_path / "out")
    part = sorted((tmp_path / "out").rglob("*.parquet"))[0]
    raw = bytearray(part.read_bytes())
    raw[4:4000] = bytes(len(raw[4:4000]))
    part.write_bytes(raw)
    (tmp_path / "out.csv").write_bytes(b"old")

    with pytest.raises(PackageError):
        reduce(recognised([part]), named("icews"), "dyad-year", tmp_path / "out.csv")

    assert (tmp_path / "out.csv").read_bytes() == b"old"


def test_a_sound_row_is_enough_for_each_verb(tmp_path: Path) -> None:
    written(tmp_path / "one.tab", "icews", [SOUND["icews"]])

    outcomes = [run(verb, tmp_path, target(verb, tmp_path)) for verb in VERBS]

    assert [one.rows for one in outcomes] == [1, 1]
