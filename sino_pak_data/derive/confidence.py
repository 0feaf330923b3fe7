"""The highest confidence that the sources of a record allow, from what is known of each work.

    high    a primary work, or two origins
    medium  a work that is not weak
    low     weak works alone

A work is weak if it is a blog post or an encyclopedia entry, if its record is unverified, or if its side is not
shown: alone it allows low, and beside others it adds nothing. Nor does a work whose claims the records test add anything
beside others: it cannot bear witness to itself. The other works make origins: those of one side are
one, but scholarly works count singly; works that derive from each other or from one another work are one, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sino_pak_data.derive.citations import works
from sino_pak_data.package.origins import linked
from sino_pak_data.package.table import Package, Row

LEVELS = ("low", "medium", "high")

_WEAK_KINDS = frozenset({"post-weblog", "entry-encyclopedia"})
_NO_SIDE = frozenset({"", "unclear"})
_SINGLE = "academic"
"""The side whose works count singly."""
_SEVERAL = 2


class Ceiling(NamedTuple):
    """The highest confidence of a record, and what keeps it from more ("" for high)."""

    level: str
    because: str


class Ceilings:
    """What the works of a package allow."""

    def __init__(self, package: Package) -> None:
        self._works = package.identifiers("sources")
        self._origins = package.origins
        claims = package["claims"].rows if "claims" in package.tables else []
        self._tested = {work for claim in claims for work in works(claim["source"])}

    def of(self, row: Mapping[str, str]) -> Ceiling:
        """The ceiling of a record with the column `sources`; works that are not in sources are passed over."""
        cited = [self._works[work] for work in dict.fromkeys(works(row["sources"])) if work in self._works]
        sound = [work for work in cited if not weak(work)]
        sound = [work for work in sound if work["source_id"] not in self._tested] or sound
        if any(work["primary"] == "true" and work["status"] != "unverified" for work in cited):
            return Ceiling("high", "")
        groups = linked(map(self._traits, sound))
        if len(groups) >= _SEVERAL:
            return Ceiling("high", "")
        if not sound:
            return Ceiling("low", "all works are blog posts, encyclopedia entries, unverified or of an unclear side")
        return Ceiling("medium", f"no primary work, and {_alone(sound)}")

    def _traits(self, work: Row) -> frozenset[str]:
        """The works that a work rests on and their sides; two works that share one of these are one origin."""
        origins = self._origins.of(work["source_id"])
        sides = (self._works[origin]["side"] for origin in origins if origin in self._works)
        return origins | {f"side:{side}" for side in sides if side != _SINGLE}


def weak(work: Row) -> bool:
    """Does a work allow no more than low, and add no origin?"""
    return work["kind"] in _WEAK_KINDS or work["status"] == "unverified" or work["side"] in _NO_SIDE


def _alone(sound: list[Row]) -> str:
    """Why these works are one origin."""
    if len(sound) == 1:
        return f"{sound[0]['source_id']} is the only work of weight"
    sides = {work["side"] for work in sound}
    shared = f"are of one side ({sides.pop()})" if len(sides) == 1 and sides != {_SINGLE} else "go back to one origin"
    return f"all {len(sound)} works {shared}"
