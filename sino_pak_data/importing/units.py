"""Units of providers' files, and what makes the unit of an indicator of them."""

from __future__ import annotations

from decimal import Decimal

_IN = {
    "USD": ("USD", 0), "USD thousand": ("USD", 3), "USD million": ("USD", 6), "USD billion": ("USD", 9),
    "PPP dollar": ("PPP dollar", 0), "PPP dollar million": ("PPP dollar", 6),
    "TIV": ("TIV", 0), "TIV million": ("TIV", 6),
    "persons": ("persons", 0), "thousand persons": ("persons", 3),
    "fraction": ("share", 0), "share": ("share", 0), "percent": ("share", -2),
}  # fmt: skip
"""Each unit as a power of ten of its base; a unit that is not here is only ever itself."""


def factor(given: str, wanted: str) -> Decimal | None:
    """By what a value in one unit is multiplied to be in another; None if it cannot be.

    >>> factor("USD", "USD million"), factor("fraction", "percent"), factor("TIV", "USD")
    (Decimal('0.000001'), Decimal('100'), None)
    """
    (one, power), (other, to) = _IN.get(given, (given, 0)), _IN.get(wanted, (wanted, 0))
    return Decimal(format(Decimal(1).scaleb(power - to), "f")) if one == other else None
