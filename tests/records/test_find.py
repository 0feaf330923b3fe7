"""Records: found by address, by words, and from what links to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package
from sino_pak_data.records.find import citing, find, linking, open_records, search, similar, word_counts

TREATY = "agreements/friendship-treaty-2005"


@pytest.fixture
def package(base: Path) -> Package:
    return open_records(Folder(base))


def test_a_record_is_found_by_id_and_by_address(package: Package) -> None:
    assert [r.address for r in find(package, "friendship-treaty-2005")] == [TREATY]
    assert [r.address for r in find(package, TREATY)] == [TREATY]
    assert similar(package, "agreements/frendship-treaty-2005") == "friendship-treaty-2005"


def test_a_retired_record_is_found_by_its_old_id(base: Path) -> None:
    with (base / "tables" / "retired.csv").open("a", encoding="utf-8") as file:
        file.write("events/lost,0.1.0,Same as another.,\n")
    (record,) = find(open_records(Folder(base)), "lost")
    assert record.heading == "retired in 0.1.0: Same as another."


def test_what_links_to_a_record_is_found_by_column(package: Package) -> None:
    (china,) = find(package, "actors/CHN")
    links = {(record.table.name, field) for record, field in linking(package, china)}
    assert {("agreements", "parties"), ("events", "actors"), ("observations", "reporter")} <= links
    (treaty,) = find(package, TREATY)
    assert ("evidence", "record") in {(record.table.name, field) for record, field in linking(package, treaty)}


def test_a_reference_leads_to_its_work(package: Package) -> None:
    (treaty,) = find(package, TREATY)
    cited = citing(package, treaty)
    assert cited
    assert all(work is not None and work["source_id"] == reference.source_id for reference, work in cited)


def test_the_closer_to_the_name_the_higher(package: Package) -> None:
    first, *others = search(package, "TREATY friéndship")
    assert first[0].address == TREATY
    assert all(first[1] >= score for _, score in others)


def test_where_nothing_contains_all_words_each_is_counted(package: Package) -> None:
    assert search(package, "treaty sixtyfold") == []
    counts = word_counts(package, "treaty sixtyfold", ("agreements",))
    assert counts == {"treaty": len(search(package, "treaty", ("agreements",))), "sixtyfold": 0}
    assert counts["treaty"] > 0


def test_codings_and_readings_are_found_only_when_asked_for(package: Package) -> None:
    word = "sco-full-membership"
    assert {record.table.name for record, _ in search(package, word)}.isdisjoint({"codings", "readings"})
    assert {record.table.name for record, _ in search(package, word, ("codings",))} == {"codings"}
    (event,) = find(package, "sco-full-membership-2017")
    assert {record.table.name for record, _ in linking(package, event)}.isdisjoint({"codings", "readings"})
