"""Misspelled names fail mypy and pyright, and frames have the type of their engine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parent / "wrong.py"
WRONG = {
    number for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), 1) if line.endswith("# error")
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("checker", "line"),
    [(("mypy", "--strict", "--disable-error-code=import-untyped", "--config-file="), r"wrong\.py:(\d+): error"), (("pyright", "--pythonpath", sys.executable), r"wrong\.py:(\d+):\d+ - error")],
)  # fmt: skip
def test_what_is_misspelled_is_found_and_nothing_else(checker: tuple[str, ...], line: str, tmp_path: Path) -> None:
    page = tmp_path / "wrong.py"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", *checker, str(page)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert {int(number) for number in re.findall(line, done.stdout)} == WRONG, done.stdout + done.stderr
