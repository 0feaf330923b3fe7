"""The same commit gives the same bytes, whoever builds it, wherever and whenever."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from sino_pak_data.package.artifacts import SUMS
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder
from sino_pak_data.release import build, last
from tests.conftest import ROOT
from tests.release.conftest import commit, git, number


def run(root: Path, umask: int, environment: Mapping[str, str], *words: str) -> str:
    """A command line in a process of its own, in `root` and with the code of `root`."""
    command = [sys.executable, "-m", "sino_pak_data", *words]
    environment = {**os.environ, "PYTHONPATH": str(root), **environment}
    done = subprocess.run(command, cwd=root, env=environment, umask=umask, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def spoil(root: Path) -> None:
    """A draft that nobody committed, a file that git ignores, another time."""
    (root / "tables" / "draft.csv").write_text("not,committed\n")
    (root / "sino_pak_data" / "data").mkdir()
    (root / "sino_pak_data" / "data" / "old.parquet").write_text("ignored")
    os.utime(root / "tables" / "events.csv", (978307200, 978307200))


@pytest.mark.slow
def test_whoever_builds_a_release_from_its_commit_gets_the_same_bytes(tmp_path: Path) -> None:
    """This repository with one cell corrected is released; a clone of that is built in another folder, zone,
    locale, umask and hash seed, and with another clock."""
    if not (ROOT / ".git").exists():
        pytest.skip("what git tracks is only known in a clone")
    one, other = tmp_path / "one", tmp_path / "another" / "place"
    build.copy_tree(ROOT, one, {"README.md": (ROOT / "README.md").read_bytes()})
    commit(one, "All of it")
    entry = last.entry(Descriptor(Folder(one)), "0.9.9", "2026-11-24", git(one, "rev-parse", "HEAD"))
    (one / last.FILE).write_text(json.dumps({"releases": [entry]}))
    number(one, "0.9.9")
    actors = one / "tables" / "actors.csv"
    actors.write_text(actors.read_text(encoding="utf-8").replace(",China,", ",China (mainland),", 1), encoding="utf-8")
    run(one, 0o022, {}, "codebook")
    commit(one, "Say which China")

    run(one, 0o022, {"TZ": "Asia/Karachi", "PYTHONHASHSEED": "1"}, "release", "1.0.0", "--date", "2027-01-31")
    commit(one, "Release 1.0.0")
    subprocess.run(["git", "clone", "--quiet", str(one), str(other)], umask=0o077, check=True)
    spoil(other)
    environment = {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "77", "SOURCE_DATE_EPOCH": "9"}
    run(other, 0o077, environment, "build")
    run(other, 0o077, environment, "verify", "dist/sino-pak-data-1.0.0.zip")

    sums = [(root / "dist" / SUMS).read_text(encoding="utf-8") for root in (one, other)]
    assert sums[0] == sums[1]
    assert sums[0].count("1.0.0") > 3


def test_only_what_git_tracks_is_copied(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(ROOT / "schemas", root / "schemas")
    (root / "datapackage.json").write_text("{}")
    subprocess.run(["git", "-C", str(root), "init", "--quiet"], check=True)
    subprocess.run(["git", "-C", str(root), "add", "datapackage.json", "schemas/events.json"], check=True)
    out = build.copy_tree(root, tmp_path / "out", {"datapackage.json": b"[]", "CHANGES": b"new"})
    assert [path.relative_to(out).as_posix() for path in sorted(out.rglob("*")) if path.is_file()] == [
        "CHANGES",
        "datapackage.json",
        "schemas/events.json",
    ]
    assert (out / "datapackage.json").read_bytes() == b"[]"
    assert "schemas/actors.json" in build.untracked(root)


def test_a_tree_that_is_no_clone_is_built_where_it_is(base: Path, tmp_path: Path) -> None:
    assert build.copy_tree(base, tmp_path / "out") == base


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1", "dubious ownership"), ("PATH", "", "git is not installed")],
)
def test_a_clone_of_which_git_says_nothing_is_not_built(
    name: str, value: str, words: str, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whatever lies in its folders would be published."""
    commit(base, "All of it")
    (base / "tables" / "secret.txt").write_text("secret")
    monkeypatch.setenv(name, value)
    with pytest.raises(PackageError, match=f"git cannot be asked: .*{words}"):
        build.copy_tree(base, tmp_path / "out")


def test_a_clone_has_the_same_bytes_whatever_git_does_to_line_ends(base: Path, tmp_path: Path) -> None:
    """Git for Windows sets core.autocrlf."""
    shutil.copy(ROOT / ".gitattributes", base)
    commit(base, "All of it")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "-c", "core.autocrlf=true", str(base), str(clone)], check=True)
    different = [name for name in git(clone, "ls-files").splitlines() if b"\r\n" in (clone / name).read_bytes()]
    assert different == []
    assert git(clone, "status", "--short") == ""


@pytest.mark.parametrize(("created", "epoch"), [("2026-11-24T00:00:00Z", "1795478400"), ("2026-11-24", None)])
def test_the_clock_of_a_build_is_the_day_of_the_release(base: Path, created: str, epoch: str | None) -> None:
    descriptor = Descriptor(Folder(base))
    descriptor.json["created"] = created
    if epoch is None:
        with pytest.raises(PackageError, match="created must be a time"):
            build.environment(descriptor)
    else:
        assert build.environment(descriptor)["SOURCE_DATE_EPOCH"] == epoch
