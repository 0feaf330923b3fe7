"""`release` as the maintainer uses it; the slow part, building, is stubbed but once."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.cli import main, release
from sino_pak_data.package.artifacts import SUMS
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.store import Folder
from sino_pak_data.release import last
from tests.release.conftest import commit, git, number

DISAGREEMENTS = release.disagreements


@pytest.fixture
def clone(base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that released 0.1.0 and has since corrected a date; its builds are one file, the tools agree."""
    number(base, "0.1.0")
    (base / "CHANGELOG.md").write_text("# Changelog\n\n## 0.1.0 (2026-11-24)\n\nFirst tables.\n")
    (base / ".gitignore").write_text("dist/\n")
    commit(base, "First rows")
    entry = last.entry(Descriptor(Folder(base)), "0.1.0", "2026-11-24", git(base, "rev-parse", "HEAD"))
    (base / last.FILE).write_text(json.dumps({"releases": [entry]}))
    path = base / "tables" / "agreements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",2005-04-05,", ",2005-04-06,"), encoding="utf-8")
    commit(base, "Correct a date\n\nReported-by: Chen Li <li@example.org>")
    git(base, "config", "user.name", "A")
    monkeypatch.chdir(base)
    monkeypatch.setattr(release, "build", stub)
    monkeypatch.setattr(release, "faults", lambda *_: [])
    monkeypatch.setattr(release, "disagreements", lambda *_: [])
    return base


def stub(_package: object, _root: Path, out: Path, _page: object = None) -> None:
    out.mkdir()
    (out / SUMS).write_text("")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["release", *words])


def status(clone: Path) -> list[str]:
    return [line.split()[-1] for line in git(clone, "status", "--porcelain", "--untracked-files=all").splitlines()]


def test_the_least_version_is_released_unless_another_is_named(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "disagreements", DISAGREEMENTS)
    result = run("--date", "2027-01-31")
    assert result.exit_code == 0, result.output
    assert "git tag --annotate v0.1.1" in result.output
    assert Descriptor(Folder(clone)).version == "0.1.1"
    section = (clone / "CHANGELOG.md").read_text().partition("## 0.1.0")[0]
    assert "## 0.1.1 (2027-01-31)" in section
    assert "* changed `agreements/friendship-treaty-2005`: signed `2005-04-05` -> `2005-04-06`" in section
    assert "### Thanks\n\nChen Li." in section
    assert (clone / "dist" / SUMS).is_file()
    assert [path.name for path in clone.glob(".release*")] == []


def test_a_dry_run_shows_all_and_writes_nothing(clone: Path) -> None:
    before = sorted(clone.iterdir())
    output = run("0.2.0", "--dry-run").output
    assert "signed `2005-04-05` -> `2005-04-06`" in output
    assert "changes/0.2.0.csv (new)" in output
    assert status(clone) == []
    assert sorted(clone.iterdir()) == before


def test_what_only_a_reference_tool_finds_is_refused(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Problem("tables/actors.csv", 2, 1, "name", "reference-pandera", "error", "", "pandera refuses ''")
    monkeypatch.setattr(release, "disagreements", lambda *_: [found])
    result = run()
    assert (result.exit_code, status(clone)) == (1, [])
    assert "tables/actors.csv:2:1: reference-pandera: pandera refuses" in result.output


@pytest.mark.slow
def test_the_next_release_starts_from_this_one(clone: Path) -> None:
    run("0.2.0")
    commit(clone, "Release 0.2.0")
    assert "refused: 0.2.0 is already released" in run("0.2.0").output
    result = run("0.2.1", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "No row differs." in result.output


@pytest.mark.parametrize(
    ("spoil", "words", "said"),
    [
        (lambda root: (root / "note.txt").write_text("x"), [], "refused: note.txt is not committed"),
        (lambda root: None, ["0.1.0"], "refused: 0.1.0 is too small after 0.1.0; use 0.1.1 or higher"),
        (lambda root: None, ["1.0"], "'1.0' is not a version"),
        (lambda root: None, ["0.2.0", "--date", "2027-02-30"], "'2027-02-30' is not a date"),
        (lambda root: damage(root), [], "unknown-code"),
    ],
)
def test_what_is_refused_leaves_the_tree_as_it_was(clone: Path, spoil, words: list[str], said: str) -> None:
    spoil(clone)
    before = status(clone)
    result = run(*words)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert status(clone) == before


def damage(root: Path) -> None:
    path = root / "tables" / "events.csv"
    path.write_text(path.read_text().replace(",signing,", ",signin,", 1))
    commit(root, "Mistype a code")


def released(clone: Path) -> None:
    """The release 0.2.0 as the maintainer publishes it."""
    assert run("0.2.0").exit_code == 0
    commit(clone, "Release 0.2.0")
    git(clone, "tag", "--annotate", "v0.2.0", "--message", "0.2.0")


def test_a_tag_is_published_only_if_its_commit_is_the_release_and_nothing_else(clone: Path) -> None:
    released(clone)
    assert run("--tagged", "v0.2.0").exit_code == 0
    wrong = run("--tagged", "v0.2.1")
    assert (wrong.exit_code, "'refs/tags/v0.2.1' is not" in wrong.output) == (2, True)
    redate = (clone / "tables" / "agreements.csv").read_text(encoding="utf-8").replace("2005-04-06", "2005-04-07")
    (clone / "tables" / "agreements.csv").write_text(redate, encoding="utf-8")
    (clone / "schemas" / "note.json").write_text("{}")
    assert "refused: schemas/note.json is not committed" in run("--tagged", "v0.2.0").output
    commit(clone, "Correct the date again")
    said = run("--tagged", "v0.2.0")
    assert said.exit_code == 1
    assert "v0.2.0 is another commit than the one that is checked out" in said.output
    git(clone, "tag", "--force", "--annotate", "v0.2.0", "--message", "0.2.0")
    said = run("--tagged", "v0.2.0")
    assert said.exit_code == 1
    assert "table agreements is not the one that releases.json describes" in said.output
    assert "schemas/note.json changed since" in said.output


REWRITTEN = [
    ("datapackage.json", '"name": "sino-pak-data"', '"name": "sino-pak-date"', "datapackage.json is not as `release`"),
    ("releases.json", "2026-11-24", "2026-11-23", "releases.json is not as `release` writes it"),
    ("changes/0.2.0.csv", "2005-04-05", "2005-04-04", "changes/0.2.0.csv is not as"),
    ("CITATION.cff", "0.2.0", "0.2.9", "CITATION.cff is not as"),
    ("CHANGELOG.md", "First tables.", "Tables.", "CHANGELOG.md was edited outside its section 0.2.0"),
    ("CHANGELOG.md", "signed `2005-04-05`", "signed on `2005-04-05`", "this commit is the release v0.2.0"),
]
"""A file that a release writes, what another hand changed in it afterwards, and what is said."""


def test_a_release_is_not_published_if_another_hand_was_in_the_files_that_it_writes(clone: Path) -> None:
    released(clone)
    for file, old, new, said in REWRITTEN:
        before = (clone / file).read_text(encoding="utf-8")
        assert old in before
        (clone / file).write_text(before.replace(old, new, 1), encoding="utf-8")
        commit(clone, f"Edit {file}")
        git(clone, "tag", "--force", "v0.2.0")
        assert said in run("--tagged", "v0.2.0").output
        (clone / file).write_text(before, encoding="utf-8")


def test_a_tag_before_the_release_is_not_published(clone: Path) -> None:
    git(clone, "tag", "v0.2.0")
    said = run("--tagged", "v0.2.0")
    assert said.exit_code == 1
    assert "v0.2.0 is not v0.1.0, the version of datapackage.json" in said.output


@pytest.mark.parametrize(("committed", "said"), [(True, "HEAD moved from"), (False, "note.txt was changed while")])
def test_what_changes_while_a_release_is_built_refuses_it(
    clone: Path, monkeypatch: pytest.MonkeyPatch, committed: bool, said: str
) -> None:
    def somebody_works(package: object, root: Path, out: Path, _page: object) -> None:
        stub(package, root, out)
        (clone / "note.txt").write_text("x")
        if committed:
            git(clone, "add", "note.txt")
            git(clone, "commit", "--quiet", "--message", "Note")

    monkeypatch.setattr(release, "build", somebody_works)
    result = run("0.2.0")
    assert (result.exit_code, said in result.output) == (1, True)
    assert status(clone) == ([] if committed else ["note.txt"])
    assert Descriptor(Folder(clone)).version == "0.1.0"


def test_half_a_release_that_somebody_committed_is_never_completed(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def killed(source: Path, target: Path) -> Path:
        if target.name == "releases.json":
            raise SystemExit(137)
        return replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        run("0.2.0")
    commit(clone, "Everything there is")
    assert "that it left behind was committed: revert that commit" in run("0.2.0").output
    git(clone, "rm", "-rq", *[path.name for path in clone.glob(".release*")])
    commit(clone, "Without the scratch folder")
    subprocess.run(["bash", "-ec", run("0.2.0").output.rpartition("undo it: ")[2]], cwd=clone, check=True)
    said = run("0.2.0")
    assert said.exit_code == 1
    assert "datapackage.json has version 0.2.0, but the last of releases.json is 0.1.0" in said.output
    assert "changes/0.2.0.csv is later than 0.1.0" in said.output


def test_stopped_while_it_builds_nothing_is_left(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(release, "build", stop)
    assert run("0.2.0").exit_code == 130
    assert status(clone) == []
    assert [path.name for path in clone.glob(".release*")] == []


def test_a_build_that_does_not_hold_the_rows_is_not_released(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "faults", lambda *_: ["events: rows or cells differ"])
    result = run("0.2.0")
    assert (result.exit_code, status(clone)) == (1, [])
    assert "refused: the build is wrong: events" in result.output


def test_after_a_kill_between_two_moves_the_printed_command_clears_the_way(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace
    moved: list[str] = []

    def killed(source: Path, target: Path) -> Path:
        if len(moved) == 4:
            raise SystemExit(137)
        moved.append(target.relative_to(clone).as_posix())
        return replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        assert run("0.2.0").exit_code == 137
    assert moved == [".zenodo.json", "CHANGELOG.md", "CITATION.cff", "CODEBOOK.md"]
    said = run("0.2.0")
    assert said.exit_code == 1
    assert all(name in said.output for name in moved)
    undo = said.output.strip().rpartition("undo it: ")[2]
    assert "git restore -- CHANGELOG.md" in undo
    assert "an earlier release was killed" in CliRunner().invoke(main, ["build"]).output
    subprocess.run(["bash", "-ec", undo], cwd=clone, check=True)
    assert status(clone) == []
    result = run("0.2.0")
    assert result.exit_code == 0, result.output
    assert {"changes/0.2.0.csv", "releases.json", "CHANGELOG.md", "datapackage.json"} <= set(status(clone))


def test_a_file_that_cannot_be_moved_is_said_with_the_way_back(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_source: Path, _target: Path) -> Path:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", denied)
    result = run("0.2.0")
    assert result.exit_code == 2
    assert "cannot move the release into the tree" in result.output
    assert "git clean -fdxq -- .release-scratch-" in " ".join(result.output.split())
