"""The numbers on reliability, as the codebook and the README print them."""

from __future__ import annotations

from pathlib import Path

from sino_pak_data.derive import reliability
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.release.codebook import measured
from sino_pak_data.release.compile import compiled
from sino_pak_data.release.metadata import documents
from tests.conftest import ROOT


def row(place: str, measure: str, n: int, *numbers: str) -> dict[str, str]:
    table, number, field = place.split()
    estimate, low, high = numbers or ("", "", "")
    named = {"table": table, "round": number, "field": field, "measure": measure, "n": str(n)}
    return {**named, "estimate": estimate, "low": low, "high": high}


ROWS = [
    row("events 1 domain", "agreement", 120, "0.750", "0.666", "0.819"),
    row("events 1 domain", "alpha", 120, "0.712", "0.611", "0.802"),
    row("events 2 domain", "agreement", 100, "0.950", "0.888", "0.978"),
    row("events 2 domain", "agreement_with_table", 99, "0.940", "0.875", "0.972"),
    row("events 2 domain", "alpha", 100, "0.934", "0.877", "0.981"),
    row("events 2 balancing", "agreement", 100, "1.000", "0.963", "1.000"),
    row("events 2 balancing", "alpha", 100),
    row("events 1 *", "factual_errors", 30, "0.033", "0.006", "0.167"),
    row("events 1 *", "lesser_defects", 30, "0.100", "0.035", "0.256"),
    row("* 1 *", "factual_errors", 90, "0.011", "0.002", "0.060"),
    row("* 1 *", "lesser_defects", 90, "0.122", "0.070", "0.206"),
]


def test_the_codebook_gives_every_round_and_the_fault_rates() -> None:
    lines = measured.section(ROWS).splitlines()
    assert "| events | 1 | `domain` | 120 | 75.0% (66.6 to 81.9) | 0.71 (0.61 to 0.80) |  |" in lines
    assert (
        "| events | 2 | `domain` | 100 | 95.0% (88.8 to 97.8) | 0.93 (0.88 to 0.98) | 94.0% (87.5 to 97.2) |" in lines
    )
    assert "| events | 2 | `balancing` | 100 | 100.0% (96.3 to 100.0) | undefined: one code only |  |" in lines
    assert "| all | 1 | 90 | 1.1% (0.2 to 6.0) | 12.2% (7.0 to 20.6) |" in lines


def test_the_readme_gives_the_newest_round_and_rates_of_each_table() -> None:
    text = measured.brief(ROWS)
    assert "| `events` | 100 | `domain` | 0.93 (0.88 to 0.98) | 95.0% (88.8 to 97.8) |" in text
    assert "0.71" not in text
    assert "| `events` | 30 | 3.3% (0.6 to 16.7) | 10.0% (3.5 to 25.6) |" in text
    assert "1.1%" not in text


def test_without_rows_nothing_has_been_measured() -> None:
    assert measured.NOTHING in measured.section([])
    assert measured.brief([]) == measured.NOTHING + "\n"


def test_only_the_place_between_the_comments_is_filled() -> None:
    readme = f"Before.\n{measured.BEGIN}\nold\n{measured.END}\nAfter.\n"
    filled = measured.in_readme(readme, [])
    assert filled == f"Before.\n{measured.BEGIN}\n\n{measured.NOTHING}\n\n{measured.END}\nAfter.\n"
    assert measured.in_readme(filled, []) == filled
    assert measured.in_readme("No place.\n", ROWS) == "No place.\n"


def test_the_readme_states_the_numbers_of_the_tables(package: Package) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert measured.BEGIN in readme
    assert measured.in_readme(readme, reliability.rows(package)) == readme


def test_a_package_prints_its_reliability_in_both_codebooks(base: Path) -> None:
    subject = compiled(read(Descriptor(Folder(base))))
    documents.write(subject)
    text = subject.files["CODEBOOK.md"].content.decode()
    assert measured.section(subject.tables["reliability"][1]) in text
    assert "| events | 1 | `domain` | 2 | 50.0% (9.5 to 90.5) |" in text
    assert "50.0% (9.5 to 90.5)" in subject.files["codebook.html"].content.decode()
