"""Numbers: plain digits with a point, all of them, and nothing beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule

_LONGEST = 40


@rule("thousands-separator", "damage")
def thousands_separator(review: Review) -> Iterator[Mark]:
    """A number is plain digits, with a point before decimals.

    Why:  1,200 is twelve hundred to one reader and one point two to another.
    Fix:  Write 1200.
    Bad:  observations: value=1,243.5
    Bad:  observations: value=12,43,500
    Good: observations: value=1243.5
    """
    for table, row, field in review.damaged_by("thousands-separator"):
        plain = re.sub(r"[^0-9.+-]", "", row[field])
        yield Mark(table, row, field, f"{row[field]!r} has thousands separators", f"write {plain}")


@rule("decimal-comma", "damage")
def decimal_comma(review: Review) -> Iterator[Mark]:
    """Decimals follow a point.

    Why:  12,5 is a number in half of the world and two cells in this file.
    Fix:  Write 12.5.
    Bad:  observations: value=16968,24
    Bad:  observations: value=16.968,24
    Good: observations: value=16968.24
    """
    for table, row, field in review.damaged_by("decimal-comma"):
        whole, _, decimals = row[field].replace(".", "").partition(",")
        message = f"{row[field]!r} has a comma before its decimals"
        yield Mark(table, row, field, message, f"write {whole}.{decimals}")


@rule("scientific-notation", "damage")
def scientific_notation(review: Review) -> Iterator[Mark]:
    """A number is written out.

    Why:  A spreadsheet that shows 1.2E+09 has thrown the other digits away, or made a number of an id.
    Fix:  Copy all digits from the source.
    Bad:  observations: value=1.7E+04
    Good: observations: value=16968.24166
    """
    for table, row, field in review.damaged_by("scientific-notation"):
        cell = row[field]
        exponent = int(re.split("[eE]", cell)[1])
        hint = "type again what the source has"
        if abs(exponent) < _LONGEST:
            hint = f"copy all digits from the source; {format(Decimal(cell), 'f')} is what is left of them"
        yield Mark(table, row, field, f"{cell!r} is a number that a spreadsheet has rounded", hint)


@rule("unit-in-number", "damage")
def unit_in_number(review: Review) -> Iterator[Mark]:
    """A number stands alone; its unit has a column or an indicator of its own.

    Why:  "12 bn" and "12000" are one amount in two notations, and only one of them can be counted with.
    Fix:  Convert to the unit of the series and write the bare number.
    Bad:  observations: value=12 bn
    Good: observations: value=12000
    """
    for table, row, field in review.damaged_by("unit-in-number"):
        unit = row["unit"] or table.schema.by_name[field].unit
        message = f"{row[field]!r} is a number with something beside it"
        yield Mark(table, row, field, message, f"write the bare number{f', in {unit}' if unit else ''}")
