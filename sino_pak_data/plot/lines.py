"""How a series is drawn: a line for each work with its name, figures as diamonds, breaks as upright rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sino_pak_data.cells.text import spaced
from sino_pak_data.plot import look, words
from sino_pak_data.plot.axes import Scale, Time
from sino_pak_data.plot.look import ACCENT, DASHES, HUES, QUIET, RULE, SMALL

if TYPE_CHECKING:
    import pandas as pd

HEIGHT, MARGIN = 330, 185
OTHERS = "other works"


class Lines:
    """One series: lines with their names at the right, figures as diamonds, breaks as upright rules."""

    def __init__(
        self, drawn: pd.DataFrame, figures: pd.DataFrame, breaks: Sequence[Any], unit: str, width: int
    ) -> None:
        self.drawn_values, self.figures = drawn, figures
        every = [*drawn["value"], *figures["value"]]
        self.scale = Scale.of(every, unit)
        days = [frame[side] for frame in (drawn, figures) for side in ("period_start", "period_end") if len(frame)]
        self.time = Time.of(days, width - MARGIN - 50)
        self.breaks = breaks
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
        return alt.layer(*layers).properties(width=self.time.width, height=HEIGHT)

    @property
    def _y(self) -> Any:
        return self.scale.y("value")

    @property
    def _color(self) -> Any:
        alt = look.library()
        scale = alt.Scale(domain=list(self.colors), range=list(self.colors.values()))
        return alt.Color("line:N", legend=None, scale=scale)

    def _values(self) -> list[Any]:
        alt = look.library()
        frame = self.drawn_values.drop(columns="relation")
        tooltip = ["line:N", "period:N", alt.Tooltip("value:Q", format=",.6~g"), "source_id:N"]
        dash = alt.StrokeDash("line:N", legend=None, scale=alt.Scale(domain=list(self.dashes), range=list(self.dashes.values())))  # fmt: skip
        base = alt.Chart(frame)
        line = base.transform_filter(f"datum.usual && datum.newest && datum.line != '{OTHERS}'").mark_line(
            strokeWidth=2.2
        )
        point = base.transform_filter("datum.usual").mark_circle(opacity=1)
        bar = base.transform_filter("!datum.usual").mark_rule(strokeWidth=3, opacity=0.6)
        size = alt.condition("datum.newest", alt.value(16 if len(frame) > 60 else 26), alt.value(10))
        return [
            bar.encode(x=self.time.x("period_start"), x2="period_end:T", y=self._y, color=self._color, tooltip=tooltip),
            line.encode(x=self.time.x("middle"), y=self._y, color=self._color, strokeDash=dash, detail="segment:N"),
            point.encode(x=self.time.x("middle"), y=self._y, color=self._color, size=size, tooltip=tooltip),
        ]

    def _names(self) -> list[Any]:
        """The name of each line in the margin, at the height of its last value, with a thread to it."""
        import pandas as pd

        alt = look.library()
        last = {line: self.drawn_values[(self.drawn_values["line"] == line) & self.drawn_values["newest"]].sort_values(["usual", "middle"]).iloc[-1] for line in self.lines}  # fmt: skip
        texts = [look.lines(line, MARGIN - 26)[:4] for line in self.lines]
        wanted = [self.scale.at(last[line]["value"], HEIGHT) for line in self.lines]
        places = look.spread(wanted, [13 * len(text) + 5 for text in texts], HEIGHT)
        rows = [
            {"line": line, "text": "\n".join(text), "middle": last[line]["middle" if last[line]["usual"] else "period_end"], "end": self.time.last,
             "value": last[line]["value"], "place": self.scale.value(place, HEIGHT),
             "first": self.scale.value(place - 6.5 * (len(text) - 1), HEIGHT)}
            for line, text, place in zip(self.lines, texts, places, strict=True)
        ]  # fmt: skip
        if not rows:
            return []
        base = alt.Chart(pd.DataFrame(rows))
        text = base.mark_text(align="left", dx=14, fontSize=SMALL, baseline="middle", lineBreak="\n", lineHeight=13)
        return [
            base.mark_rule(strokeWidth=0.7, opacity=0.55).encode(
                x=self.time.x("middle"), x2="end:T", y=self._y, y2="place", color=self._color
            ),
            text.encode(x=self.time.x("end"), y=self.scale.y("first"), text="text:N", color=self._color),
        ]

    def _stated(self) -> list[Any]:
        """The figures, each with what it says and the verdict."""
        if not len(self.figures):
            return []
        alt = look.library()
        texts = [
            f"{words.stated(value / self.scale.factor, qualifier)} ({verdict})"
            for value, qualifier, verdict in zip(self.figures["value"], self.figures["qualifier"], self.figures["verdict"], strict=True)
        ]  # fmt: skip
        middle = self.figures["period_start"] + (self.figures["period_end"] - self.figures["period_start"]) / 2
        places = look.beside(
            [(self.time.at(day), self.scale.at(value, HEIGHT)) for day, value in zip(middle, self.figures["value"], strict=True)],
            texts, self._covered(), (self.time.width, HEIGHT),
        )  # fmt: skip
        base = alt.Chart(self.figures.assign(
            text=texts, middle=middle, right=[on for on, _ in places], place=[self.scale.value(y, HEIGHT) for _, y in places],
        ))  # fmt: skip
        long = self.figures["period_end"] - self.figures["period_start"] > self.time.long(20)
        bar = [base.mark_rule(strokeWidth=2, color=ACCENT).encode(x=self.time.x("period_start"), x2="period_end:T", y=self._y)] if long.any() else []  # fmt: skip
        point = base.mark_point(
            shape="diamond", size=110, filled=True, fill=ACCENT, stroke="white", strokeWidth=1, opacity=1
        )
        said = [
            base.transform_filter(f"datum.right == {str(on).lower()}")
            .mark_text(
                align="left" if on else "right", dx=10 if on else -10, fontSize=SMALL, fontWeight="bold", **style
            )
            .encode(x=self.time.x("middle"), y=self.scale.y("place"), text="text:N")
            for style in ({"stroke": "white", "strokeWidth": 4}, {"color": ACCENT})
            for on in (True, False)
        ]
        tooltip = ["statement:N", "period:N", alt.Tooltip("value:Q", format=",.6~g"), "work:N", "claim_id:N"]
        thread = base.mark_rule(strokeWidth=0.8, color=ACCENT).encode(x=self.time.x("middle"), y=self._y, y2="place")
        return [thread, *bar, point.encode(x=self.time.x("middle"), y=self._y, tooltip=tooltip), *said]

    def _covered(self) -> list[tuple[float, float]]:
        """Pixels on the lines and points, which labels leave free."""
        found = []
        for _, one in self.drawn_values[self.drawn_values["usual"]].groupby("segment"):
            points = [(self.time.at(day), self.scale.at(value, HEIGHT)) for day, value in zip(one["middle"], one["value"], strict=True)]  # fmt: skip
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
            rows.append({"start": start, "end": min(end, self.time.last), "text": text, "note": one["note"], "y": 8 + 12 * row, **{name: one[name] for name in ("source_id", "period")}})  # fmt: skip
        if not rows:
            return []
        base = alt.Chart(pd.DataFrame(rows))
        tooltip = ["source_id:N", "period:N", "text:N", "note:N"]
        texts = [
            alt.Chart(pd.DataFrame([one]))
            .mark_text(align="left", dx=3, fontSize=SMALL - 1, color=QUIET)
            .encode(x=self.time.x("start"), y=alt.value(one["y"]), text="text:N", tooltip=tooltip)
            for one in rows
        ]
        return [
            base.mark_rect(color="#f4f2ee").encode(x=self.time.x("start"), x2="end:T"),
            base.mark_rule(strokeDash=[3, 3], strokeWidth=1, color="#9a9a9a").encode(
                x=self.time.x("start"), tooltip=tooltip
            ),
            *texts,
        ]
