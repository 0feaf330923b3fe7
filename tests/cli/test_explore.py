"""`explore`: what it writes, and what it refuses without touching the file that is there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.cli import explore as verb
from sino_pak_data.cli import main
from tests.conftest import ROOT

OLD = "the page of yesterday"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A file that is there already."""
    file = tmp_path / "explore.html"
    file.write_text(OLD)
    return file


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The tables of this clone, to damage."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("datapackage.json", "releases.json"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("tables", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def explore(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["explore", *map(str, words)])


@pytest.mark.slow
def test_it_writes_one_page(page: Path) -> None:
    done = explore("-o", page, "--package", ROOT)
    assert done.exit_code == 0, done.output
    assert done.output.endswith(f"MB  {page}\n")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_it_opens_the_page_in_a_browser(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(verb.webbrowser, "open", lambda address: asked.append(address) or False)
    monkeypatch.setattr(verb, "document", lambda data: b"<!doctype html>")
    done = explore("-o", page, "--open", "--package", ROOT)
    assert asked == [page.as_uri()]
    assert f"no browser was found: open {page} yourself" in done.output


def without_rows(clone: Path) -> None:
    events = clone / "tables" / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")


def without_a_table(clone: Path) -> None:
    descriptor = json.loads((clone / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["version"] = "0.1.0"
    descriptor["resources"] = [one for one in descriptor["resources"] if one["name"] != "sought"]
    (clone / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


def of_somebody_else(clone: Path) -> None:
    descriptor = json.loads((clone / "datapackage.json").read_text(encoding="utf-8"))
    (clone / "datapackage.json").write_text(json.dumps(descriptor | {"name": "toys"}), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (without_rows, "tables/events.csv has no rows: there is nothing to show"),
        (without_a_table, "the package is of version 0.1.0 and has no table sought"),
        (of_somebody_else, "the explorer shows sino-pak-data, not toys"),
    ],
    ids=["empty table", "another version", "another dataset"],
)
def test_what_has_no_page_is_refused_and_the_old_one_stays(damage: Any, message: str, clone: Path, page: Path) -> None:
    damage(clone)
    done = explore("-o", page, "--package", clone)
    assert done.exit_code == 2
    assert message in done.output
    assert page.read_text() == OLD


@pytest.mark.parametrize(
    ("target", "message"),
    [("folder", "is a folder: name a file, such as"), ("none/page.html", "is not a folder: make it first")],
)
def test_a_target_that_cannot_be_is_refused_at_once(
    target: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr(verb, "document", lambda data: pytest.fail("the page was made all the same"))
    done = explore("-o", tmp_path / target, "--package", ROOT)
    assert (done.exit_code, message in done.output) == (2, True), done.output


def test_without_the_library_it_says_which_extra_to_install(tmp_path: Path) -> None:
    script = "import sys; sys.modules['vl_convert'] = None; from sino_pak_data.cli import script; script()"
    done = subprocess.run(
        [sys.executable, "-c", script, "explore"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "`explore` needs vl_convert, which is not installed: pip install 'sino-pak-data[explore]'" in done.stderr
