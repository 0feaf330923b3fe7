"""What the README shows is what one gets."""

from __future__ import annotations

import doctest
import re

import pytest
from click.testing import CliRunner

from sino_pak_data.cli import VERBS, main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_examples_of_the_readme_run() -> None:
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 2
    assert result.failed == 0


def test_what_the_readme_shows_of_the_command_line_is_what_it_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = re.findall(r"^    \$ sino-pak-data (.+)\n((?:    .*\n|\n(?=    ))+)", README, re.MULTILINE)
    assert shown
    for words, printed in shown:
        result = CliRunner().invoke(main, words.split())
        assert result.output.splitlines() == [line.removeprefix("    ") for line in printed.rstrip().splitlines()]


def test_every_command_is_in_the_readme() -> None:
    assert [verb for verb in VERBS if f"`{verb}" not in README] == []


def test_the_readme_names_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"make (\w+)", README))
    assert targets == {"build", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
