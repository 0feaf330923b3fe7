"""Dates as spreadsheets and people write them, and what to write instead."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_SHORT = "|".join(_MONTHS).title()
_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet. Not 31 December 1899: like Lotus 1-2-3, Excel counts a 29 February 1900."""
_FIRST, _LAST = 10_000, 60_000
_AS_THE_SOURCE = "as the source says"

_MONTH_FIRST = re.compile(rf"(?P<name>{_SHORT})-(?P<number>[0-9]{{2}})")
_DAY_FIRST = re.compile(rf"(?P<day>[0-9]{{1,2}})-(?P<name>{_SHORT})")
_NAMED = re.compile(rf"(?P<day>[0-9]{{1,2}})[\s-]{_NAME}[\s-](?P<year>[0-9]{{4}}|[0-9]{{2}})", re.IGNORECASE)
_AMERICAN = re.compile(rf"{_NAME}\s(?P<day>[0-9]{{1,2}}),?\s(?P<year>[0-9]{{4}})", re.IGNORECASE)
_MONTH_OF = re.compile(rf"{_NAME}[\s-](?P<year>[0-9]{{4}})", re.IGNORECASE)
_NUMBERS = re.compile(r"(?P<one>[0-9]{1,2})(?P<by>[/.-])(?P<two>[0-9]{1,2})(?P=by)(?P<year>[0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})([/.-])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?:[T\s][0-9:.Z+]+)?")


def serial(cell: str) -> date | None:
    """The day that a spreadsheet stores as this number.

    >>> serial("38447")
    datetime.date(2005, 4, 5)
    """
    if not re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", cell):
        return None
    days = int(cell.partition(".")[0])
    return _EPOCH + timedelta(days=days) if _FIRST <= days <= _LAST else None


def month_and_number(cell: str) -> str:
    """What to write for a month with a number, such as Apr-05; "" for any other text."""
    if found := _MONTH_FIRST.fullmatch(cell):
        month, number = _month(found), found["number"]
        return f"write {_year(number)}-{month} for the month, YYYY-{month}-{number} for a day of it, {_AS_THE_SOURCE}"
    found = _DAY_FIRST.fullmatch(cell)
    return f"write YYYY-{_month(found)}-{int(found['day']):02} with its year, {_AS_THE_SOURCE}" if found else ""


def shown(cell: str) -> str:
    """What to write for a date as spreadsheets show it, such as 4/5/2005 or 2005-04-05 00:00:00; "" for other text."""
    if found := _YEAR_FIRST.fullmatch(cell):
        plain = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
        return f"write {plain}" if plain != cell else ""
    if found := _NUMBERS.fullmatch(cell):
        one, two, year = int(found["one"]), int(found["two"]), _year(found["year"])
        orders = [(month, day) for month, day in ((one, two), (two, one)) if 1 <= month <= 12 and day <= 31]
        days = list(dict.fromkeys(f"{year}-{month:02}-{day:02}" for month, day in orders))
        hint = f"write {' or '.join(days)}" if days else "look at the source: neither part can be a month"
        return f"{hint}, {_AS_THE_SOURCE}" if len(days) > 1 else hint
    return worded(cell) if "-" in cell and _NAMED.fullmatch(cell) else ""


def worded(cell: str) -> str:
    """What to write for a date in words, such as 5 April 2005; "" for other text.

    >>> worded("April 5, 2005"), worded("May 2013"), worded("spring 2005")
    ('write 2005-04-05', 'write 2013-05', '')
    """
    if found := _NAMED.fullmatch(cell) or _AMERICAN.fullmatch(cell):
        return f"write {_year(found['year'])}-{_month(found)}-{int(found['day']):02}"
    found = _MONTH_OF.fullmatch(cell)
    return f"write {found['year']}-{_month(found)}" if found else ""


def _month(found: re.Match[str]) -> str:
    return f"{_MONTHS.index(found['name'].casefold()) + 1:02}"


def _year(year: str) -> str:
    """Two digits of a year as spreadsheets read them: 30 to 99 lie before 2000."""
    return year if len(year) == 4 else f"{'20' if int(year) < 30 else '19'}{year}"
