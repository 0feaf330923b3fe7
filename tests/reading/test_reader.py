"""What is read of a file that is not as it should be, and what `format` makes of it."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.reading import canonical
from sino_pak_data.reading.column_shift import Fit
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT


def escape(path: Path) -> None:
    outside = path.parents[2] / "outside.csv"
    outside.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(outside)


def instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Take the table away and put something else there."""

    def change(path: Path) -> None:
        path.unlink()
        make(path)

    return change


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize(
    ("change", "rule", "message"),
    [
        (instead(lambda path: None), "missing-table", "does not exist"),
        (instead(Path.mkdir), "unreadable-table", "it is a folder"),
        (instead(os.mkfifo), "unreadable-table", "it is a pipe"),
        (instead(lambda path: path.symlink_to("/dev/zero")), "unreadable-table", "it is a device"),
        (instead(lambda path: path.symlink_to("nowhere.csv")), "missing-table", "it is a symbolic link to nowhere.csv"),
        (escape, "unreadable-table", "it is outside the package"),
    ],
)
def test_a_path_that_is_not_a_file_is_reported_without_reading_it(
    base: Path, change: Callable[[Path], None], rule: str, message: str
) -> None:
    change(base / "tables" / "retired.csv")
    (problem,) = open_package(base).problems
    assert (problem.rule, problem.file) == (rule, "tables/retired.csv")
    assert message in problem.message


def test_the_size_is_checked_before_the_file_is_read(base: Path) -> None:
    with (base / "tables" / "retired.csv").open("r+b") as file:
        file.truncate(600 * 2**20)
    (problem,) = open_package(base).problems
    assert (problem.rule, problem.line, problem.column) == ("too-large", 1, 1)
    assert "629,145,600 bytes; the limit of a table is 536,870,912" in problem.message


def export(text: str, separator: str) -> str:
    into = io.StringIO()
    csv.writer(into, delimiter=separator).writerows(csv.reader(io.StringIO(text)))
    return into.getvalue()


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: export(text, ";").encode("utf-8"),
        lambda text: export(text, "\t").encode("utf-16"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8"),
        lambda text: (text.replace("\n", ",,\n") + "\n,,,\n\n").encode("utf-8"),
        lambda text: text.replace("CHN;PAK", "\u00a0CHN; PAK \u200b").encode("utf-8"),
        lambda text: text.rstrip("\n").encode("utf-8"),
    ],
)
def test_format_restores_what_is_certain(base: Path, damage: Callable[[str], bytes]) -> None:
    path = base / "tables" / "events.csv"
    good = path.read_text(encoding="utf-8")
    path.write_bytes(damage(good))
    assert canonical.text(open_package(base).mendable["events"]) == good


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: export(text, ";").replace("\n", ";x\n", 2).encode("utf-8"),
        lambda text: text.replace("\n", ",\n", 1).replace("\n", ",content\n").encode("utf-8"),
        lambda text: text.replace("relations", "r\u00e9lations").encode("cp1252"),
        lambda text: (text + "half a row\n").encode("utf-8"),
    ],
)
def test_format_does_not_touch_what_is_uncertain(base: Path, damage: Callable[[str], bytes]) -> None:
    path = base / "tables" / "events.csv"
    path.write_bytes(damage(path.read_text(encoding="utf-8")))
    package = open_package(base)
    assert ("events" in package.mendable, "agreements" in package.mendable) == (False, True)


def test_the_looks_of_cells_show_where_a_row_is_shifted() -> None:
    schema = Descriptor(Folder(ROOT)).table("observations").schema
    row = ["power.cinc", "PAK", "NONE", "2012", "0.014", "share", "exact", "", "cow2026nmc7", "A note"]
    fit = Fit(schema, schema.names)
    assert (fit.misfits(row), fit.slip([*row[:3], *row[4:]]), fit.slip([*row[:4], "", *row[4:]])) == (0, 3, 4)
    assert (fit.shifted(row), fit.shifted([row[0], "", *row[1:7], *row[8:]])) == (None, 1)


def test_other_line_ends_are_one_problem(base: Path) -> None:
    path = base / "tables" / "actors.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    package = open_package(base)
    assert [problem.rule for problem in package.problems] == ["line-ending"]
    assert len(package["actors"].rows) == 4
