"""Who publishes the figures, how many there are, and under which terms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.release.metadata.terms import MAY, terms


def opened(base: Path) -> Package:
    return read(Descriptor(Folder(base)))


def set_terms(base: Path, source_id: str, old: str, new: str) -> None:
    path = base / "tables" / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [line.replace(f",{old},", f",{new},") if line.startswith(f"{source_id},") else line for line in lines]
    assert changed != lines
    path.write_text("".join(changed), encoding="utf-8")


def test_each_work_with_observations_is_counted_once(base: Path) -> None:
    found = {one.source_id: (one.redistribution, one.rows) for one in terms(opened(base))}
    assert found == {
        "voeten2025ideal": ("unclear", 1),
        "imf2024dots": ("unclear", 2),
        "yousaf2025drive": ("unclear", 1),
    }


def test_a_forbidden_work_is_listed_with_its_rows(base: Path) -> None:
    set_terms(base, "imf2024dots", "unclear", "forbidden")
    found = [(one.source_id, one.rows) for one in terms(opened(base)) if one.redistribution == "forbidden"]
    assert found == [("imf2024dots", 2)]


def test_a_work_without_terms_is_unclear_and_never_open(base: Path) -> None:
    set_terms(base, "imf2024dots", "unclear", "whatever")
    assert {one.redistribution for one in terms(opened(base))} == {"unclear"}


def test_every_class_of_the_code_list_says_what_users_may_do(package: Package) -> None:
    assert tuple(MAY) == package["sources"].schema.by_name["redistribution"].values


def test_the_page_names_every_work_under_its_class(files: dict[str, bytes], package: Package) -> None:
    page = files["TERMS.md"].decode()
    sections = {part.partition("\n")[0]: part for part in page.split("\n## ")}
    rows = Counter(row["source"].partition("[")[0] for row in package["observations"].rows)
    works = package.identifiers("sources")
    for source_id, count in rows.items():
        assert f"| {count:,} | `{source_id}` | " in sections[works[source_id]["redistribution"]]
    limited = sum(one.rows for one in terms(package) if one.redistribution == "limited")
    assert f"| {limited:,} |" in sections["Classes"]
    assert "`milex_1`, `milex_2`" in sections["limited"]
