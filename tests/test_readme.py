"""What the README shows is what one gets."""

from __future__ import annotations

import doctest
import re

from sino_pak_data.commands import VERBS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_examples_of_the_readme_run() -> None:
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 2
    assert result.failed == 0


def test_every_verb_stands_in_the_readme() -> None:
    assert [verb for verb in VERBS if f"`{verb}" not in README] == []


def test_the_readme_names_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"make (\w+)", README))
    assert targets == {"build", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
