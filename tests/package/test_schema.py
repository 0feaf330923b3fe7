"""What a schema says of its records and columns."""

from __future__ import annotations

import pytest

from sino_pak_data.package.schema import parsed
from sino_pak_data.package.table import Package, Row

RAW = {"title": "", "description": "", "fields": [{"name": n, "type": "string", "title": "", "description": ""} for n in "abc"], "primaryKey": ["a"]}  # fmt: skip


def test_the_first_filled_column_dates_and_names_a_record(package: Package) -> None:
    schema = package["agreements"].schema
    row = Row({"title": "Gwadar port", "announced": "2001", "signed": "", "in_force": "2002-03"})
    dates = schema.date_of(row), schema.cited_date_of(row)
    assert (dates, schema.heading_of(row)) == (("2002-03", "2001"), "Gwadar port")


def test_a_record_without_a_name_is_shown_in_one_line(package: Package) -> None:
    schema = package["evidence"].schema
    assert schema.heading_of(Row({"stance": "supports", "note": ""})) == "supports"
    assert schema.heading_of(Row({"stance": "supports", "note": "In {full}."})) == "supports: In {full}."


def test_a_table_without_these_properties_is_ordinary() -> None:
    schema = parsed("t", RAW, lambda _: [], False)
    row = Row({"a": "1"})
    assert (schema.date_of(row), schema.cited_date_of(row), schema.heading_of(row)) == ("", "", "")


def test_a_property_that_names_a_lost_column_is_refused() -> None:
    with pytest.raises(ValueError, match="lost"):
        parsed("t", {**RAW, "record": {"dated_by": ["lost"]}}, lambda _: [], False)


def test_a_code_whose_years_begin_on_no_day_is_refused() -> None:
    code = {"value": "fiscal", "label": "Fiscal year", "description": "April to March.", "year_starts": ["04-31"]}
    frequency = {"name": "frequency", "type": "string", "title": "", "description": "", "categories": [code]}
    raw = {"title": "", "description": "", "fields": [frequency], "primaryKey": ["frequency"]}
    with pytest.raises(ValueError, match="04-31"):
        parsed("series", raw, lambda name: [], False)


def test_the_tenth_reference_follows_the_ninth(package: Package) -> None:
    rows = [{"record": "events/a", "field": "sources", "position": position} for position in ("10", "9", "1")]
    ordered = package.descriptor.table("citations").schema.in_order(rows)
    assert [row["position"] for row in ordered] == ["1", "9", "10"]


def test_every_column_is_described_and_every_built_one_has_its_recipe(package: Package) -> None:
    descriptor = package.descriptor
    columns = [(one.schema, f) for one in (descriptor.authored | descriptor.built).values() for f in one.schema.fields]
    described = {f"{schema.table}.{f.name}": f.title and f.description and f.example for schema, f in columns}
    assert [name for name, complete in described.items() if not complete] == []
    assert [f"{schema.table}.{f.name}" for schema, f in columns if schema.built and not f.recipe] == []
