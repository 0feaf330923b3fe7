"""Rows that may be one record told twice: of one time, with a common party, in like words.

Two texts are alike by the words that they share, and a rare word counts for more than a common one: that both have
"Pakistan" says nothing, that both have "Taxila" a great deal. How alike they must be depends on what else the rows share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from math import log
from typing import Literal, NamedTuple

from sino_pak_data.cells import ids
from sino_pak_data.cells.edtf import Date, parsed
from sino_pak_data.cells.text import plain_words
from sino_pak_data.package.table import Row, Table

Time = Literal["same", "near", "loose"]
"""How two dates that may be of one day agree: in what they say, by months or days that overlap, or only by their years."""

_NEEDED: dict[tuple[Time, bool], float] = {
    ("near", True): 0.33, ("loose", True): 0.45,
    ("same", False): 0.42, ("near", False): 0.6, ("loose", False): 0.6,
}  # fmt: skip
"""Least likeness by how the dates agree and whether the rows are of one type, from the pairs of the real tables."""
_STEM = 5
_FEWEST = 2
"""Words that two texts share at least: one says little where texts are short."""
_CROWD = 200
"""Rows that a row is compared with at most, those that begin next after it."""


class Kind(NamedTuple):
    """The columns of a table in which two rows for one record agree.

    least     least likeness of two rows of one type and the same date; agreements of one day are many, and alike
    when      the dates; the first that is filled counts
    type      its code
    roles     lists of parties
    told      texts
    same      columns that name another record: if they agree, so do the rows
    apart     columns that are never different for one record, if all of them are filled
    """

    least: float
    when: tuple[str, ...]
    type: str
    roles: tuple[str, ...]
    told: tuple[str, ...]
    same: tuple[str, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()


class _Told(NamedTuple):
    """A row with what is compared of it."""

    row: Row
    date: Date
    roles: Sequence[Set[str]]
    words: Set[str]


def pairs(table: Table, kind: Kind, state_of: Callable[[str], str]) -> Iterator[tuple[Row, Row]]:
    """Each two rows that may be one record, the earlier line first."""
    told = sorted(_told(table, kind, state_of), key=lambda one: (one.date.widened(), one.row[kind.told[0]]))
    counts = Counter(word for one in told for word in one.words)
    weights = {word: log((len(told) + 1) / count) for word, count in counts.items()}
    for at, one in enumerate(told):
        last = one.date.widened()[1]
        for other in told[at + 1 : at + 1 + _CROWD]:
            if other.date.widened()[0] > last:
                break
            if _one_record(one, other, kind, weights):
                yield (one.row, other.row) if one.row.line <= other.row.line else (other.row, one.row)


def _told(table: Table, kind: Kind, state_of: Callable[[str], str]) -> Iterator[_Told]:
    for row in table.rows:
        date = parsed(next((row[name] for name in kind.when if row[name]), ""))
        if date is not None:
            roles = [frozenset(map(state_of, ids.split(row[role]))) for role in kind.roles]
            yield _Told(row, date, roles, _stems(row[name] for name in kind.told))


def _stems(texts: Iterable[str]) -> Set[str]:
    """The words of some texts, by their first letters, so that "visit" and "visited" are one."""
    return frozenset(word[:_STEM] for text in texts for word in plain_words(text))


def _one_record(one: _Told, other: _Told, kind: Kind, weights: dict[str, float]) -> bool:
    first, second = one.row, other.row
    if any(_differ(first, second, names) for names in kind.apart):
        return False
    time, alike = _time(one.date, other.date), first[kind.type] == second[kind.type]
    if not _together(one, other, anywhere=alike and time == "same"):
        return False
    if alike and any(first[name] and first[name] == second[name] for name in kind.same):
        return True
    common = one.words & other.words
    shared, *whole = (sum(map(weights.__getitem__, words)) for words in (common, one.words, other.words))
    return len(common) >= _FEWEST and shared >= min(whole) * _NEEDED.get((time, alike), kind.least)


def _differ(one: Row, other: Row, names: tuple[str, ...]) -> bool:
    """Do two rows have all of these cells, and not the same in the last of them?"""
    *equal, last = names
    filled = all(one[name] and other[name] for name in names)
    return filled and all(one[name] == other[name] for name in equal) and one[last] != other[last]


def _time(one: Date, other: Date) -> Time:
    if (one.start, one.end) == (other.start, other.end):
        return "same"
    return "near" if {one.precision, other.precision} <= {"day", "month"} else "loose"


def _together(one: _Told, other: _Told, anywhere: bool) -> bool:
    """Do the rows share a party in each role that both fill; or, `anywhere`, in any role?"""
    if anywhere:
        return not frozenset[str]().union(*one.roles).isdisjoint(frozenset[str]().union(*other.roles))
    return all(not mine or not theirs or mine & theirs for mine, theirs in zip(one.roles, other.roles, strict=True))
