"""Shares of roll calls on which two states voted alike, from single votes.

The votes of a state in a year are three sets of roll calls (yes, abstention, no), kept as bits of whole numbers: two states
are compared with a few operations, however many roll calls there are. Who was absent, or no member, is in none of the sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

YES, ABSTAIN, NO = 0, 1, 2


class Vote(NamedTuple):
    """One vote of one state; `cast` is YES, ABSTAIN or NO."""

    roll_call: str
    year: int
    state: str
    cast: int


class Agreement(NamedTuple):
    """Two states in a year, in alphabetical order: on how many roll calls both voted, and the share voted alike."""

    one: str
    other: str
    year: int
    roll_calls: int
    share: Decimal


def agreements(votes: Iterable[Vote]) -> Iterator[Agreement]:
    """Each pair of states in each year in which they voted together.

    >>> votes = [Vote(*row) for row in [("1", 2020, "A", YES), ("1", 2020, "B", YES), ("2", 2020, "A", YES), ("2", 2020, "B", NO)]]
    >>> [(one.one, one.other, one.roll_calls, one.share) for one in agreements(votes)]
    [('A', 'B', 2, Decimal('0.5'))]
    """
    bits: dict[int, dict[str, int]] = defaultdict(dict)
    cast: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for roll_call, year, state, how in votes:
        cast[year][state][how] |= 1 << bits[year].setdefault(roll_call, len(bits[year]))
    for year, by_state in cast.items():
        for one, other in combinations(sorted(by_state), 2):
            mine, theirs = by_state[one], by_state[other]
            both = ((mine[0] | mine[1] | mine[2]) & (theirs[0] | theirs[1] | theirs[2])).bit_count()
            if both:
                alike = sum((my & their).bit_count() for my, their in zip(mine, theirs, strict=True))
                yield Agreement(one, other, year, both, Decimal(alike) / both)
