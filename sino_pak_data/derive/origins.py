"""Which sources are independent: reprints, mirrors and derived works count as the work they come from."""

from __future__ import annotations

from collections.abc import Iterable

from sino_pak_data.cells import ids
from sino_pak_data.package.table import Package


class Origins:
    """The works of a package and what each derives from."""

    def __init__(self, package: Package) -> None:
        self._parents = {row["source_id"]: ids.split(row["derived_from"]) for row in package["sources"].rows}
        self._known: dict[str, frozenset[str]] = {}

    def of(self, source_id: str) -> frozenset[str]:
        """The works a source ultimately rests on: itself, or the origins of all its parents."""
        if source_id not in self._known:
            self._known[source_id] = frozenset({source_id})  # ends a circle of works
            parents = self._parents.get(source_id, [])
            self._known[source_id] = frozenset().union(*map(self.of, parents)) or frozenset({source_id})
        return self._known[source_id]

    def independent(self, source_ids: Iterable[str], of: str) -> list[str]:
        """The sources that share no origin with the work `of`."""
        return [source for source in source_ids if not self.of(source) & self.of(of)]

    def count(self, source_ids: Iterable[str]) -> int:
        """Number of independent works behind these sources: those that share an origin count once."""
        groups: list[frozenset[str]] = []
        for source in source_ids:
            origins = self.of(source)
            shared = [group for group in groups if group & origins]
            groups = [group for group in groups if group not in shared] + [origins.union(*shared)]
        return len(groups)
