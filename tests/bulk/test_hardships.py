"""Damaged files, full disks, two runs at once: a clear message, the other files checked, nothing left behind."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sino_pak_data.bulk.engines import opened
from sino_pak_data.package.problem import PackageError
from tests.bulk.conftest import Checked

SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "name", "type": "string", "constraints": {"pattern": "[a-z0-9]+"}},
    ],
    "primaryKey": ["id"],
}
ROWS = 20_000


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of one table, whose files a test writes."""
    resource = {"name": "t", "path": "t.csv", "schema": SCHEMA}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return tmp_path


def columns(path: Path, rows: int = ROWS) -> bytes:
    table = pa.table({"id": pa.array(range(rows), pa.int64()), "name": pa.array([f"n{row}" for row in range(rows)])})
    pq.write_table(table, path, use_dictionary=False, compression="zstd", row_group_size=5_000, data_page_size=8_192)
    return path.read_bytes()


def spoilt(content: bytes, at: int, size: int = 64) -> bytes:
    return content[:at] + bytes(byte ^ 0x5A for byte in content[at : at + size]) + content[at + size :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "bad magic at the start": lambda content: b"XXXX" + content[4:],
    "bad magic at the end": lambda content: content[:-4] + b"XXXX",
    "cut off": lambda content: content[: len(content) // 2],
    "footer longer than the file": lambda content: content[:-8] + (2**31 - 1).to_bytes(4, "little") + content[-4:],
    "footer of noise": lambda content: spoilt(content, len(content) - 300, 200),
    "page header of noise": lambda content: spoilt(content, 4, 16),
    "page of noise": lambda content: spoilt(content, len(content) // 4),
    "text in its place": lambda content: b"id,name\n1,a\n",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_of_parquet_is_named_and_the_others_are_checked(
    bulk: Checked, package: Path, damage: str
) -> None:
    sound, broken = package / "a.parquet", package / "b.parquet"
    content = columns(sound, 100)
    broken.write_bytes(DAMAGES[damage](columns(broken)))

    outcome = bulk(package, [broken, sound])

    assert [(one.file, one.rule) for one in outcome.report.problems] == [("b.parquet", "unreadable-table")]
    assert outcome.rows >= 100
    assert sound.read_bytes() == content


def test_files_that_are_none_are_named(bulk: Checked, package: Path) -> None:
    (package / "good.csv").write_text("id,name\n1,a\n")
    os.mkfifo(package / "pipe.csv")
    (package / "lost.csv").symlink_to("nowhere.csv")
    (package / "folder.csv").mkdir()

    outcome = bulk(package, [package / name for name in ("pipe.csv", "lost.csv", "folder.csv", "good.csv")])

    assert {(one.file, one.rule) for one in outcome.report.problems} == {
        (name, "unreadable-table") for name in ("pipe.csv", "lost.csv", "folder.csv")
    }
    assert outcome.rows == 1


def test_a_file_with_other_columns_is_named_and_the_others_are_checked(bulk: Checked, package: Path) -> None:
    (package / "a.csv").write_text("id,name\n1,a\n")
    (package / "b.csv").write_text("id,title\n2,b\n")
    pq.write_table(pa.table({"id": [3], "label": ["c"]}), package / "c.parquet")
    pq.write_table(pa.table({"name": ["d", "D"], "id": pa.array([1, 5], pa.int32())}), package / "d.parquet")

    outcome = bulk(package, [package / name for name in ("a.csv", "b.csv", "c.parquet", "d.parquet")])

    assert {(one.file, one.line, one.rule, one.value) for one in outcome.report.problems} == {
        ("b.csv", 1, "wrong-header", "title"), ("c.parquet", 1, "wrong-header", ""),
        ("d.parquet", 1, "duplicate-key", "1"), ("d.parquet", 2, "wrong-form", "D"),
    }  # fmt: skip
    again = next(one for one in outcome.report.problems if one.rule == "duplicate-key")
    assert again.message == "duplicate key '1': a.csv, line 2, has it too"


def command(package: Path, *words: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "sino_pak_data",
        "bulk",
        "check",
        str(package / "big.csv"),
        "--schema",
        str(package),
        *words,
    ]


@pytest.fixture
def big(package: Path) -> Path:
    """The package with a file whose keys take a megabyte."""
    return with_rows(package, 150_000)


def with_rows(package: Path, rows: int) -> Path:
    lines = "".join(f"{row},n{row}\n" for row in range(rows))
    (package / "big.csv").write_text(f"id,name\n{lines}7,n\n", encoding="utf-8")
    return package


@pytest.mark.slow
def test_a_full_disk_is_said_to_be_full(package: Path) -> None:
    big = with_rows(package, 1_000_000)  # whose keys are more than is held in memory
    full = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # noqa: E731  (a file may not grow)
    scratch = big / "scratch"
    scratch.mkdir()

    done = subprocess.run(
        command(big, "--memory", "64MB"), capture_output=True, text=True, preexec_fn=full, check=False,
        env={**os.environ, "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip

    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_runs_that_are_killed_leave_nothing_that_the_next_does_not_clear(big: Path) -> None:
    scratch = big / "scratch"
    scratch.mkdir()
    environment = {**os.environ, "TMPDIR": str(scratch)}
    before = (big / "big.csv").read_bytes()
    for moment in range(12):
        process = subprocess.Popen(command(big), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        time.sleep(0.2 * moment)
        process.send_signal(signal.SIGKILL)
        process.wait()

    done = subprocess.run(command(big), capture_output=True, text=True, env=environment, check=False)

    assert (done.returncode, "duplicate key '7': line 9 has it too" in done.stdout) == (1, True)
    assert list(scratch.iterdir()) == []
    assert (big / "big.csv").read_bytes() == before


@pytest.mark.slow
def test_two_runs_at_once_say_the_same(big: Path) -> None:
    runs = [subprocess.Popen(command(big), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(2)]

    said = [run.communicate()[0] for run in runs]

    assert said[0] == said[1]
    assert b"big.csv:150002:1: duplicate-key" in said[0]


def test_a_folder_for_temporary_files_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"), opened(scratch=tmp_path / "nowhere"):
        pass


@pytest.mark.parametrize("memory", ["", "2", "10MB", "much"])
def test_an_amount_of_memory_that_is_none_is_refused(memory: str) -> None:
    with pytest.raises(PackageError, match="not an amount of memory"), opened(memory=memory):
        pass
