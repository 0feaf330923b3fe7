"""What charts say: actors, works, dates, codes and numbers in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sino_pak_data.package.table import Package, Row

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SAID = {"at_least": "over ", "at_most": "up to ", "about": "about ", "nearly": "nearly "}


def names(package: Package, actors: Iterable[str]) -> list[str]:
    """The names of actors, as they stand in a sentence."""
    known = package.identifiers("actors")
    found = [known[one]["name"] if one in known else one for one in actors]
    return [f"the {name}" if name.startswith("United ") else name for name in found]


def labels(package: Package, table: str, column: str) -> dict[str, str]:
    """The label of each code of a column."""
    return {code.value: code.label for code in package[table].schema.by_name[column].codes}


def between(package: Package, options: Mapping[str, Any]) -> str:
    """Who was asked for."""
    dyad, actors = options.get("dyad"), options.get("actors")
    if dyad:
        return f" between {' and '.join(names(package, re.split('[-:;]', dyad) if isinstance(dyad, str) else dyad))}"
    if actors:
        return f" with {' and '.join(names(package, [actors] if isinstance(actors, str) else actors))}"
    return ""


def work_name(work: Row) -> str:
    """A work as a label names it: its first authors, or who published it, and the year.

    >>> work_name(Row({"authors": "Yousaf, Rabia;Ma, Xiaolin", "published": "2025?", "publisher": "", "title": ""}))
    'Yousaf and Ma 2025'
    """
    authors = [re.sub("[{}]", "", one.partition(",")[0]) for one in work["authors"].split(";") if one]
    if len(authors) == 1 and "," not in work["authors"] and 0 < len(work["publisher"]) < len(authors[0]):
        authors = [work["publisher"]]
    named = f"{authors[0]} et al." if len(authors) > 2 else " and ".join(authors)
    return f"{named or work['container'] or work['publisher'] or work['title']} {work['published'][:4]}".strip()


def cited(work: Row) -> str:
    """A work as the line of sources names it: by its label and its title."""
    return f"{work_name(work)}, {work['title']}"


def stated(value: float, qualifier: str) -> str:
    """A figure as a work states it.

    >>> stated(17000, "at_least"), stated(0.5, "exact")
    ('over 17,000', '0.5')
    """
    return _SAID.get(qualifier, "") + (f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.3g}")


def readable(date: str) -> str:
    """A date as a reader writes it.

    >>> readable("2005-07-18"), readable("2007-02~"), readable("2015/.."), readable("2005-04-05/2005-04-07")
    ('18 July 2005', 'about Feb 2007', '2015 to now', '5–7 April 2005')
    """
    first, slash, last = date.partition("/")
    if slash and len(first) == len(last) == 10 and first[:7] == last[:7]:
        return f"{int(first[8:])}–{_day(last)}"
    if slash:
        return f"{_day(first, True)} to {'now' if last == '..' else _day(last, True)}"
    return _day(date)


def _day(date: str, brief: bool = False) -> str:
    if date == "..":
        return "before"
    year, *rest = date.rstrip("~?%").split("-")
    month = _MONTHS[int(rest[0]) - 1] if rest else ""
    marked = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(date[-1], "")
    month = month[:3] if brief or marked else month
    return marked + " ".join(filter(None, (str(int(rest[1])) if rest[1:] else "", month, year)))


def verdicts(package: Package) -> dict[str, str]:
    """The label of each verdict, the best first."""
    return {code.value: code.label for code in package.descriptor.built["verdicts"].schema.by_name["verdict"].codes}
