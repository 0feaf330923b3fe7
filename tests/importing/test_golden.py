"""Golden pairs: a small file in the real layout of a provider, and the observations that are made of it.

A case is two files in `golden/PROVIDER`: NAME.EXTENSION and NAME.expected.csv. A workbook is written as text, NAME.xlsx.txt,
with a line `=== SHEET` before the cells of each sheet, in which {blue} and {red} end a cell of that colour; an archive is a
folder NAME.zip with its members. States and values are those of the tables where these have them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sino_pak_data.cells import csv_lines
from sino_pak_data.importing.figures import mapped
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.providers import PROVIDERS
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from tests.conftest import ROOT
from tests.importing.provided import CASES, as_provided

COLUMNS = ["indicator_id", "reporter", "partner", "period", "value", "unit", "flag"]


@cache
def package() -> Package:
    return read(Descriptor(Folder(ROOT)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_file_gives_the_observations_beside_it(case: Path, tmp_path: Path) -> None:
    provider, given = PROVIDERS[case.parent.name], Given(as_provided(case, tmp_path))
    (layout,) = [one for one in provider.layouts if not one.mismatch(given)]
    found = mapped(layout.read(given).items, provider, layout, package())
    rows = [[*key, value.value, value.unit, value.flag] for key, value in sorted(found.values.items())]
    expected = (case.parent / f"{case.name.partition('.')[0]}.expected.csv").read_text(encoding="utf-8")
    assert csv_lines.document(COLUMNS, rows) == expected


def test_every_layout_has_a_golden_pair(tmp_path: Path) -> None:
    seen = {
        (provider.name, layout.title)
        for case in CASES
        for provider in [PROVIDERS[case.parent.name]]
        for layout in provider.layouts
        if not layout.mismatch(Given(as_provided(case, tmp_path)))
    }
    assert seen == {(provider.name, layout.title) for provider in PROVIDERS.values() for layout in provider.layouts}


def test_no_file_is_taken_for_one_of_another_provider(tmp_path: Path) -> None:
    for case in CASES:
        given = Given(as_provided(case, tmp_path))
        found = [one.name for one in PROVIDERS.values() for layout in one.layouts if not layout.mismatch(given)]
        assert found == [case.parent.name], case.name


def test_the_series_that_no_indicator_takes_are_those_of_the_page(tmp_path: Path) -> None:
    for case in CASES:
        provider, given = PROVIDERS[case.parent.name], Given(as_provided(case, tmp_path))
        (layout,) = [one for one in provider.layouts if not one.mismatch(given)]
        left = mapped(layout.read(given).items, provider, layout, package()).left
        assert {*layout.unfilled} <= {what for why, what in left if why == "no indicator of ours"}, case.name
