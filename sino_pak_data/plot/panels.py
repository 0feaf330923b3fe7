"""A column of the panel for each dyad: small charts on the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sino_pak_data.cells.ids import check
from sino_pak_data.loader.load import Data
from sino_pak_data.package.schema import Field
from sino_pak_data.package.table import Package
from sino_pak_data.plot import look, words
from sino_pak_data.plot.axes import Scale, Time
from sino_pak_data.plot.look import HUES, INK, MAIN, PALE, QUIET, SMALL, TEXT

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

_PAIRS = (("_low", "_high"), ("_12", "_21"), ("_1", "_2"))
_COVERAGE = ("events_coverage", "agreements_coverage")
_HEIGHT = 120


class _Columns(NamedTuple):
    """The columns that are drawn together, and the coverage that counts rest on ("" for values)."""

    fields: tuple[Field, ...]
    coverage: str

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]


def dyads(
    column: str = "events",
    dyads: str | Sequence[str] | None = None,
    first: int | None = None,
    last: int | None = None,
    *,
    title: str | None = None,
    data: Data | None = None,
    width: int = 760,
) -> alt.VConcatChart:
    """A column of `dyad_years` for each dyad, side by side on the same axes.

    column       its name, or what names have in common: "hard_balancing" draws lower and upper count, "exports" both
                 directions, "cinc" both states
    dyads        "PAK-CHN", or several, in either order; default every one
    first, last  years, both included; default all

    Years that nobody searched are shaded, and years without a value are gaps: neither is zero.

    >>> import sino_pak_data as spd
    >>> spd.plot.dyads("hard_balancing", ["IND-PAK", "USA-IND"], 1990).save("balancing.png")  # doctest: +SKIP
    """
    import pandas as pd

    data, package = look.opened(data, width)
    drawn = _columns(package, column)
    asked = [*drawn.names, *filter(None, [drawn.coverage])]
    panel = data.panel(dyads, first, last, ["iso1", "iso2", *asked])
    values = panel[drawn.names].to_numpy().ravel().tolist()
    if all(value != value for value in values):
        raise ValueError(f"{column} has no value for these dyads and years")
    scale = Scale.of([0.0, *values] if drawn.coverage else values, drawn.fields[0].unit)
    names = list(dict.fromkeys(panel["dyad"]))
    across = next(number for number, most in ((1, 1), (2, 4), (3, 9), (4, 99)) if len(names) <= most)
    across = min(across, max(width // 170, 1))
    time = Time.of([pd.to_datetime(panel["year"].astype(str) + "-01-01")], (width - 40) // across - 24)
    charts = [_small(panel[panel["dyad"] == name], drawn, package, time, scale, place % across == 0) for place, name in enumerate(names)]  # fmt: skip
    heading = title or f"{_title(drawn.fields[0])}, {panel['year'].min()} to {panel['year'].max()}"
    works = data.cite(panel.drop(columns=[name for name in _COVERAGE if name in panel]))
    named = [words.cited(one) for one in works.works if one["kind"] == "dataset"]
    foot = look.source(package, [] if drawn.coverage else named, len(works))
    return look.dressed(
        look.library().concat(*charts, columns=across, spacing=20), heading, _subtitle(drawn, scale.unit), foot, width
    )


def _columns(package: Package, column: str) -> _Columns:
    """What a name means: one column, or two that have it in common. Raises ValueError for one that means none."""
    fields = [field for field in package.descriptor.built["dyad_years"].schema.fields if field.type in ("integer", "number") and (field.count or field.series)]  # fmt: skip
    known = {field.name: (field,) for field in fields}
    for field in fields:
        for one, other in _PAIRS:
            base = field.name.removesuffix(one)
            if field.name.endswith(one):
                known.setdefault(base, (field, *known.get(base + other, ())))
    check("column", column, known, " of dyad_years")
    found = known[column]
    counted = bool(found[0].count)
    return _Columns(found, _COVERAGE["agreements" in found[0].name] if counted else "")


def _title(field: Field) -> str:
    """The title of a column without the side that it has."""
    parts = (", lower", ", upper", ", 1 to 2", ", 2 to 1", " of state 1", " of state 2")
    name = next((field.title.removesuffix(part) for part in parts if field.title.endswith(part)), field.title)
    return name.replace(" in state 2", "")


def _subtitle(drawn: _Columns, unit: str) -> str:
    if drawn.coverage:
        range_ = "Dark: records that surely count; light: that only may. " if len(drawn.fields) > 1 else ""
        return f"{unit.capitalize()} a year. {range_}Shaded: nobody searched. A gap is no record, which is not zero."
    return (
        f"{unit[:1].upper()}{unit[1:]}, on the same scale for all. A gap is a year without a value, which is not zero."
    )


def _small(rows: pd.DataFrame, drawn: _Columns, package: Package, time: Time, scale: Scale, first: bool) -> Any:  # fmt: skip
    """The chart of one dyad."""
    import pandas as pd

    alt = look.library()
    states = words.names(package, [str(rows["iso1"].iloc[0]), str(rows["iso2"].iloc[0])])
    start = pd.to_datetime(rows["year"].astype(str) + "-01-01")
    rows = rows.assign(start=start, end=start + pd.DateOffset(years=1), middle=start + pd.DateOffset(months=6))
    marks = (
        _counts(rows, drawn, time, scale, first) if drawn.coverage else _lines(rows, drawn, states, time, scale, first)
    )
    if not rows[drawn.names].notna().any(axis=None):
        middle = {"x": alt.value(time.width / 2), "y": alt.value(_HEIGHT * 5 / 8)}
        marks.append(alt.Chart(rows[:1]).mark_text(fontSize=SMALL, color=QUIET, text=_nothing(rows, drawn)).encode(**middle))  # fmt: skip
    one, other = (name.removeprefix("the ") for name in states)
    keyed = not drawn.coverage and _side(drawn.names[0], states)
    head = alt.Chart(rows[:1]).mark_text(
        align="left", fontSize=TEXT, fontWeight="bold", text=f"{one} and {other}", color=INK
    )
    marks.append(head.encode(x=alt.value(0), y=alt.value(-26 if keyed else -12)))
    return alt.layer(*marks).properties(width=time.width, height=_HEIGHT)


def _nothing(rows: pd.DataFrame, drawn: _Columns) -> str:
    if not drawn.coverage:
        return "no value"
    return "not searched" if (rows[drawn.coverage].astype(str) == "not_searched").all() else "no record"


def _counts(rows: pd.DataFrame, drawn: _Columns, time: Time, scale: Scale, first: bool) -> list[Any]:
    """Bars: what surely counts from the ground, what only may count on top."""
    alt = look.library()
    base, x = alt.Chart(rows), time.x("start", grid=False)
    low, high = drawn.names[0], drawn.names[-1]
    y = scale.y(low, first, 3, False)
    tooltip = ["year:Q", *(f"{name}:Q" for name in drawn.names), f"{drawn.coverage}:N"]
    return [
        base.transform_filter(f"datum.{drawn.coverage} == 'not_searched'").mark_rect(color="#eeebe4", stroke="#eeebe4").encode(x=x, x2="end:T"),
        base.transform_filter(f"datum.{high} > datum.{low}").mark_rect(color=PALE).encode(x=x, x2="end:T", y=y, y2=f"{high}:Q", tooltip=tooltip),
        base.transform_filter(f"datum.{low} > 0").transform_calculate(zero="0").mark_rect(color=MAIN).encode(x=x, x2="end:T", y=y, y2="zero:Q", tooltip=tooltip),
    ]  # fmt: skip


def _lines(
    rows: pd.DataFrame, drawn: _Columns, states: Sequence[str], time: Time, scale: Scale, first: bool
) -> list[Any]:
    """A line for each column, and above them which is which."""
    alt = look.library()
    base, marks, at = alt.Chart(rows), [], 0.0
    for field, color in zip(drawn.fields, (HUES[0], HUES[1]), strict=False):
        encoded = base.encode(x=time.x("middle", grid=False), y=scale.y(field.name, first, 3, False), tooltip=["year:Q", f"{field.name}:Q"])  # fmt: skip
        marks += [encoded.mark_line(color=color, strokeWidth=2), encoded.mark_circle(color=color, size=7, opacity=1)]
        text = _side(field.name, states)
        if text:
            marks.append(alt.Chart(rows[:1]).mark_text(align="left", fontSize=SMALL - 1, color=color, text=text).encode(x=alt.value(at), y=alt.value(-9)))  # fmt: skip
            at += look.measured(text, SMALL - 1) + 10
    return marks


def _side(column: str, states: Sequence[str]) -> str:
    """Whose value a column has: "" if it is of both."""
    one, other = (name.removeprefix("the ").replace("United States", "US") for name in states)
    sides = {"_12": f"{one} to {other}", "_21": f"{other} to {one}", "_1": one, "_2": other}
    return next((text for ending, text in sides.items() if column.endswith(ending)), "")
