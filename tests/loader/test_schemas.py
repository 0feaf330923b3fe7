"""pandera schemas made from the Table Schemas: what `load` returns passes, what breaks a constraint does not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

import pandas as pd
import pytest
from pandera.errors import SchemaErrors

import sino_pak_data as spd
from sino_pak_data import schemas


@pytest.mark.parametrize("table", spd.tables())
def test_what_load_returns_passes(table: str) -> None:
    getattr(schemas, table).validate(spd.load(table), lazy=True)


@pytest.mark.parametrize(
    ("table", "damage", "column", "check"),
    [
        ("actors", lambda f: f.assign(kind=f["kind"].cat.rename_categories({"state": "State"})), "kind", "isin"),
        ("actors", lambda f: f.assign(kind=f["kind"].astype(str)), "kind", "category"),
        ("actors", lambda f: f.assign(cow_code=f["cow_code"] + 10_000), "cow_code", "less_than_or_equal_to"),
        ("actors", lambda f: f.assign(name=None).astype({"name": f["name"].dtype}), "name", "not_nullable"),
        ("actors", lambda f: f.assign(wikidata=f["wikidata"] + "\n"), "wikidata", "pattern"),
        ("events", lambda f: f.assign(actors=f["actors"].map(lambda cell: ["chn", *cell])), "actors", "pattern"),
        ("events", lambda f: f.assign(date=f["date"].str.replace("-", "/")), "date", "pattern"),
        ("events", lambda f: f.drop(columns="title"), "events", "column_in_dataframe"),
        ("coverage", lambda f: pd.concat([f, f.head(1)], ignore_index=True), "period", "key"),
        ("events", lambda f: pd.concat([f, f.head(1)], ignore_index=True), "event_id", "multiple_fields_uniqueness"),
    ],
)
def test_what_breaks_a_constraint_is_named(table: str, damage: Callable, column: str, check: str) -> None:
    with pytest.raises(SchemaErrors) as failure:
        getattr(schemas, table).validate(damage(spd.load(table)), lazy=True)
    cases = failure.value.failure_cases
    found = {(row.column, str(row.check).partition("(")[0]) for row in cases.itertuples()}
    assert (column, check) in found


def test_columns_of_ones_own_are_ignored() -> None:
    frame = spd.load("events").assign(weight=1.0)
    assert schemas.events.validate(frame).equals(frame)


def test_an_unknown_table_is_answered_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="did you mean 'events'"):
        schemas.evnts  # noqa: B018
    assert dir(schemas) == sorted(spd.tables())


def test_without_pandera_the_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sino_pak_data.schemas")
    monkeypatch.setitem(sys.modules, "pandera.pandas", None)
    with pytest.raises(ModuleNotFoundError, match=r"needs pandera: pip install 'sino-pak-data\[curate\]'"):
        import_module("sino_pak_data.schemas")
