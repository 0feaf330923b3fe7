"""Counts by year from dates that may leave the year open: what is certain and what is possible.

A year that is possible and not certain makes the upper count exceed the lower.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sino_pak_data.cells import edtf
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.package.table import Row

_NEVER = range(0)
_STANDING = {"in_force"}
_OVER = {"expired", "terminated", "superseded"}


class Years(NamedTuple):
    """The years for which a record certainly counts and those for which it possibly does."""

    certain: range
    possible: range


NONE = Years(_NEVER, _NEVER)


@lru_cache(maxsize=4096)
def begun(cell: str) -> Years:
    """The year in which something happened or began.

    >>> begun("2005-04"), begun("2005~").possible, begun("2001/2004").certain
    (Years(certain=range(2005, 2006), possible=range(2005, 2006)), range(2004, 2007), range(2001, 2002))
    """
    when = _parsed(cell.partition("/")[0]) if not cell.startswith("..") else None
    if when is None:
        return NONE
    first, last = when.widened()
    possible = range(first.year, last.year + 1)
    return Years(possible if len(possible) == 1 else _NEVER, possible)


def standing(agreement: Row, until: int) -> Years:
    """The years up to `until` in some part of which an agreement was in force.

    Certain between a dated entry into force and a dated end, or now if it still stands; possible
    from signature on, and without end where the end is not known.
    """
    status = agreement["status"]
    entered, signed = begun(agreement["in_force"]), begun(agreement["signed"])
    earliest = entered.possible or signed.possible
    if not earliest or (status == "proposed" and not entered.possible):
        return NONE
    ended = begun(agreement["ended"]).possible
    possible = range(earliest[0], min(ended[-1] if ended else until, until) + 1)
    if not entered.possible or (not ended and status not in _STANDING | _OVER):
        return Years(_NEVER, possible)
    last_certain = ended[0] if ended else (until if status in _STANDING else entered.possible[-1])
    return Years(range(entered.possible[-1], min(last_certain, until) + 1), possible)


def _parsed(cell: str) -> edtf.Date | None:
    try:
        return edtf.parse(cell) if cell else None
    except Malformed:
        return None
