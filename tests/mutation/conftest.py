"""Leaves these tests uncollected where slow ones are not asked for: to deal the damages takes two seconds."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if "not slow" in config.option.markexpr and collection_path.name.startswith("test_") else None
