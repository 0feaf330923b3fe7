"""Numbers in time: a series with each of its sources and the figures that works state, and panels of dyads side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sino_pak_data.cells import ids
from sino_pak_data.cells.ids import check
from sino_pak_data.cells.text import spaced
from sino_pak_data.derive.comparables import Comparables, Value, span
from sino_pak_data.derive.verdicts import Judge
from sino_pak_data.loader.load import Data
from sino_pak_data.package.table import Package, Row
from sino_pak_data.plot import look, words
from sino_pak_data.plot.lines import OTHERS, Lines

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

_LINE = 3
"""A work with fewer values has points instead of a line."""
_DAYS = {"period_start": "datetime64[us]", "period_end": "datetime64[us]"}


def series(
    indicator: str,
    reporter: str,
    partner: str | None = None,
    *,
    source: str | Sequence[str] = "all",
    since: int | None = None,
    until: int | None = None,
    compared: bool = False,
    title: str | None = None,
    data: Data | None = None,
    width: int = 760,
) -> alt.VConcatChart:
    """The values of an indicator, a line for each work, with the figures that works such as the paper state.

    indicator, reporter, partner  as `series` takes them
    source    "all", or one or several `source_id`
    since, until  years, both included
    compared  also the quantities that the figures are compared with, as the table `comparisons` says; grey if they
              are of another quantity

    Works that repeat a producer are one line, through the newest value of each year. Diamonds are claims of kind
    figure about the indicator, with their verdict; upright rules show where `breaks` says that a work changes its
    footing, and no line goes across.

    >>> import sino_pak_data as spd
    >>> spd.plot.series("trade.goods.total", "CHN", "PAK", compared=True).save("trade.png")  # doctest: +SKIP
    """
    import pandas as pd

    data, package = look.opened(data, width)
    values = data.series(indicator, reporter, partner, source="all")
    about, series = package.identifiers("indicators")[indicator], values.attrs["series"]
    values = values.assign(source_id=[cited[0].partition("[")[0] for cited in values["sources"]])
    wanted = [source] if isinstance(source, str) else list(source)
    for one in wanted if source != "all" else ():
        check("source", one, ["all", *sorted(set(values["source_id"]))], f" of {indicator}")
    figures = _figures(package, series)
    own = set(figures["source_id"]) if len(figures) else set()
    values = values[~values["source_id"].isin(own)] if source == "all" else values[values["source_id"].isin(wanted)]
    parts = [_keyed(package, values), *([_compared(package, figures)] if compared else [])]
    drawn = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    drawn, figures = (_within(one, since, until) for one in (drawn, figures))
    _some(drawn, figures, indicator)
    breaks = _breaks(values.attrs["breaks"], series)
    drawn = _segmented(drawn, [one for one in breaks if one["source_id"] in set(drawn["source_id"])])
    chart = Lines(drawn, figures, breaks, values.attrs["unit"], width).drawn()
    works = dict.fromkeys([*drawn["source_id"], *figures["source_id"]])
    datasets = [package.identifiers("sources")[one] for one in works]
    named = [words.cited(one) for one in datasets if one["kind"] == "dataset"]
    foot = look.source(package, named, len(works))
    return look.dressed(chart, title or _title(package, about, series), _subtitle(about, drawn, figures, breaks), foot, width)  # fmt: skip


def _breaks(listed: Sequence[Mapping[str, str]], series: Mapping[str, str]) -> list[Mapping[str, str]]:
    """Those of this reporter and partner at which a work changes its footing; where one ends, its line shows."""
    who = {*series.values()}
    return [one for one in listed if one["kind"] != "end" and (not one["actors"] or who & {*ids.split(one["actors"])})]


def _some(drawn: pd.DataFrame, figures: pd.DataFrame, indicator: str) -> None:
    if not len(drawn) and not len(figures):
        raise ValueError(f"no value of {indicator} is left to draw")


def _within(frame: pd.DataFrame, since: int | None, until: int | None) -> pd.DataFrame:
    """The values whose period touches the years asked for."""
    for name, year in (("since", since), ("until", until)):
        if year is not None and not isinstance(year, int):
            raise ValueError(f"{name} of a series is a year such as 2005, not {year!r}")
    ends, starts = frame["period_end"].dt.year, frame["period_start"].dt.year
    found: pd.DataFrame = frame[(ends >= (since or 0)) & (starts <= (until or 9999))]
    return found


def _title(package: Package, about: Row, series: Mapping[str, str]) -> str:
    one, *other = words.names(package, [who for who in (series["reporter"], series["partner"]) if who != "NONE"])
    joined = " and " if about["directed"] == "undirected" else ", partner "
    return f"{about['name']}: {joined.join([one, *other])}"


def _subtitle(about: Row, drawn: pd.DataFrame, figures: pd.DataFrame, breaks: Sequence[Any]) -> str:
    others = drawn[drawn["line"] == OTHERS]["source_id"].nunique()
    said = [
        about["definition"],
        f"Diamonds: figures of {', '.join(dict.fromkeys(figures['work']))}, with the verdict on each."
        if len(figures)
        else "",
        f"Grey points: {others} other works." if others else "",
        "Grey lines: another quantity." if (drawn["relation"] != "same").any() else "",
        "Small points: values that were revised." if not drawn["newest"].all() else "",
        "Flat bars: values for longer or shorter than the usual period." if not drawn["usual"].all() else "",
        "Dashed upright: a series changes its footing." if breaks else "",
    ]
    return " ".join(filter(None, said))


def _figures(package: Package, series: Mapping[str, str]) -> pd.DataFrame:
    """The claims of kind figure about a series, with their verdicts."""
    import pandas as pd

    judge, works = Judge(package), package.identifiers("sources")
    pairs = {(series["reporter"], series["partner"]), (series["partner"], series["reporter"])}
    directed = package.identifiers("indicators")[series["indicator_id"]]["directed"] != "undirected"
    rows = []
    for claim in package["claims"].rows:
        pair = (claim["reporter"], claim["partner"])
        same = pair == (series["reporter"], series["partner"]) if directed else pair in pairs
        when = span(claim["period"]) if claim["kind"] == "figure" and claim["indicator_id"] == series["indicator_id"] and same else None  # fmt: skip
        if when is None:
            continue
        value, name = float(claim["value"]), claim["source"].partition("[")[0]
        verdict = spaced(judge.verdict(claim["claim_id"])["verdict"])
        rows.append({
            "claim_id": claim["claim_id"], "statement": claim["statement"], "period": claim["period"],
            "period_start": pd.Timestamp(when.start), "period_end": pd.Timestamp(when.end), "value": value,
            "source_id": name, "work": words.work_name(works[name]),
            "qualifier": claim["qualifier"], "verdict": verdict,
        })  # fmt: skip
    columns = [
        "claim_id",
        "statement",
        "period",
        "period_start",
        "period_end",
        "value",
        "source_id",
        "work",
        "qualifier",
        "verdict",
    ]
    return pd.DataFrame(rows, columns=columns).astype(_DAYS)


def _keyed(package: Package, values: pd.DataFrame) -> pd.DataFrame:
    """The values with the line that each is on: of its work, of the producer that its work repeats, or of none."""
    months = _months(values)
    usual = months == (months.mode().iloc[0] if len(months) else 0)
    works = package.identifiers("sources")
    lines, origins = {}, {one: works[one]["derived_from"].partition(";")[0] for one in set(values["source_id"])}
    counted = values[usual].groupby("source_id")["period"].nunique()
    for one, origin in origins.items():
        alone = counted.get(one, 0) >= _LINE or origin not in works or works[one]["kind"] == "dataset"
        lines[one] = words.work_name(works[one]) if alone else f"{words.work_name(Row({**works[origin], 'published': ''}))}, as reported"  # fmt: skip
    found = values.assign(line=values["source_id"].map(lines), usual=usual, relation="same")
    few = found[found["usual"]].groupby("line")["period"].nunique()
    small = {line for line in set(found["line"]) if few.get(line, 0) < _LINE}
    found.loc[found["line"].isin(small if len(small) > 2 else ()), "line"] = OTHERS
    # of one producer's values for a period the first are superseded, and a line goes through the last
    newest = ~found.duplicated(["line", "period"], keep="last") | (found["line"] == OTHERS)
    return found.assign(newest=newest)[["line", "source_id", "period", "period_start", "period_end", "value", "usual", "relation", "newest"]]  # fmt: skip


def _compared(package: Package, figures: pd.DataFrame) -> pd.DataFrame:
    """Values of the quantities that figures are compared with, for every year that has some."""
    import pandas as pd

    comparables, found = Comparables(package), {}
    for claim_id in figures["claim_id"]:
        for name, value in comparables.beside(package.identifiers("claims")[claim_id]):
            found[value.compared, value.way, value.period] = (name, value)
    rows = [_row(name, value) for name, value in found.values()]
    frame = pd.DataFrame(
        rows, columns=["line", "source_id", "period", "period_start", "period_end", "value", "relation"]
    )
    frame = frame.astype(_DAYS)
    return frame.assign(usual=_months(frame) <= 12, newest=True)


def _months(values: pd.DataFrame) -> pd.Series:
    """How many months each period has."""
    return ((values["period_end"] - values["period_start"]).dt.days / 30.4).round()


def _row(name: str, value: Value) -> dict[str, Any]:
    import pandas as pd

    return {
        "line": name, "source_id": value.sources[0], "period": value.named, "value": value.value,
        "period_start": pd.Timestamp(value.period.start), "period_end": pd.Timestamp(value.period.end),
        "relation": value.relation,
    }  # fmt: skip


def _segmented(drawn: pd.DataFrame, breaks: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """The values with the stretch that each is in: no line is drawn across a break of its work, or a missing year."""
    import pandas as pd

    def broken(work: str, before: pd.Timestamp, start: pd.Timestamp) -> bool:
        years = [int(one["period"][:4]) for one in breaks if one["source_id"] == work]
        return start - before > pd.Timedelta(days=400) or any(before.year < year <= start.year for year in years)

    drawn = drawn.assign(middle=drawn["period_start"] + (drawn["period_end"] - drawn["period_start"]) / 2)
    drawn = drawn.sort_values(["line", "middle"], kind="stable").reset_index(drop=True)
    latest: dict[str, pd.Timestamp] = {}
    segment, found = 0, []
    for line, work, day, joined in zip(drawn["line"], drawn["source_id"], drawn["middle"], drawn["usual"] & drawn["newest"], strict=True):  # fmt: skip
        segment += joined and broken(work, latest.get(line, day), day)
        latest[line] = day if joined else latest.get(line, day)
        found.append(f"{line} {segment}")
    return drawn.assign(segment=pd.Series(found, drawn.index, dtype=str))
