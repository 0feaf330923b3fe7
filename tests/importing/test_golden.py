"""Golden pairs: a small file in the real layout of a provider, and the observations that are made of it.

A case is two files in `golden/PROVIDER`: NAME.EXTENSION and NAME.expected.csv. A workbook is written as text, NAME.xlsx.txt,
with a line `=== SHEET` before the cells of each sheet; an archive is a folder NAME.zip with its members.
"""

from __future__ import annotations

import shutil
import zipfile
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

GOLDEN = Path(__file__).parent / "golden"
COLUMNS = ["indicator_id", "reporter", "partner", "period", "value", "unit", "flag"]
CASES = sorted(path for path in GOLDEN.glob("*/*") if not path.name.endswith(".expected.csv"))


@cache
def package() -> Package:
    return read(Descriptor(Folder(ROOT)))


def as_provided(case: Path, folder: Path) -> Path:
    """The file as the provider hands it out."""
    if case.is_dir():
        with zipfile.ZipFile(folder / case.name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in sorted(case.iterdir()):
                archive.writestr(member.name, member.read_bytes())
        return folder / case.name
    return Path(shutil.copy(case, folder))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_file_gives_the_observations_beside_it(case: Path, tmp_path: Path) -> None:
    provider, given = PROVIDERS[case.parent.name], Given(as_provided(case, tmp_path))
    (layout,) = [one for one in provider.layouts if not one.mismatch(given)]
    found = mapped(layout.read(given).items, provider, layout, package())
    rows = [[*key, value.value, value.unit, value.flag] for key, value in sorted(found.values.items())]
    expected = (case.parent / f"{case.name.partition('.')[0]}.expected.csv").read_text(encoding="utf-8")
    assert csv_lines.document(COLUMNS, rows) == expected
