"""AidData: Global Chinese Development Finance, yearly sums by recipient, and the records of Pakistan as candidates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sino_pak_data.importing.columns import Picked
from sino_pak_data.importing.given import Given, lacking, number
from sino_pak_data.importing.provider import OTHER, Candidate, Content, Figure, Item, Layout, Left, Provider, Series
from sino_pak_data.importing.workbook import rows, sheets

_DONOR = "China"
_RECIPIENT = "PAK"
_CONSTANT = "Adjusted Amount (Constant USD 2021)"
_NOMINAL = "Amount (Nominal USD)"
_ID, _COUNTED, _YEAR = "AidData Record ID", "Recommended For Aggregates", "Commitment Year"
_DAY, _GUESSED = "Commitment Date (MM/DD/YYYY)", "Commitment Date Estimated"
_WANTED = (
    _ID, _COUNTED, "Financier Country", "Recipient ISO-3", "Title", "Status", _YEAR, _DAY, _GUESSED, "Flow Type Simplified",
    "Infrastructure", "Sector Name", "Funding Agencies", "Direct Receiving Agencies", _NOMINAL, _CONSTANT,
)  # fmt: skip
_TOLD = ("Status", "Flow Type Simplified", "Sector Name", "Funding Agencies", "Direct Receiving Agencies")
_STAGES = {"Pipeline: Pledge": "pledged", "Implementation": "committed", "Completion": "committed"}
_DOMAINS = {
    "ENERGY": "energy",
    "TRANSPORT AND STORAGE": "infrastructure",
    "COMMUNICATIONS": "infrastructure",
    "EDUCATION": "society",
    "HEALTH": "society",
    "EMERGENCY RESPONSE": "society",
}
_AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_PAGE = "https://china.aiddata.org/projects/"
_FLAG = "derived: our sum of records recommended for aggregates"

Cells = dict[str, str]


def _not_gcdf(given: Given) -> str:
    return "" if _sheet(given) else _lacks(given)


def _sheet(given: Given) -> str:
    """The sheet with a row per record; "" if the file has none."""
    return next((sheet for sheet in sheets(given) if {*_WANTED} <= {*_header(given, sheet)}), "")


def _lacks(given: Given) -> str:
    names = sheets(given)
    if not names:
        return "expected a workbook (.xlsx) with the sheet 'GCDF_3.0'; found none"
    headers = {name: _header(given, name) for name in names}
    best = max(names, key=lambda name: len({*_WANTED} & {*headers[name]}))
    return f"sheet {best!r}: {lacking(_WANTED, headers[best])}"


def _header(given: Given, sheet: str) -> list[str]:
    """The first row of a sheet: its cells without the spaces that some of them end in."""
    _, cells = next(rows(given, sheet), (1, []))
    return [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """The text of a cell; a date as a day."""
    value = cell.value
    if value is None:
        return ""
    return str(value.date()) if hasattr(value, "date") else str(value).strip()


def _read(given: Given) -> Content:
    edition: dict[str, str] = {}
    return Content(edition, _items(given, edition))


def _items(given: Given, edition: dict[str, str]) -> Iterator[Item]:
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    others = 0
    for record, cells in _records(given):
        if cells[_COUNTED] != "Yes" or cells["Financier Country"] != _DONOR:
            others += 1
            continue
        recipient, year = cells["Recipient ISO-3"] or "no recipient", str(record.whole(cells[_YEAR]))
        if (amount := number(cells[_CONSTANT], record.where)) is not None:
            sums[recipient][year] += amount
        if recipient == _RECIPIENT:
            yield _candidate(record, cells)
    if others:
        yield Left(
            "records", "not recommended for aggregates: cancelled, suspended, pledged, or counted elsewhere", others
        )
    years = sorted({year for by_year in sums.values() for year in by_year})
    if years:
        edition |= {"edition": _sheet(given).rpartition("_")[2], "covers_to": years[-1]}
    for recipient, by_year in sums.items():
        for year, amount in by_year.items():
            yield Figure("commitments", _DONOR, year, amount, other=recipient, flag=_FLAG)
        whole = f"{years[0]}/{years[-1]}"
        yield Figure("all commitments", _DONOR, whole, sum(by_year.values(), Decimal()), other=recipient, flag=_FLAG)


def _records(given: Given) -> Iterator[tuple[Picked, Cells]]:
    """Each record, and its wanted cells by column."""
    sheet = _sheet(given)
    header = _header(given, sheet)
    places = [(name, header.index(name)) for name in _WANTED]
    for line, cells in rows(given, sheet):
        if line == 1 or all(cell.value is None for cell in cells):
            continue
        texts = {name: _text(cells[place]) if place < len(cells) else "" for name, place in places}
        yield Picked(f"{given.name}/{sheet}:{line}", []), texts


def _candidate(record: Picked, cells: Cells) -> Candidate:
    amount = number(cells[_NOMINAL], record.where)
    sector = cells["Sector Name"].upper()
    domain = _DOMAINS.get(sector, "infrastructure" if cells["Infrastructure"] == "Yes" else "economic")
    row = {
        "title": cells["Title"],
        "parties": f"{_DONOR};{cells['Recipient ISO-3']}",
        "instrument": "loan",
        "domain": domain,
        "signed": _signed(record, cells),
        "sources": f"record {cells[_ID]}",
    }
    if amount is not None:
        money = format(amount.quantize(Decimal(1)), "f")
        row |= {"value": money, "currency": "USD", "stage": _STAGES.get(cells["Status"], "")}
    told = "; ".join(cells[name] for name in _TOLD if cells[name])
    return Candidate("agreements", row, record.where, told, _PAGE + cells[_ID])


def _signed(record: Picked, cells: Cells) -> str:
    """The day of commitment, its month with ~ if the day is an estimate, or the year."""
    if not cells[_DAY]:
        return str(record.whole(cells[_YEAR]))
    american = _AMERICAN.fullmatch(cells[_DAY])
    when = f"{american[3]}-{american[1]:0>2}-{american[2]:0>2}" if american else cells[_DAY]
    return f"{record.day(when):%Y-%m}~" if cells[_GUESSED] == "Yes" else str(record.day(when))


PROVIDER = Provider(
    name="aiddata",
    title="AidData, Global Chinese Development Finance",
    layouts=(
        Layout(
            title="Global Chinese Development Finance Dataset 3.0, workbook",
            mismatch=_not_gcdf,
            read=_read,
            work={
                "kind": "dataset",
                "authors": "AidData",
                "title": "Global Chinese Development Finance Dataset, version 3.0",
                "publisher": "AidData, William & Mary",
                "url": "https://www.aiddata.org/data/aiddatas-global-chinese-development-finance-dataset-version-3-0",
                "language": "en",
                "side": "academic",
                "primary": "true",
                "basis": "own",
                "licence": "ODC-By-1.0",
                "terms": "May be copied, changed and passed on, also for money, with AidData named: README, section License, of AidData's repository gcdf-geospatial-data, written for release 2.0.",
                "redistribution": "attribution",
                "status": "seen",
                "cite_also": "custer2023development",
            },
            series={
                "commitments": Series(
                    "finance.gcdf_commitments", "USD", "constant_2021", "committed", partner=OTHER, places=3
                ),
                "all commitments": Series(
                    "finance.gcdf_commitments_cumulative", "USD", "constant_2021", "committed", partner=OTHER, places=3
                ),
            },
            word="gcdf",
            editions=r"aiddata[0-9]{4}gcdf[0-9a-z]*",
            where="https://www.aiddata.org/data/aiddatas-global-chinese-development-finance-dataset-version-3-0, Download; AidDatasGlobalChineseDevelopmentFinanceDataset_v3.0.xlsx in the archive",
            quirks=(
                "The records are in the sheet GCDF_3.0, behind others that explain them; some column names end in a space.",
                "Only records recommended for aggregates are counted, by the year of commitment.",
                "The adjusted amounts are summed, which by our understanding count a loan that is rolled over once; the other column adds up to more. The definitions of the fields were not seen.",
                "A record without an amount is not counted.",
            ),
            suggests="agreements, a record of Pakistan each, its value in dollars of the day; a record whose page china.aiddata.org/projects/NUMBER is in sources cites that.",
        ),
    ),
    by="iso3",
    actors={_DONOR: "CHN"},
    terms="ODC-By 1.0: with AidData named.",
    left_out="Recipients that are not actors; records that are not recommended for aggregates.",
)
