"""Coverage: that it does not deny what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from sino_pak_data.cells import edtf, ids
from sino_pak_data.cells.malformed import Malformed
from sino_pak_data.checks.context import Review
from sino_pak_data.checks.marks import Mark
from sino_pak_data.checks.registry import rule
from sino_pak_data.derive.dyad_years import STATES, Dyad, States, begun


@rule("unsearched-record", severity="warning")
def unsearched_record(review: Review) -> Iterator[Mark]:
    """Where coverage says that nobody searched, there is no record of that pair, domain and time.

    Why:  One of the two is wrong, and counts by year rest on both.
    Fix:  Write opportunistic, with a note such as "Met by the way.".
    Bad:  coverage: table=events | actors=CHN;PAK | domain=military | period=2001/2025 | completeness=not_searched
    Good: coverage: table=events | actors=CHN;PAK | domain=military | period=2001/2025 | completeness=opportunistic
    """
    package = review.package
    states = States(package, STATES)
    found: dict[tuple[str, str], list[tuple[Dyad, range, str]]] = defaultdict(list)
    for name in ("events", "agreements"):
        for record in package[name].rows:
            when = begun(package[name].schema.date_of(record)).possible
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


@rule("overlapping-coverage")
def overlapping_coverage(review: Review) -> Iterator[Mark]:
    """Of one table, pair and domain a year is spoken of once.

    Why:  Two statements on one year leave it open which of them counts.
    Fix:  Join the rows, or make the periods meet without a common year.
    Bad:  coverage: table=events | actors=CHN;PAK | domain=military | period=2000/2010 | completeness=opportunistic
    Good: coverage: table=events | actors=CHN;PAK | domain=nuclear | period=2000/2010 | completeness=opportunistic
    """
    table = review.package["coverage"]
    spoken: dict[tuple[str, frozenset[str], str], dict[int, str]] = defaultdict(dict)
    for row in table.rows:
        told = spoken[row["table"], frozenset(ids.split(row["actors"])), row["domain"]]
        years = _years(row["period"])
        again = min((year for year in years if year in told), default=None)
        if again is not None:
            message = f"{again} is spoken of in the row of {told[again]} too"
            yield Mark(table, row, "period", message, "let each year stand in one row")
        told.update(dict.fromkeys(years, row["period"]))


def _years(period: str) -> frozenset[int]:
    try:
        return frozenset(edtf.parse(period).years())
    except Malformed:
        return frozenset()
