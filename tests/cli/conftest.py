"""A command line inside a copy of the base."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.cli import main


@pytest.fixture
def run(base: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command line inside a copy of the base."""
    monkeypatch.chdir(base)
    return lambda *words: CliRunner().invoke(main, words)
