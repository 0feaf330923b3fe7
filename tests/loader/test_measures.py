"""Series state the rule by which a value was taken; panels fill only what a search allows."""

from __future__ import annotations

import warnings

import pytest

import sino_pak_data as spd

FDI = ("fdi.inflow_net_sbp", "PAK", "CHN")


def test_a_series_takes_the_newest_work_and_says_so() -> None:
    newest, every = spd.series(*FDI, spread=True), spd.series(*FDI, source="all")
    assert "published last" in newest.attrs["rule"]
    year = every[every["period"] == "2015"]
    (taken,) = newest[newest["period"] == "2015"].itertuples()
    assert (taken.values, taken.lowest, taken.highest) == (len(year), year["value"].min(), year["value"].max())
    published = spd.load("sources").set_index("source_id")["published"]
    assert taken.sources[0] == max((s for (s,) in year["sources"]), key=lambda s: published[s])


def test_the_median_names_every_work_behind_it() -> None:
    (row,) = (lambda f: f[f["period"] == "2015"].itertuples())(spd.series(*FDI, source="median"))
    assert row.value == pytest.approx(257.0)
    assert len(row.sources) == 3


def test_named_works_are_taken_in_the_order_given() -> None:
    frame = spd.series(*FDI, source=["boi2017fdi", "dawn2015fdi"])
    by_period = frame.set_index("period")["sources"]
    assert (by_period["2015"], by_period["2014"]) == (("boi2017fdi",), ("dawn2015fdi",))


def test_fiscal_years_have_their_days() -> None:
    row = spd.series(*FDI).set_index("period").loc["2015"]
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == ("2014-07-01", "2015-06-30")


def test_a_series_says_where_its_works_change_their_footing() -> None:
    kinds = {one["kind"] for one in spd.series("milex.constant_usd", "PAK").attrs["breaks"]}
    assert "base" in kinds
    assert spd.series("milex.constant_usd", "PAK", source="sipri2025milex").attrs["breaks"] == []


def test_an_undirected_series_has_no_order() -> None:
    one, other = (spd.series("un.vote_agreement", *pair) for pair in (("PAK", "CHN"), ("CHN", "PAK")))
    assert one.equals(other)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("power.cin", "PAK"), "did you mean 'power.cinc'"),
        (("exports_fob", "PAK"), "did you mean 'trade.goods.exports_fob'"),
        (("power.cinc", "PAK", "IND"), "has no partner: leave partner= out"),
        (("trade.goods.exports_fob", "CHN"), "give partner= as one of"),
        (("trade.goods.exports_fob", "CHN", "PKA"), "did you mean 'PAK'"),
        (("fdi.inflow_net_sbp", "CHN", "PAK"), "did you mean 'PAK-CHN'"),
    ],
)
def test_a_series_that_is_not_there_is_an_error(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        spd.series(*arguments)


def test_a_panel_is_balanced_and_fills_nothing_by_itself() -> None:
    panel = spd.panel(["PAK-CHN", "PAK-IND"], 2001, 2010, ["tests_low"])
    assert list(panel.columns) == ["dyad", "ccode1", "ccode2", "year", "tests_low"]
    assert len(panel) == 20
    assert panel["tests_low"].isna().any()


def test_zero_needs_the_search_that_it_rests_on_and_warns_of_what_stays_missing() -> None:
    with pytest.raises(ValueError, match="say with coverage="):
        spd.panel("PAK-CHN", 2001, 2010, ["tests_low"], fill=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        filled = spd.panel("PAK-CHN", 2001, 2010, ["tests_low"], fill=0, coverage="opportunistic")
    assert filled["tests_low"].notna().all()
    with pytest.warns(UserWarning, match=r"tests_low in 10 of 10 rows"):
        spd.panel("RUS-USA", 2001, 2010, ["tests_low"], fill=0, coverage="systematic")
    with pytest.warns(UserWarning, match="fdi_in_2"):
        spd.panel("PAK-CHN", 2001, 2010, ["fdi_in_2"], fill=0, coverage="opportunistic")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("PAK-AFG",), "no dyad 'PAK-AFG'"),
        (("PAK-CHN", 1900, 1950), "dyad_years has 1947 to"),
        (("PAK-CHN", 2001, 2002, ["event_low"]), "did you mean 'events_low'"),
    ],
)
def test_a_panel_that_is_not_there_is_an_error(arguments: tuple, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        spd.panel(*arguments)
