"""Measures: numbers with the right unit, partner and company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sino_pak_data.checks.registry import rule
from sino_pak_data.checks.review import Mark, Review
from sino_pak_data.model.table import Row

if TYPE_CHECKING:
    import pandas as pd

_AMOUNT = ["value", "currency", "stage"]
_FIGURE = ["indicator_id", "reporter", "partner", "period", "value", "unit", "qualifier"]
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
        for row in table.rows:
            indicator = indicators.get(row["indicator_id"])
            if indicator is not None and row["unit"] and row["unit"] != indicator["unit"]:
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
    """A claim of kind figure has indicator, reporter, partner, period, value, unit and qualifier; no other claim has.

    Why:  Only then can it be set beside the observations.
    Fix:  Fill the seven columns, or change the kind.
    Bad:  claims: kind=figure | indicator_id=
    Good: claims: kind=proposition | indicator_id= | reporter= | partner= | period= | value= | unit= | qualifier=
    """
    filled = (frame[_FIGURE] != "").sum(axis=1)
    return ((frame["kind"] == "figure") & (filled == len(_FIGURE))) | ((frame["kind"] != "figure") & (filled == 0))


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
    Good: observations: indicator_id=trade.goods.exports_fob | reporter=CHN | partner=PAK | period=2018 | source=yousaf2025drive[1.p1] | value=16900
    """
    table = review.package["observations"]
    same: dict[tuple[str, ...], list[tuple[float, Row]]] = defaultdict(list)
    for row in table.rows:
        value = _number(row["value"])
        if value is not None:
            same[row["indicator_id"], row["reporter"], row["partner"], row["period"]].append((value, row))
    for pairs in same.values():
        for value, row in pairs if len(pairs) > 1 else ():
            others = [other for other, beside in pairs if beside is not row]
            nearest = min(others, key=lambda other: _distance(value, other))
            if _distance(value, nearest) > _FAR:
                message = f"{row['value']} is more than {_FAR:g} times off the nearest other source, {nearest:g}"
                yield Mark(table, row, "value", message, "check unit and period, then the source")


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
