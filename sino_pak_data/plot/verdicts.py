"""Claims by their verdict: a square for each, or, of a few, what they say and why the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sino_pak_data.cells import ids
from sino_pak_data.cells.text import counted
from sino_pak_data.loader.load import Data
from sino_pak_data.package.table import Row
from sino_pak_data.plot import axes, look, words
from sino_pak_data.plot.look import INK, QUIET, SMALL, TEXT, VERDICTS

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

FEW = 24
_NAMES = 125
_TOLD = ["statement", "verdict", "reason", "claim_id"]


def claims(
    *,
    verdict: str | Sequence[str] = (),
    kind: str | Sequence[str] = (),
    type: str | Sequence[str] = (),
    subject: str | Sequence[str] = (),
    theory: str | Sequence[str] = (),
    title: str | None = None,
    data: Data | None = None,
    width: int = 760,
) -> alt.VConcatChart:
    """Claims by their verdict: up to 24 with statement and reason, more as a square each.

    verdict, kind, type, subject, theory  as `claims` takes them

    Each assertion counts once: parts of a claim and repetitions are left out, and so are propositions, which have no
    verdict.

    >>> import sino_pak_data as spd
    >>> spd.plot.claims(kind="figure").save("figures.png")  # doctest: +SKIP
    """
    data, package = look.opened(data, width)
    board = data.claims(verdict=verdict, kind=kind, type=type, subject=subject, theory=theory)
    frame = board.frame()
    once = [bool(one.verdict["verdict"]) and not one.claim["part_of"] and not one.claim["repeats"] for one in board]
    frame = frame[once] if len(frame) else frame
    if not len(frame):
        raise ValueError("no claim with a verdict is left to draw: propositions have none")
    order = words.verdicts(package)
    frame = frame.assign(rank=[list(order).index(one) for one in frame["verdict"]]).sort_values(["rank", "claim_id"])
    frame = frame[["claim_id", "kind", "statement", "verdict", "reason"]].reset_index(drop=True)
    chart = _statements(frame, order, width) if len(frame) <= FEW else _squares(frame, order, width, bool(verdict))
    works = data.cite(list(frame["claim_id"])).works
    behind = {record for one in board if one.claim["claim_id"] in set(frame["claim_id"]) for record in ids.split(one.verdict["records"])}  # fmt: skip
    number = len(data.cite([*frame["claim_id"], *sorted(behind)]))
    heading = title or _heading(frame, works)
    subtitle = "Each assertion counts once, its parts and repetitions left out."
    named = [words.cited(one) for one in works]
    return look.dressed(chart, heading, subtitle, look.source(package, named, number), width)


def _heading(frame: pd.DataFrame, works: Sequence[Row]) -> str:
    """How many claims, of what kind, and whose."""
    one = len(frame) == 1
    kind = "figure" if set(frame["kind"]) == {"figure"} else "claim"
    whose = f" of {words.work_name(works[0])}" if len(works) == 1 else ""
    return f"{counted(len(frame), kind)}{whose} and what independent sources say of {'it' if one else 'them'}"


def _fill() -> Any:
    alt = look.library()
    return alt.Fill("verdict:N", legend=None, scale=alt.Scale(domain=list(VERDICTS), range=list(VERDICTS.values())))


def _squares(frame: pd.DataFrame, order: Mapping[str, str], width: int, only: bool) -> Any:
    """A row of squares for each verdict, the empty ones too."""
    import pandas as pd

    alt = look.library()
    room = width - _NAMES - 50
    cell = min(max(room // int(frame["verdict"].value_counts().max()), 10), 15)
    across = room // cell
    cells, heads, top = [], [], 0
    for verdict, label in order.items():
        some = frame[frame["verdict"] == verdict]
        if only and not len(some):
            continue
        places = range(len(some))
        cells.append(some.assign(x=[cell * (place % across + 0.5) for place in places], y=[top + cell * (place // across + 0.5) for place in places]))  # fmt: skip
        end = cell * min(len(some), across) + 8
        heads.append({"label": label, "number": str(len(some)), "end": end, "y": top + cell / 2})
        top += cell * max(-(-len(some) // across), 1) + 14
    scale = alt.Scale(domain=[0, width - _NAMES], nice=False, zero=False)
    y, base = axes.down("y", top), alt.Chart(pd.DataFrame(heads))
    square = alt.Chart(pd.concat(cells)).mark_point(shape="square", filled=True, size=(cell - 3) ** 2, opacity=1, stroke="#8a8a8a", strokeWidth=0.6)  # fmt: skip
    return alt.layer(
        square.encode(x=alt.X("x:Q", axis=None, scale=scale), y=y, fill=_fill(), tooltip=_TOLD),
        base.mark_text(align="right", fontSize=TEXT, color=INK).encode(x=alt.value(-10), y=y, text="label:N"),
        base.mark_text(align="left", fontSize=TEXT, color=QUIET).encode(x=alt.X("end:Q", axis=None, scale=scale), y=y, text="number:N"),
    ).properties(width=width - _NAMES, height=top)  # fmt: skip


def _statements(frame: pd.DataFrame, order: Mapping[str, str], width: int) -> Any:
    """Under each verdict what the claims say, and in grey the reason."""
    import pandas as pd

    alt = look.library()
    rows: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    top = 0.0
    for verdict, label in order.items():
        some = frame[frame["verdict"] == verdict]
        if not len(some):
            continue
        rows.append({"text": f"{label} ({len(some)})", "y": top + 8, "style": "head"})
        top += 22
        for one in some.to_dict("records"):
            marks.append({str(name): value for name, value in one.items()} | {"y": top + 7})
            for style, text in (("say", one["statement"]), ("why", one["reason"])):
                for line in look.lines(text, width - 24, TEXT if style == "say" else SMALL):
                    rows.append({"text": line, "y": top + 7, "style": style})
                    top += 16 if style == "say" else 14
            top += 8
        top += 8
    y = axes.down("y", top)
    base = alt.Chart(pd.DataFrame(rows))
    styles = (("head", 0, {"fontSize": TEXT, "fontWeight": "bold", "color": INK}), ("say", 20, {"fontSize": TEXT, "color": INK}), ("why", 20, {"fontSize": SMALL, "color": QUIET}))  # fmt: skip
    texts = [base.transform_filter(f"datum.style == '{style}'").mark_text(align="left", **drawn).encode(x=alt.value(x), y=y, text="text:N") for style, x, drawn in styles]  # fmt: skip
    square = alt.Chart(pd.DataFrame(marks)).mark_point(shape="square", filled=True, size=90, opacity=1, stroke="#8a8a8a", strokeWidth=0.6)  # fmt: skip
    placed = square.encode(x=alt.value(7), y=y, fill=_fill(), tooltip=_TOLD)
    return alt.layer(placed, *texts).properties(width=width, height=top)
