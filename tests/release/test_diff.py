"""Row-level differences: what came, went, moved and changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sino_pak_data.cells import csv_lines
from sino_pak_data.cli.render.changes import text
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.diff import Cell, TableDiff, compare_tables
from sino_pak_data.release.impact import Weight, entries
from sino_pak_data.release.merge_join import Key, Side
from tests.release.conftest import Edit, changes

TREATY = "friendship-treaty-2005"


def test_a_changed_cell_has_its_old_and_new_text(base: Path, edit: Edit) -> None:
    edit("tables/agreements.csv", ",2005-04-05,", ",2005-04-06,")
    assert changes(base).tables["agreements"].changed == {(TREATY,): (Cell("signed", "2005-04-05", "2005-04-06"),)}


def test_a_row_that_came_keeps_its_cells(base: Path, edit: Edit) -> None:
    edit("tables/retired.csv", "replaced_by\n", 'replaced_by\nevents/a-day,0.2.0,"Never, it seems, took place.",\n')
    table = changes(base).tables["retired"]
    assert table.new.cells(table.added[("events/a-day",)])["reason"] == "Never, it seems, took place."


def test_a_removed_row_that_retired_replaces_by_an_added_one_is_renamed(base: Path, edit: Edit) -> None:
    edit("tables/agreements.csv", f'{TREATY},"Treaty of Friendship', 'treaty-of-friendship-2005,"Treaty of Amity')
    edit("tables/retired.csv", "by\n", f"by\nagreements/{TREATY},0.2.0,Name.,agreements/treaty-of-friendship-2005\n")
    table = changes(base).tables["agreements"]
    assert (table.added, table.removed) == ({}, {})
    ((old, new, cells),) = table.renamed
    assert (old, new, [cell.field for cell in cells]) == ((TREATY,), ("treaty-of-friendship-2005",), ["title"])


def test_the_order_of_rows_and_of_columns_is_no_difference(base: Path, edit: Edit) -> None:
    path = base / "tables" / "sources.csv"
    rows = [line.cells for line in csv_lines.parse(path.read_text(encoding="utf-8"))]
    backwards = [row[::-1] for row in [rows[0], *rows[:0:-1]]]
    path.write_text(csv_lines.document(backwards[0], backwards[1:]), encoding="utf-8")
    assert not changes(base)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("CHN,", "CHN,China again,state,,,,,,,yousaf2025drive,\nCHN,", "two rows have the key CHN.*check"),
        ("CHN,China,", "CHN,", "a row has 10 cells, the header 11"),
    ],
)
def test_rows_that_are_not_certain_are_refused(base: Path, edit: Edit, old: str, new: str, message: str) -> None:
    edit("tables/actors.csv", f"\n{old}", f"\n{new}")
    with pytest.raises(PackageError, match=f"tables/actors.csv .*{message}"):
        changes(base)


def test_a_column_that_came_is_a_matter_of_the_schema_alone(base: Path, edit: Edit) -> None:
    path = base / "tables" / "actors.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{header},capital", *(f"{row},x" for row in rows), ""]), encoding="utf-8")
    field = '"name": "capital", "title": "Capital", "type": "string", "description": "Seat.", "example": "Beijing"'
    edit("schemas/actors.json", '"fields": [', f'"fields": [{{{field}}},')
    found = changes(base)
    assert found.tables["actors"].changed == {}
    assert ("actors.capital", "column") in [(change.place, change.property) for change in found.schemas]


def test_what_can_spoil_a_result_comes_first(base: Path, edit: Edit) -> None:
    edit("tables/agreements.csv", "Treaty of Friendship", "Treaty of Amity")
    edit("tables/agreements.csv", ",2005-04-05,", ",2005-04-06,")
    edit("tables/actors.csv", "\nIND,India,", "\nIND2,India,")
    edit("tables/evidence.csv", "yousaf-treaty-2005,", "yousaf-trade-2018,")
    assert [(entry.record.partition("/")[0], entry.change, entry.weight) for entry in entries(changes(base))] == [
        ("actors", "removed", Weight.removed),
        ("agreements", "changed", Weight.figure),
        ("evidence", "removed", Weight.figure),
        ("actors", "added", Weight.added),
        ("evidence", "added", Weight.added),
    ]


def test_a_changed_source_outranks_a_changed_note(base: Path, edit: Edit) -> None:
    path = base / "tables" / "agreements.csv"
    rows = [line.cells for line in csv_lines.parse(path.read_text(encoding="utf-8"))]
    rows[1][rows[0].index("note")] = "Another remark."
    rows[1][rows[0].index("sources")] = "yousaf2025drive[5.p4]"
    path.write_text(csv_lines.document(rows[0], rows[1:]), encoding="utf-8")
    (entry,) = entries(changes(base))
    assert [cell.field for cell in entry.cells] == ["sources", "note"]
    assert entry.weight is entry.weights[0] > entry.weights[1]


def test_built_tables_are_compared_when_named(base: Path, edit: Edit) -> None:
    edit("tables/agreements.csv", "wtopakistan2009fta[paragraph 2]", "wtopakistan2009fta[paragraph 3]")
    assert "citations" not in changes(base).tables
    (cells,) = changes(base, "citations").tables["citations"].changed.values()
    assert [cell.field for cell in cells] == ["locator"]


def test_what_cannot_be_derived_from_older_rows_is_named_and_stops_nothing(base: Path, edit: Edit) -> None:
    path = base.parent / "old" / "datapackage.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    listed["resources"] = [one for one in listed["resources"] if one["name"] != "comparisons"]
    path.write_text(json.dumps(listed), encoding="utf-8")
    found = changes(base)
    assert list(found.tables["comparisons"].added) != []
    assert found.derived["verdicts"] is None
    assert "verdicts cannot be derived on both sides" in text(found)


COLUMNS = ["id", "when", "text"]
CELLS = st.text(st.characters(blacklist_categories=["C"], blacklist_characters="\n\r"), max_size=6)
ROWS = st.dictionaries(st.text('ab,"', min_size=1, max_size=3), st.tuples(CELLS, CELLS), max_size=8)


def side(rows: dict[str, tuple[str, str]]) -> Side:
    fields = tuple(Field(name, "string", name, name, "", "", "", (), "", "", "", {}, {}, {}) for name in COLUMNS)
    content = csv_lines.document(COLUMNS, ([key, *cells] for key, cells in rows.items())).encode()
    return Side(Schema("things", "", "", fields, ("id",), ()), "things.csv", ("id",), COLUMNS, content, "here")


def applied(difference: TableDiff, old: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The old rows with a difference applied to them."""
    new = {key: dict(zip(COLUMNS, (key, *cells), strict=True)) for key, cells in old.items()}
    for (key,), cells in difference.changed.items():
        new[key] |= {cell.field: cell.new for cell in cells}
    for (key,), line in difference.added.items():
        new[key] = difference.new.cells(line)
    kept: list[Key] = [(key,) for key in new if (key,) not in difference.removed]
    return {key: (new[key]["when"], new[key]["text"]) for (key,) in kept}


@given(ROWS)
def test_a_table_differs_in_nothing_from_itself(rows: dict[str, tuple[str, str]]) -> None:
    assert not compare_tables(side(rows), side(dict(reversed(rows.items()))))


@given(ROWS, ROWS)
def test_a_difference_applied_to_the_old_rows_gives_the_new_ones(
    old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]
) -> None:
    assert applied(compare_tables(side(old), side(new)), old) == new


@given(ROWS, ROWS)
def test_the_way_back_adds_what_was_removed(old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]) -> None:
    there, back = compare_tables(side(old), side(new)), compare_tables(side(new), side(old))
    assert (there.added, there.removed) == (back.removed, back.added)
    assert set(there.changed) == set(back.changed)


def test_a_side_without_rows_is_all_removed() -> None:
    full = side({"a": ("2005", "x"), "b": ("2006", "y")})
    assert list(compare_tables(full, replace(full, content=b"")).removed) == [("a",), ("b",)]


LOOSE = 'id,when,text\r\n b , 2006,"one\ntwo"\r\n\r\n, ,\r\na,2005,"x, y"\r\n'


def loose(text: str) -> Side:
    """A table that is not kept canonical."""
    kept = side({})
    return replace(kept, schema=replace(kept.schema, canonical=False), content=text.encode("utf-8-sig"))


def test_spaces_line_ends_quotes_and_blank_lines_are_no_difference_where_no_form_is_kept() -> None:
    tidy = 'id,when,text\na,2005,"x, y"\nb,2006,"one\ntwo"\n'
    assert not compare_tables(loose(LOOSE), loose(tidy))


def test_a_cell_of_several_lines_is_compared_as_one() -> None:
    difference = compare_tables(loose(LOOSE), loose(LOOSE.replace("two", "three")))
    assert difference.changed == {("b",): (Cell("text", "one\ntwo", "one\nthree"),)}


@pytest.mark.parametrize("at", ["a", "b", "c"])
def test_a_key_twice_is_refused_beside_the_same_rows_too(at: str) -> None:
    twice = side({})
    rows = "".join(f"{key},2005,x\n" * (1 + (key == at)) for key in "abc")
    twice = replace(twice, content=f"id,when,text\n{rows}".encode())
    with pytest.raises(PackageError, match=f"two rows have the key {at}. Run"):
        compare_tables(twice, twice)


def test_the_same_text_under_other_columns_is_another_row() -> None:
    old = side({"a": ("x", "y")})
    new = replace(old, header=["id", "text", "when"], content=old.content.replace(b"when,text", b"text,when"))
    assert compare_tables(old, new).changed == {("a",): (Cell("when", "x", "y"), Cell("text", "y", "x"))}


def test_without_a_key_a_row_that_comes_again_is_counted() -> None:
    sides = [loose("id,when,text\n" + n * "a,2005,x\n") for n in (2, 3)]
    twice, thrice = (replace(one, schema=replace(one.schema, key=()), key=tuple(COLUMNS)) for one in sides)
    assert list(compare_tables(thrice, twice).removed) == [("a", "2005", "x", "3")]
