"""A stranger's way: build, install the wheel into an empty environment, load every table."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from sino_pak_data.package.table import Package
from sino_pak_data.release.build import build
from tests.conftest import ROOT

ALONE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""The environment of a machine that knows nothing of this checkout."""

SCRIPT = """
import json, sino_pak_data as spd
print(json.dumps({"version": spd.version, "file": spd.__file__, "rows": {t: len(spd.load(t)) for t in spd.tables()}}))
"""


DOORS = ROOT / "tests" / "every_door.py"
ZIPPED = """
import runpy, sys
sys.path.insert(0, {wheel!r})
import sino_pak_data
assert {wheel!r} in sino_pak_data.__file__
runpy.run_path({doors!r}, run_name="__main__")
"""


def timeless(output: str) -> str:
    """What a script of the tutorial prints, without version and day of the release, which come after it was kept."""
    return re.sub(r"\d+\.\d+\.\d+|\d{4}-\d\d-\d\d(?=\)\. China-Pakistan relations| *\}?,?\n)", "", output)


@pytest.fixture(scope="module")
def built(package: Package, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build(package, ROOT, tmp_path_factory.mktemp("built") / "dist")


@pytest.fixture(scope="module")
def wheel(built: list[Path]) -> Path:
    return next(path for path in built if path.suffix == ".whl")


def installed(environment: Path, *wanted: str | Path) -> Path:
    """The folder of commands of a new environment with these."""
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    commands = environment / "bin"
    subprocess.run(
        [commands / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True
    )
    return commands


def run(*words: str | Path, cwd: Path) -> CompletedProcess[str]:
    return subprocess.run(words, cwd=cwd, env=ALONE, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def commands(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment with the wheel and the newest of what it needs."""
    return installed(tmp_path_factory.mktemp("newest") / "env", wheel)


@pytest.mark.slow
def test_build_install_load(package: Package, built: list[Path], wheel: Path, commands: Path, tmp_path: Path) -> None:
    version = package.descriptor.version
    assert [path.name for path in built] == [
        "SHA256SUMS",
        f"sino-pak-data-{version}-stata.zip",
        f"sino-pak-data-{version}.sqlite",
        f"sino-pak-data-{version}.xlsx",
        f"sino-pak-data-{version}.zip",
        f"sino_pak_data-{version}-py3-none-any.whl",
        f"sino_pak_data-{version}.tar.gz",
    ]
    sums = dict(line.split("  ")[::-1] for line in built[0].read_text().splitlines())
    assert sums == {path.name: sha256(path.read_bytes()).hexdigest() for path in built[1:]}
    command, python = commands / "sino-pak-data", commands / "python"

    loaded = json.loads(run(python, "-c", SCRIPT, cwd=tmp_path).stdout)
    assert loaded["version"] == version
    assert str(commands.parent) in loaded["file"]
    authored = {table.name: len(table.rows) for table in package.authored}
    assert {name: loaded["rows"][name] for name in authored} == authored
    assert all(loaded["rows"][name] > 0 for name in package.descriptor.built if name != "changes")
    assert run(command, "show", "gwadar-concession-2013", cwd=tmp_path).stdout.startswith("agreements/gwadar-")
    for name in (f"sino-pak-data-{version}.zip", wheel.name):
        output = run(command, "verify", wheel.parent / name, cwd=tmp_path).stdout
        assert output.startswith(f"sino-pak-data {version}: ")
        assert "; matches the SHA256SUMS next to it\n" in output
    for script in sorted((ROOT / "docs" / "tutorial").glob("*.py")):
        told = run(python, script, cwd=tmp_path)
        assert told.stderr == ""
        assert timeless(told.stdout) == timeless(script.with_suffix(".txt").read_text(encoding="utf-8")), script.name
    assert run(command, "check", cwd=ROOT).returncode == 0
    refused = run(command, "check", "--reference", cwd=ROOT)
    assert refused.returncode == 2
    assert "sino-pak-data[curate]" in refused.stderr


def oldest() -> list[str]:
    """What the wheel needs, at the oldest that pyproject.toml allows."""
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    return [f"{one.replace('>=', '==')}.*" for one in needed]


def state(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info >= (3, 14), reason="the oldest pandas and pyarrow have no wheels for it")
def test_every_door_opens_in_old_and_new_environments(wheel: Path, commands: Path, tmp_path: Path) -> None:
    old = installed(tmp_path / "env", *oldest(), wheel)
    before = state(old.parent)
    zipped = ZIPPED.format(wheel=str(wheel), doors=str(DOORS))
    ways = [
        [commands / "python", "-W", "error", DOORS],
        [old / "python", "-B", "-W", "error", DOORS],
        [old / "python", "-B", "-OO", "-I", "-c", zipped],
    ]
    done = [run(*way, cwd=tmp_path) for way in ways]
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 3
    assert len({one.stdout for one in done}) == 1
    assert state(old.parent) == before  # so it may be read-only
