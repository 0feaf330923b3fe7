"""Text on which a terminal would act is shown, not sent: in every command, from cells, descriptor, files and arguments."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sino_pak_data.cells import csv_lines
from sino_pak_data.cells.shown import UNSEEN
from sino_pak_data.cli import VERBS, main
from tests.conftest import copy_base

HOSTILE = "\x1b]0;own\x07\x9b31m\u202e\u200b"
FIRST = "events/diplomatic-relations-established-1951"

Run = Callable[..., Result]


@pytest.fixture
def hostile(base: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command line in a copy of the base in which every title, note and summary is hostile, and the descriptor too."""
    for name in ("events", "sources", "claims", "actors", "indicators"):
        path = base / "tables" / f"{name}.csv"
        header, *rows = (line.cells for line in csv_lines.parse(path.read_text(encoding="utf-8")))
        free = {
            header.index(one) for one in ("title", "note", "summary", "name", "statement", "place") if one in header
        }
        rows = [[f"{cell} {HOSTILE}x" if at in free else cell for at, cell in enumerate(row)] for row in rows]
        path.write_text(csv_lines.document(header, rows), encoding="utf-8")
    described = json.loads((base / "datapackage.json").read_text(encoding="utf-8"))
    described["title"] += f" {HOSTILE}x"
    described["licenses"][0]["title"] = f"{HOSTILE}x"
    (base / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    monkeypatch.chdir(base)
    return lambda *words, typed=None: CliRunner().invoke(main, words, input=typed)


def unseen(result: Result) -> set[str]:
    """What a terminal would act on, except line ends and the colours of our own."""
    return {*UNSEEN.findall(click.unstyle(result.output))} - {"\n"}


@pytest.mark.parametrize(
    "words",
    [
        *(("check", "--format", form) for form in ("text", "json", "github", "markdown", "junit")),
        ("show", FIRST), ("show", FIRST, "--json"), ("search", "diplomatic"), ("search", "diplomatic", "--json"),
        ("claims",), ("claims", "yousaf-trade-2018"), ("claims", "--json"), ("info",), ("history", FIRST),
        ("format",), ("format", "--check"), ("diff", "../other", "."), ("diff", ".", "../other", "--format", "markdown"),
        pytest.param(("build",), marks=pytest.mark.slow), ("verify", "."), ("verify", ".", "--json"), ("release", "0.9.0", "--dry-run"), ("codebook", "--check"),
        ("add", "events", "--set", f"title={HOSTILE}", "--set", f"domain={HOSTILE}", "--dry-run"),
        ("add", "events", "--set", f"date={HOSTILE}", "--dry-run", "--json"),
        ("sample", "--table", "events", "--size", "1", "--seed", "1", "-o", f"sheet{HOSTILE}.csv"),
    ],
    ids=lambda words: " ".join(words).encode("ascii", "replace").decode().replace("\x1b", "?"),
)  # fmt: skip
def test_no_text_of_the_package_reaches_the_terminal(hostile: Run, base: Path, words: tuple[str, ...]) -> None:
    copy_base(base.parent / "other")
    result = hostile(*words)
    assert result.output
    assert unseen(result) == set()


@pytest.mark.parametrize("verb", VERBS)
def test_no_argument_reaches_the_terminal(hostile: Run, verb: str) -> None:
    for words in ((verb, HOSTILE), (verb, f"--{HOSTILE}"), (verb, HOSTILE, HOSTILE), (f"--{HOSTILE}",), (HOSTILE,)):
        result = hostile(*words)
        assert result.exit_code in {0, 1, 2}
        assert unseen(result) == set()


FILES = {
    "x.csv": f"{HOSTILE},date\n",
    "x.json": '{"\x9b": 1}',
    "x.bib": f"@book{{{HOSTILE}, title={{x",
    "x.md": f"### {HOSTILE}\n\nx\n",
}


@pytest.mark.parametrize("name", FILES)
def test_no_text_of_a_file_to_add_reaches_the_terminal(hostile: Run, base: Path, name: str) -> None:
    file = base / f"{HOSTILE}{name}"
    file.write_text(FILES[name], encoding="utf-8")
    words = ("--from-issue",) if name.endswith("md") else ("sources", "--from")
    result = hostile("add", *words, file.name)
    assert result.exit_code == 2
    assert unseen(result) == set()
