"""The locked environment, the workflow and the manual of a release fit what the package says of itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sino_pak_data.cli import VERBS
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements" / "release.txt").read_text(encoding="utf-8")
LOCKED = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE))
MANUAL = (ROOT / "RELEASING.md").read_text(encoding="utf-8")
WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
NEEDED = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["curate"],
    *PROJECT["build-system"]["requires"],
]


@pytest.mark.parametrize("needed", NEEDED)
def test_the_lock_has_a_version_of_everything_that_building_needs(needed: str) -> None:
    """After a change of pyproject.toml the lock is made again; its head says how."""
    requirement = Requirement(needed)
    assert LOCKED[canonicalize_name(requirement.name)] in requirement.specifier


def test_every_locked_version_has_hashes_and_no_index_is_named() -> None:
    entries = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK


def test_the_manual_has_at_most_ten_steps_each_a_command() -> None:
    steps = re.findall(r"^\d+\. `([^`]+)`", MANUAL.partition("\n## ")[0], re.MULTILINE)
    assert 5 < len(steps) <= 10
    verbs = re.findall(r"-m sino_pak_data (\w+)", MANUAL)
    assert set(verbs) <= set(VERBS)


@pytest.mark.parametrize(("tag", "accepted"), [("v{version}", True), ("v9.9.9", False), ("{version}", False)])
def test_a_tag_that_is_not_the_version_stops_the_workflow(base: Path, tag: str, accepted: bool) -> None:
    """The first lines of the step itself are run, with the `python` of this environment: not every machine has one."""
    step = next(one for one in WORKFLOW["jobs"]["build"]["steps"] if "The tag is the version" in one.get("name", ""))
    script = step["run"].partition("test -z")[0]
    version = re.search(r'"version": "([^"]+)"', (base / "datapackage.json").read_text())
    assert version is not None
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GITHUB_REF_NAME": tag.format(version=version[1])}
    done = subprocess.run(["bash", "-e", "-c", script], cwd=base, env=environment, capture_output=True, check=False)
    assert (done.returncode == 0) is accepted


def test_only_the_jobs_that_publish_may_write() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    rights = {name: job.get("permissions") for name, job in WORKFLOW["jobs"].items() if "permissions" in job}
    assert rights == {"index": {"id-token": "write"}, "attach": {"contents": "write"}}
    assert WORKFLOW["jobs"]["index"]["environment"] == "index"
    assert [WORKFLOW["jobs"][name]["needs"] for name in ("rebuild", "index", "attach")] == ["build", "rebuild", "index"]


def test_the_notes_of_a_release_are_its_section(tmp_path: Path) -> None:
    script = WORKFLOW["jobs"]["attach"]["steps"][-1]["run"].partition("gh release")[0]
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 0.10.0 (2027)\n\nNew.\n\n### Thanks\n\nBo\n\n## 0.1.0 (2026)\n\nOld.\n"
    )
    environment = {**os.environ, "GITHUB_REF_NAME": "v0.10.0"}
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "notes.md").read_text() == "\nNew.\n\n### Thanks\n\nBo\n\n"
