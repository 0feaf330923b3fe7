"""A stranger's way: build, install the wheel into an empty environment, load every table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.release.build import build
from tests.conftest import ROOT

ALONE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""The environment of a machine that knows nothing of this checkout."""

SCRIPT = """
import json, sino_pak_data as spd
print(json.dumps({"version": spd.version, "file": spd.__file__, "rows": {t: len(spd.load(t)) for t in spd.tables()}}))
"""


@pytest.mark.slow
def test_build_install_load(tmp_path: Path) -> None:
    package = read(Descriptor(Folder(ROOT)))
    built = build(package, ROOT, tmp_path / "dist")
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

    environment = tmp_path / "env"
    python = environment / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    wheel = next(path for path in built if path.suffix == ".whl")
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel], check=True)
    done = subprocess.run([python, "-c", SCRIPT], cwd=tmp_path, env=ALONE, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert told["version"] == version
    assert str(environment) in told["file"]
    authored = {table.name: len(table.rows) for table in package.authored}
    assert {name: told["rows"][name] for name in authored} == authored
    assert all(told["rows"][name] > 0 for name in package.descriptor.built if name != "changes")

    command = environment / "bin" / "sino-pak-data"
    shown = subprocess.run(
        [command, "show", "gwadar-concession-2013"], cwd=tmp_path, env=ALONE, capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("agreements/gwadar-concession-2013")
    for package in (f"sino-pak-data-{version}.zip", wheel.name):
        words = [command, "verify", tmp_path / "dist" / package]
        told = subprocess.run(words, cwd=tmp_path, env=ALONE, capture_output=True, text=True, check=True).stdout
        assert told.startswith(f"sino-pak-data {version}: ")
        assert told.endswith("SHA256SUMS beside it agrees\n")
    refused = subprocess.run([command, "check"], cwd=ROOT, env=ALONE, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "sino-pak-data[curate]" in refused.stderr
