"""Records in time: events as points and spans, agreements as lives from their signing to their end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Unpack

from sino_pak_data.cells.ids import check
from sino_pak_data.cells.text import counted
from sino_pak_data.loader.load import Data
from sino_pak_data.loader.selection import Rows
from sino_pak_data.package.facts import facts
from sino_pak_data.plot import axes, look, words
from sino_pak_data.plot.axes import Time
from sino_pak_data.plot.look import ACCENT, INK, MAIN, PALE, QUIET, RULE, SMALL, TEXT

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

LANES = ("domain", "event_type", "balancing", "confidence")
FEW_EVENTS, FEW_AGREEMENTS = 25, 60
_DOT, _ROW, _LINE = 5, 6, 20


def timeline(
    *,
    by: Literal["domain", "event_type", "balancing", "confidence"] = "domain",
    label: str | Sequence[str] = (),
    title: str | None = None,
    data: Data | None = None,
    width: int = 760,
    **rows: Unpack[Rows],
) -> alt.VConcatChart:
    """Events in time: up to 25 on a line each with date and title, more in a lane for each code of `by`.

    label  ids of events that are named in the chart
    rows   what `load("events")` takes: dyad, actors, since, until, certain, filters

    A date that is known to the month or year is as long; uncertain dates and records of low confidence are lighter.

    >>> import sino_pak_data as spd
    >>> spd.plot.timeline(dyad="PAK-CHN", since=2015).save("events.png")  # doctest: +SKIP
    """
    data, package = look.opened(data, width)
    check("by", by, LANES)
    columns = ["event_id", "date", "date_start", "date_end", "title", "confidence", "sources", *({by} - {"confidence"})]
    events = data.load("events", columns=columns, **rows)
    _some(len(events), "event")
    named = [label] if isinstance(label, str) else list(label)
    for one in named:
        check("event", one, list(events["event_id"]), " on this timeline")
    works = data.cite(events).ids
    events = events.drop(columns="sources").assign(uncertain=_uncertain(events["date"], events["confidence"]))
    listed = len(events) <= FEW_EVENTS
    time = Time.of([events["date_start"], events["date_end"]], width - 145, rows.get("since"), rows.get("until"))
    events = time.visible(events, "date_start", "date_end", 0.2)
    chart = _list(events, time) if listed else _lanes(events, by, words.labels(package, "events", by), named, time)
    heading = title or f"{counted(len(events), 'event')}{words.between(package, rows)}, {_years(time)}"
    lanes = "" if listed else f"Each mark is an event, by {look.worded(by).lower()}. "
    subtitle = (
        f"{lanes}A date that is known to the month or year only is drawn that long. Lighter: date or record uncertain."
    )
    return look.dressed(chart, heading, subtitle, look.source(package, (), len(works)), width)


def _some(number: int, what: str) -> None:
    if not number:
        raise ValueError(f"no {what} is left to draw: ask for fewer things at once")


def _uncertain(dates: pd.Series, confidence: pd.Series) -> pd.Series:
    """Is the date marked as approximate or uncertain, or the record held with low confidence?"""
    return dates.astype(str).str.contains("[~?%]") | (confidence.astype(str) == "low")


def _years(time: Time) -> str:
    first, last = time.first.year, time.last.year - 1
    return str(first) if first == last else f"{first} to {last}"


def _list(events: pd.DataFrame, time: Time) -> Any:
    """Few events, a line each."""
    alt = look.library()
    events = events.sort_values(["date_start", "date_end", "event_id"]).reset_index(drop=True)
    places = [_beside(title, time.at(start), time.at(end), time.width) for title, start, end in zip(events["title"], events["from"], events["to"], strict=True)]  # fmt: skip
    sides, at, texts = zip(*places, strict=True)
    events = events.assign(
        y=[_LINE * (place + 0.5) for place in range(len(events))],
        when=[words.readable(date) for date in events["date"]],
        text=texts, side=sides, at=[time.first + time.long(pixel) for pixel in at],
        over=[time.first + time.long(pixel + look.measured(text, TEXT) + 4) for pixel, text in zip(at, texts, strict=True)],
    )  # fmt: skip
    height = _LINE * len(events)
    y = axes.down("y", height)
    base = alt.Chart(events)
    marks = _marks(base, time, y, ["when", "title", "event_id"], 8)
    dates = base.mark_text(align="right", fontSize=SMALL, color=QUIET).encode(x=alt.value(-14), y=y, text="when:N")
    beneath = base.transform_filter("datum.side == 'on'").mark_rule(strokeWidth=14, color="white", xOffset=-5)
    ground = beneath.encode(x=time.x("at"), x2="over:T", y=y)
    written = [
        base.transform_filter(f"datum.side == '{side}'")
        .mark_text(align="right" if side == "left" else "left", fontSize=TEXT, color=INK)
        .encode(x=time.x("at"), y=y, text="text:N")
        for side in ("right", "left", "on")
    ]
    return alt.layer(marks, ground, dates, *written).properties(width=time.width, height=height)


def _beside(text: str, start: float, end: float, width: float) -> tuple[str, float, str]:
    """On which side of a mark its text stands, at which pixel, and as much of it as there is room for."""
    room = {"right": width - end - 10, "left": start - 10, "on": end - start - 24}
    side = next((side for side, space in room.items() if look.measured(text, TEXT) <= space), max(room, key=lambda one: room[one]))  # fmt: skip
    return side, {"right": end + 10, "left": start - 10, "on": start + 12}[side], look.short(text, room[side], TEXT)


def _marks(base: Any, time: Time, y: Any, tooltip: Sequence[str], size: float) -> Any:
    """Each date as long as it is known, uncertain ones lighter."""
    alt = look.library()
    color = alt.condition("datum.uncertain", alt.value(PALE), alt.value(MAIN))
    return base.mark_rule(strokeWidth=size, strokeCap="round").encode(
        x=time.x("from"), x2="to:T", y=y, color=color, tooltip=list(tooltip)
    )


def _lanes(events: pd.DataFrame, by: str, labelled: Mapping[str, str], named: Sequence[str], time: Time) -> Any:
    """Many events, packed into a lane for each code, the fullest lane first."""
    import pandas as pd

    alt = look.library()
    counts = events[by].astype(str).value_counts()
    strip, labels = _strip(events[events["event_id"].isin(named)], time)
    lanes, parts, top = [], [], strip
    for code, number in counts.items():
        one = events[events[by].astype(str) == code].sort_values(["from", "event_id"])
        rows = _packed(one["from"], one["to"], time)
        tall = max(_ROW * (max(rows) + 1), 14)
        parts.append(one.assign(y=[top + 8 + tall - _ROW * (row + 0.5) for row in rows]))
        lanes.append({"lane": labelled.get(str(code), str(code)), "number": f"{number:,}", "base": top + tall + 11, "middle": top + 8 + tall / 2})  # fmt: skip
        top += tall + 16
    drawn = pd.concat(parts).assign(**{by: lambda frame: frame[by].astype(str)})
    y, lane = axes.down("y", top), alt.Chart(pd.DataFrame(lanes))
    rules = lane.mark_rule(color=RULE, strokeWidth=0.7).encode(y=axes.down("base", top))
    heads = lane.mark_text(align="right", fontSize=TEXT, color=INK).encode(x=alt.value(-44), y=axes.down("middle", top), text="lane:N")  # fmt: skip
    numbers = lane.mark_text(align="right", fontSize=SMALL, color=QUIET).encode(x=alt.value(-12), y=axes.down("middle", top), text="number:N")  # fmt: skip
    shown = ["title", "date", by, "confidence", "event_id"]
    layers = [rules, heads, numbers, _marks(alt.Chart(drawn), time, y, shown, _DOT)]
    if named:
        layers = [*_pointed(drawn, labels, time, top), *layers, _chosen(drawn[drawn["event_id"].isin(named)], time, y)]
    return alt.layer(*layers).properties(width=time.width, height=top)


def _packed(starts: pd.Series, ends: pd.Series, time: Time) -> list[int]:
    """The lowest free row for each of some spans in the order of their start."""
    free: list[pd.Timestamp] = []
    gap, rows = time.long(_DOT + 1), []
    for start, end in zip(starts, ends, strict=True):
        row = next((row for row, until in enumerate(free) if until <= start), len(free))
        free[row : row + 1] = [end + gap]
        rows.append(row)
    return rows


class _Label(NamedTuple):
    """A label above the lanes: where its line stands, and what its text covers."""

    at: float
    first: float
    last: float
    row: int

    def crosses(self, other: _Label) -> int:
        """How bad it is that a text covers the other text, or that a line runs through a text."""
        if self.row == other.row:
            return 9 * (self.first < other.last and other.first < self.last)
        upper, lower = (self, other) if self.row > other.row else (other, self)
        return lower.first - 2 < upper.at < lower.last


def _strip(chosen: pd.DataFrame, time: Time) -> tuple[int, pd.DataFrame]:
    """Height of the strip above the lanes, and the labels in it, each in the lowest row where it crosses no other."""
    texts = [look.short(f"{words.readable(date)}: {title}", 0.6 * time.width) for date, title in zip(chosen["date"], chosen["title"], strict=True)]  # fmt: skip
    placed: dict[int, _Label] = {}
    wanted = [_Label(time.at(start), time.at(start), time.at(start) + look.measured(text) + 10, 0) for start, text in zip(chosen["from"], texts, strict=True)]  # fmt: skip
    fits = {place for place, one in enumerate(wanted) if one.last <= time.width + 10}
    for place in sorted(
        range(len(wanted)), key=lambda p: (p not in fits, -wanted[p].at if p in fits else wanted[p].at)
    ):
        one = wanted[place]
        first, last = (one.first, one.last) if place in fits else (2 * one.at - one.last, one.at)
        rows = [_Label(one.at, first, last, row) for row in range(len(wanted) + 1)]
        placed[place] = min(rows, key=lambda label: (sum(map(label.crosses, placed.values())), label.row))
    rows_of = [placed[place].row for place in range(len(wanted))]
    height = 16 * (max(rows_of, default=-1) + 1)
    left = [place in fits for place in range(len(wanted))]
    return height, chosen.assign(text=texts, left=left, label=[height - 16 * (row + 0.5) for row in rows_of])


def _pointed(drawn: pd.DataFrame, labels: pd.DataFrame, time: Time, height: float) -> list[Any]:
    """Labels with a line down to their events."""
    alt = look.library()
    at = drawn.set_index("event_id")["y"]
    labels = labels.assign(y=[at[one] for one in labels["event_id"]], middle=labels["from"] + (labels["to"] - labels["from"]) / 2)  # fmt: skip
    base = alt.Chart(labels[["event_id", "text", "left", "label", "y", "middle"]])
    line = base.mark_rule(color=ACCENT, strokeWidth=0.7, opacity=0.6).encode(x=time.x("middle"), y=axes.down("label", height), y2="y")  # fmt: skip
    texts = [
        base.transform_filter(f"datum.left == {str(left).lower()}")
        .mark_text(align="left" if left else "right", dx=4 if left else -4, fontSize=SMALL, **style)
        .encode(x=time.x("middle"), y=axes.down("label", height), text="text:N")
        for style in ({"stroke": "white", "strokeWidth": 4}, {"color": INK})
        for left in (True, False)
    ]
    return [line, *texts]


def _chosen(events: pd.DataFrame, time: Time, y: Any) -> Any:
    alt = look.library()
    mark = alt.Chart(events).mark_rule(strokeWidth=_DOT + 1, strokeCap="round", color=ACCENT)
    return mark.encode(x=time.x("from"), x2="to:T", y=y, tooltip=["title", "date", "event_id"])


def agreements(
    *, title: str | None = None, data: Data | None = None, width: int = 760, **rows: Unpack[Rows]
) -> alt.VConcatChart:
    """The lives of agreements: announced, signed, in force, ended; up to 60 with their titles, more by domain.

    rows  what `load("agreements")` takes: dyad, actors, since, until, certain, filters

    >>> import sino_pak_data as spd
    >>> spd.plot.agreements(dyad="PAK-CHN", filters={"domain": "nuclear"}).save("nuclear.svg")  # doctest: +SKIP
    """
    import pandas as pd

    data, package = look.opened(data, width)
    dates = ("announced", "signed", "in_force", "ended")
    columns = ["agreement_id", "title", "domain", "status", "confidence", "sources"]
    columns += [f"{date}{part}" for date in dates for part in ("", "_start", "_end")]
    found = data.load("agreements", columns=columns, **rows)
    works = data.cite(found).ids if len(found) else []
    born = found["signed_start"].fillna(found["in_force_start"]).fillna(found["announced_start"])
    undated = int(born.isna().sum())
    found = found.assign(born=born).dropna(subset="born").drop(columns="sources").sort_values(["born", "agreement_id"])
    _some(len(found), "agreement with a date")
    now = pd.Timestamp(facts(package.descriptor).date)
    listed = len(found) <= FEW_AGREEMENTS
    margin = min(320, 9 * width // 20) if listed else 130
    time = Time.of([found["born"], pd.Series([now])], width - margin)
    chart = _lives(found, words.labels(package, "agreements", "domain"), time, now, margin)
    heading = title or f"{counted(len(found), 'agreement')}{words.between(package, rows)}, {_years(time)}"
    subtitle = (
        "Dot: signed. Dark: in force. Light: signed, entry into force not dated. Arrow: still in force. Bar at the end: ended. "
        "Ring: announced only. Lighter dot: date or record uncertain."
        + f" {undated} without a date are left out."
        * bool(undated)
    )
    return look.dressed(chart, heading, subtitle, look.source(package, (), len(works)), width)


def _lives(found: pd.DataFrame, labelled: Mapping[str, str], time: Time, now: pd.Timestamp, margin: int) -> Any:
    """Each agreement on a line: named ones below each other, many ones in lanes by domain."""
    import pandas as pd

    alt = look.library()
    found = found.assign(
        domain=found["domain"].astype(str), status=found["status"].astype(str),
        uncertain=_uncertain(found["signed"].fillna(found["in_force"]).fillna(found["announced"]), found["confidence"]),
    ).drop(columns="confidence")  # fmt: skip
    listed = len(found) <= FEW_AGREEMENTS
    line, top, layers, heads = _LINE if listed else 4, 0.0, [], []
    if listed:
        found = found.assign(y=[line * (place + 0.5) for place in range(len(found))], text=[look.short(one, margin - 24, SMALL) for one in found["title"]])  # fmt: skip
        top = line * len(found)
    else:
        parts = []
        for domain in found["domain"].value_counts().index:
            one = found[found["domain"] == domain]
            parts.append(one.assign(y=[top + 6 + line * (place + 0.5) for place in range(len(one))]))
            heads.append({"lane": labelled.get(domain, domain), "number": str(len(one)), "y": top + 6 + max(line * len(one) / 2, 6), "base": top + line * len(one) + 9})  # fmt: skip
            top += line * len(one) + 12
        found = pd.concat(parts)
    y, base = axes.down("y", top), alt.Chart(_segments(found, now))
    thick = 6 if listed else 2.5
    colors = alt.Color("stage:N", legend=None, scale=alt.Scale(domain=["in force", "signed"], range=[MAIN, PALE]))
    layers.append(base.mark_rule(strokeWidth=thick).encode(x=time.x("start"), x2="end:T", y=y, color=colors, tooltip=["title", "stage", "agreement_id"]))  # fmt: skip
    layers += _ends(found, time, now, y, thick)
    if listed:
        layers.append(alt.Chart(found).mark_text(align="left", fontSize=SMALL, color=INK).encode(x=alt.value(-margin + 4), y=y, text="text:N"))  # fmt: skip
    else:
        lane = alt.Chart(pd.DataFrame(heads))
        layers.append(lane.mark_rule(color=RULE, strokeWidth=0.7).encode(y=axes.down("base", top)))
        layers += [
            lane.mark_text(align="right", fontSize=size, color=color).encode(x=alt.value(x), y=y, text=text)
            for x, text, size, color in ((-40, "lane:N", TEXT, INK), (-12, "number:N", SMALL, QUIET))
        ]
    return alt.layer(*layers).properties(width=time.width, height=top)


def _segments(found: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """The known parts of each life: from signing, in force, to the end or to now."""
    import pandas as pd

    rows = []
    for one in found.to_dict("records"):
        still = one["status"] == "in_force" and pd.isna(one["ended_start"])
        end = now if still else one["ended_start"]
        named = {name: one[name] for name in ("agreement_id", "title", "y")}
        force, signed = one["in_force_start"], one["signed_start"]
        if pd.notna(signed) and pd.notna(force if pd.notna(force) else end):
            rows.append({**named, "stage": "signed", "start": signed, "end": force if pd.notna(force) else end})
        if pd.notna(force) and pd.notna(end):
            rows.append({**named, "stage": "in force", "start": force, "end": end})
    return pd.DataFrame(rows, columns=["agreement_id", "title", "y", "stage", "start", "end"])


def _ends(found: pd.DataFrame, time: Time, now: pd.Timestamp, y: Any, thick: float) -> list[Any]:
    """The marks of single days: announced, signed or else in force, ended, and still in force."""
    alt = look.library()
    day = thick + 3 if thick > 3 else thick + 1.5
    tooltip = ["title", "announced", "signed", "in_force", "ended", "status", "agreement_id"]
    ring = found[found["signed"].isna() & found["in_force"].isna()]
    dot = found[found["signed"].notna() | found["in_force"].notna()]
    first = {f"first_{side}": dot[f"signed_{side}"].fillna(dot[f"in_force_{side}"]) for side in ("start", "end")}
    dot = time.visible(dot.assign(**first), "first_start", "first_end", 0.2)
    over = time.visible(found[found["ended"].notna()], "ended_start", "ended_end", 2)
    over["exact"] = over["to"] - over["from"] <= time.long(4)
    still = found[(found["status"] == "in_force") & found["ended"].isna()].assign(now=now)

    def points(some: pd.DataFrame, day: str, **look: Any) -> Any:
        return alt.Chart(some).mark_point(opacity=1, **look).encode(x=time.x(day), y=y, tooltip=tooltip)

    return [
        _marks(alt.Chart(dot), time, y, tooltip, day),
        alt.Chart(over)
        .mark_rule(color=INK)
        .encode(
            x=time.x("from"),
            x2="to:T",
            y=y,
            tooltip=tooltip,
            strokeWidth=alt.condition("datum.exact", alt.value(day + 3), alt.value(thick)),
        ),
        points(ring, "announced_start", shape="circle", fill="white", color=MAIN, size=day**2, strokeWidth=1.2),
        points(still, "now", shape="triangle-right", filled=True, size=5 * day, color=MAIN),
    ]
