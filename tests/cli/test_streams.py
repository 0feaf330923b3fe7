"""The command line where streams are closed, full, a pipe that ends, or of another encoding, and without docstrings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest

from sino_pak_data.cells import csv_lines
from sino_pak_data.cli import VERBS
from tests.conftest import ROOT

FIRST = "events/diplomatic-relations-established-1951"
Shell = Callable[..., CompletedProcess[bytes]]
posix = pytest.mark.skipif(os.name != "posix", reason="redirects as a POSIX shell does")


@pytest.fixture
def shell(base: Path) -> Shell:
    """A command line in a copy of the base, redirected by a shell, with these variables of the environment."""

    def run(
        words: str, redirect: str = "", python: str = "", brace: str = "", **variables: str
    ) -> CompletedProcess[bytes]:
        command = f'{brace}"{sys.executable}" {python} -m sino_pak_data {words} {redirect}'
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", **variables}
        return subprocess.run(["sh", "-c", command], cwd=base, env=environment, capture_output=True, check=False)

    return run


@pytest.fixture
def urdu(base: Path) -> str:
    """The title of the first event, with letters that few encodings have."""
    path = base / "tables" / "events.csv"
    header, row, *rows = (line.cells for line in csv_lines.parse(path.read_text(encoding="utf-8")))
    row[header.index("title")] += " é پاک 中 😀"
    path.write_text(csv_lines.document(header, [row, *rows]), encoding="utf-8")
    return row[header.index("title")]


@posix
@pytest.mark.parametrize("encoding", ["cp1252:strict", "iso8859-9"])
def test_a_letter_that_the_encoding_lacks_is_escaped(shell: Shell, urdu: str, encoding: str) -> None:
    told = shell(f"show {FIRST}", PYTHONIOENCODING=encoding)
    assert told.returncode == 0, told.stderr
    assert b"\\u067e\\u0627\\u06a9 \\u4e2d \\ud83d\\ude00" in told.stdout


@posix
def test_json_is_whole_in_every_encoding(shell: Shell, urdu: str) -> None:
    told = shell(f"show {FIRST} --json", PYTHONIOENCODING="cp1252")
    assert urdu in json.dumps(json.loads(told.stdout), ensure_ascii=False)


@posix
def test_xml_is_whole_in_every_encoding(shell: Shell, base: Path) -> None:
    events = base / "tables" / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").replace(",signing,", ",signé中,", 1), encoding="utf-8")
    found = shell("check --format junit", PYTHONIOENCODING="cp1252")
    assert "signé中" in "".join(ElementTree.fromstring(found.stdout).itertext())


def quiet(done: CompletedProcess[bytes]) -> bool:
    """Does a command end by itself, without a word from Python?"""
    return done.returncode in {0, 1, 2, 130, 141} and not any(
        words in done.stderr for words in (b"Traceback", b"Exception ignored", b"defect")
    )


REDIRECTS = ("<&-", "<&- >&- 2>&-", ">/dev/full", "| true")
COMMANDS = (
    "--version",
    "--help",
    f"show {FIRST}",
    "claims",
    "check",
    "format",
    "diff . .",
    "add events",
    "verify .",
    "merge",
)


@posix
@pytest.mark.parametrize("words", [
    "explain unknown-code", *(pytest.param(words, marks=pytest.mark.slow) for words in COMMANDS),
])  # fmt: skip
def test_a_stream_that_is_closed_or_full_or_ends_is_no_defect(shell: Shell, words: str) -> None:
    for redirect in REDIRECTS if words in COMMANDS else (">&-",):
        done = shell(words, redirect)
        assert quiet(done), f"{redirect}: {done.stderr.decode()}"


@posix
def test_where_nobody_listens_the_status_still_tells(shell: Shell, base: Path) -> None:
    events = base / "tables" / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").replace(",signing,", ",signin,", 1), encoding="utf-8")
    assert shell("check", ">&-").returncode == 1


@posix
@pytest.mark.parametrize("words", ["--help", "explain unknown-code"])
def test_a_command_that_nobody_reads_any_more_does_not_say_that_the_data_are_faulty(shell: Shell, words: str) -> None:
    done = shell(words, "; echo $? >&2; } | true", brace="{ ")
    assert done.stderr == b"141\n"


@posix
@pytest.mark.parametrize(
    "verb", ["check", *(pytest.param(verb, marks=pytest.mark.slow) for verb in VERBS if verb != "check")]
)
def test_without_docstrings_a_command_works_or_says_why_not(shell: Shell, verb: str) -> None:
    done = shell(f"{verb} --help", python="-OO")
    assert (done.returncode, done.stderr) == (0, b"") or b"python -OO removes the docstrings" in done.stderr
    assert done.returncode == (2 if done.stderr else 0)
