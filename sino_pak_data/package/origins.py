"""Which works are independent of each other: reprints, mirrors and derived works count as their origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sino_pak_data.cells import ids


def linked(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The unions of the sets that share an element, directly or through others.

    >>> [sorted(group) for group in linked([frozenset("ab"), frozenset("c"), frozenset("bd")])]
    [['c'], ['a', 'b', 'd']]
    """
    groups: list[frozenset[str]] = []
    for each in sets:
        shared = [group for group in groups if group & each]
        groups = [group for group in groups if group not in shared] + [each.union(*shared)]
    return groups


def reached(start: str, links: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything to which a chain of links leads; `start` itself only if one leads back to it.

    >>> sorted(reached("a", {"a": ["b"], "b": ["b", "c"], "d": ["a"]}))
    ['b', 'c']
    """
    found, ahead = set[str](), [*links.get(start, ())]
    while ahead:
        if (one := ahead.pop()) not in found:
            found.add(one)
            ahead += links.get(one, ())
    return found


class Origins:
    """What each work derives from, by the rows of `sources`. A work without a row is its own origin."""

    def __init__(self, sources: Iterable[Mapping[str, str]] = ()) -> None:
        self._parents = {row["source_id"]: ids.split(row["derived_from"]) for row in sources}
        self._known: dict[str, frozenset[str]] = {}

    def of(self, source_id: str) -> frozenset[str]:
        """The works a source ultimately rests on: itself, or the origins of all its parents; of a circle, all its works."""
        if source_id not in self._known:
            every = {source_id} | reached(source_id, self._parents)
            self._known[source_id] = frozenset(one for one in every if not self._parents.get(one)) or frozenset(every)
        return self._known[source_id]

    def independent(self, source_ids: Iterable[str], of: str) -> list[str]:
        """The sources that share no origin with the work `of`."""
        return [source for source in source_ids if not self.of(source) & self.of(of)]

    def count(self, source_ids: Iterable[str]) -> int:
        """How many of the sources are independent of each other.

        >>> press = {"source_id": "dawn", "derived_from": "ispr"}
        >>> Origins([press, {"source_id": "nation", "derived_from": "ispr"}]).count(["dawn", "nation", "xinhua"])
        2
        """
        return len(linked(map(self.of, source_ids)))
