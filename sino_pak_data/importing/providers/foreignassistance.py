"""ForeignAssistance.gov: US foreign aid by country and fiscal year, and the complete file of transactions that it is summed from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from sino_pak_data.importing.columns import lacking_columns, records
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import STATE, Content, Figure, Item, Layout, Left, Provider, Series

_BASE = 2022
"""Fiscal year of the prices of our indicators."""
_SERIES = {
    f"{kind}, {prices}": Series(
        f"aid.us.{kind.lower()}_{prices}",
        "USD",
        "current" if prices == "current" else f"constant_{_BASE}",
        stage,
        reporter="USA",
        partner=STATE,
    )
    for kind, stage in (("Obligations", "committed"), ("Disbursements", "disbursed"))
    for prices in ("current", "constant")
}
_WORK = {
    "kind": "dataset",
    "authors": "U.S. Agency for International Development;U.S. Department of State",
    "title": "US foreign aid by country (ForeignAssistance.gov)",
    "publisher": "ForeignAssistance.gov",
    "url": "https://foreignassistance.gov/data",
    "language": "en",
    "side": "USA",
    "primary": "true",
    "basis": "own",
    "licence": "https://iatiregistry.org/publisher/about/unitedstates",
    "terms": "American data on foreign assistance are in the public domain: page of the United States in the IATI registry.",
    "redistribution": "open",
    "status": "seen",
}
_BY_COUNTRY = ("country code", "transaction type name", "fiscal year", "current_amount", "constant_amount")
_COMPLETE = (*_BY_COUNTRY[:3], "current dollar amount", "constant dollar amount")
_QUARTER = "1976tq"
_NO_AMOUNT = frozenset({"", "NULL"})

_Key = tuple[str, str, str]
"""Country, transaction type and fiscal year."""


def _read(columns: tuple[str, ...], given: Given) -> Content:
    """Sums of the rows; a year is one row of the file by country, and many of the complete one."""
    current: dict[_Key, Decimal] = defaultdict(Decimal)
    constant: dict[_Key, Decimal] = defaultdict(Decimal)
    left: Counter[tuple[str, str]] = Counter()
    quarters: set[_Key] = set()
    for record in records(given, columns):
        country, kind, year, *amounts = record.cells
        if f"{kind}, current" not in _SERIES:
            left[kind, "no indicator of ours"] += 1
        elif not year.isdigit():
            left[f"{kind} of {year}", "the transition quarter between two fiscal years"] += 1
            quarters.add((country, kind, year))
        else:
            for sums, amount in zip((current, constant), amounts, strict=True):
                if amount not in _NO_AMOUNT:
                    sums[country, kind, year] += record.number(amount)
    base = _base(current, constant)
    prices = f"; constant dollars of fiscal {base}" if base else ""
    years = sorted({year for _, _, year in current})
    edition = f"fiscal years {years[0]} to {years[-1]} (the last may be partial){prices}" if years else ""
    items = _figures(current, constant, base, left, quarters)
    return Content({"edition": edition, "covers_to": years[-1] if years else ""}, items)


def _figures(
    current: dict[_Key, Decimal], constant: dict[_Key, Decimal], base: str,
    left: Counter[tuple[str, str]], quarters: set[_Key],
) -> Iterator[Item]:  # fmt: skip
    last = max((year for _, _, year in current), default="")
    to_base = _ratio(current, constant, str(_BASE))
    for (country, kind, year), amount in current.items():
        flag = "US fiscal year; partial" if year == last else "US fiscal year"
        if f"{year}tq" == _QUARTER and (country, kind, _QUARTER) in quarters:
            flag += "; transition quarter July-September 1976 left out"
        yield Figure(f"{kind}, current", country, year, amount, flag=flag)
        if base and to_base and (country, kind, year) in constant:
            moved = base != str(_BASE)
            yield Figure(
                f"{kind}, constant",
                country,
                year,
                constant[country, kind, year] * (to_base if moved else 1),
                flag=f"{flag}; derived: moved from prices of {base} to {_BASE}" if moved else flag,
                note=_moved(base) if moved else "",
            )
        else:
            left[f"{kind}, constant", f"prices of no year that can be moved to {_BASE}"] += 1
    yield from (Left(what, why, count) for (what, why), count in left.items())


def _moved(base: str) -> str:
    return f"Constant dollars of fiscal {base} in this edition times current by constant dollars of {_BASE} in it."


def _base(current: dict[_Key, Decimal], constant: dict[_Key, Decimal]) -> str:
    """The fiscal year in whose prices the constant amounts are: that in which they equal the current ones; or ""."""
    years = {year for _, _, year in current}
    ratios = {year: ratio for year in years if (ratio := _ratio(current, constant, year)) is not None}
    nearest = min(ratios, key=lambda year: abs(ratios[year] - 1), default="")
    return nearest if nearest and abs(ratios[nearest] - 1) < Decimal("0.00001") else ""


def _ratio(current: dict[_Key, Decimal], constant: dict[_Key, Decimal], year: str) -> Decimal | None:
    """Current by constant dollars of a year, over all countries; None if the year is not there."""
    sums = [
        sum((abs(amounts.get(key, Decimal(0))) for key in current if key[2] == year), Decimal(0))
        for amounts in (current, constant)
    ]
    return sums[0] / sums[1] if all(sums) else None


def _layout(title: str, columns: tuple[str, ...], where: str, quirks: tuple[str, ...]) -> Layout:
    return Layout(
        title=title,
        mismatch=partial(lacking_columns, wanted=columns),
        read=partial(_read, columns),
        work=_WORK,
        series=_SERIES,
        word="fa",
        editions=r"usaid[0-9]{4}fa|foreignassistance[0-9]{4}fa[a-z]*",
        where=where,
        quirks=quirks,
    )


_QUIRKS = (
    f"The base of the constant dollars is in no cell: it is the fiscal year in which they equal the current ones. Another base is moved to {_BASE} within the file.",
    "The transition quarter of 1976 (`1976tq`) belongs to no fiscal year and is left out.",
    "The last fiscal year may be partial, and is flagged so.",
)

PROVIDER = Provider(
    name="foreignassistance",
    title="ForeignAssistance.gov, US foreign aid",
    layouts=(
        _layout(
            "Country summary, CSV (us_foreign_aid_country.csv)",
            _BY_COUNTRY,
            "https://foreignassistance.gov/data, Data Download, Country Summary",
            (*_QUIRKS, "Cells that a spreadsheet has left beside the header are not read."),
        ),
        _layout(
            "Complete, CSV (us_foreign_aid_complete.csv)",
            _COMPLETE,
            "https://foreignassistance.gov/data, Data Download, Complete Foreign Assistance Dataset",
            (*_QUIRKS, "A row is a transaction; ours is the sum over a country and a fiscal year."),
        ),
    ),
    by="iso3",
    terms="Public domain.",
    left_out="World, regions and countries that are not actors; appropriations and budget requests; Coalition Support Funds are not in the file.",
)
