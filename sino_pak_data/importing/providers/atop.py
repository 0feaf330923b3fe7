"""Alliance Treaty Obligations and Provisions: what one state owes another by treaty, by directed dyad and year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from sino_pak_data.importing.columns import lacking_columns, records
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import OTHER, Content, Figure, Item, Layout, Left, Provider, Series

_OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")
_COLUMNS = ("stateA", "stateB", "year", *_OBLIGATIONS)
_MISSING = frozenset({"", ".", "NA", "-9"})
_FLAG = "dyad-years without any obligation are absent"


def _read(given: Given) -> Content:
    edition: dict[str, str] = {}
    return Content(edition, _items(given, edition))


def _items(given: Given, edition: dict[str, str]) -> Iterator[Item]:
    """Every year that a dyad has of an obligation, if it has the obligation in any of them."""
    found: dict[tuple[str, str, str], dict[int, Decimal]] = defaultdict(dict)
    missing: Counter[str] = Counter()
    for record in records(given, _COLUMNS):
        one, two, year, *owed = record.cells
        for name, cell in zip(_OBLIGATIONS, owed, strict=True):
            if cell in _MISSING:
                missing[name] += 1
            else:
                found[name, one, two][record.whole(year)] = record.number(cell)
    years = [year for values in found.values() for year in values]
    if years:
        edition["edition"] = f"directed dyad-years, {min(years)}-{max(years)}"
        edition["covers_to"] = str(max(years))
    for (name, one, two), values in found.items():
        if any(values.values()):
            for when, value in values.items():
                yield Figure(name, one, str(when), value, other=two, flag=_FLAG)
        else:
            yield Left(name, "a dyad that never had this obligation", len(values))
    yield from (Left(name, "no value", count) for name, count in missing.items())


PROVIDER = Provider(
    name="atop",
    title="Alliance Treaty Obligations and Provisions (ATOP)",
    layouts=(
        Layout(
            title="Directed dyad-years, CSV (atop5_1ddyr.csv)",
            mismatch=partial(lacking_columns, wanted=_COLUMNS),
            read=_read,
            work={
                "kind": "dataset",
                "authors": "Leeds, Brett Ashley;Ritter, Jeffrey M.;Mitchell, Sara McLaughlin;Long, Andrew G.",
                "title": "Alliance Treaty Obligations and Provisions",
                "publisher": "Rice University",
                "url": "http://www.atopdata.org/data.html",
                "language": "en",
                "side": "academic",
                "primary": "true",
                "basis": "own",
                "licence": "http://atop.rice.edu/data",
                "terms": "Free to download, with a citation of Leeds and others 2002 asked for: first paragraph of the page Download ATOP Data, of an earlier version. No licence is stated.",
                "redistribution": "citation",
                "status": "seen",
                "cite_also": "leeds2002alliance",
            },
            series={name: Series(f"alliance.atop_{name}", "flag", partner=OTHER) for name in _OBLIGATIONS},
            word="",
            editions=r"atop[0-9]{4}[a-z]*",
            where="http://www.atopdata.org/data.html, ATOP 5.1 (.csv), the file of directed dyad-years in the archive; or the archive as it is",
            quirks=(
                "stateA owes, stateB is owed: both directions have rows.",
                "A dyad has a row only in years with some obligation; of those, years without the one in question are written as 0, and an obligation that the dyad never had is not written at all.",
                "The files by member, by alliance and of undirected dyads are refused: they do not say who owes.",
                "Accession to a regional treaty counts as an obligation of each pair of members.",
            ),
        ),
    ),
    by="cow_code",
    actors={"365": "RUS"},
    terms="Citation of the article of record; no licence is stated.",
    left_out="States that are not actors.",
)
