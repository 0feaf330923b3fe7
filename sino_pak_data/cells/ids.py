"""Identifiers, lists of them, and addresses of records.

slug    = 1*( a-z / 0-9 ) *( "-" 1*( a-z / 0-9 ) )           gwadar-concession-2013
actor   = A-Z *( A-Z / 0-9 / "-" )                           PAK, UNSC
indicator = 1*( a-z / 0-9 / "_" ) 1*( "." 1*( a-z / 0-9 / "_" ) )      trade.goods.exports_fob
list    = id *( ";" id )
address = table "/" key part *( ":" key part )               observations/power.cinc:PAK:NONE:2012:cow2026nmc7
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

from sino_pak_data.cells.text import Malformed

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ACTOR = r"[A-Z][A-Z0-9-]*"
INDICATOR = r"[a-z0-9_]+(?:\.[a-z0-9_]+)+"
ADDRESS = r"[a-z_]+/.+"

_ADDRESS = re.compile(ADDRESS)
_FEW = 60
_SHORT = 5
_BEGINNING = 3


def split(cell: str) -> list[str]:
    """The items of a list cell; an empty cell has none.

    >>> split("CHN;PAK"), split("")
    (['CHN', 'PAK'], [])
    """
    return cell.split(";") if cell else []


def address(table: str, key: Iterable[str]) -> str:
    """The address of a record, by which other rows refer to it.

    >>> address("events", ["jf17-first-flight-2003"])
    'events/jf17-first-flight-2003'
    """
    return f"{table}/{':'.join(key)}"


def parse_address(cell: str) -> tuple[str, str]:
    """Table and key of an address. Raises `Malformed`."""
    if _ADDRESS.fullmatch(cell) is None:
        raise Malformed("expected TABLE/KEY such as events/jf17-first-flight-2003", cell)
    table, _, key = cell.partition("/")
    return table, key


def unknown(what: str, name: str, known: Collection[str], where: str = "", meant: str = "") -> str:
    """The message about an unknown name: the nearest known one, or that which was meant, then all if they are few.

    >>> unknown("table", "event", ["actors", "events"])
    "no table 'event'; did you mean 'events'? Use one of actors, events"
    """
    close = meant or nearest(name, known)
    guess = f"; did you mean {close!r}? " if close else ". "
    choice = f"Use one of {', '.join(known)}" if len(known) <= _FEW else f"There are {len(known):,}"
    return f"no {what} {name!r}{where}{guess}{choice}"


def check(what: str, name: str, known: Collection[str], where: str = "") -> None:
    """Raises ValueError with the nearest known name if this is none."""
    if name not in known:
        raise ValueError(unknown(what, name, known, where))


def nearest(word: str, known: Collection[str]) -> str:
    """The known word closest to an unknown one, or "".

    Case is ignored; `pka` finds `PAK`, `PAK-CHN` `CHN-PAK`, and the beginning of a word or of its parts the shortest that has it.

    >>> nearest("veto", ["visit", "veto_or_hold"]), nearest("exports", ["trade.goods.exports_fob", "trade.goods.total"])
    ('veto_or_hold', 'trade.goods.exports_fob')
    """
    by_case = {one.casefold(): one for one in known}
    word = word.casefold()
    if word in by_case:
        return by_case[word]
    short = len(word) < _SHORT
    swapped = [
        one for one in by_case if (sorted(one) == sorted(word) if short else {*one.split("-")} == {*word.split("-")})
    ]
    close = swapped or difflib.get_close_matches(word, by_case, n=1, cutoff=0.6 if short else 0.7)
    if not close and len(word) >= _BEGINNING:
        close = sorted((one for one in by_case if any(f"{mark}{word}" in f"-{one}" for mark in "-._:")), key=len)
    return by_case[close[0]] if close else ""
