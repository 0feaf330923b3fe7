"""`bulk reduce` and `bulk convert` as commands: what they print, and their exit status."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sino_pak_data.cli import main
from sino_pak_data.cli.bulk import VERBS, command
from tests.bulk.feed_files import SOUND, row, written


def ran(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["bulk", *map(str, arguments)])
    return result.exit_code, re.sub(r"in [0-9.]+ s$", "in … s", result.output.strip())


def test_reduce_says_what_it_left_out(tmp_path: Path) -> None:
    file = written(
        tmp_path / "e.tab", "icews", [SOUND["icews"], row("icews", CAMEO_Code="13y"), row("icews", CAMEO_Code="57")]
    )

    status, said = ran("reduce", file, "-o", tmp_path / "out.csv", "--by", "dyad-month")

    assert (status, said.splitlines()) == (0, [
        "1 event in 1 row",
        "left out: 1 rows with a code that CAMEO or PLOVER does not have",
        "left out: 1 rows that repeat an event",
        "mended: 1 code whose zero in front was lost",
        f"{tmp_path}/out.csv: icews, dyad-month, in … s",
    ])  # fmt: skip


def test_convert_says_what_it_made_and_reduce_takes_it(tmp_path: Path) -> None:
    written(tmp_path / "e.tab", "icews", [SOUND["icews"]])

    made = ran("convert", tmp_path / "*.tab", "-o", tmp_path / "out")
    again = ran("convert", tmp_path / "*.tab", "-o", tmp_path / "out")
    itself = ran("convert", tmp_path, "-o", tmp_path / "out")

    assert made == (0, f"1 row in 1 part\n{tmp_path}/out: icews, in … s")
    assert again[1].splitlines()[0] == "0 rows in 0 parts"
    assert itself[0] == 2
    assert f"it is in {tmp_path}/out, where the Parquet is to go" in itself[1]
    assert ran("reduce", tmp_path / "out", "-o", tmp_path / "out.parquet")[0] == 0


@pytest.mark.parametrize("verb", ["reduce", "convert"])
def test_what_cannot_be_done_is_wrong_usage_in_words(tmp_path: Path, verb: str) -> None:
    (tmp_path / "notes.txt").write_text("not events\n")

    status, said = ran(verb, tmp_path / "notes.txt", "-o", tmp_path / "out.csv")

    assert status == 2
    assert f"{tmp_path}/notes.txt: its columns are those of no feed of events" in said


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_begins_as_the_list_has_it(verb: str) -> None:
    found = command.get_command(None, verb)  # type: ignore[arg-type,attr-defined]

    assert (found.help or "").splitlines()[0] == VERBS[verb]
