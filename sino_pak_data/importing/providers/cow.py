"""Correlates of War: dyadic trade, dyadic militarised disputes and formal alliances, all by the numbers of its state system."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from sino_pak_data.importing.columns import Picked, lacking_columns, records, text_with
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import OTHER, STATE, Content, Figure, Item, Layout, Left, Provider, Series

_MISSING = frozenset({"", ".", "NA", "-9"})
"""-9 is the code of the project; the others are what Stata and R make of it."""
_SHARED = {
    "kind": "dataset",
    "publisher": "Correlates of War",
    "language": "en",
    "side": "academic",
    "primary": "true",
    "basis": "own",
    "redistribution": "citation",
    "status": "seen",
}
_NO_LICENCE = "Free of charge, with the version and the article of record to be cited. No licence is stated; the page of conditions (correlatesofwar.org/faq) was not seen."

_TRADE = ("ccode1", "ccode2", "year", "flow1", "flow2", "version")
_MID = ("disno", "statea", "stateb", "year", "hihost")
_ALLIANCE = ("ccode1", "ccode2", "dyad_st_year", "dyad_end_year")
_OBLIGATIONS = ("defense", "neutrality", "nonaggression", "entente")
_YEARLY = (*_ALLIANCE[:2], "year", *_OBLIGATIONS, "version")
_SPELLS = (*_ALLIANCE, *_OBLIGATIONS, "version")
_LAST = 2012
"""Last year of version 4.1; an alliance that had not ended then has no year of its end."""


class _Span:
    """What the rows say of the edition: its version and its years."""

    def __init__(self) -> None:
        self.versions: Counter[str] = Counter()
        self.years: set[str] = set()

    def edition(self) -> dict[str, str]:
        """`4.0 (1870-2014)`, as far as the rows say it."""
        version = self.versions.most_common(1)[0][0] if self.versions else ""
        version += "" if "." in version or not version else ".0"
        span = f"({min(self.years)}-{max(self.years)})" if self.years else ""
        return {"edition": " ".join(filter(None, [version, span]))}


def _trade(given: Given) -> Content:
    edition: dict[str, str] = {}
    return Content(edition, _flows(given, edition))


def _flows(given: Given, edition: dict[str, str]) -> Iterator[Item]:
    """Imports of either state of a dyad from the other: flow1 is what the first imports, flow2 the second."""
    missing, span = 0, _Span()
    for record in records(given, _TRADE):
        one, two, year, first, second, version = record.cells
        span.versions[version] += 1
        span.years.add(year)
        for importer, exporter, flow in ((one, two, first), (two, one, second)):
            if flow in _MISSING or (value := record.number(flow)) < 0:
                missing += 1
            else:
                yield Figure("imports", importer, year, value, other=exporter)
    if missing:
        yield Left("imports", "no value (-9)", missing)
    edition |= span.edition()


def _disputes(given: Given) -> Content:
    """Each dispute of a dyad has a row per year, whichever of the two comes first; a dispute counts once a year."""
    hostility: dict[tuple[tuple[str, str], str], dict[str, Decimal]] = defaultdict(dict)
    left: Counter[str] = Counter()
    for record in records(given, _MID):
        dispute, one, two, year, highest = record.cells
        if highest in _MISSING:
            left["hostility"] += 1
        levels = hostility[record.pair(one, two), year]
        level = Decimal(0) if highest in _MISSING else record.number(highest)
        levels[dispute] = max(level, levels.get(dispute, Decimal(0)))
    last = max((year for _, year in hostility), default="")
    flag = f"years without a dispute are absent (to {last})"
    items: list[Item] = []
    for ((one, two), year), levels in hostility.items():
        items.append(Figure("disputes", one, year, Decimal(len(levels)), other=two, flag=flag))
        if any(levels.values()):
            items.append(Figure("hostility", one, year, max(levels.values()), other=two, flag=flag))
    items += [Left(what, "no value (-9)", count) for what, count in left.items()]
    span = _Span()
    span.years |= {year for _, year in hostility}
    return Content(span.edition(), iter(items))


def _alliances(columns: tuple[str, ...], given: Given) -> Content:
    """The years in which any treaty of two states had each obligation; one figure per year, whatever file it is from."""
    span = _Span()
    years: dict[tuple[str, tuple[str, str]], set[int]] = defaultdict(set)
    for record in records(given, columns):
        one, two, *when = record.cells[: -len(_OBLIGATIONS) - 1]
        *obligations, version = record.cells[-len(_OBLIGATIONS) - 1 :]
        span.versions[version] += 1
        for name, obligation in zip(_OBLIGATIONS, obligations, strict=True):
            if obligation == "1":
                years[name, record.pair(one, two)] |= {*_in_force(record, when)}
    items: list[Item] = [
        Figure(name, one, str(year), Decimal(1), other=two)
        for (name, (one, two)), found in years.items()
        for year in sorted(found)
    ]
    span.years |= {one.period for one in items if isinstance(one, Figure)}
    return Content(span.edition(), iter(items))


def _not_spells(given: Given) -> str:
    """The spells have no column `year`; the file by year has all the columns of the spells."""
    if text_with(given, (*_SPELLS, "year")):
        return "expected a row for each alliance of a dyad, found a column 'year'"
    return lacking_columns(given, _SPELLS)


def _in_force(record: Picked, when: Sequence[str]) -> range:
    """The years of a row: its year, or from its first to its last, to the end of the data if it has not ended."""
    if len(when) == 1:
        return range(record.whole(when[0]), record.whole(when[0]) + 1)
    first, last = when
    end = _LAST if last in _MISSING else record.whole(last)
    return range(record.whole(first), end + 1)


_UNFILLED = {name: f"alliance.cow_{name}" for name in _OBLIGATIONS}


def _layout(
    title: str, columns: tuple[str, ...], read: Callable[[Given], Content], work: dict[str, str], series: Mapping[str, Series],
    word: str, editions: str, where: str, quirks: tuple[str, ...], mismatch: Callable[[Given], str] | None = None,
    unfilled: Mapping[str, str] = MappingProxyType({}),
) -> Layout:  # fmt: skip
    return Layout(
        title=title, mismatch=mismatch or partial(lacking_columns, wanted=columns), read=read, work=_SHARED | work, series=series,
        word=word, editions=editions, where=where, quirks=quirks, unfilled=unfilled,
    )  # fmt: skip


_ALLIANCE_WORK = {
    "authors": "Gibler, Douglas M.",
    "title": "Correlates of War Formal Alliances",
    "url": "https://correlatesofwar.org/data-sets/formal-alliances/",
    "terms": _NO_LICENCE,
}
_ALLIANCE_WHERE = "https://correlatesofwar.org/data-sets/formal-alliances/, Data (CSV), one of the files of the archive"
_ALLIANCE_QUIRKS = (
    "The same alliance is in five files, by dyad and by member; the one by member has no dyads and is refused.",
)

PROVIDER = Provider(
    name="cow",
    title="Correlates of War",
    layouts=(
        _layout(
            "Trade, dyadic, CSV (Dyadic_COW_4.0.csv)",
            _TRADE,
            _trade,
            {
                "authors": "Barbieri, Katherine;Keshk, Omar M. G.",
                "title": "Correlates of War Trade (dyadic)",
                "url": "https://correlatesofwar.org/data-sets/bilateral-trade/",
                "terms": "The codebook asks, on page 2, for a citation of itself and of Barbieri, Keshk and Pollins 2009, and says nothing on passing the data on. The page of conditions (correlatesofwar.org/faq) was not seen.",
                "cite_also": "barbieri2009evaluating",
            },
            {"imports": Series("trade.goods.imports", "USD million", "current", "realised", STATE, OTHER)},
            "trade",
            r"cow[0-9]{4}trade[a-z0-9]*",
            "https://correlatesofwar.org/data-sets/bilateral-trade/, COW Trade 4.0 (zip); the file in it, or the archive as it is",
            (
                "A row is a dyad, the lower number first: flow1 is what the first state imports from the second, flow2 the other way.",
                "-9 is missing. The smoothed flows and the alternatives for China and Belgium are not read.",
            ),
        ),
        _layout(
            "Militarised disputes, dyadic, CSV (dyadic_mid_4.03.csv)",
            _MID,
            _disputes,
            {
                "authors": "Maoz, Zeev;Johnson, Paul L.;Kaplan, Jasper;Ogunkoya, Fiona;Shreve, Aaron",
                "title": "Dyadic Militarized Interstate Disputes",
                "url": "https://correlatesofwar.org/data-sets/mids/",
                "terms": "The codebook asks, on page 1, for a citation of the article of 2019 and says nothing on passing the data on. The page of conditions (correlatesofwar.org/faq) was not seen.",
                "cite_also": "maoz2019dyadic",
            },
            {
                "disputes": Series("mid.disputes_ongoing", "disputes", partner=OTHER),
                "hostility": Series("mid.hostility_max", "level", partner=OTHER),
            },
            "mid",
            r"(cow|miller)[0-9]{4}mid[a-z0-9]*",
            "https://correlatesofwar.org/data-sets/mids/, Dyadic MID dataset (zip); the CSV in it, or the archive as it is",
            (
                "A row is a dispute of a dyad in a year. A dispute counts once, with the highest level that either side reached.",
                "A year without a row has no dispute: no zero is written.",
                "The dyad of 1955 between China and Pakistan is one of Taiwan in version 5.0; it is among the rows that the tables do not take from this file.",
            ),
        ),
        _layout(
            "Formal alliances, by dyad and year, CSV (alliance_v4.1_by_dyad_yearly.csv, by_directed_yearly)",
            _YEARLY,
            partial(_alliances, _YEARLY),
            _ALLIANCE_WORK,
            {},
            "alliances",
            r"cow[0-9]{4}alliances[a-z0-9]*",
            _ALLIANCE_WHERE,
            _ALLIANCE_QUIRKS,
            unfilled=_UNFILLED,
        ),
        _layout(
            "Formal alliances, spells, CSV (alliance_v4.1_by_dyad.csv, by_directed)",
            _SPELLS,
            partial(_alliances, _SPELLS),
            _ALLIANCE_WORK,
            {},
            "alliances",
            r"cow[0-9]{4}alliances[a-z0-9]*",
            _ALLIANCE_WHERE,
            (
                *_ALLIANCE_QUIRKS,
                "An alliance in force at the end of the data has no year of its end: it is counted to 2012.",
            ),
            _not_spells,
            _UNFILLED,
        ),
    ),
    by="cow_code",
    actors={"365": "RUS"},
    terms="Citation of the version and of the article of record; no licence is stated.",
    left_out="States that are not actors; missing values (-9); before 1991, Russia stands for the Soviet Union as in the state system.",
)
