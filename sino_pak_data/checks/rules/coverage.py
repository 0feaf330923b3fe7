"""Coverage: that it does not deny what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.checks.review import Review
from sino_pak_data.derive.counting import begun
from sino_pak_data.derive.dyad_years import STATES
from sino_pak_data.derive.states import Dyad, States
from sino_pak_data.grammar import edtf, ids
from sino_pak_data.grammar.malformed import Malformed

_BEGUN = {"events": ("date",), "agreements": ("announced", "signed", "in_force")}
"""The beginning of a record, by table: the first of these columns that is not empty."""


@rule("unsearched-record", severity="warning")
def unsearched_record(review: Review) -> Iterator[Mark]:
    """Where coverage says that nobody searched, there is no record of that pair, domain and time.

    Why:  One of the two is wrong, and counts by year rest on both.
    Fix:  Write opportunistic, with a note such as "Met by the way.".
    Bad:  coverage: table=events | actors=CHN;PAK | domain=military | period=2003/2004 | completeness=not_searched
    Good: coverage: table=events | actors=CHN;PAK | domain=military | period=2003/2004 | completeness=opportunistic
    """
    package = review.package
    states = States(package, STATES)
    found: dict[tuple[str, str], list[tuple[Dyad, range, str]]] = defaultdict(list)
    for name, columns in _BEGUN.items():
        for record in package[name].rows:
            when = begun(next((record[column] for column in columns if record[column]), "")).certain
            for dyad in states.joined(record):
                found[name, record["domain"]].append((dyad, when, package[name].address(record)))
    for row in package["coverage"].rows:
        if row["completeness"] == "not_searched":
            actors, years = set(ids.split(row["actors"])), _years(row["period"])
            inside = (
                address
                for dyad, when, address in found[row["table"], row["domain"]]
                if actors.issuperset(dyad) and years.intersection(when)
            )
            for address in islice(inside, 1):
                message = f"not searched, and {address} is there"
                yield Mark(package["coverage"], row, "completeness", message, "write opportunistic")


def _years(period: str) -> frozenset[int]:
    try:
        return frozenset(edtf.parse(period).years())
    except Malformed:
        return frozenset()
