"""A bibliography of exactly the rows that one used."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sino_pak_data as spd
from tests.conftest import copy_base


def cited(frame: pd.DataFrame) -> list[str]:
    """The works of a frame that still has its references."""
    return list(dict.fromkeys(one.partition("[")[0] for cell in frame["sources"] for one in cell))


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return spd.load("events", dyad="PAK-CHN", since=2015, until=2015)


@pytest.mark.parametrize(
    "used",
    [
        lambda f: f,
        lambda f: f.sort_values("title"),
        lambda f: f[["event_id", "title"]],
        lambda f: f.set_index("event_id")[["domain"]],
        lambda f: f.merge(spd.load("places", columns=["place_id", "latitude"]), left_on="place", right_on="place_id", how="left"),
        lambda f: f.explode("actors"),
        lambda f: f.groupby("event_id").size(),
        lambda f: pd.DataFrame({"event_id": f["event_id"]}),
        lambda f: f["event_id"].tolist(),
        lambda f: [f"events/{one}" for one in f["event_id"]],
    ],
)  # fmt: skip
def test_whatever_is_done_to_a_frame_that_keeps_ids(used, events: pd.DataFrame) -> None:
    assert sorted(spd.cite(used(events)).ids) == sorted(cited(events))


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow", "duckdb"])
def test_every_engine_is_cited(engine: str, events: pd.DataFrame) -> None:
    frame = spd.load("events", dyad="PAK-CHN", since=2015, until=2015, engine=engine)
    assert spd.cite(frame).ids == cited(events)


def test_a_panel_cites_the_datasets_of_its_values_and_the_events_of_its_counts() -> None:
    panel = spd.panel("PAK-CHN", 2015, 2015, ["trade_total"])
    assert spd.cite(panel).ids == [s.partition("[")[0] for s in spd.cite(panel).ids]
    trade = spd.cite(panel).ids
    assert len(trade) == 1
    counted = spd.cite(spd.panel("PAK-CHN", 2015, 2015, ["trade_total", "hard_balancing_low"]))
    behind = spd.trace("dyad_years/CHN-PAK:2015", "hard_balancing_low")
    assert {*counted.ids} == {*trade, *spd.cite(behind).ids}


def test_a_series_cites_the_works_of_its_values() -> None:
    series = spd.series("fdi.inflow_net_sbp", "PAK", "CHN")
    assert spd.cite(series.tail(3)).ids == list(
        dict.fromkeys(one for cell in series.tail(3)["sources"] for one in cell)
    )


def test_the_dataset_comes_first_with_its_version(events: pd.DataFrame) -> None:
    first, *_ = spd.cite(events).csl()
    assert (first["id"], first["version"]) == (f"sino-pak-data-{spd.__version__}", spd.__version__)
    entry, _, _ = spd.cite(events).bibtex().partition("\n}\n")
    assert entry.startswith("@misc{sino-pak-data-")
    assert f"note = {{Version {spd.__version__}}}" in entry
    cited = spd.cite("azhar-listed-2019")
    assert f"China-Pakistan relations as data (Version {spd.__version__}) [Dataset]. https://" in cited.text("apa")
    assert f"“China-Pakistan Relations as Data.” Version {spd.__version__}. " in cited.text("chicago")
    assert len(cited.text("apa").splitlines()) == 1 + len(cited)


def test_places_say_where_in_a_work() -> None:
    places = spd.cite("azhar-listed-2019").sources()
    assert set(places["record"]) == {"events/azhar-listed-2019"}
    assert places["locator"].str.contains("paragraph").any()


def test_tables_that_changed_are_read_anew(tmp_path: Path) -> None:
    sources = copy_base(tmp_path) / "tables" / "sources.csv"
    package = spd.open_package(tmp_path)
    assert "China.org.cn" in package.cite("chinaorg2011ties").bibtex()
    sources.write_text(sources.read_text(encoding="utf-8").replace("China.org.cn", "Xinhua"), encoding="utf-8")
    assert "Xinhua" in package.cite("chinaorg2011ties").bibtex()


def test_provenance_that_was_lost_says_how_to_keep_it(events: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="Keep the key of the table"):
        spd.cite(events.groupby("domain", observed=True).size())
    with pytest.raises(ValueError, match="did you mean 'azhar-listed-2019'"):
        spd.cite("azhar-listed-2018")
    with pytest.raises(ValueError, match="no style 'mla'"):
        spd.cite(events).text("mla")
