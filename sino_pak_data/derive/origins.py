"""Which sources are independent: reprints, mirrors and derived works count as the work they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sino_pak_data.cells import ids
from sino_pak_data.package.table import Package, Row


class Origins:
    """The works of a package with what each derives from."""

    def __init__(self, package: Package) -> None:
        self._works: Mapping[str, Row] = {row["source_id"]: row for row in package["sources"].rows}
        self._known: dict[str, frozenset[str]] = {}

    def of(self, source_id: str) -> frozenset[str]:
        """The works at the bottom of a source: itself, or what it and its parents derive from."""
        if source_id not in self._known:
            self._known[source_id] = frozenset({source_id})  # a circle of works ends here
            work = self._works.get(source_id)
            parents = ids.split(work["derived_from"]) if work is not None else []
            self._known[source_id] = frozenset().union(*map(self.of, parents)) if parents else frozenset({source_id})
        return self._known[source_id]

    def independent(self, source_ids: Iterable[str], of: str) -> list[str]:
        """Those that share no origin with the work `of`."""
        return [one for one in source_ids if not self.of(one) & self.of(of)]

    def count(self, source_ids: Iterable[str]) -> int:
        """How many independent works stand behind sources: those with a common origin count once."""
        groups: list[frozenset[str]] = []
        for one in source_ids:
            joined = self.of(one)
            apart = []
            for group in groups:
                if group & joined:
                    joined |= group
                else:
                    apart.append(group)
            groups = [*apart, joined]
        return len(groups)
