"""Who publishes the figures, how many there are, and under which terms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.release.metadata.terms import MAY, terms

FDI = "fdi.inflow_net_sbp"


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        pytest.param("unclear", "unclear", id="as it is"),
        pytest.param("forbidden", "forbidden", id="a forbidden work is listed with its rows"),
        pytest.param("whatever", "unclear", id="a work without terms is unclear and never open"),
    ],
)
def test_each_work_with_observations_is_counted_once(cell: str, listed: str, base: Path) -> None:
    path = base / "tables" / "sources.csv"
    before, start, after = path.read_text(encoding="utf-8").partition("\nimf2024dots,")
    path.write_text(before + start + after.replace(",unclear,", f",{cell},", 1), encoding="utf-8")
    found = {one.source_id: (one.redistribution, one.rows) for one in terms(read(Descriptor(Folder(base))))}
    assert found == {"voeten2025ideal": ("unclear", 1), "imf2024dots": (listed, 2), "yousaf2025drive": ("unclear", 1)}


def test_every_class_of_the_code_list_says_what_users_may_do(package: Package) -> None:
    assert tuple(MAY) == package["sources"].schema.by_name["redistribution"].values


def test_the_page_names_every_work_under_its_class(files: dict[str, bytes], package: Package) -> None:
    sections = {part.partition("\n")[0]: part for part in files["TERMS.md"].decode().split("\n## ")}
    rows = Counter(row["source"].partition("[")[0] for row in package["observations"].rows)
    works = package.identifiers("sources")
    for source_id, count in rows.items():
        assert f"| {count:,} | `{source_id}` | " in sections[works[source_id]["redistribution"]]
    limited = sum(one.rows for one in terms(package) if one.redistribution == "limited")
    assert f"| {limited:,} |" in sections["Classes"]
    assert "`milex_1`, `milex_2`" in sections["limited"]
    series = {row["source"].partition("[")[0] for row in package["observations"].rows if row["indicator_id"] == FDI}
    lines = [line for part in sections.values() for line in part.splitlines() if "`fdi_in_2`" in line]
    assert {line.split("`")[1] for line in lines} == series, "the column takes its series from all works"
