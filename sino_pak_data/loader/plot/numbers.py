"""Numbers in time: a series with each of its sources and the figures that works state, and panels of dyads side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, NamedTuple

from sino_pak_data.cells.ids import check
from sino_pak_data.cells.text import spaced
from sino_pak_data.derive.comparables import Comparables, Value, span
from sino_pak_data.derive.verdicts import Judge
from sino_pak_data.loader.plot import look, words
from sino_pak_data.loader.plot.look import ACCENT, DASHES, HUES, QUIET, RULE, SMALL, Time
from sino_pak_data.package.facts import facts
from sino_pak_data.package.table import Package, Row

if TYPE_CHECKING:
    import pandas as pd

    from sino_pak_data.loader.load import Data

_HEIGHT, _MARGIN = 330, 185
_LINE = 3
"""A work with fewer values has points instead of a line."""
OTHERS = "other works"
_DAYS = {"period_start": "datetime64[us]", "period_end": "datetime64[us]"}


def series(
    data: Data, package: Package, indicator: str, reporter: str, partner: str | None, source: str | Sequence[str],
    since: int | None, until: int | None, compared: bool, title: str | None, width: int,
) -> Any:  # fmt: skip
    """See `Plots.series`."""
    import pandas as pd

    look.checked(width)
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
    breaks = [one for one in values.attrs["breaks"] if not one["actors"] or {*series.values()} & {*one["actors"].split(";")}]  # fmt: skip
    drawn = _segmented(drawn, [one for one in breaks if one["source_id"] in set(drawn["source_id"])])
    chart = _Chart(drawn, figures, breaks, values.attrs["unit"], width).drawn()
    works = dict.fromkeys([*drawn["source_id"], *figures["source_id"]])
    datasets = [package.identifiers("sources")[one] for one in works]
    named = [f"{words.work_name(one)}, {one['title']}" for one in datasets if one["kind"] == "dataset"]
    foot = look.source(facts(package.descriptor), named, len(works))
    return look.dressed(chart, title or _title(package, about, series), _subtitle(about, drawn, figures, breaks), foot, width)  # fmt: skip


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
        "Dashed upright: a series changes its footing." if any(one["kind"] != "end" for one in breaks) else "",
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
            "text": f"{words.stated(value, claim['qualifier'])} ({verdict})",
        })  # fmt: skip
    columns = ["claim_id", "statement", "period", "period_start", "period_end", "value", "source_id", "work", "text"]
    return pd.DataFrame(rows, columns=columns).astype(_DAYS)


def _keyed(package: Package, values: pd.DataFrame) -> pd.DataFrame:
    """The values with the line that each is on: of its work, of the producer that its work repeats, or of none."""
    months = ((values["period_end"] - values["period_start"]).dt.days / 30.4).round()
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
    notes = {(row["indicator_id"], row["compared"], row["way"]): row["note"] for row in package["comparisons"].rows}
    for claim_id in figures["claim_id"]:
        claim = package.identifiers("claims")[claim_id]
        years = range(1947, 2101) if claim["period"].isdecimal() else [claim["period"]]
        for year in years:
            for value in comparables.of(Row({**claim, "period": str(year)})):
                own = value.own or not claim["period"].isdecimal()
                if own and not value.superseded and claim["indicator_id"] not in value.compared:
                    note = notes[claim["indicator_id"], ";".join(value.compared), value.way]
                    found[value.compared, value.way, value.period] = (re.split("[:;]|\\.$", note)[0], value)
    rows = [_row(name, value) for name, value in found.values()]
    frame = pd.DataFrame(
        rows, columns=["line", "source_id", "period", "period_start", "period_end", "value", "relation"]
    )
    frame = frame.astype(_DAYS)
    months = ((frame["period_end"] - frame["period_start"]).dt.days / 30.4).round()
    return frame.assign(usual=months <= 12, newest=True)


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
        years = [int(one["period"][:4]) for one in breaks if one["source_id"] == work and one["kind"] != "end"]
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


class Scale(NamedTuple):
    """The axis of values: its ends, and the unit that its numbers have."""

    low: float
    high: float
    unit: str
    factor: float

    @classmethod
    def of(cls, values: Iterable[float], unit: str) -> Scale:
        """From nought, or from near the least of values that lie far from it, in thousands or millions of a large unit."""
        known = [value for value in values if value == value]
        least, most = min(known), max(known)
        base = 0.0 if least >= 0 and (least < most / 2 or least == most) else least - (most - least) * 0.06
        rough = (most - base or 1) / 5
        power = 10 ** floor(log10(rough))
        step = next(nice * power for nice in (1, 2, 5, 10) if nice * power >= rough)
        high = ceil(most / step) * step or step
        low = base if -step / 2 < base < 0 else floor(base / step) * step
        if unit.endswith(" million") and most >= 20_000:
            return cls(low, high, unit.replace("million", "billion"), 1e3)
        for name, factor, limit in (("billion", 1e9, 1e10), ("million", 1e6, 2e6)):
            if most >= limit:
                return cls(low, high, f"{unit} {name}" if unit == "USD" else f"{name} {unit}", factor)
        return cls(low, high, unit, 1.0)

    def y(self, column: str, height: float, labels: bool = True, ticks: int = 6, titled: bool = True) -> Any:
        """The encoding of a column of values, the unit above its labels."""
        alt = look.library()
        most = max(abs(self.low), abs(self.high)) / self.factor
        shape = ",.0f" if most >= 10 else ",.1~f" if most >= 2 else ".2f"
        left = look.measured(format(most, shape.replace("~", ""))) + 6
        axis = alt.Axis(
            title=self.unit if titled else None, titleAngle=0, titleAlign="left", titleAnchor="end", titleY=-14, titleX=-left,
            titleBaseline="bottom", tickCount=ticks, labels=labels, labelExpr=f"format(datum.value / {self.factor:.0f}, '{shape}')",
        )  # fmt: skip
        return alt.Y(f"{column}:Q", axis=axis, scale=alt.Scale(domain=[self.low, self.high], nice=False, zero=False))

    def at(self, value: float, height: float) -> float:
        """The pixel of a value, counted from above."""
        return height * (1 - (value - self.low) / (self.high - self.low))

    def value(self, pixel: float, height: float) -> float:
        """The value at a pixel."""
        return self.low + (1 - pixel / height) * (self.high - self.low)


class _Chart:
    """One series: lines with their names at the right, figures as diamonds, breaks as upright rules."""

    def __init__(
        self, drawn: pd.DataFrame, figures: pd.DataFrame, breaks: Sequence[Any], unit: str, width: int
    ) -> None:
        self.drawn_values, self.figures = drawn, figures
        every = [*drawn["value"], *figures["value"]]
        self.scale = Scale.of(every, unit)
        days = [frame[side] for frame in (drawn, figures) for side in ("period_start", "period_end") if len(frame)]
        self.time = Time.of(days, width - _MARGIN - 50)
        self.breaks = [one for one in breaks if one["kind"] != "end"]
        order = (
            drawn[drawn["line"] != OTHERS]
            .groupby("line", sort=False)
            .agg(number=("value", "size"), relation=("relation", "first"))
        )
        same = order["relation"] == "same"
        self.lines = [*order[same].sort_values("number", ascending=False).index, *order[~same].index]
        strong = [line for line in self.lines if same[line]][: len(HUES)]
        self.colors = {line: HUES[strong.index(line)] if line in strong else "#8a8a8a" for line in self.lines} | {
            OTHERS: RULE
        }
        self.dashes = {line: DASHES[place % len(DASHES)] for place, line in enumerate(self.lines)}

    def drawn(self) -> Any:
        """The layers of the chart, from the ground up."""
        alt = look.library()
        layers = [*self._rules(), *self._values(), *self._names(), *self._stated()]
        return alt.layer(*layers).properties(width=self.time.width, height=_HEIGHT)

    @property
    def _y(self) -> Any:
        return self.scale.y("value", _HEIGHT)

    def _values(self) -> list[Any]:
        alt = look.library()
        frame = self.drawn_values.drop(columns="relation")
        tooltip = ["line:N", "period:N", alt.Tooltip("value:Q", format=",.6~g"), "source_id:N"]
        color = alt.Color("line:N", legend=None, scale=alt.Scale(domain=list(self.colors), range=list(self.colors.values())))  # fmt: skip
        dash = alt.StrokeDash("line:N", legend=None, scale=alt.Scale(domain=list(self.dashes), range=list(self.dashes.values())))  # fmt: skip
        base = alt.Chart(frame)
        line = base.transform_filter(f"datum.usual && datum.newest && datum.line != '{OTHERS}'").mark_line(
            strokeWidth=2.2
        )
        point = base.transform_filter("datum.usual").mark_circle(opacity=1)
        bar = base.transform_filter("!datum.usual").mark_rule(strokeWidth=3, opacity=0.6)
        size = alt.condition("datum.newest", alt.value(16 if len(frame) > 60 else 26), alt.value(10))
        return [
            bar.encode(x=self.time.x("period_start"), x2="period_end:T", y=self._y, color=color, tooltip=tooltip),
            line.encode(x=self.time.x("middle"), y=self._y, color=color, strokeDash=dash, detail="segment:N"),
            point.encode(x=self.time.x("middle"), y=self._y, color=color, size=size, tooltip=tooltip),
        ]

    def _names(self) -> list[Any]:
        """The name of each line in the margin, at the height of its last value, with a thread to it."""
        import pandas as pd

        alt = look.library()
        last = {line: self.drawn_values[(self.drawn_values["line"] == line) & self.drawn_values["newest"]].sort_values(["usual", "middle"]).iloc[-1] for line in self.lines}  # fmt: skip
        texts = [look.lines(line, _MARGIN - 26)[:4] for line in self.lines]
        wanted = [self.scale.at(last[line]["value"], _HEIGHT) for line in self.lines]
        places = look.spread(wanted, [13 * len(text) + 5 for text in texts], _HEIGHT)
        rows = [
            {"line": line, "text": "\n".join(text), "middle": last[line]["middle" if last[line]["usual"] else "period_end"], "end": self.time.last,
             "value": last[line]["value"], "place": self.scale.value(place, _HEIGHT),
             "first": self.scale.value(place - 6.5 * (len(text) - 1), _HEIGHT)}
            for line, text, place in zip(self.lines, texts, places, strict=True)
        ]  # fmt: skip
        if not rows:
            return []
        base, color = alt.Chart(pd.DataFrame(rows)), alt.Color("line:N", legend=None, scale=alt.Scale(domain=list(self.colors), range=list(self.colors.values())))  # fmt: skip
        text = base.mark_text(align="left", dx=14, fontSize=SMALL, baseline="middle", lineBreak="\n", lineHeight=13)
        return [
            base.mark_rule(strokeWidth=0.7, opacity=0.55).encode(
                x=self.time.x("middle"), x2="end:T", y=self._y, y2="place", color=color
            ),
            text.encode(x=self.time.x("end"), y=self.scale.y("first", _HEIGHT), text="text:N", color=color),
        ]

    def _stated(self) -> list[Any]:
        """The figures, each with what it says and the verdict."""
        if not len(self.figures):
            return []
        alt = look.library()
        middle = self.figures["period_start"] + (self.figures["period_end"] - self.figures["period_start"]) / 2
        places = look.beside(
            [(self.time.at(day), self.scale.at(value, _HEIGHT)) for day, value in zip(middle, self.figures["value"], strict=True)],
            list(self.figures["text"]), self._covered(), (self.time.width, _HEIGHT),
        )  # fmt: skip
        base = alt.Chart(self.figures.assign(
            middle=middle, right=[on for on, _ in places], place=[self.scale.value(y, _HEIGHT) for _, y in places],
        ))  # fmt: skip
        long = self.figures["period_end"] - self.figures["period_start"] > self.time.long(20)
        bar = [base.mark_rule(strokeWidth=2, color=ACCENT).encode(x=self.time.x("period_start"), x2="period_end:T", y=self._y)] if long.any() else []  # fmt: skip
        point = base.mark_point(
            shape="diamond", size=110, filled=True, fill=ACCENT, stroke="white", strokeWidth=1, opacity=1
        )
        texts = [
            base.transform_filter(f"datum.right == {str(on).lower()}")
            .mark_text(
                align="left" if on else "right", dx=10 if on else -10, fontSize=SMALL, fontWeight="bold", **style
            )
            .encode(x=self.time.x("middle"), y=self.scale.y("place", _HEIGHT), text="text:N")
            for style in ({"stroke": "white", "strokeWidth": 4}, {"color": ACCENT})
            for on in (True, False)
        ]
        tooltip = ["statement:N", "period:N", alt.Tooltip("value:Q", format=",.6~g"), "work:N", "claim_id:N"]
        thread = base.mark_rule(strokeWidth=0.8, color=ACCENT).encode(x=self.time.x("middle"), y=self._y, y2="place")
        return [thread, *bar, point.encode(x=self.time.x("middle"), y=self._y, tooltip=tooltip), *texts]

    def _covered(self) -> list[tuple[float, float]]:
        """Pixels on the lines and points, which labels leave free."""
        found = []
        for _, one in self.drawn_values[self.drawn_values["usual"]].groupby("segment"):
            points = [(self.time.at(day), self.scale.at(value, _HEIGHT)) for day, value in zip(one["middle"], one["value"], strict=True)]  # fmt: skip
            found += points
            for (x, y), (other, lower) in pairwise(points):
                found += [(x + (other - x) * part / 4, y + (lower - y) * part / 4) for part in (1, 2, 3)]
        return found

    def _rules(self) -> list[Any]:
        """An upright rule where a series breaks, a shade where it does so for years, and what changes above it."""
        import pandas as pd

        alt = look.library()
        rows, edges = [], [0.0] * 8
        for one in sorted(self.breaks, key=lambda one: one["period"]):
            first, _, last = one["period"].partition("/")
            start = pd.Timestamp(int(first[:4]), 1, 1)
            end = pd.Timestamp(int(last[:4]), 12, 31) if last[:4].isdecimal() else start
            if not self.time.first <= start <= self.time.last:
                continue
            at, text = self.time.at(start), spaced(one["kind"])
            row = next((row for row, edge in enumerate(edges) if edge <= at), 0)
            edges[row] = at + look.measured(text, SMALL - 1) + 8
            rows.append({"start": start, "end": min(end, self.time.last), "text": text, "note": one["note"], "y": -8 - 12 * row, **{name: one[name] for name in ("source_id", "period")}})  # fmt: skip
        if not rows:
            return []
        base = alt.Chart(pd.DataFrame(rows))
        tooltip = ["source_id:N", "period:N", "text:N", "note:N"]
        texts = [
            alt.Chart(pd.DataFrame([one]))
            .mark_text(align="left", dx=3, fontSize=SMALL - 1, color=QUIET)
            .encode(x=self.time.x("start"), y=alt.value(max(-y, 8)), text="text:N", tooltip=tooltip)
            for one in rows
            for y in [one["y"]]
        ]
        return [
            base.mark_rect(color="#f4f2ee").encode(x=self.time.x("start"), x2="end:T"),
            base.mark_rule(strokeDash=[3, 3], strokeWidth=1, color="#9a9a9a").encode(
                x=self.time.x("start"), tooltip=tooltip
            ),
            *texts,
        ]
