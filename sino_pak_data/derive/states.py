"""States behind actors: companies, bodies and territories belong to the state at the top."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from sino_pak_data.cells import ids
from sino_pak_data.package.table import Package, Row

Dyad = tuple[str, str]


class States:
    """Some states of a package, in the order of their Correlates of War numbers.

    numbers  the number of each
    dyads    every pair of them, the smaller number first
    """

    def __init__(self, package: Package, chosen: Sequence[str]) -> None:
        self._actors = {row["actor_id"]: row for row in package["actors"].rows}
        numbers = {state: self._actors[state]["cow_code"] for state in chosen if state in self._actors}
        self.numbers = {state: int(number) for state, number in numbers.items() if number.isdigit()}
        self.dyads: list[Dyad] = sorted(combinations(sorted(self.numbers, key=self.numbers.__getitem__), 2))
        self._by_number = {str(number): state for state, number in self.numbers.items()}
        self._tops: dict[str, str] = {}

    def of(self, actor: str) -> str:
        """The state at the top of an actor; the Soviet Union is Russia, as the field numbers it."""
        if actor not in self._tops:
            self._tops[actor] = self._top(actor)
        return self._tops[actor]

    def _top(self, actor: str) -> str:
        seen = {actor}
        while (row := self._actors.get(actor)) is not None and row["parent"] and row["parent"] not in seen:
            actor = row["parent"]
            seen.add(actor)  # a circle of parents ends here
        return self._by_number.get(row["cow_code"], actor) if row is not None else actor

    def joined(self, row: Row) -> list[Dyad]:
        """The pairs that act together, or of which one acts on the other; two mere targets are no pair."""
        acting = self._named(row, "actors") | self._named(row, "parties")
        every = acting | self._named(row, "targets")
        return [
            (one, other)
            for one, other in self.dyads
            if one in every and other in every and (one in acting or other in acting)
        ]

    def _named(self, row: Row, column: str) -> set[str]:
        return {self.of(actor) for actor in ids.split(row[column])}
