"""The check on damaged copies of the real tables reports each damage at its place, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sino_pak_data.checks.rules import all_rules
from tests.mutation.cells import Damage, all_damages
from tests.mutation.copies import DESCRIPTOR, Copy, Place, deal, lay, let_slip, scenes_of
from tests.mutation.lines import SLIPS, SPOILINGS, Slip, Spoiling
from tests.mutation.rows import INTRUDERS, QUIET, Intruder

pytestmark = pytest.mark.slow

SCENES = deal(all_damages(DESCRIPTOR))


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_nothing_is_found_on_the_clean_tables(copy: Copy) -> None:
    assert copy.differences() == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{len(scene)} damages")
def test_each_damage_is_found_at_its_place(scene: list[tuple[Damage, int]], copy: Copy) -> None:
    for damage, line in scene:
        sheet = copy.sheets[damage.table]
        old = sheet.rows[line - 2][damage.field]
        sheet.rows[line - 2][damage.field] = damage.damaged(old)
        column = sheet.column(line, damage.field)
        quoted = sheet.line(line)[column - 1 :].startswith('"')
        offset = damage.at if damage.at >= 0 else len(old) + 1
        column += offset + (quoted and offset > 0)
        copy.expected.append(Place(f"tables/{damage.table}.csv", line, column, damage.rule))
    copy.save()
    assert copy.differences() == []


@pytest.mark.parametrize("intruders", [INTRUDERS, QUIET], ids=["loud", "quiet"])
def test_each_intruder_is_found_at_its_place(intruders: list[Intruder], copy: Copy) -> None:
    lay(copy, intruders)
    copy.save()
    assert copy.differences() == []


@pytest.mark.parametrize("scene", scenes_of(SLIPS), ids=lambda scene: ", ".join(slip.rule for slip in scene))
def test_each_slip_of_a_line_is_found_at_its_place(scene: list[Slip], copy: Copy) -> None:
    for slip in scene:
        let_slip(copy, slip)
    assert copy.differences() == []


@pytest.mark.parametrize("spoiling", SPOILINGS, ids=lambda spoiling: f"{spoiling.rule} of {spoiling.table}")
def test_each_spoilt_file_is_one_problem(spoiling: Spoiling, copy: Copy) -> None:
    path = copy.sheets[spoiling.table].path
    path.write_bytes(spoiling.spoilt(path.read_bytes()))
    copy.expected.append(Place(f"tables/{path.name}", spoiling.line, spoiling.column, spoiling.rule))
    assert copy.differences() == []


@pytest.mark.parametrize(("table", "rule"), [("comparisons", "missing-table"), ("coverage", "unreadable-table")])
def test_a_table_that_is_gone_or_a_folder_is_one_problem(table: str, rule: str, copy: Copy) -> None:
    path = copy.sheets[table].path
    path.unlink()
    if rule == "unreadable-table":
        path.mkdir()
    copy.expected.append(Place(f"tables/{table}.csv", 1, 1, rule))
    assert copy.differences() == []


def test_every_rule_is_tried() -> None:
    tried = {damage.rule for scene in SCENES for damage, _ in scene}
    tried |= {one.rule for one in (*INTRUDERS, *QUIET, *SLIPS, *SPOILINGS)}
    tried |= {rule for one in (*INTRUDERS, *QUIET) for rule, _ in one.also} | {"missing-table", "unreadable-table"}
    tried.add("code-examples")  # of the code lists, in tests/checks/test_codes.py
    tried |= {"contradicted-licence", "unchecked"}  # of the descriptor, in tests/checks/test_rules.py and tests/foreign
    assert set(all_rules()) - tried == set()
