"""How every chart looks: colours, letters, a title at the head and the sources at the foot, labels that do not collide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sino_pak_data.cells.text import spaced
from sino_pak_data.loader.load import Data, installed
from sino_pak_data.package.facts import facts
from sino_pak_data.package.table import Package

if TYPE_CHECKING:
    import altair as alt

INK, QUIET, FAINT, RULE = "#222222", "#666666", "#e4e4e4", "#b8b8b8"
MAIN, PALE = "#1d4e79", "#a9c1d9"
ACCENT = "#b5401f"
HUES = ("#17375e", "#d1700f", "#2f9187", "#8d5fa8", "#5fa8d3", "#8a7a1f")
"""Dark to light by turns, so that neighbours differ in grey and for the colour-blind too."""
DASHES = ([1, 0], [1, 0], [6, 3], [2, 2], [1, 0], [8, 3, 2, 3])
VERDICTS = {
    "supported": "#1d4e79", "qualified": "#6f9cc4", "different_measure": "#b9cfe3", "unsettled": "#c9c9c9",
    "no_evidence": "#ffffff", "disputed": "#eeb27f", "contradicted": "#b5401f",
}  # fmt: skip
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
SMALL, TEXT, HEAD = 11, 12, 17
SLACK = 1.12
"""How much wider than Arial the letters may be that a browser takes in its place."""
LEAST, MOST = 320, 2000
"""Widths of a chart in pixels."""


@lru_cache(maxsize=1)
def library() -> Any:
    """Altair. Raises ImportError that names the extra."""
    try:
        import altair
        import vl_convert  # noqa: F401 - Altair would only miss it when a chart is saved
    except ModuleNotFoundError as reason:
        raise ImportError("plots need Altair: pip install 'sino-pak-data[plot]'") from reason
    return altair


def opened(data: Data | None, width: int) -> tuple[Data, Package]:
    """The data to draw and their tables as text. Raises ValueError for a width that no page has, ImportError without Altair."""
    library()
    if not isinstance(width, int) or not LEAST <= width <= MOST:
        raise ValueError(f"width is a whole number of pixels from {LEAST} to {MOST}, not {width!r}")
    data = data or installed()
    return data, data.package


_WIDTHS = {
    222: "ijl'", 278: " !,./:;I[]ft", 333: "()-r`", 500: "cksvxyzJ", 611: "FTZ", 667: "ABEKPSVXY&", 722: "CDHNRUw",
    778: "GOQ", 833: "Mm", 944: "W", 1000: "—…@→",
}  # fmt: skip
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
"""Of letters in Arial and its kin, in thousandths of their size; others have 556."""


def measured(text: str, size: float = SMALL) -> float:
    """The width of a text in pixels."""
    return sum(_WIDTH.get(letter, 556) for letter in text) * size / 1000


def lines(text: str, width: float, size: float = SMALL) -> list[str]:
    """A text in lines of at most that width; a longer word has its own."""
    found: list[str] = []
    for word in text.split():
        if found and measured(f"{found[-1]} {word}", size) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def short(text: str, width: float, size: float = SMALL) -> str:
    """A text cut at a word so that it fits, with a mark where it is cut."""
    if measured(text, size) <= width:
        return text
    return lines(text, width - 1.3 * size, size)[0].rstrip(",;:.(") + " …"


def worded(code: str) -> str:
    """A code as the name of a row: "no_evidence" is "No evidence"."""
    return spaced(code).capitalize()


def spread(wanted: Sequence[float], heights: Sequence[float], last: float) -> list[float]:
    """Middles of labels near those wanted, from 0 to `last`, so that none covers another."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = list(wanted)
    edge = 0.0
    for place in order:
        found[place] = max(wanted[place], edge + heights[place] / 2)
        edge = found[place] + heights[place] / 2
    edge = max(last, sum(heights))
    for place in reversed(order):
        found[place] = min(found[place], edge - heights[place] / 2)
        edge = found[place] - heights[place] / 2
    return found


Point = tuple[float, float]


def beside(
    points: Sequence[Point], texts: Sequence[str], covered: Sequence[Point], room: tuple[float, float]
) -> list[tuple[bool, float]]:
    """For the label of each point: whether it stands to the right, and its height, where it hides least.

    covered  pixels that labels should leave free
    room     width and height of the chart
    """
    taken, found = [*covered], []
    tried = [(right, shift) for shift in (0, -12, 12, -24, 24, -36, 36) for right in (True, False)]
    for (x, y), text in zip(points, texts, strict=True):
        long = measured(text) * 1.1 + 14
        costs = []
        for right, shift in tried:
            first, last = (x + 6, x + long) if right else (x - long, x - 6)
            outside = first < 0 or last > room[0] or not 8 <= y + shift <= room[1] - 8
            hidden = sum(first <= left <= last and abs(down - y - shift) < 10 for left, down in taken)
            costs.append(1000 * outside + hidden + abs(shift) / 5)
        right, shift = tried[costs.index(min(costs))]
        found.append((right, y + shift))
        taken += [(x + (1 if right else -1) * long * part / 8, y + shift) for part in range(9)] * 9
    return found


def source(package: Package, works: Sequence[str] = (), number: int = 0) -> str:
    """The line at the foot: up to four datasets by name, how many works there are beside, and this dataset."""
    known, shown = facts(package.descriptor), list(dict.fromkeys(works))
    named = shown if len(shown) <= 4 else shown[:3]
    others = max(number, len(shown)) - len(named)
    rest = [f"{others:,} {'other ' if named else ''}work{'s' * (others != 1)}"] if others else []
    behind = "; ".join([*named, *rest])
    return (
        f"Sources: {behind}. " * bool(behind) + f"Data: {known.title} ({known.name} {known.version}), {known.licence}."
    )


def dressed(chart: Any, title: str, subtitle: str, foot: str, width: float) -> alt.VConcatChart:
    """The chart with title and subtitle at its head and the sources at its foot, in our letters and colours."""
    head = library().Title(
        lines(title, width / 1.08, HEAD), subtitle=lines(subtitle, width / SLACK, TEXT) or [""], anchor="start", frame="bounds",
        fontSize=HEAD, subtitleFontSize=TEXT, subtitleColor=QUIET, color=INK, offset=14, lineHeight=21,
        subtitleLineHeight=16, subtitlePadding=6,
    )  # fmt: skip
    below = library().Title(
        lines(foot, width / SLACK, SMALL - 1), orient="bottom", anchor="start", frame="bounds", fontSize=SMALL - 1, lineHeight=14,
        fontWeight="normal", color=QUIET, offset=12,
    )  # fmt: skip
    axis = {
        "labelFontSize": SMALL, "labelColor": QUIET, "titleFontSize": SMALL, "titleFontWeight": "normal",
        "titleColor": QUIET, "gridColor": FAINT, "domain": False, "ticks": False, "labelPadding": 6,
    }  # fmt: skip
    drawn: alt.VConcatChart = (
        library()
        .vconcat(chart.properties(title=head))
        .properties(title=below, padding=16)
        .configure(font=FONT, background="white", view=library().ViewConfig(stroke=None), axis=axis)
        .configure_concat(spacing=18)
    )
    return drawn
