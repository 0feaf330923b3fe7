"""The numbers on reliability and on sources, as the codebook and the README print them."""

from __future__ import annotations

from pathlib import Path

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.release.codebook import measured, readme, sourced
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


def test_a_package_prints_its_reliability_in_both_codebooks(base: Path) -> None:
    subject = compiled(read(Descriptor(Folder(base))))
    documents.write(subject)
    text = subject.files["CODEBOOK.md"].content.decode()
    assert measured.section(subject.tables["reliability"][1]) in text
    assert "| events | 1 | `domain` | 2 | 50.0% (9.5 to 90.5) |" in text
    assert "50.0% (9.5 to 90.5)" in subject.files["codebook.html"].content.decode()


def test_only_the_places_between_the_comments_of_the_readme_are_filled(base: Path) -> None:
    package, begin, end = read(Descriptor(Folder(base))), readme.BEGIN.format("years"), readme.END.format("years")
    filled = readme.filled(f"Before.\n{begin}\nold\n{end}\nAfter.\n", package)
    events = "events {} to {}".format(*package["events"].years or ())
    assert filled.startswith(f"Before.\n{begin}\n\nThe tables reach so far: {events}")
    assert filled.endswith(f"\n\n{end}\nAfter.\n")
    assert readme.filled(filled, package) == filled
    assert readme.filled("No place.\n", package) == "No place.\n"


def test_the_readme_states_the_numbers_of_the_tables(package: Package) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(readme.BEGIN.format(name) in text for name in readme.PARTS)
    assert readme.filled(text, package) == text


WORKS = [
    {
        "source_id": "dawn",
        "kind": "article-newspaper",
        "published": "2011",
        "basis": "release",
        "redistribution": "unclear",
    },
    {"source_id": "imf", "kind": "dataset", "doi": "10.1/x", "basis": "own", "redistribution": "open"},
]
CITED = [
    ("events/one", "dawn", "p. 3", "ispr"), ("events/one", "nation", "", "ispr"),
    ("events/two", "dawn", "opening text", "ispr"), ("events/two", "imf", "", "imf"), ("events/old", "imf", "p. 1", "imf"),
]  # fmt: skip


def test_origins_places_and_terms_are_counted_from_the_rows() -> None:
    """Both papers of the first event print one release; the place in the second event leads nowhere."""
    works = [dict.fromkeys(("title_kind", "accessed", "archive_url", "doi", "published"), "") | work for work in WORKS]
    lines = sourced.section(
        {
            "sources": works,
            "citations": [dict(zip(("record", "source_id", "locator", "origin"), one, strict=True)) for one in CITED],
            "events": [
                {"event_id": name, "date": date}
                for name, date in (("one", "2011"), ("two", "2012-05"), ("old", "1962"))
            ],
            "agreements": [],
            "observations": [{"source": "imf[table 2]"}, {"source": "dawn"}, {"source": "dawn"}],
        }
    ).splitlines()
    for line in (
        "| events since 2001 with two origins or more | 1 of 2 | 50% |",
        "| events since 2001 with two origins or more, compiled and unclear works left out | 1 of 2 | 50% |",
        "| references of events with a place in the work | 3 of 5 | 60% |",
        "| events with an exact place in some work | 2 of 3 | 67% |",
        "| articles, books, reports and datasets with a DOI | 1 of 1 | 100% |",
        "| works whose basis is release | 1 of 2 | 50% |",
        "| observations whose terms are `unclear` | 2 of 3 | 67% |",
    ):
        assert line in lines
