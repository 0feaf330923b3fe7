"""Charts of an opened package, each ready for print: `chart.save("x.png")`, "x.svg" or "x.html"; needs sino-pak-data[plot].

`look` has what they share, `spans` records in time, `numbers` series and panels, `verdicts` claims. A new chart is a
function in one of these and a method here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from sino_pak_data.loader.filters import Filters
from sino_pak_data.loader.selection import When
from sino_pak_data.package.table import Package

if TYPE_CHECKING:
    import altair as alt

    from sino_pak_data.loader.load import Data


class Rows(TypedDict, total=False):
    """The rows that a chart shows, as `load` takes them."""

    filters: Filters | None
    dyad: str | Sequence[str] | None
    actors: str | Sequence[str] | None
    since: When | None
    until: When | None
    certain: bool


class Plots:
    """The charts of one package.

    Every one takes `title` in place of its own and `width` in pixels (default 760, 320 to 2000), and returns an Altair
    chart with the sources at its foot. ImportError names the extra if Altair is not installed; ValueError a wrong name
    with the nearest that the data know.
    """

    def __init__(self, data: Data, package: Callable[[], Package]) -> None:
        self._data, self._package = data, package

    def __repr__(self) -> str:
        return f"<plots of {self._data!r}: agreements, claims, dyads, series, timeline>"

    def timeline(
        self,
        *,
        by: Literal["domain", "event_type", "balancing", "confidence"] = "domain",
        label: str | Sequence[str] = (),
        title: str | None = None,
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
        from sino_pak_data.loader.plot.spans import timeline

        chart: alt.VConcatChart = timeline(self._data, self._package(), by, label, title, width, rows)
        return chart

    def agreements(self, *, title: str | None = None, width: int = 760, **rows: Unpack[Rows]) -> alt.VConcatChart:
        """The lives of agreements: announced, signed, in force, ended; up to 60 with their titles, more by domain.

        rows  what `load("agreements")` takes: dyad, actors, since, until, certain, filters

        >>> import sino_pak_data as spd
        >>> spd.plot.agreements(dyad="PAK-CHN", filters={"domain": "nuclear"}).save("nuclear.svg")  # doctest: +SKIP
        """
        from sino_pak_data.loader.plot.spans import agreements

        chart: alt.VConcatChart = agreements(self._data, self._package(), title, width, rows)
        return chart

    def series(
        self,
        indicator: str,
        reporter: str,
        partner: str | None = None,
        *,
        source: str | Sequence[str] = "all",
        since: int | None = None,
        until: int | None = None,
        compared: bool = False,
        title: str | None = None,
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
        from sino_pak_data.loader.plot.numbers import series

        chart: alt.VConcatChart = series(
            self._data, self._package(), indicator, reporter, partner, source, since, until, compared, title, width
        )
        return chart

    def claims(
        self,
        *,
        verdict: str | Sequence[str] = (),
        kind: str | Sequence[str] = (),
        type: str | Sequence[str] = (),
        subject: str | Sequence[str] = (),
        theory: str | Sequence[str] = (),
        title: str | None = None,
        width: int = 760,
    ) -> alt.VConcatChart:
        """Claims by their verdict: up to 24 with statement and reason, more as a square each.

        verdict, kind, type, subject, theory  as `claims` takes them

        Each assertion counts once: parts of a claim and repetitions are left out, and so are propositions, which have no
        verdict.

        >>> import sino_pak_data as spd
        >>> spd.plot.claims(kind="figure").save("figures.png")  # doctest: +SKIP
        """
        from sino_pak_data.loader.plot.verdicts import claims

        asked = {"verdict": verdict, "kind": kind, "type": type, "subject": subject, "theory": theory}
        chart: alt.VConcatChart = claims(self._data, self._package(), asked, title, width)
        return chart

    def dyads(
        self,
        column: str = "events",
        dyads: str | Sequence[str] | None = None,
        first: int | None = None,
        last: int | None = None,
        *,
        title: str | None = None,
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
        from sino_pak_data.loader.plot.panels import dyads as drawn

        chart: alt.VConcatChart = drawn(self._data, self._package(), column, dyads, first, last, title, width)
        return chart
