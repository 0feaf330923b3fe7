"""The conditions in SQL say of every cell what `package.constraints` says, for all types and constraints of the standard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sino_pak_data.bulk.engines import Layout, opened
from sino_pak_data.bulk.plan import KINDS, NONE, compiled
from sino_pak_data.cells import csv_lines, edtf
from sino_pak_data.package.constraints import violation
from sino_pak_data.package.schema import Field, Json, Schema, parsed
from sino_pak_data.reading.canonical import trimmed

CELLS = [
    "", " ", "\u00a0", "0", "-0", "007", "+5", "5", "1.5", "-1.50", "1e3", "1E999", "5.", ".5", ".", "-", "1_000", "0x1F", "NaN",
    "nan", "INF", "-inf", "true", "True", "1", "yes", "2015-02-29", "2016-02-29", "0000-01-01", "0001-01-01", "2015-1-1",
    "12345-01-01", "2015/04/20", "2015-04- 2", "2015-4-020", "-015-04-20", "-infinity", "1_0.5", "1e", "1d", "2015", "-2015", "999", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 400,
    "0." + "0" * 320 + "1", "a b", "á", "\u0663", "PAK", "pak", " PAK", "PAK\u00a0", "PAK\u200b", "PAKI", "CHN;PAK", "CHN;PAK;", "NA",
    "-99", "10.1234/abc", "10.1234/ABC", "10.1234/a\u2003b", "a@b", "a@", "https://x.org/a", "mailto:", "{}", "[1]", "1;2", "1,2",
    "2015-04", "2015-13", "P1Y", "12:00:00", "2015-04-20T12:00:00Z", "71.5,33.7", "2005~", "2001/2004", "2004/2001", "2015-04/..",
    "2023-02-29", "2015-04-31/..", "../2001", "a\nb", "it's", "{0}", "%s",
]  # fmt: skip

FIELDS: list[Json] = [
    *({"type": kind} for kind in (
        "string", "integer", "number", "boolean", "date", "year", "yearmonth", "time", "datetime", "duration", "geopoint",
        "object", "array", "any",
    )),
    {"type": "integer", "constraints": {"minimum": 1, "maximum": 7}},
    {"type": "integer", "constraints": {"required": True, "exclusiveMinimum": 1}},
    {"type": "integer", "missingValues": ["-99", "NA"], "constraints": {"required": True}},
    {"type": "integer", "constraints": {"enum": [5, 7]}},
    {"type": "number", "constraints": {"minimum": -1.5, "exclusiveMaximum": 1000}},
    {"type": "number", "decimalChar": ",", "groupChar": "."},
    {"type": "number", "bareNumber": False},
    {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    {"type": "date", "constraints": {"minimum": "2016-01-01"}},
    {"type": "date", "format": "%Y-%m-%d"},
    {"type": "year", "constraints": {"minimum": 1000, "maximum": "2014"}},
    {"type": "string", "format": "email"}, {"type": "string", "format": "uri"},
    {"type": "string", "constraints": {"required": True}},
    {"type": "string", "constraints": {"enum": ["PAK", "it's", "{0}"]}},
    {"type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
    {"type": "string", "constraints": {"pattern": r"10\.[0-9]{4,9}/[^\sA-Z]+"}},
    {"type": "string", "constraints": {"pattern": r"\d+"}}, {"type": "string", "constraints": {"pattern": r"\w+"}},
    {"type": "string", "constraints": {"pattern": r".*"}}, {"type": "string", "constraints": {"pattern": r"(?=P).*"}},
    {"type": "string", "constraints": {"pattern": r"(?:[a-z]+|[A-Z]+)(?:;[A-Z]+)*"}},
    {"type": "string", "constraints": {"pattern": r"(P(A)?K)|[(]x"}},
    {"type": "string", "constraints": {"minLength": 2, "maxLength": 3}},
    {"type": "string", "categories": ["PAK", "CHN"]},
    {"type": "string", "holds": "codes", "itemCategories": [{"value": "PAK"}, {"value": "CHN"}]},
    {"type": "string", "holds": "date"},
    {"type": "list", "itemType": "integer", "delimiter": ";", "constraints": {"minLength": 2}},
]  # fmt: skip


def schema(canonical: bool) -> Schema:
    fields = [{**field, "name": f"f{at}"} for at, field in enumerate(FIELDS)]
    return parsed("t", {"fields": fields}, lambda name: (), False, canonical)


def expected(field: Field, cell: str) -> str:
    kind = violation(field, trimmed(cell))
    if field.holds == "date" and not kind and trimmed(cell):
        try:
            edtf.parse(trimmed(cell))
        except edtf.Impossible:
            kind = "impossible-date"
        except ValueError:
            kind = "malformed-date"
    return KINDS[kind] if kind else NONE


def letters(engine: Any, table: Schema, path: Path) -> list[str]:
    """What the query says of each row, NULL as points."""
    plan = compiled(table, table.names)
    for name, judge in plan.functions():
        engine.function(name, judge)
    engine.scan("rows", [path], Layout(tuple(table.names)))
    sound = NONE * len(plan.slots)
    return [row or sound for row in engine.run(f"SELECT {plan.broken()} AS broken FROM rows")["broken"].to_pylist()]


@pytest.mark.parametrize("canonical", [True, False])
def test_sql_and_python_say_the_same_of_every_cell(tmp_path: Path, canonical: bool) -> None:
    table, path = schema(canonical), tmp_path / "t.csv"
    path.write_text(csv_lines.document(table.names, ([cell] * len(table.names) for cell in CELLS)), encoding="utf-8")

    with opened(memory="256MB") as engine:
        found = letters(engine, table, path)

    differing = [
        (cell, FIELDS[at], f"SQL {row[at]}", f"Python {expected(field, cell)}")
        for cell, row in zip(CELLS, found, strict=True)
        for at, field in enumerate(table.fields)
        if row[at] != expected(field, cell)
    ]
    assert differing == []
