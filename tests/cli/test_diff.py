"""`diff` as a person uses it, over folders, zips and git revisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.cli import main
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import DESCRIPTOR, Folder, Overlay, Revision, Zip
from sino_pak_data.release import last
from sino_pak_data.release.compile import zipped
from tests.release.conftest import commit, git, number


@pytest.fixture
def clone(base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The base, as version 0.1.0, as a git repository of one commit, with the working folder in it."""
    number(base, "0.1.0")
    commit(base, "First rows")
    monkeypatch.chdir(base)
    return base


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["diff", *words])


def edit(clone: Path, table: str, old: str, new: str, count: int = 1) -> None:
    path = clone / "tables" / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, count), encoding="utf-8")


def redate(clone: Path) -> None:
    edit(clone, "agreements", ",2005-04-05,", ",2005-04-06,", -1)


def released(clone: Path, at: str, version: str = "0.1.0") -> None:
    entry = last.entry(Descriptor(Folder(clone)), version, "2026-11-24", at)
    (clone / last.FILE).write_text(json.dumps({"releases": [entry]}), encoding="utf-8")


def test_a_revision_is_compared_with_the_clone(clone: Path) -> None:
    redate(clone)
    result = run("HEAD")
    assert result.exit_code == 0
    assert "least version after 0.1.0: 0.1.1 (patch change)" in result.output
    assert "~ agreements/friendship-treaty-2005\n      signed: 2005-04-05 -> 2005-04-06" in result.output


@pytest.mark.slow
def test_a_zip_a_folder_and_a_revision_of_the_same_rows_differ_in_nothing(clone: Path, tmp_path: Path) -> None:
    files = {name: (clone / name).read_bytes() for name in Folder(clone).names("") if not name.startswith(".git/")}
    (tmp_path / "package.zip").write_bytes(zipped(files))
    for old in (str(tmp_path / "package.zip"), str(clone), "HEAD"):
        for new in (str(tmp_path / "package.zip"), str(clone), "HEAD"):
            assert "nothing changed" in run(old, new).output


def test_every_store_names_the_files_below_a_folder_alike(clone: Path, tmp_path: Path) -> None:
    files = {name: Folder(clone).read(name) for name in Revision(clone, "HEAD").names("")}
    (tmp_path / "package.zip").write_bytes(zipped(files))
    stores = (Zip(tmp_path / "package.zip"), Revision(clone, "HEAD"), Overlay(tmp_path / "empty", files))
    for under in ("", "tables", "schemas/codes"):
        wanted = sorted(name for name in files if name.startswith(under))
        assert [list(store.names(under)) for store in stores] == [wanted] * 3
    assert DESCRIPTOR in files


def test_only_identifiers_of_one_table(clone: Path) -> None:
    redate(clone)
    assert run("HEAD", "--ids").output == "~ agreements/friendship-treaty-2005\n"
    assert run("HEAD", "--ids", "--table", "events").output.strip() == ""
    grouped = json.loads(run("HEAD", "--ids", "--format", "json").output)
    assert grouped["changed"] == ["agreements/friendship-treaty-2005"]


def test_json_has_both_sides_and_every_cell(clone: Path) -> None:
    redate(clone)
    difference = json.loads(run("HEAD", "--format", "json").output)
    assert difference["least_version"] == "0.1.1"
    cells = {"signed": {"old": "2005-04-05", "new": "2005-04-06"}}
    changed = [{"record": "agreements/friendship-treaty-2005", "cells": cells}]
    assert difference["tables"]["agreements"]["changed"] == changed


def test_markdown_keeps_a_hostile_cell_in_its_place(clone: Path) -> None:
    hostile = "`<img src=x onerror=alert(1)> @all [x](//evil.example)|``\u202e"
    edit(clone, "actors", ",China,", f",{hostile},")
    line = next(line for line in run("HEAD", "--format", "markdown").output.splitlines() if line.startswith("* "))
    shown = "``` `<img src=x onerror=alert(1)> @all [x](//evil.example)\\u007c``\\u202e ```"
    assert line == f"* changed `actors/CHN`: name `China` -> {shown}"


def test_a_cell_cannot_steer_the_terminal(clone: Path) -> None:
    edit(clone, "actors", ",China,", ",\x1b[2JChina,")
    assert "name: China -> \\x1b[2JChina" in run("HEAD").output


def test_markdown_fits_a_comment_whatever_is_in_the_cells(clone: Path) -> None:
    edit(clone, "retired", "by\n", "by\n" + "".join(f"events/{n:04d}{'x' * 9000},0.2.0,Why,\n" for n in range(500)))
    for words in (["--limit", "400"], ["--ids", "--limit", "400"]):
        output = run("HEAD", "--format", "markdown", *words).output
        assert len(output) < 60_000
        assert f"and {500 - output.count('retired/events')} more" in output or "more: `--limit 0`" in output


def test_what_is_left_out_is_counted(clone: Path) -> None:
    edit(clone, "sources", ",en,", ",ur,", -1)
    shown = run("HEAD", "--limit", "2").output
    every = run("HEAD", "--limit", "0").output
    assert shown.count("~ sources/") == 2
    assert f"and {every.count('~ sources/') - 2} more" in shown


@pytest.mark.parametrize(("listed", "least"), [("0.1.0", "0.1.1"), ("0.4.0", "0.4.1")])
def test_the_last_release_is_found_without_a_tag_and_has_the_version_of_the_list(
    clone: Path, listed: str, least: str
) -> None:
    released(clone, git(clone, "rev-parse", "HEAD"), listed)
    redate(clone)
    assert f"least version after {listed}: {least}" in run().output


def test_a_moved_tag_is_noticed(clone: Path) -> None:
    released(clone, git(clone, "rev-parse", "HEAD"))
    redate(clone)
    commit(clone, "Date")
    git(clone, "tag", "v0.1.0")
    result = run()
    assert result.exit_code == 2
    assert "v0.1.0 is not release 0.1.0: tables/agreements.csv" in result.output


def test_a_shallow_clone_says_how_to_get_the_rest(clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released(clone, git(clone, "rev-parse", "HEAD"))
    commit(clone, "List the release")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{clone}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    result = run()
    assert result.exit_code == 2
    assert "git fetch --unshallow --tags" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-such-branch"], "'no-such-branch' is not a file, a folder or a git revision"),
        (["--", "--output=x"], "'--output=x' is not a file, a folder or a git revision"),
        (["HEAD", "--table", "evnts"], "did you mean 'events'?"),
        ([], "lists no release yet"),
    ],
)
def test_wrong_use_is_refused(clone: Path, words: list[str], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_without_git_a_revision_is_refused(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("HEAD")
    assert result.exit_code == 2
    assert "git is not installed" in result.output
