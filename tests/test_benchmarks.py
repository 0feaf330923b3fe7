"""The benchmarks compare like with like: every peer finds what ours finds. Those that are not installed are left out."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.benchmarks import Cost, Result, build, check, diff, limited, loader, memory, said, time
from tests.benchmarks.run import benchmarks, section

NEEDS = {"csv-diff": "csv_diff", "daff": "daff", "diffly": "diffly"}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An older and a newer package of two thousand rows."""
    folder = tmp_path_factory.mktemp("two")
    for name in ("old", "new"):
        diff.write(folder / name, 2_000, newer=name == "new")
    return folder / "old", folder / "new"


@pytest.mark.parametrize("way", diff.WAYS)
def test_every_way_to_compare_finds_the_same_keys(way: str, two: tuple[Path, Path]) -> None:
    if way in NEEDS and find_spec(NEEDS[way]) is None:
        pytest.skip(f"{way} is not installed")
    added, removed, changed = map(sorted, diff.WAYS[way](*two))
    assert added == ["row-00000008-b", "row-00001008-b"]
    assert removed == ["row-00000007", "row-00001007"]
    assert changed == [f"row-{n:08d}" for n in range(0, 2_000, 100)]


@pytest.mark.slow
@pytest.mark.parametrize("task", loader.TASKS, ids=lambda task: task.name)
def test_every_way_to_load_finds_the_same(task: loader.Task, files: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    shown = {way: said(f"{script}\nprint({task.shown})") for way, script in task.scripts(str(tmp_path)).items()}
    assert len({*shown.values()}) == 1, shown


@pytest.mark.slow
def test_the_check_and_the_step_to_parquet_are_measured(tmp_path: Path) -> None:
    build.grow_alone(tmp_path / "few", 3_000)
    seconds, mib = build.step("few", tmp_path / "few", "", rounds=1, target=3)
    assert (seconds.name, mib.name, mib.unit) == ("few: time", "few: memory", "MiB")
    assert "click" in check.bare_imports()[-1].split(",")
    real, *_, most = check.measure((20_000, 21_000), rounds=1)
    assert (real.name, real.target, most.unit) == ("the real tables, against frictionless: time", 0.4, "MiB")


def test_a_ratio_is_that_of_each_round_and_a_target_is_held_against_the_median() -> None:
    ours = [Cost(1, 1, 100), Cost(3, 1, 100), Cost(2, 1, 100)]
    peer = [Cost(2, 4, 50), Cost(2, 4, 50), Cost(2, 4, 50)]
    found = time("diff", ours, peer, target=0.9)
    assert found == Result("diff: time", 2, 2, 1.0, (0.5, 1.5), 0.9, cpu=0.25)
    assert (found.met, memory("diff", ours, peer, 2).met, limited("diff", 9).met) == (False, True, None)


def test_the_page_has_a_table_for_each_module_with_targets_met_or_missed() -> None:
    titles = [section(module, []).splitlines()[0] for module in benchmarks()]
    assert titles == [
        "## Build", "## Bulk check", "## Check", "## Coded events", "## Diff", "## Import time", "## Loader",
    ]  # fmt: skip
    results = [time("a", [Cost(2, 2, 1)], [Cost(4, 8, 1)], 0.5), limited("b", 3, 2, "MiB")]
    assert section(diff, results).splitlines()[-2:] == [
        "| a: time | 2 s | 4 s | 0.50 | 0.50 to 0.50 | 0.25 | at most 0.5: met |",
        "| b | 3 MiB |  |  |  |  | at most 2 MiB: **missed** |",
    ]
