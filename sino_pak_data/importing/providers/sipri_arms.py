"""The arms transfers database of SIPRI: its register by delivery year, and its tables of trend-indicator values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.importing.given import Given, day, lacking_header, number
from sino_pak_data.importing.provider import Content, Figure, Item, Left

REGISTER, TIV = "TIV delivery values", "TIV"

_COLUMNS = ("Supplier", "Recipient", "Delivery year", REGISTER)
_GENERATED = re.compile(r"^\W*(?:Data )?[Gg]enerated:\s*([^,;\n\r]+)", re.MULTILINE)
_SPAN = re.compile(r"year range '(\d{4})' to '(\d{4})'")
_TITLE = re.compile(r"^\W*TIV of arms (exports from|imports to) (.+?), (\d{4})-(\d{4})", re.MULTILINE)
_WHOLE = 3
"""The month in which SIPRI publishes the year before."""


def _head(given: Given) -> str:
    return given.head.decode(given.encoding, "replace") if not given.archive else ""


def _generated(given: Given) -> str:
    """The day on which SIPRI made the file. Raises `Unusable` for a file that does not say."""
    found = _GENERATED.search(_head(given))
    made = day(found[1]) if found else ""
    if not made:
        raise Unusable(f"{given.name}: the lines above the table do not say when it was generated")
    return made


def _spoken(made: str) -> str:
    """A day as the editions in `sources` name it: 12 February 2026."""
    return date.fromisoformat(made).strftime("%-d %B %Y")


def not_register(given: Given) -> str:
    """What a register lacks of its columns."""
    return lacking_header(_COLUMNS, given)


def read_register(given: Given) -> Content:
    """The deliveries of a register, added up by supplier, recipient and year."""
    made, span = _generated(given), _SPAN.search(_head(given))
    years = f"{span[1]}-{span[2]}" if span else "all years"
    edition = {
        "title": f"SIPRI Arms Transfers Database: trade register, deliveries {years}",
        "published": made,
        "edition": f"generated {_spoken(made)}, deliveries {years}",
        "note": "Summed here by pair and year of delivery.",
    }
    return Content(edition, _deliveries(given, date.fromisoformat(made)))


def _deliveries(given: Given, made: date) -> Iterator[Item]:
    """The sums of whole years; what was delivered later is left out."""
    last = made.year - (1 if made.month >= _WHOLE else 2)
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for record in given.table(_COLUMNS, encoding=given.encoding):
        where = f"{given.name}:{record.number}"
        value, year = number(record.get(REGISTER), where), record.get("Delivery year")
        if value is None or not year.isdecimal():
            yield Left(f"{record.get('Supplier')} to {record.get('Recipient')}", "no value or year of delivery")
        elif int(year) > last:
            yield Left(year, "a year that was not over when the register was made")
        else:
            sums[_merged(record.get("Supplier")), record.get("Recipient"), year] += value
    for (supplier, recipient, year), value in sums.items():
        flag = "derived: sum of register rows"
        yield Figure(REGISTER, supplier, year, value, other=recipient, flag=flag)


def _merged(supplier: str) -> str:
    """Russia for the Soviet Union, as `arms.tiv_register` has it."""
    return "Russia" if supplier == "Soviet Union" else supplier


def not_tiv(given: Given) -> str:
    """What a table of values lacks of its title and its years."""
    if _TITLE.search(_head(given)):
        return ""
    found = "a zip archive" if given.archive else repr(_head(given)[:60])
    return f"expected the title 'TIV of arms exports from …' or 'TIV of arms imports to …, 1950-2021'; found {found}"


def read_tiv(given: Given) -> Content:
    """The table of one supplier or one recipient."""
    made, title = _generated(given), _TITLE.search(_head(given))
    assert title is not None  # `not_tiv` has asked
    direction, first, last = title[1].split()[0], title[3], title[4]
    party = "supplier" if direction == "exports" else "recipient"
    edition = {
        "title": f"SIPRI Arms Transfers Database: TIV of arms {direction} by {party}, {first}-{last}",
        "published": made,
        "edition": f"tables generated {_spoken(made)} ({first}-{last})",
    }
    return Content(edition, _values(given, direction, title[2]))


def _values(given: Given, direction: str, own: str) -> Iterator[Item]:
    years: list[str] = []
    for line_number, cells in given.lines(encoding=given.encoding):
        if not years:
            years = cells if len(cells) > 2 and not cells[0] and cells[1].isdecimal() else []
            continue
        other = cells[0]
        for year, cell in zip(years, cells, strict=False):
            value = number(cell, f"{given.name}:{line_number}: {year}") if year.isdecimal() else None
            if value is None:
                continue
            if other in ("", "Total"):
                yield Left(other or "a row without a name", "a total")
                continue
            supplier, recipient = (own, other) if direction == "exports" else (other, own)
            flag = "0 means below 0.5" if value == 0 else ""
            yield Figure(TIV, supplier, year, value, other=recipient, flag=flag)
    if not years:
        raise Unusable(f"{given.name}: no row of years below the title")
