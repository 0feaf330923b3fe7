"""A table above the limit of `check` is checked by bulk, and the output is that of `check`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sino_pak_data.cli import main


def test_a_table_too_large_for_memory_is_checked_by_its_schema(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = base / "tables" / "events.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace(lines[1].split(",")[1], "2005-13-01", 1)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    monkeypatch.chdir(base)
    small = CliRunner().invoke(main, ["check"])
    for module in ("reading.source_text", "cli.check"):
        monkeypatch.setattr(f"sino_pak_data.{module}.LARGEST_FILE", path.stat().st_size - 1)

    large = CliRunner().invoke(main, ["check"])

    assert large.exit_code == small.exit_code == 1
    assert large.stdout == small.stdout
    assert "tables/events.csv is too large for all rules" in large.stderr
