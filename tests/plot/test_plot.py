"""Charts show exactly the rows that were asked for, and are files that a page can take."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sino_pak_data as spd

pytest.importorskip("altair")

CHARTS: dict[str, Callable[[], Any]] = {
    "timeline of many": lambda: spd.plot.timeline(dyad="PAK-CHN", label="friendship-treaty-2005-signing"),
    "timeline of few": lambda: spd.plot.timeline(dyad="PAK-CHN", since="2005", until="2005"),
    "agreements, many": lambda: spd.plot.agreements(dyad="PAK-CHN"),
    "agreements, few": lambda: spd.plot.agreements(dyad="PAK-CHN", filters={"domain": "nuclear"}),
    "series": lambda: spd.plot.series("power.cinc", "CHN"),
    "series of the press": lambda: spd.plot.series("fdi.inflow_net_sbp", "PAK", "CHN"),
    "series, compared": lambda: spd.plot.series("fdi.inflow_stated", "CHN", "PAK", compared=True),
    "claims, many": lambda: spd.plot.claims(),
    "claims, few": lambda: spd.plot.claims(kind="figure", width=500),
    "dyads, counts": lambda: spd.plot.dyads("hard_balancing", ["PAK-CHN", "USA-RUS"], 1990),
    "dyads, values": lambda: spd.plot.dyads("exports", ["PAK-CHN", "IND-PAK"], 1990),
}


def rows(chart: Any, column: str) -> pd.DataFrame:
    """The rows that a chart draws with this column, each once."""
    datasets = chart.to_dict()["datasets"].values()
    found = [row for row in chain.from_iterable(datasets) if column in row]
    frame = pd.DataFrame(found)
    return frame.drop_duplicates(
        [one for one in frame if not frame[one].map(lambda cell: isinstance(cell, list)).any()]
    )


def written(chart: Any) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False)


def head(drawn: dict[str, Any]) -> str:
    return " ".join(drawn["vconcat"][0]["title"]["text"])


def foot(drawn: dict[str, Any]) -> str:
    return " ".join(drawn["title"]["text"])


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_a_valid_drawing_with_title_and_sources(name: str) -> None:
    drawn = CHARTS[name]().to_dict(validate=True)
    assert head(drawn)
    assert f"sino-pak-data {spd.__version__}" in foot(drawn)
    assert foot(drawn).startswith("Sources: ")


@pytest.mark.parametrize("since", ["2005", "1990"])
def test_a_timeline_has_the_events_that_load_gives(since: str) -> None:
    asked: Any = {"dyad": "PAK-CHN", "since": since, "until": "2005"}
    loaded = spd.load("events", **asked)
    drawn = rows(spd.plot.timeline(**asked), "date_start").drop_duplicates("event_id")
    assert set(drawn["event_id"]) == set(loaded["event_id"])
    by_id = drawn.set_index("event_id")
    for event in loaded.itertuples():
        assert by_id.loc[event.event_id, "date"] == event.date
        assert by_id.loc[event.event_id, "date_start"][:10] == str(event.date_start.date())


def test_partial_dates_are_spans_and_uncertain_ones_lighter() -> None:
    drawn = rows(spd.plot.timeline(dyad="PAK-CHN"), "from").drop_duplicates("event_id").set_index("date")
    month = drawn.loc[[date for date in drawn.index if re.fullmatch(r"\d{4}-\d\d", date)]].iloc[0]
    assert pd.Timestamp(month["to"]) - pd.Timestamp(month["from"]) >= pd.Timedelta(days=28)
    assert drawn.loc[[date for date in drawn.index if "~" in date], "uncertain"].all()
    assert not drawn.loc["2005-04-05", "uncertain"].any()


def test_an_agreement_lives_from_its_signing_to_its_end_or_to_now() -> None:
    chart = spd.plot.agreements(dyad="PAK-CHN")
    lives = rows(chart, "stage").set_index(["agreement_id", "stage"])
    loaded = spd.load("agreements", dyad="PAK-CHN").set_index("agreement_id")
    both = loaded[loaded["in_force_start"].notna() & loaded["ended_start"].notna()]
    for name, row in both.iterrows():
        assert lives.loc[(name, "in force"), "start"][:10] == str(row["in_force_start"].date())
        assert lives.loc[(name, "in force"), "end"][:10] == str(row["ended_start"].date())
    dated = loaded[["announced", "signed", "in_force"]].notna().any(axis=1)
    assert set(rows(chart, "born")["agreement_id"]) == set(loaded.index[dated])
    assert f"{len(loaded) - dated.sum()} without a date are left out" in written(chart)


def test_a_series_has_every_value_and_a_line_for_each_work() -> None:
    loaded = spd.series("power.cinc", "CHN", source="all")
    drawn = rows(spd.plot.series("power.cinc", "CHN"), "newest")
    assert sorted(drawn["value"]) == sorted(loaded["value"])
    assert set(drawn["line"]) == {"Correlates of War 2021", "Correlates of War 2026"}


def test_works_that_repeat_a_producer_are_one_line_through_the_newest_values() -> None:
    drawn = rows(spd.plot.series("fdi.inflow_net_sbp", "PAK", "CHN"), "newest")
    line = drawn[drawn["line"].str.startswith("State Bank of Pakistan") & drawn["newest"]]
    newest = spd.series("fdi.inflow_net_sbp", "PAK", "CHN").set_index("period")["value"]
    assert not line["period"].duplicated().any()
    assert line.set_index("period")["value"]["2024"] == newest["2024"]


def test_no_line_crosses_a_break_or_a_missing_year() -> None:
    chart = spd.plot.series("power.cinc", "CHN")
    drawn = rows(chart, "newest")
    newer = drawn[drawn["source_id"] == "cow2026nmc7"].groupby("segment")["period"].agg(["min", "max"])
    assert sorted(newer["max"])[0] == "2016"
    assert set(rows(chart, "note")["period"]) == {"2017"}
    exports = rows(spd.plot.series("trade.goods.exports_fob", "CHN", "PAK"), "newest")
    assert exports.groupby("segment")["period"].min().min() < "1962"
    assert exports["segment"].nunique() == 2


def test_the_figures_of_the_paper_are_marked_with_their_verdicts() -> None:
    chart = spd.plot.series("trade.goods.total", "CHN", "PAK")
    figures = rows(chart, "claim_id").drop_duplicates("claim_id").set_index("claim_id")
    claims = spd.load("claims", filters={"kind": "figure", "indicator_id": "trade.goods.total"}).set_index("claim_id")
    assert figures["value"].to_dict() == claims["value"].to_dict()
    verdict = spd.load("verdicts").set_index("claim_id")["verdict"]["yousaf-trade-2018"]
    assert figures.loc["yousaf-trade-2018", "text"] == f"12,000 ({verdict})"
    larger = rows(spd.plot.series("trade.goods.total", "CHN", "PAK", compared=True), "claim_id").set_index("claim_id")
    assert larger.loc["yousaf-trade-2018", "text"] == f"12 ({verdict})", "in the unit of the axis, billions"
    assert "Diamonds: figures of Yousaf and Ma 2025" in written(chart)


def test_compared_quantities_are_those_that_the_verdict_rests_on() -> None:
    drawn = rows(spd.plot.series("trade.goods.total", "CHN", "PAK", compared=True, since=2010), "newest")
    exporters = drawn[drawn["line"] == "Both exporters, free on board"].set_index("period")["value"]
    panel = spd.panel("PAK-CHN", 2010, 2018, ["trade_total"]).set_index("year")["trade_total"]
    assert exporters["2018"] == pytest.approx(panel[2018])


def test_claims_are_the_verdicts_each_assertion_once() -> None:
    verdicts = spd.load("verdicts")
    once = verdicts[verdicts["part_of"].isna() & verdicts["repeats"].isna() & verdicts["verdict"].notna()]
    drawn = rows(spd.plot.claims(), "verdict")
    assert (
        drawn.set_index("claim_id")["verdict"].to_dict() == once.set_index("claim_id")["verdict"].astype(str).to_dict()
    )
    assert "figures of Yousaf and Ma 2025" in head(spd.plot.claims(kind="figure").to_dict())


@pytest.mark.parametrize(("column", "names"), [("hard_balancing", ["hard_balancing_low", "hard_balancing_high"]), ("exports", ["exports_12", "exports_21"]), ("vote_agreement", ["vote_agreement"])])  # fmt: skip
def test_dyads_have_the_values_of_the_panel(column: str, names: list[str]) -> None:
    pairs = ["PAK-CHN", "USA-RUS"]
    loaded = spd.panel(pairs, 1990, 2010, names).set_index(["dyad", "year"])[names]
    drawn = rows(spd.plot.dyads(column, pairs, 1990, 2010), "ccode1").set_index(["dyad", "year"])[names]
    pd.testing.assert_frame_equal(drawn.astype(float).sort_index(), loaded.astype(float).sort_index(), check_index_type=False, check_names=False)  # fmt: skip


def test_years_that_nobody_searched_are_not_zero() -> None:
    text = written(spd.plot.dyads("hard_balancing", ["PAK-CHN", "USA-RUS"]))
    assert "not searched" in text
    assert "Shaded: nobody searched" in text


def test_a_title_of_ones_own_and_a_width() -> None:
    chart = spd.plot.dyads("cinc", "PAK-IND", title="Who is stronger?", width=400)
    assert head(chart.to_dict()) == "Who is stronger?"


WRONG = [
    (lambda: spd.plot.timeline(by="domian"), "did you mean 'domain'"),
    (lambda: spd.plot.timeline(dyad="PAK-CNH"), "did you mean 'CHN'"),
    (
        lambda: spd.plot.timeline(label="friendship-treaty-2006-signing"),
        "did you mean 'friendship-treaty-2005-signing'",
    ),
    (lambda: spd.plot.timeline(filters={"event_type": "visit", "balancing": "hard"}), "no event is left to draw"),
    (lambda: spd.plot.agreements(actors="PKA"), "did you mean 'PAK'"),
    (lambda: spd.plot.agreements(width=10), "width is a whole number of pixels from 320 to 2000, not 10"),
    (lambda: spd.plot.series("power.cin", "PAK"), "did you mean 'power.cinc'"),
    (lambda: spd.plot.series("power.cinc", "CHN", source="cow2026nmc"), "did you mean 'cow2026nmc7'"),
    (lambda: spd.plot.series("power.cinc", "CHN", since="2001"), "since of a series is a year"),
    (lambda: spd.plot.series("power.cinc", "CHN", since=2090), "no value of power.cinc is left to draw"),
    (lambda: spd.plot.claims(verdict="suported"), "did you mean 'supported'"),
    (lambda: spd.plot.claims(kind="proposition"), "propositions have none"),
    (lambda: spd.plot.dyads("hard_balancin"), "did you mean 'hard_balancing'"),
    (lambda: spd.plot.dyads("exports", "PAK-CHN", 1947, 1950), "exports has no value for these dyads and years"),
]


@pytest.mark.parametrize(("draw", "words"), WRONG)
def test_a_wrong_name_is_an_error_with_the_nearest(draw: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        draw()


def test_without_altair_the_error_names_the_extra() -> None:
    code = "import sys; sys.modules['altair'] = None; import sino_pak_data as spd; spd.plot.timeline()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "ImportError: plots need Altair: pip install 'sino-pak-data[plot]'"


def test_nothing_is_imported_before_the_first_chart() -> None:
    code = "import sys, sino_pak_data as spd; spd.plot; print('altair' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_another_package_has_plots_of_its_own(base: Path) -> None:
    chart = spd.plot.timeline(data=spd.open_package(base))
    assert set(rows(chart, "event_id")["event_id"]) == set(spd.open_package(base).load("events")["event_id"])


def test_a_package_without_breaks_has_series_too(base: Path) -> None:
    (base / "tables" / "breaks.csv").unlink()
    described = json.loads((base / "datapackage.json").read_text())
    described["resources"] = [one for one in described["resources"] if one["name"] != "breaks"]
    (base / "datapackage.json").write_text(json.dumps(described))
    package = spd.open_package(base)
    first = package.load("observations").iloc[0]
    partner = None if first["partner"] == "NONE" else first["partner"]
    assert len(rows(spd.plot.series(first["indicator_id"], first["reporter"], partner, data=package), "newest"))


@pytest.mark.slow
def test_the_pictures_of_the_readme_show_the_present_rows(tmp_path: Path) -> None:
    image = pytest.importorskip("matplotlib.image")
    kept = Path(__file__).parents[2] / "docs" / "pictures"
    shutil.copy(kept / "draw.py", tmp_path)
    subprocess.run([sys.executable, tmp_path / "draw.py"], check=True)
    for picture in sorted(tmp_path.glob("*.png")):
        was, now = image.imread(kept / picture.name), image.imread(picture)
        assert was.shape == now.shape, "run `make tutorial`"
        assert abs(coarse(was) - coarse(now)).max() < 0.2, "run `make tutorial`"


def coarse(picture: Any) -> Any:
    """A picture in blocks of four by four pixels, in which letters of another machine look alike; without the line of the version."""
    height, width = picture.shape[0] // 4 - 10, picture.shape[1] // 4
    return picture[: height * 4, : width * 4].reshape(height, 4, width, 4, -1).mean(axis=(1, 3))


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_pictures_are_written_and_no_text_leaves_the_page(name: str, tmp_path: Path) -> None:
    chart = CHARTS[name]()
    for kind, start in (("png", b"\x89PNG"), ("svg", b"<svg"), ("html", b"<!DOCTYPE html>")):
        path = tmp_path / f"x.{kind}"
        chart.save(path)
        assert path.read_bytes().lstrip().startswith(start)
    svg = (tmp_path / "x.svg").read_text()
    assert head(chart.to_dict()).split()[0] in svg
    width = float(re.findall(r'<svg[^>]* width="([\d.]+)"', svg)[0])
    assert width <= (500 if "few" in name and "claims" in name else 760) + 60
