"""The locked environment, the workflow and the manual of a release fit what the package says of itself."""

from __future__ import annotations

import os
import re
import subprocess
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


@pytest.mark.parametrize("status", [0, 1, 2, 127])
def test_nothing_is_built_unless_the_program_says_that_the_tag_is_the_release(tmp_path: Path, status: int) -> None:
    """The step is run as a runner does, with a `python` that notes what it is asked and answers with a status."""
    (step,) = [one for one in WORKFLOW["jobs"]["build"]["steps"] if "--tagged" in one.get("run", "")]
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > asked\nexit {status}\n')
    python.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_REF_NAME": "v1.0.0 --dry-run"}
    done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, check=False)
    assert done.returncode == status
    words = (tmp_path / "asked").read_text().splitlines()
    assert words == ["-m", "sino_pak_data", "release", "--tagged", "v1.0.0 --dry-run"]


def test_only_the_jobs_that_publish_may_write_and_only_for_a_pushed_tag() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    jobs = WORKFLOW["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items() if "permissions" in job} == {
        "index": {"id-token": "write"},
        "attest": {"attestations": "write", "id-token": "write"},
        "attach": {"contents": "write"},
        "page": {"pages": "write", "id-token": "write"},
    }
    assert jobs["index"]["environment"] == "index"
    assert [name for name, job in jobs.items() if job.get("if") == "github.event_name == 'push'"] == [
        "index", "attest", "attach", "page"
    ]  # fmt: skip
    assert WORKFLOW[True]["push"] == {"tags": ["v*"]}
    order = {name: job.get("needs") for name, job in jobs.items()}
    assert order == {
        "build": None, "rebuild": "build", "index": "rebuild", "attest": "index", "attach": "attest", "page": "attest"
    }  # fmt: skip


def test_every_file_of_a_release_is_attested() -> None:
    (step,) = [one for one in WORKFLOW["jobs"]["attest"]["steps"] if "attest-build-provenance" in one["uses"]]
    assert step["with"] == {"subject-path": "dist/*"}
    assert WORKFLOW["jobs"]["attach"]["steps"][-1]["run"].count(" dist/* ") == 1


def test_the_notes_of_a_release_are_its_section(tmp_path: Path) -> None:
    script = WORKFLOW["jobs"]["attach"]["steps"][-1]["run"].partition("gh release")[0]
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 0.10.0 (2027)\n\nNew.\n\n### Thanks\n\nBo\n\n## 0.1.0 (2026)\n\nOld.\n"
    )
    environment = {**os.environ, "GITHUB_REF_NAME": "v0.10.0"}
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "notes.md").read_text() == "\nNew.\n\n### Thanks\n\nBo\n\n"
