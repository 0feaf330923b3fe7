"""The section of the changelog: what a reader of the last version must know, and nothing a row can break."""

from __future__ import annotations

from pathlib import Path

from sino_pak_data.cli.render.changelog import first_section, section
from sino_pak_data.reading.reader import open_package
from tests.release.conftest import Edit, changes


def section_of(base: Path) -> list[str]:
    return section(changes(base), "0.2.0", ["Chen Li", "*Bo*"], "https://example.org").splitlines()


def test_a_table_that_differs_is_counted_before_and_after(base: Path, edit: Edit) -> None:
    edit(
        "tables/retired.csv", "by\n", "by\nactors/OLD,0.2.0,Never was.,\nactors/OLDER,0.2.0,Nor was this.,actors/CHN\n"
    )
    assert [line for line in section_of(base) if line.startswith("| `")] == ["| `retired` | 0 | 2 | 0 | 0 | 0 | 2 |"]


def test_a_withdrawn_row_has_its_reason_and_successor(base: Path, edit: Edit) -> None:
    edit("tables/actors.csv", "\nIND,India,", "\nIND2,India,")
    edit("tables/retired.csv", "by\n", "by\nactors/IND,0.2.0,A [code](//evil) of `ours`.,actors/CHN\n")
    reason = r"A \[code\](//evil) of \`ours\`."
    assert f"* removed `actors/IND`, now `actors/CHN`: {reason}" in section_of(base)


def test_rows_without_an_id_are_counted(base: Path, edit: Edit) -> None:
    edit("tables/evidence.csv", "yousaf-treaty-2005,", "yousaf-trade-2018,")
    assert "* 1 of `evidence`, whose rows have no identifier of their own" in section_of(base)


def test_a_corrected_date_is_quoted_and_a_corrected_text_is_counted(base: Path, edit: Edit) -> None:
    edit("tables/agreements.csv", "Treaty of Friendship", "Treaty of Amity")
    edit("tables/agreements.csv", ",2005-04-05,", ",2005-04-06,")
    lines = section_of(base)
    assert "* changed `agreements/friendship-treaty-2005`: signed `2005-04-05` -> `2005-04-06`" in lines
    assert not any("Amity" in line for line in lines)


def test_a_verdict_that_turned_is_section_of(base: Path, edit: Edit) -> None:
    edit("tables/evidence.csv", ",supports,", ",contradicts,")
    assert "* `claims/yousaf-treaty-2005`: supported -> contradicted" in section_of(base)


def test_schemas_that_break_or_widen_are_quoted_and_reworded_ones_counted(base: Path, edit: Edit) -> None:
    edit("schemas/events.json", '"title": "Events"', '"title": "Happenings"')
    edit("schemas/codes/stance.json", '"value": "qualifies"', '"value": "limits"')
    lines = section_of(base)
    assert "* `codes/stance: qualifies`: code removed (major)" in lines
    assert "* `codes/stance: limits`: code added (minor)" in lines
    assert not any("Happenings" in line for line in lines)


def test_people_are_thanked_in_plain_text(base: Path, edit: Edit) -> None:
    assert section_of(base)[-1] == r"Chen Li, \*Bo\*."


def test_the_first_release_counts_its_rows(base: Path) -> None:
    assert "| agreements | 3 |" in first_section(open_package(base))
