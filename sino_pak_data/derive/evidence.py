"""Which links of evidence count: those to records that rest on something other than the claim's own work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sino_pak_data.derive import citations
from sino_pak_data.package.origins import Origins
from sino_pak_data.package.table import Package, Row


class Link(NamedTuple):
    """A record that bears on a claim, and the works that it rests on, none of which is that of the claim."""

    record: str
    stance: str
    note: str
    works: tuple[str, ...]


class Evidence:
    """The links of a package that count, by claim."""

    def __init__(self, package: Package, origins: Origins) -> None:
        claims = package.identifiers("claims")
        self._links: dict[str, list[Link]] = defaultdict(list)
        for row in package["evidence"].rows:
            claim, record = claims.get(row["claim_id"]), package.record(row["record"])
            works = independent_works(claim, record, origins) if claim and record else []
            if works:
                self._links[row["claim_id"]].append(Link(row["record"], row["stance"], row["note"], tuple(works)))

    def of(self, claim_ids: Iterable[str]) -> list[Link]:
        """The links of these claims; a record that takes one stance on several of them is given once."""
        found: dict[tuple[str, str], Link] = {}
        for link in (link for claim_id in claim_ids for link in self._links.get(claim_id, ())):
            found.setdefault((link.record, link.stance), link)
        return list(found.values())


def independent_works(claim: Row, record: Row, origins: Origins) -> list[str]:
    """The works cited for a record that share no origin with the work that makes the claim."""
    own = citations.works(claim["source"])
    cited = citations.works_of(record)
    return origins.independent(cited, own[0]) if own else cited
