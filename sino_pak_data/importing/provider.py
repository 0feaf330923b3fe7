"""What a provider is: who publishes, in which layouts, and which of its series are ours.

A layout says of a file whether it is one of its own (`mismatch`), and turns it into figures (`read`) that keep the
provider's own codes and units. What these are to us is data: `series` by the provider's code, `actors` by its name or code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sino_pak_data.importing.given import Given

STATE, OTHER = "state", "other"
"""The first and the second party of a figure, where `Series` says who is reporter and who is partner."""


class Figure(NamedTuple):
    """One value as the file gives it.

    series  the provider's code of the series
    state   the party that it is about, by the provider's name or code
    period  as in the column period of observations
    value   in the unit of the file
    other   the other party, by the same names; "" if there is none
    flag    remarks of the file on this value: estimate, provisional
    note    what else to know of this value, in our words
    """

    series: str
    state: str
    period: str
    value: Decimal
    other: str = ""
    flag: str = ""
    note: str = ""


CODED = ("events", "agreements")
"""The tables that candidates may be for."""


class Candidate(NamedTuple):
    """Something that happened or was agreed, as far as a file tells; a person codes the rest before it is a row.

    table   events or agreements
    cells   the columns that the file fills: actors by the names and codes of the provider, places by their names, and in
            sources the place in the file
    origin  file and line or row, for messages
    told    what else the file says, for the person who codes
    page    address of a page that the provider has of it alone
    """

    table: str
    cells: Mapping[str, str]
    origin: str
    told: str = ""
    page: str = ""


class Left(NamedTuple):
    """What a file has and we do not take: so many figures of one kind, and why."""

    what: str
    why: str
    figures: int = 1


Item = Figure | Candidate | Left


class Series(NamedTuple):
    """What a provider's series is to us.

    indicator          id in indicators
    unit               of the file: a unit of `units`, converted to that of the indicator
    price_basis        of the file; must be that of the indicator
    stage              of the file; must be that of the indicator
    reporter, partner  STATE, OTHER, or an actor of ours such as NONE or WLD
    places             decimals kept, in the unit of the indicator
    """

    indicator: str
    unit: str
    price_basis: str = "not_money"
    stage: str = ""
    reporter: str = STATE
    partner: str = "NONE"
    places: int = 6


class Content(NamedTuple):
    """A file that is being read.

    edition  cells of the row of `sources` that this file alone knows: title, edition, and published if it says so; complete
             when the last item was taken, as a long file says only in its rows which years it has
    items    read as they are taken; raises `Unusable` at a line that is not as it must be
    word     ends the id of a new source instead of the `word` of the layout
    """

    edition: Mapping[str, str]
    items: Iterator[Item]
    word: str = ""


@dataclass(frozen=True)
class Layout:
    """One form in which a provider hands out its data.

    title     for people: "API v2, JSON"
    mismatch  what the layout needs and the file lacks, as "expected …, found …"; "" if the file is of this layout
    read      the content of a file of this layout
    work      cells of the row of `sources` that all editions share
    series    by the provider's code
    word      ends the id of a new source: worldbank2026 and this
    editions  pattern of the ids in `sources` that are editions of the same work
    where     where to get the file: address and click path
    quirks    what whoever compares the file with the rows should know
    unfilled  series of the provider that no indicator takes, each with the id that one could have
    suggests  what the file has for events or agreements
    """

    title: str
    mismatch: Callable[[Given], str]
    read: Callable[[Given], Content]
    work: Mapping[str, str]
    series: Mapping[str, Series]
    word: str
    editions: str
    where: str
    quirks: tuple[str, ...] = ()
    unfilled: Mapping[str, str] = field(default_factory=dict)
    suggests: str = ""


@dataclass(frozen=True)
class Provider:
    """A publisher of data.

    name     as in the command
    title    for people
    layouts  the forms of its files
    by       the column of `actors` that its codes of states are: iso3, name or cow_code
    actors   its other names and codes, each with our actor
    terms    what may be passed on, and where that is said
    """

    name: str
    title: str
    layouts: tuple[Layout, ...]
    by: str
    terms: str
    actors: Mapping[str, str] = field(default_factory=dict)
    left_out: str = "World, regions and income groups."
