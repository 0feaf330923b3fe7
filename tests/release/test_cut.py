"""What a release writes, what it refuses, and that it is written whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sino_pak_data.cells import csv_lines
from sino_pak_data.derive.tables import BUILT
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder, Overlay
from sino_pak_data.package.table import Row, read
from sino_pak_data.reading.reader import open_package
from sino_pak_data.release import cut as cut_module
from sino_pak_data.release.compile import digest
from sino_pak_data.release.cut import changed_files
from sino_pak_data.release.last import contributors
from tests.release.conftest import Edit, changes, commit, git, number

CHANGELOG = "# Changelog\n\nWhat a version means.\n\n{unreleased}## 0.1.0 (2026-11-24)\n\nFirst tables.\n"
FIX = "commit it, or put it aside with `git stash --include-untracked`"
TREATY = "agreements/friendship-treaty-2005"


@pytest.fixture
def clone(base: Path, edit: Edit) -> Path:
    """The base with one date corrected and one link of evidence moved, committed as 0.1.0."""
    (base / "CHANGELOG.md").write_text(CHANGELOG.format(unreleased=""))
    edit("tables/agreements.csv", ",2005-04-05,", ",2005-04-06,")
    edit("tables/evidence.csv", "yousaf-treaty-2005,", "yousaf-trade-2018,")
    commit(base, "Correct a date")
    return base


def cut(clone: Path, version: str = "0.2.0", day: str = "2027-01-31") -> dict[str, bytes]:
    return changed_files(clone, open_package(clone), version, day, "One date.\n", changes(clone))


def test_version_and_date_change_everywhere_and_nothing_else_in_the_descriptor(clone: Path) -> None:
    files = cut(clone)
    old = (clone / "datapackage.json").read_text().splitlines()
    new = files["datapackage.json"].decode().splitlines()
    changed = [line.strip() for line, other in zip(new, old, strict=True) if line != other]
    assert changed == ['"version": "0.2.0",', '"created": "2027-01-31T00:00:00Z",']
    for name in ("CITATION.cff", ".zenodo.json"):
        assert all(text in files[name].decode() for text in ('"0.2.0"', '"2027-01-31"'))


@pytest.mark.parametrize("day", ["2027-02-30", "31.1.2027", ""])
def test_a_day_that_does_not_exist_is_refused(clone: Path, day: str) -> None:
    with pytest.raises(PackageError, match="is not a date"):
        cut(clone, day=day)


@pytest.mark.parametrize("written", ["", "A new command.\n\n"])
def test_the_section_comes_first_and_opens_with_what_was_written_under_unreleased(clone: Path, written: str) -> None:
    unreleased = written and f"## Unreleased\n\n{written}"
    (clone / "CHANGELOG.md").write_text(CHANGELOG.format(unreleased=unreleased))
    section = f"## 0.2.0 (2027-01-31)\n\n{written}One date.\n\n"
    assert cut(clone)["CHANGELOG.md"].decode() == CHANGELOG.format(unreleased=section)


def test_every_row_and_cell_has_a_line_in_the_file_and_in_the_table_of_changes(clone: Path) -> None:
    files = cut(clone)
    rows = [line.cells for line in csv_lines.parse(files["changes/0.2.0.csv"].decode())]
    added, removed = (f"evidence/{claim}:{TREATY}" for claim in ("yousaf-trade-2018", "yousaf-treaty-2005"))
    assert rows == [
        ["record", "field", "change", "old", "new"],
        [TREATY, "signed", "changed", "2005-04-05", "2005-04-06"],
        [added, "*", "added", "", ""],
        [removed, "*", "removed", "", ""],
        [removed, "claim_id", "removed", "yousaf-treaty-2005", ""],
        [removed, "record", "removed", TREATY, ""],
        [removed, "stance", "removed", "supports", ""],
    ]
    table = list(BUILT["changes"](read(Descriptor(Overlay(clone, files)))))
    assert [[row.pop("version"), *row.values()] for row in table] == [["0.2.0", *row] for row in rows[1:]]


def test_a_column_that_is_dropped_leaves_its_cells_and_the_former_definition_of_its_table(
    base: Path, edit: Edit
) -> None:
    edit("tables/evidence.csv", "claim_id,record,stance,note", "claim_id,record,view,note")
    edit("schemas/evidence.json", '"{stance}: {note}"', '"{view}: {note}"')
    edit("schemas/evidence.json", '"name": "stance"', '"name": "view"')
    rows = [line.cells for line in csv_lines.parse(cut_module.changes(changes(base)))][1:]
    cells = {tuple(row[1:]) for row in rows if row[0].startswith("evidence/")}
    assert cells == {("stance", "removed", "supports", "")}
    (former,) = [row[3] for row in rows if row[:3] == ["schemas/evidence", "definition", "changed"]]
    assert [field["name"] for field in json.loads(former)["fields"]] == ["claim_id", "record", "stance", "note"]


@pytest.mark.parametrize("text", ["record,field\n", "record,field,change,old,new\na,b\n", ""])
def test_a_spoilt_file_of_changes_is_named(clone: Path, text: str) -> None:
    after = read(Descriptor(Overlay(clone, {"changes/0.2.0.csv": text.encode()})))
    if text:
        with pytest.raises(PackageError, match=r"changes/0.2.0.csv:[12]:1: expected record,field,change,old,new"):
            list(BUILT["changes"](after))
    else:
        assert list(BUILT["changes"](after)) == []


def test_the_release_is_listed_with_its_commit_and_tables(clone: Path) -> None:
    (entry,) = json.loads(cut(clone)["releases.json"])["releases"]
    tables = entry.pop("tables")
    assert entry == {"version": "0.2.0", "date": "2027-01-31", "commit": git(clone, "rev-parse", "HEAD")}
    content = (clone / "tables" / "agreements.csv").read_bytes()
    assert tables["agreements"] == {"rows": 3, "sha256": digest(content)}


def refused(base: Path, version: str = "0.2.0") -> list[str]:
    return cut_module.refusals(changes(base), open_package(base), version)


def test_a_release_that_is_earned_is_not_refused(clone: Path) -> None:
    assert refused(clone) == []


def test_a_version_that_is_too_small_is_refused_with_the_reason(base: Path, edit: Edit) -> None:
    for package in (base, base.parent / "old"):
        number(package, "1.0.0")
    edit("tables/evidence.csv", "yousaf-treaty-2005,", "yousaf-trade-2018,")
    (reason,) = refused(base, "1.1.0")
    assert reason.startswith("1.1.0 is too small after 1.0.0; use 2.0.0 or higher: evidence: 1 row removed: evidence/y")


@pytest.mark.parametrize(
    ("retired", "said"),
    [
        (
            "",
            "was removed but is not in retired: add `actors/IND,0.2.0,REASON,` to tables/retired.csv, with the reason",
        ),
        ("actors/IND,0.1.0,Error.,\n", "is in tables/retired.csv with version 0.1.0: change it to 0.2.0"),
        ("actors/IND,0.2.0,Error.,\n", None),
    ],
)
def test_an_id_that_is_gone_must_be_listed_for_this_version(
    base: Path, edit: Edit, retired: str, said: str | None
) -> None:
    row = next(line for line in (base / "tables" / "actors.csv").read_text().splitlines() if line.startswith("IND,"))
    edit("tables/actors.csv", f"{row}\n", "")
    edit("tables/retired.csv", "replaced_by\n", f"replaced_by\n{retired}")
    assert [reason.partition("actors/IND ")[2] for reason in refused(base)] == ([said] if said else [])


def test_what_was_withdrawn_stays_withdrawn(base: Path, edit: Edit) -> None:
    old = base.parent / "old" / "tables" / "retired.csv"
    old.write_text(old.read_text() + "actors/OLD,0.1.0,Error.,\n")
    assert refused(base) == [
        "retired/actors/OLD was removed, but a withdrawn identifier stays withdrawn: put the row back"
    ]


@pytest.mark.parametrize(
    ("code", "limit", "said"),
    [("forbidden", 9, "forbids"), ("limited", 0, "only small extracts are allowed"), ("limited", 9, "")],
)
def test_rows_whose_terms_do_not_allow_it_are_refused(
    base: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch, code: str, limit: int, said: str
) -> None:
    monkeypatch.setattr(cut_module, "LIMITED_ROWS", limit)
    path = base / "tables" / "sources.csv"
    rows = [line.cells for line in csv_lines.parse(path.read_text())]
    at = rows[0].index("redistribution")
    for row in rows[1:]:
        row[at] = code if row[0] == "imf2024dots" else "open"
    path.write_text(csv_lines.document(rows[0], rows[1:]))
    found = refused(base)
    assert bool(found) == bool(said)
    assert all(said in reason and reason.startswith("imf2024dots") for reason in found)


@pytest.mark.parametrize(("rows", "refusals"), [(cut_module.LIMITED_ROWS, 0), (cut_module.LIMITED_ROWS + 1, 1)])
def test_all_editions_of_a_limited_database_share_one_limit(base: Path, rows: int, refusals: int) -> None:
    package = read(Descriptor(Folder(base)))
    for name, parent in (("milex2025", ""), ("milex2026", "milex2025")):
        work = {"source_id": name, "redistribution": "limited", "derived_from": parent}
        package["sources"].rows.append(Row(work))
    package["observations"].rows[:] = [Row({"source": f"milex202{5 + at % 2}[{at}]"}) for at in range(rows)]
    assert cut_module.LIMITED_ROWS == 2_000
    assert len(cut_module.refusals(None, package, "0.2.0")) == refusals


def test_people_are_named_without_their_addresses(clone: Path) -> None:
    since = git(clone, "rev-parse", "HEAD")
    for name, trailer in (
        ("Bo", "Co-authored-by: Ana <ana@example.org>"),
        ("Maintainer", "Reported-by: Chen Li"),
        ("renovate[bot]", "See-also: nothing"),
    ):
        (clone / "note").write_text(name)
        commit(clone, f"Change\n\n{trailer}", name)
    git(clone, "config", "user.name", "Maintainer")
    assert contributors(clone, since) == ["Ana", "Bo", "Chen Li"]


KILLED = """
import os, sys
from pathlib import Path
from sino_pak_data.release import cut

root, left = Path(sys.argv[1]), int(sys.argv[2])

def step(event, arguments):
    global left
    if event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"):
        left -= 1
        if left < 0:
            os._exit(9)

sys.addaudithook(step)
cut.move(root, root / ".release-scratch-x", ["CHANGELOG.md", "changes/0.2.0.csv", "datapackage.json"])
"""


@pytest.mark.slow
def test_killed_at_any_step_of_the_moves_it_says_what_it_left_and_how_to_undo_it(tmp_path: Path) -> None:
    old = {"CHANGELOG.md": "old", "datapackage.json": "old", ".gitignore": "dist/\n", "dist/old.zip": "old"}
    new = {"CHANGELOG.md": "new", "datapackage.json": "new", "changes/0.2.0.csv": "new"}
    undone = 0
    for steps in range(40):
        root = tmp_path / str(steps)
        fill(root, old)
        (root / "CHANGELOG.md").chmod(0o640)
        commit(root, "Before")
        fill(
            root / f"{cut_module.SCRATCH}x",
            {**{f"tree/{name}": text for name, text in new.items()}, "dist/new.zip": "new"},
        )
        done = subprocess.run([sys.executable, "-c", KILLED, str(root), str(steps)], check=False)
        if done.returncode == 0:
            break
        left = cut_module.interrupted(root)
        if left:
            (said,) = cut_module.uncommitted(root)
            assert said == left
            subprocess.run(["bash", "-ec", left.partition("undo it: ")[2]], cwd=root, check=True)
            undone += 1
            assert cut_module.uncommitted(root) == []
            assert (root / "datapackage.json").read_text() == "old"
    assert undone > 5
    assert sorted(cut_module.uncommitted(root)) == [f"{name} is not committed: {FIX}" for name in sorted(new)]
    assert [path.name for path in (root / "dist").iterdir()] == ["new.zip"]
    assert (root / "CHANGELOG.md").stat().st_mode & 0o777 == 0o640


def fill(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
