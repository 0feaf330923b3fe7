"""What a cell, a key and a foreign key may be: the same for check, add, verify and the build."""

from __future__ import annotations

from typing import Any

import pytest

from sino_pak_data.package import arrow
from sino_pak_data.package.constraints import cell_violations, violation, violations
from sino_pak_data.package.schema import Field, Schema, parsed
from sino_pak_data.package.table import Row, Table


def schema(name: str = "t", key: str = "id", **columns: Any) -> Schema:
    columns = {key: {"type": "string", "constraints": {"unique": True}}, **columns}
    fields = [{"name": n, **about} for n, about in columns.items()]
    raw = {"title": name, "description": name, "fields": [{"title": "", "description": "", **f} for f in fields]}
    to = [{"fields": ["to"], "reference": {"resource": "other", "fields": ["id"]}}] if "to" in columns else []
    return parsed(name, {**raw, "primaryKey": [key], "foreignKeys": to}, lambda _: [], False)


def field(kind: str, **constraints: Any) -> Field:
    return schema(x={"type": kind, "constraints": constraints}).by_name["x"]


def table(of: Schema, *rows: str) -> Table:
    cells = (zip(of.names, row.split(","), strict=True) for row in rows)
    return Table(of, f"tables/{of.table}.csv", of.names, [Row(row, line) for line, row in enumerate(cells, 2)])


GOOD = {
    "number": ["0", "-0", "007", "12.50", "-1.5", "1" * 308],
    "integer": ["0", "-12", "9223372036854775807", "-9223372036854775808"],
    "boolean": ["true", "false"],
}
NOT_DIGITS = ["1 ", "1\n", "60.", "+60", ".5", "1e3", "-inf", "infinity", "sNaN", "-nan", "NaN", "1_0", "１", "٣", "²", "-", "0x1"]  # fmt: skip
BAD = {
    "number": [*NOT_DIGITS, "9" * 309],
    "integer": [*NOT_DIGITS, "1.0", "9223372036854775808", "9" * 5000],
    "boolean": ["TRUE", "True", "1", "0", "yes"],
}


@pytest.mark.parametrize(("kind", "cell"), [(kind, cell) for kind, cells in BAD.items() for cell in cells])
def test_any_other_way_to_write_a_value_is_an_error(kind: str, cell: str) -> None:
    assert violation(field(kind), cell) == "type"


@pytest.mark.parametrize(("kind", "cell"), [(kind, cell) for kind, cells in GOOD.items() for cell in cells])
def test_what_is_accepted_can_be_typed(kind: str, cell: str) -> None:
    assert violation(field(kind), cell) == ""
    of = schema(x={"type": kind})
    assert arrow.table(of, table(of, f"a,{cell}").rows).column("x").null_count == 0


@pytest.mark.parametrize(
    ("limits", "cell", "kind"),
    [
        ({"required": True}, "", "required"),
        ({"minimum": 2, "maximum": 4}, "", ""),
        ({"minimum": 2}, "1", "minimum"),
        ({"minimum": 2, "maximum": 4}, "4", ""),
        ({"maximum": 4}, "5", "maximum"),
        ({"maximum": 4}, "x", "type"),
        ({"enum": [1, 2]}, "3", "enum"),
        ({"pattern": "[0-9]{2}"}, "123", "pattern"),
    ],
)
def test_a_constraint_is_named_by_its_kind(limits: dict[str, Any], cell: str, kind: str) -> None:
    assert violation(field("integer", **limits), cell) == kind


@pytest.mark.parametrize(
    ("kind", "limit"), [("pattern", "("), ("pattern", 5), ("enum", 5), ("minimum", "x"), ("maximum", [1])]
)
def test_a_constraint_that_cannot_be_used_is_violated_by_every_cell(kind: str, limit: Any) -> None:
    assert cell_violations(field("number", **{kind: limit}), {"", "1", "2"}) == {"1": kind, "2": kind}


def test_a_pattern_of_a_stranger_takes_no_longer_than_its_cells_are_long() -> None:
    assert cell_violations(field("string", pattern="(a+)+$"), {"a" * 30_000 + "!"}) == {"a" * 30_000 + "!": "pattern"}


def test_rows_violate_uniqueness_keys_and_foreign_keys() -> None:
    one = table(schema(doi={"type": "string", "constraints": {"unique": True}}, to={"type": "string"}),
                "a,10.1,x", "b,,y", "a,10.1,", "c,,")  # fmt: skip
    other = table(schema("other"), "x")
    found = [(v.kind, v.row.line, v.field, v.first and v.first.line) for v in violations({"t": one, "other": other})]
    assert found == [("unique", 4, "doi", 2), ("key", 4, "id", 2), ("foreign-key", 3, "to", None)]
    assert {v.kind for v in violations({"t": one})} == {"unique", "key"}
