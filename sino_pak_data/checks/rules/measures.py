"""Measures: numbers with the right unit, partner and company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING

from sino_pak_data.cells import ids
from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.package.table import Row

if TYPE_CHECKING:
    import pandas as pd

_AMOUNT = ["value", "currency", "stage"]
_FIGURE = ["indicator_id", "reporter", "partner", "value", "unit", "qualifier"]
_FAR = 3.0


@rule("wrong-unit")
def wrong_unit(review: Review) -> Iterator[Mark]:
    """A value is in the unit of its indicator.

    Why:  A series in two units is two series.
    Fix:  Convert the value, then write the indicator's unit.
    Bad:  observations: unit=USD
    Good: observations: unit=USD million
    """
    indicators = review.package.identifiers("indicators")
    for name in ("observations", "claims"):
        table = review.package[name]
        units = table.schema.by_name["unit"].values
        for row in table.rows:
            indicator = indicators.get(row["indicator_id"])
            if indicator is not None and row["unit"] != indicator["unit"] and row["unit"] in units:
                message = f"{row['unit']!r} is not the unit of {row['indicator_id']}, which is {indicator['unit']!r}"
                yield Mark(table, row, "unit", message, f"convert the value to {indicator['unit']}")


@rule("wrong-partner")
def wrong_partner(review: Review) -> Iterator[Mark]:
    """A series of one state has the partner NONE, a series of pairs has another.

    Why:  Otherwise one series would stand in two shapes.
    Fix:  Write NONE where the indicator is monadic, WLD for all partners together.
    Bad:  observations: partner=NONE
    Good: observations: partner=PAK
    """
    indicators = review.package.identifiers("indicators")
    for name in ("observations", "claims"):
        table = review.package[name]
        for row in table.rows:
            indicator = indicators.get(row["indicator_id"])
            if indicator is None or not row["partner"]:
                continue
            monadic = indicator["directed"] == "monadic"
            if monadic is not (row["partner"] == "NONE"):
                message = f"{row['indicator_id']} is {indicator['directed']}: {row['partner']} cannot be its partner"
                yield Mark(
                    table, row, "partner", message, "write NONE" if monadic else "name the partner, or WLD for all"
                )


@rule("amount-incomplete", "frames", table="agreements", field="value")
def amount_incomplete(frame: pd.DataFrame) -> pd.Series[bool]:
    """An amount has value, currency and stage together, or none of them.

    Why:  Pledges taken for payments are the commonest error of the field.
    Fix:  Fill all three; the stage may be unclear.
    Bad:  agreements: value=1000 | currency=USD | stage=
    Good: agreements: value=1000 | currency=USD | stage=pledged
    """
    filled = (frame[_AMOUNT] != "").sum(axis=1)
    return filled.isin([0, len(_AMOUNT)])


@rule("figure-incomplete", "frames", table="claims", field="indicator_id")
def figure_incomplete(frame: pd.DataFrame) -> pd.Series[bool]:
    """A claim of kind figure has indicator, reporter, partner, value, unit, qualifier and period; of these another claim has at most the period.

    Why:  Only then can it be set beside the observations.
    Fix:  Fill the seven columns, or change the kind.
    Bad:  claims: kind=figure | indicator_id=
    Good: claims: kind=event | indicator_id= | reporter= | partner= | period=2005 | value= | unit= | qualifier=
    """
    filled = (frame[_FIGURE] != "").sum(axis=1)
    complete = (filled == len(_FIGURE)) & (frame["period"] != "")
    return ((frame["kind"] == "figure") & complete) | ((frame["kind"] != "figure") & (filled == 0))


@rule("money-without-stage", "frames", table="indicators", field="stage")
def money_without_stage(frame: pd.DataFrame) -> pd.Series[bool]:
    """A series of money has a price basis and a stage; a series that is not money has no stage.

    Why:  Current and constant prices, pledged and paid, must not meet in one series.
    Fix:  Fill both columns; "unclear" is an answer.
    Bad:  indicators: price_basis=current | stage=
    Good: indicators: price_basis=current | stage=realised
    """
    money = frame["price_basis"] != "not_money"
    return money == (frame["stage"] != "")


@rule("doubt-without-note", "frames", table="events", field="note")
def doubt_without_note(frame: pd.DataFrame) -> pd.Series[bool]:
    """An event of low confidence says why in its note.

    Why:  A doubt that is not explained cannot be removed.
    Fix:  Write in the note what is weak.
    Bad:  events: confidence=low | note=
    Good: events: confidence=low | note=Only a blog has the day.
    """
    return (frame["confidence"] != "low") | (frame["note"] != "")


@rule("doubtful-agreement-without-note", "frames", table="agreements", field="note")
def doubtful_agreement_without_note(frame: pd.DataFrame) -> pd.Series[bool]:
    """An agreement of low confidence says why in its note.

    Why:  A doubt that is not explained cannot be removed.
    Fix:  Write in the note what is weak.
    Bad:  agreements: confidence=low | note=
    Good: agreements: confidence=low | note=Named in one speech only.
    """
    return doubt_without_note(frame)


@rule("distant-value", severity="warning")
def distant_value(review: Review) -> Iterator[Mark]:
    """A value lies near what every other source gives for the same thing.

    Why:  A slip of a power of ten, or two things under one name.
    Fix:  Check unit and period; if the source is right, say so in excuses.toml.
    Bad:  observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=99999999
          discrepancies: record=observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots | field=value | value=99999999 | source=yousaf2025drive[1.p1]
    Good: observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=16900
    """
    table = review.package["observations"]
    for pairs in review.once(_same_thing):
        for value, row in pairs:
            others = [other for other, beside in pairs if beside is not row]
            nearest = min(others, key=lambda other: _distance(value, other))
            if _distance(value, nearest) > _FAR:
                message = f"{row['value']} is more than {_FAR:g} times off the nearest other source, {nearest:g}"
                yield Mark(table, row, "value", message, "check unit and period, then the source")


@rule("untold-disagreement", severity="warning")
def untold_disagreement(review: Review) -> Iterator[Mark]:
    """Where two sources differ beyond the indicator's tolerance, discrepancies says so.

    Why:  A reader who takes one of two values must know of the other.
    Fix:  Add a row to tables/discrepancies.csv: the record, the field value, the other value and its source.
    Bad:  observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=14000
    Good: observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=14000
          discrepancies: record=observations/trade.goods.exports_fob:CHN:PAK:2018:imf2024dots | field=value | value=14000 | source=yousaf2025drive[1.p1]
    """
    if not review.readable("discrepancies"):
        return
    table = review.package["observations"]
    told = {row["record"] for row in review.package["discrepancies"].rows if row["field"] == "value"}
    tolerances = {key: _number(row["tolerance"]) for key, row in review.package.identifiers("indicators").items()}
    for pairs in review.once(_same_thing):
        (low, one), (high, other) = min(pairs, key=_value), max(pairs, key=_value)
        tolerance = tolerances.get(one["indicator_id"])
        apart = (high - low) * 100 / (max(abs(low), abs(high)) or 1)
        if tolerance is not None and apart > tolerance and not told & {table.address(row) for _, row in pairs}:
            message = f"{low:g} and {high:g} are {apart:.0f} per cent apart, and discrepancies does not tell it"
            hint = f"add {table.address(one)}, value, {other['value']}, {other['source']}"
            yield Mark(table, other, "value", message, hint)


@rule("wrong-comparison")
def wrong_comparison(review: Review) -> Iterator[Mark]:
    """Compared indicators have the unit of the indicator they are laid beside; shares are taken of one series.

    Why:  A verdict on two units is none.
    Fix:  Name indicators of the same unit, or the way share with one indicator.
    Bad:  comparisons: compared=un.ideal_point
    Good: comparisons: compared=trade.goods.exports_fob
    """
    table = review.package["comparisons"]
    units = {key: row["unit"] for key, row in review.package.identifiers("indicators").items()}
    for row in table.rows:
        compared = ids.split(row["compared"])
        if row["way"] == "share":
            if len(compared) > 1:
                yield Mark(table, row, "compared", "a share is taken of one series", "name one indicator")
            continue
        for name in compared:
            if {name, row["indicator_id"]} <= units.keys() and units[name] != units[row["indicator_id"]]:
                message = f"{name} is in {units[name]!r}, {row['indicator_id']} in {units[row['indicator_id']]!r}"
                yield Mark(table, row, "compared", message, "compare series of one unit")


def _same_thing(review: Review) -> list[list[tuple[float, Row]]]:
    """Values of one indicator, reporter, partner and period that stand there more than once, with their rows."""
    same: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    thing = itemgetter("indicator_id", "reporter", "partner", "period")
    for row in review.package["observations"].rows:
        same[thing(row)].append(row)
    several = [rows for rows in same.values() if len(rows) > 1]
    valued = [[(value, row) for row in rows if (value := _number(row["value"])) is not None] for rows in several]
    return [pairs for pairs in valued if len(pairs) > 1]


def _value(pair: tuple[float, Row]) -> float:
    return pair[0]


def _distance(one: float, other: float) -> float:
    """How many times one value is the other, at least 1; infinite when only one of them is zero or negative."""
    if one == other:
        return 1.0
    small, large = sorted((abs(one), abs(other)))
    return large / small if small and one * other > 0 else float("inf")


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
