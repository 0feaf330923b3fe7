"""Frames as models, plots and spreadsheets take them, whatever rows were asked for."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import pytest

import sino_pak_data as spd
from sino_pak_data.loader.names import Authored, Built


def test_the_names_that_type_checkers_know_are_the_tables() -> None:
    assert spd.tables() == [*get_args(Authored), *get_args(Built)]


@pytest.mark.parametrize("table", spd.tables())
def test_missing_numbers_are_nan_and_lists_are_never_missing(table: str) -> None:
    frame = spd.load(table)
    for name, column in frame.items():
        if column.dtype == object:
            assert column.map(type).isin([tuple]).all(), name
        elif pd.api.types.is_numeric_dtype(column.dtype) and str(column.dtype) != "boolean":
            assert str(column.dtype) in {"int64", "float64"}, name


def test_types_do_not_depend_on_which_rows_there_are() -> None:
    whole, few = spd.load("dyad_years"), spd.load("dyad_years", dyad="PAK-CHN", since=2001, until=2010)
    assert whole.dtypes.equals(few.dtypes)


def test_lists_work_with_what_pandas_does_to_cells() -> None:
    events = spd.load("events", columns=["event_id", "actors", "against"])
    assert events["against"].explode().notna().sum() == sum(map(len, events["against"]))
    assert events["actors"].isin([("CHN", "PAK")]).sum() == len(events.groupby("actors").get_group(("CHN", "PAK")))
    assert len(events.drop_duplicates("actors")) < len(events)


def test_lists_as_text_are_those_of_the_csv() -> None:
    events = spd.load("events", lists="text")
    assert "PAK;CHN" not in set(events["actors"])
    assert "CHN;PAK" in set(events["actors"])
    assert events["against"].isna().any()


def test_codes_rise_in_the_order_of_their_list() -> None:
    events = spd.load("events")
    assert list(events["confidence"].cat.categories) == ["low", "medium", "high"]
    assert (events["confidence"] >= "medium").sum() > (events["confidence"] == "high").sum()
    assert not events["domain"].cat.ordered
    assert spd.load("dyad_years")["events_coverage"].min() == "not_searched"


def test_a_code_outside_its_list_does_not_vanish(base) -> None:
    path = base / "tables" / "events.csv"
    path.write_text(path.read_text().replace(",military,", ",millitary,"))
    assert "millitary" in set(spd.open_package(base).load("events")["domain"])


@pytest.mark.parametrize(
    ("backend", "number", "text"),
    [("numpy_nullable", "Float64", "string"), ("pyarrow", "double[pyarrow]", "string[pyarrow]")],
)
def test_backends_are_those_of_pandas(backend: str, number: str, text: str) -> None:
    frame = spd.load("observations", dtype_backend=backend)
    assert (str(frame["value"].dtype), str(frame["source"].dtype)) == (number, text)


def test_a_frame_remembers_what_it_is() -> None:
    frame = spd.load("events", dyad="PAK-CHN", since=2001)
    assert frame.attrs == {"table": "events", "version": spd.__version__, "dyad": "PAK-CHN", "since": 2001}


def test_observations_name_their_work_beside_the_reference() -> None:
    observations = spd.load("observations", filters={"source_id": "imf2024dots"})
    assert set(observations["source"].str.partition("[")[0]) == {"imf2024dots"}


def test_a_regression_and_plots_take_the_columns_as_they_are() -> None:
    formulas = pytest.importorskip("statsmodels.formula.api")
    linear = pytest.importorskip("sklearn.linear_model")
    plt = pytest.importorskip("matplotlib.pyplot")
    seaborn = pytest.importorskip("seaborn")
    dyads = spd.load("dyad_years")
    numeric = dyads.select_dtypes("number").columns
    assert formulas.ols("hard_balancing_low ~ capability_ratio", dyads).fit().nobs > 40
    complete = dyads[["capability_ratio", "events_low"]].dropna()
    assert linear.LinearRegression().fit(complete[["capability_ratio"]], complete["events_low"]).n_features_in_ == 1
    _, axes = plt.subplots()
    for name in numeric:
        axes.plot(dyads["year"], dyads[name])
    seaborn.countplot(spd.load("events"), x="confidence", ax=axes)
    plt.close("all")
