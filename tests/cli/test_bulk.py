"""`bulk` on the command line: its verbs, formats, exit status and last line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sino_pak_data.cli import main
from sino_pak_data.cli.bulk import VERBS, command
from sino_pak_data.cli.render.problems import PRINTERS

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "who", "type": "string"}], "primaryKey": "id"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a Table Schema, a sound file and a bad one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA))
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "good.csv").write_text("id,who\n1,CHN\n")
    (tmp_path / "parts" / "bad.csv").write_text("id,who\nx,PAK\n1,IND\n")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["bulk", "check", *words])


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_verbs_is_the_first_line_of_each_help(verb: str) -> None:
    found = command.get_command(None, verb)  # type: ignore[arg-type]
    assert found is not None
    assert (found.help or "").splitlines()[0] == VERBS[verb]


def test_a_sound_file_ends_with_0_and_what_was_read(here: Path) -> None:
    done = run("parts/good.csv", "--schema", "s.json")

    assert done.exit_code == 0
    assert done.stdout.startswith("1 file, 1 row, no problems in ")


@pytest.mark.parametrize("paths", [("parts",), ("parts/*.csv",), ("parts/bad.csv", "parts/good.csv")])
def test_folders_globs_and_files_are_one_table_whose_keys_are_compared(here: Path, paths: tuple[str, ...]) -> None:
    done = run(*paths, "--schema", "s.json")

    lines = done.stdout.splitlines()
    assert done.exit_code == 1
    assert lines[0] == "parts/bad.csv:2:1: wrong-type: 'x' is not a whole number"
    assert "duplicate-key: duplicate key '1': parts/" in done.stdout
    assert done.stderr.startswith("2 files, 3 rows, 2 errors, 0 warnings in ")


@pytest.mark.parametrize("form", PRINTERS)
def test_the_formats_are_those_of_check(here: Path, form: str) -> None:
    done = run("parts/bad.csv", "--schema", "s.json", "--format", form)

    assert done.exit_code == 1
    assert "wrong-type" in done.stdout
    if form == "json":
        assert [(one["file"], one["line"], one["rule"]) for one in json.loads(done.stdout)] == [
            ("parts/bad.csv", 2, "wrong-type")
        ]


def test_all_are_counted_though_only_some_are_shown(here: Path) -> None:
    (here / "many.csv").write_text("id,who\n" + "".join(f"x{row},y\n" for row in range(50)))

    done = run("many.csv", "--schema", "s.json", "--max-problems", "3", "--format", "json")

    assert len(json.loads(done.stdout)) == 3
    assert done.stderr == "showing 3 of 50 problems; --max-problems 0 shows all\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--schema", "s.json"), "a Table Schema needs the paths of the files to check"),
        (("none*.csv", "--schema", "s.json"), "no file of that name"),
        (("parts", "--schema", "s.json", "--memory", "lots"), "not an amount of memory"),
        (("parts",), "no datapackage.json in"),
        (("parts", "--schema", "parts/good.csv"), "not JSON"),
    ],
)
def test_wrong_use_ends_with_2(here: Path, words: tuple[str, ...], said: str) -> None:
    done = run(*words)

    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
