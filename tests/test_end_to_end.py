"""A stranger's way: build, install the wheel into an empty environment, load every table."""

from __future__ import annotations

import json
import os
import re
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


THREADS = """
from concurrent.futures import ThreadPoolExecutor
import sino_pak_data as spd
with ThreadPoolExecutor(8) as pool:
    frames = list(pool.map(lambda _: spd.load("events", dyad="PAK-CHN"), range(32)))
assert all(frame.equals(frames[0]) for frame in frames)
assert spd.cite(frames[0]).ids == spd.cite(frames[-1]).ids
"""


def timeless(output: str) -> str:
    """What a script of the tutorial prints, without version and day of the release, which come after it was kept."""
    return re.sub(r"\d+\.\d+\.\d+|\d{4}-\d\d-\d\d(?=\)\. China-Pakistan relations| *\}?,?\n)", "", output)


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
    command, python = environment / "bin" / "sino-pak-data", environment / "bin" / "python"
    wheel = next(path for path in built if path.suffix == ".whl")
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel], check=True)

    def run(*words: str | Path, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, cwd=cwd, env=ALONE, capture_output=True, text=True, check=False)

    loaded = json.loads(run(python, "-c", SCRIPT).stdout)
    assert loaded["version"] == version
    assert str(environment) in loaded["file"]
    authored = {table.name: len(table.rows) for table in package.authored}
    assert {name: loaded["rows"][name] for name in authored} == authored
    assert all(loaded["rows"][name] > 0 for name in package.descriptor.built if name != "changes")
    assert run(command, "show", "gwadar-concession-2013").stdout.startswith("agreements/gwadar-concession-2013")
    for name in (f"sino-pak-data-{version}.zip", wheel.name):
        output = run(command, "verify", tmp_path / "dist" / name).stdout
        assert output.startswith(f"sino-pak-data {version}: ")
        assert output.endswith("the SHA256SUMS next to it agrees\n")
    zipped = f"import sys; sys.path.insert(0, {str(wheel)!r}){SCRIPT}"
    for way in (["-OO", "-c", SCRIPT], ["-W", "error", "-c", SCRIPT], ["-I", "-c", zipped], ["-c", THREADS]):
        done = run(python, *way)
        assert (done.returncode, done.stderr) == (0, ""), way
    for script in sorted((ROOT / "docs" / "tutorial").glob("*.py")):
        told = run(python, script)
        assert told.stderr == ""
        assert timeless(told.stdout) == timeless(script.with_suffix(".txt").read_text(encoding="utf-8")), script.name
    assert run(command, "check", cwd=ROOT).returncode == 0
    refused = run(command, "check", "--reference", cwd=ROOT)
    assert refused.returncode == 2
    assert "sino-pak-data[curate]" in refused.stderr
