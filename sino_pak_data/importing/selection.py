"""Which part of a file is meant: the pairs that the tables follow, and what `--only` says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

from sino_pak_data.cells.edtf import parsed
from sino_pak_data.cells.ids import unknown
from sino_pak_data.importing.figures import Key
from sino_pak_data.importing.provider import CODED
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.table import Package


class Only(NamedTuple):
    """A part of what a file has: `INDICATOR`, `INDICATOR/ACTORS` or `INDICATOR/ACTORS/YEARS`.

    indicator  an id, or a pattern such as milex.*; or the table of candidates
    actors     PAK on either side, CHN-PAK in this direction, or * for all
    years      an EDTF year or span, such as 2020 or 2020/2024; None for all
    """

    indicator: str
    actors: str
    years: range | None

    def takes(self, key: Key) -> bool:
        indicator, reporter, partner, period = key
        when = parsed(period)
        return (
            fnmatchcase(indicator, self.indicator)
            and self.actors in ("*", reporter, partner, f"{reporter}-{partner}")
            and (self.years is None or (when is not None and {*when.years()} <= {*self.years}))
        )


def only(text: str) -> Only:
    """What `--only` says. Raises `PackageError`.

    >>> only("milex.*/PAK/2020/2024")
    Only(indicator='milex.*', actors='PAK', years=range(2020, 2025))
    """
    indicator, _, rest = text.partition("/")
    actors, _, years = rest.partition("/")
    when = parsed(years) if years else None
    if not indicator or (years and when is None):
        raise PackageError(f"{text!r} is not INDICATOR/ACTORS/YEARS, for example gdp.current_usd/PAK/2020/2024")
    return Only(indicator, actors or "*", when.years() if when else None)


class Scope:
    """The keys that an import is about: those of pairs that the tables have, from the first year of the editions on, and what was asked for."""

    def __init__(self, package: Package, parts: Iterable[Only], editions: str = "") -> None:
        """`editions` is the pattern of the sources that are editions of the work: its series begin where theirs do.

        Raises `PackageError` for a part whose indicator or actor is unknown.
        """
        self._parts = tuple(parts)
        for part in self._parts:
            _require_known(package, part)
        self._named = {part.actors for part in self._parts if "-" in part.actors}
        self._pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._first: dict[str, int] = {}
        for row in package["observations"].rows:
            self._pairs[row["indicator_id"]].add((row["reporter"], row["partner"]))
            when = parsed(row["period"])
            if when and editions and re.fullmatch(editions, row["source"].partition("[")[0]):
                year = when.years()[0]
                self._first[row["indicator_id"]] = min(year, self._first.get(row["indicator_id"], year))

    def lacks(self, key: Key) -> str:
        """Why a key is left out; "" if it is meant."""
        indicator, reporter, partner, period = key
        if self._parts and not any(part.takes(key) for part in self._parts):
            return "not asked for (--only)"
        if (reporter, partner) not in self._pairs[indicator] and f"{reporter}-{partner}" not in self._named:
            return "a pair that the tables do not follow; --only INDICATOR/REPORTER-PARTNER takes it"
        when = parsed(period)
        early = when is not None and when.years()[-1] < self._first.get(indicator, 0)
        if early and not any(part.years for part in self._parts):
            return "before the series begins; --only INDICATOR/ACTORS/YEARS takes it"
        return ""


def _require_known(package: Package, part: Only) -> None:
    indicators, actors = package.identifiers("indicators"), package.identifiers("actors")
    if not any(fnmatchcase(indicator, part.indicator) for indicator in (*indicators, *CODED)):
        raise PackageError(unknown("indicator", part.indicator, indicators))
    for actor in part.actors.split("-") if part.actors != "*" else ():
        if actor not in actors:
            raise PackageError(unknown("actor", actor, actors))
