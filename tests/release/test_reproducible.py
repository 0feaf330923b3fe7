"""The same commit gives the same bytes, whoever builds it, wherever and whenever."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from sino_pak_data.model.descriptor import Descriptor
from sino_pak_data.model.problem import PackageError
from sino_pak_data.model.store import Folder
from sino_pak_data.release import source
from sino_pak_data.release.build import SUMS
from tests.conftest import ROOT


def clone(folder: Path, umask: int) -> Path:
    """A git repository with the tracked files of this one as they stand, written under a umask."""
    before = os.umask(umask)
    try:
        for name in source.tracked(ROOT):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    finally:
        os.umask(before)
    for words in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)
    return folder


def sums(root: Path, umask: int, environment: Mapping[str, str]) -> str:
    """SHA256SUMS of a build in another process."""
    script = (
        "from pathlib import Path\n"
        "from sino_pak_data.authored.read import open_package\n"
        "from sino_pak_data.release.build import build\n"
        "build(open_package(Path('.')), Path('.').absolute(), Path('dist').absolute())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(root), **environment}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=root, env=environment, umask=umask, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (root / "dist" / SUMS).read_text()


@pytest.mark.slow
def test_folder_zone_locale_umask_clock_and_hash_seed_leave_no_trace(tmp_path: Path) -> None:
    """The second clone also holds a file that nobody committed and one that git ignores."""
    if not source.tracked(ROOT):
        pytest.skip("what git tracks is only known in a clone")
    one = clone(tmp_path / "one", 0o022)
    other = clone(tmp_path / "another" / "place", 0o077)
    (other / "tables" / "draft.csv").write_text("not,committed\n")
    (other / "sino_pak_data" / "data").mkdir()
    (other / "sino_pak_data" / "data" / "old.parquet").write_text("ignored")
    os.utime(other / "tables" / "events.csv", (978307200, 978307200))
    here = sums(one, 0o022, {"TZ": "Asia/Karachi", "PYTHONHASHSEED": "1"})
    there = sums(
        other, 0o077, {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "77", "SOURCE_DATE_EPOCH": "9"}
    )
    assert here == there
    assert here.count("\n") > 3


def test_only_what_git_tracks_is_copied(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(ROOT / "schemas", root / "schemas")
    (root / "datapackage.json").write_text("{}")
    subprocess.run(["git", "-C", str(root), "init", "--quiet"], check=True)
    subprocess.run(["git", "-C", str(root), "add", "datapackage.json", "schemas/events.json"], check=True)
    out = source.copy(root, tmp_path / "out", {"datapackage.json": b"[]", "CHANGES": b"new"})
    assert [path.relative_to(out).as_posix() for path in sorted(out.rglob("*")) if path.is_file()] == [
        "CHANGES",
        "datapackage.json",
        "schemas/events.json",
    ]
    assert (out / "datapackage.json").read_bytes() == b"[]"
    assert "schemas/actors.json" in source.untracked(root)


def test_a_tree_that_is_no_clone_is_built_where_it_is(base: Path, tmp_path: Path) -> None:
    assert source.copy(base, tmp_path / "out") == base


@pytest.mark.parametrize(("created", "epoch"), [("2026-11-24T00:00:00Z", "1795478400"), ("2026-11-24", None)])
def test_the_clock_of_a_build_is_the_day_of_the_release(base: Path, created: str, epoch: str | None) -> None:
    descriptor = Descriptor(Folder(base))
    descriptor.json["created"] = created
    if epoch is None:
        with pytest.raises(PackageError, match="created must be a time"):
            source.environment(descriptor)
    else:
        assert source.environment(descriptor)["SOURCE_DATE_EPOCH"] == epoch
