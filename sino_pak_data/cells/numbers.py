"""How a number is written: plain digits with a decimal point, and no more of them than give it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def shortest(cell: str) -> str:
    """The shortest decimal of a number; a cell that is none stays as it is.

    >>> shortest("12000.50"), shortest("-0"), shortest("about 3")
    ('12000.5', '0', 'about 3')
    """
    if not NUMBER.fullmatch(cell) or not isfinite(float(cell)):
        return cell
    return format(Decimal(repr(float(cell) or 0.0)).normalize(), "f")  # also of -0


def decimals(cell: str) -> int:
    """The digits after the decimal point.

    >>> decimals("2725.6"), decimals("23")
    (1, 0)
    """
    return len(cell.partition(".")[2])


def rounded(value: Decimal, places: int) -> str:
    """A number with at most so many decimals, as short as it can be.

    >>> rounded(Decimal("338368455.81438"), 3), rounded(Decimal("2.50"), 6)
    ('338368455.814', '2.5')
    """
    return shortest(format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN), "f"))
