"""The axes of charts: time across, values or pixels down."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, NamedTuple

from sino_pak_data.plot.look import library, measured

if TYPE_CHECKING:
    import pandas as pd


class Time(NamedTuple):
    """The axis of time of a chart: its first and last day, and how many pixels they are apart."""

    first: pd.Timestamp
    last: pd.Timestamp
    width: int

    @classmethod
    def of(cls, days: Iterable[pd.Series], width: int, since: Any = None, until: Any = None) -> Time:
        """From the first to the last year of some columns of days, or of what was asked for."""
        import pandas as pd

        known = pd.concat([one.dropna() for one in days])
        first, last = (int(str(asked)[:4]) if asked else day.year for asked, day in ((since, known.min()), (until, known.max())))  # fmt: skip
        return cls(pd.Timestamp(first, 1, 1), pd.Timestamp(last + 1, 1, 1), width)

    def at(self, day: pd.Timestamp) -> float:
        """The pixel of a day."""
        return float((day - self.first) / (self.last - self.first) * self.width)

    def long(self, pixels: float) -> pd.Timedelta:
        """The time that some pixels are."""
        return (self.last - self.first) * (pixels / self.width)

    def x(self, column: str, grid: bool = True) -> Any:
        """The encoding of a column of days."""
        alt = library()
        domain = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in (self.first, self.last)]
        axis = alt.Axis(format=self._format, values=self._ticks(), grid=grid, title=None, labelFlush=False)
        return alt.X(f"{column}:T", axis=axis, scale=alt.Scale(domain=domain, nice=False, clamp=True))

    @property
    def _format(self) -> str:
        return "%Y" if self.last.year - self.first.year > 2 else "%b %Y"

    def _ticks(self) -> list[Any]:
        """Round years as far apart as their labels need, or months in a short time."""
        alt = library()
        years = self.last.year - self.first.year
        if years <= 2:
            step = next(step for step in (1, 2, 3, 6, 12) if 12 * years / step <= self.width / 64)
            return [
                alt.DateTime(year=self.first.year + month // 12, month=month % 12 + 1)
                for month in range(0, 12 * years + 1, step)
            ]
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if years / step <= max(self.width / 48, 1))
        return [alt.DateTime(year=year) for year in range(-(-self.first.year // step) * step, self.last.year + 1, step)]

    def visible(self, frame: pd.DataFrame, start: str, end: str, least: float) -> pd.DataFrame:
        """The frame with `from` and `to`: its days as they are drawn, an open side to the edge, none too short to see."""
        import pandas as pd

        begins = frame[start].fillna(self.first)
        ends = frame[end].fillna(self.last) + pd.Timedelta(days=1)
        begins, ends = (
            days.mask(days < self.first, self.first).mask(days > self.last, self.last) for days in (begins, ends)
        )
        missing = (self.long(least) - (ends - begins)) / 2
        missing = missing.where(missing > pd.Timedelta(0), pd.Timedelta(0))
        return frame.assign(**{"from": begins - missing, "to": ends + missing})


def down(column: str, height: float) -> Any:
    """The encoding of a column of pixels, counted from above."""
    alt = library()
    return alt.Y(f"{column}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False))


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

    def y(self, column: str, labels: bool = True, ticks: int = 6, titled: bool = True) -> Any:
        """The encoding of a column of values, the unit above its labels."""
        alt = library()
        most = max(abs(self.low), abs(self.high)) / self.factor
        shape = ",.0f" if most >= 10 else ",.1~f" if most >= 2 else ".2f"
        left = measured(format(most, shape.replace("~", ""))) + 6
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
