"""UN General Assembly data of Voeten, Strezhnev and Bailey (Harvard Dataverse): ideal points, roll calls, agreement scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import zip_longest
from types import MappingProxyType

from sino_pak_data.importing.columns import Picked, lacking_columns, records
from sino_pak_data.importing.given import Given
from sino_pak_data.importing.provider import OTHER, Content, Figure, Item, Layout, Left, Provider, Series
from sino_pak_data.importing.rollcalls import ABSTAIN, NO, YES, Vote, agreements

_WORK = {
    "kind": "dataset",
    "authors": "Voeten, Erik;Strezhnev, Anton;Bailey, Michael",
    "doi": "10.7910/dvn/lejuqz",
    "url": "https://doi.org/10.7910/DVN/LEJUQZ",
    "language": "en",
    "side": "academic",
    "primary": "true",
    "basis": "own",
    "licence": "CC0-1.0",
    "terms": "Dedicated to the public domain, with citation asked for: terms of the deposit at Harvard Dataverse, as two projects that use it report; the page itself was not seen.",
    "redistribution": "open",
    "status": "seen",
}
_POINTS = {"idealpointall": ("un.ideal_point", "nvotesall"), "idealpointfp": ("un.ideal_point_fp", "nvotesfp")}
"""The indicator of each kind of point, and the column with the number of votes that it rests on."""
_POINT = ("ccode", "year|session", "idealpointfp|idealpointall")
_VOTE = ("rcid", "ccode", "vote", "date")
_SCORE = ("ccode1", "ccode2", "agree", "year|session.x|session")
_CAST = {"1": YES, "2": ABSTAIN, "3": NO}
_MISSING = frozenset({"", "NA", "."})
_FIRST_SESSION = 1945
"""Session 1 is that of 1946."""


def year_of(record: Picked, cell: str) -> str:
    """A year, which may be written as 2023.0, or that of a session. Raises `Unusable`."""
    number = record.whole(cell)
    return str(number if number > _FIRST_SESSION else number + _FIRST_SESSION)


def _points(given: Given) -> Content:
    edition: dict[str, str] = {}
    return Content(edition, _positions(given, edition))


def _positions(given: Given, edition: dict[str, str]) -> Iterator[Item]:
    """The points of each kind that the file has."""
    kinds = [name for name in _POINTS if not lacking_columns(given, [name])]
    counts = [count for kind in kinds if not lacking_columns(given, [count := _POINTS[kind][1]])]
    years, missing = set(), 0
    for record in records(given, (*_POINT[:2], *kinds, *counts)):
        state, year, *cells = record.cells
        when = year_of(record, year)
        years.add(when)
        for kind, point, count in zip_longest(kinds, cells[: len(kinds)], cells[len(kinds) :], fillvalue=""):
            if point in _MISSING:
                missing += 1
            else:
                votes = "" if count in _MISSING else f"; {record.whole(count)} votes"
                yield Figure(kind, str(record.whole(state)), when, record.number(point), flag=f"estimate{votes}")
    if missing:
        yield Left("ideal points", "no value", missing)
    if years:
        edition |= {"edition": f"ideal points {min(years)}-{max(years)}", "covers_to": max(years)}


def roll_calls(columns: Sequence[str], codes: Mapping[str, int], given: Given) -> Content:
    """The shares of equal votes of each pair of states by calendar year, of a text with a row for each vote.

    columns  of the roll call, the state, the vote and the day, and what else tells the layout
    codes    of the votes that count, as YES, ABSTAIN or NO
    """
    edition: dict[str, str] = {}
    return Content(edition, _agreement(columns, codes, given, edition))


def _agreement(
    columns: Sequence[str], codes: Mapping[str, int], given: Given, edition: dict[str, str]
) -> Iterator[Item]:
    """The figures; a year that ends before December is partial."""
    days = {date.min}

    def cast() -> Iterator[Vote]:
        for record in records(given, columns):
            roll_call, state, how, when, *_ = record.cells
            if how in codes:
                on = record.day(when)
                days.add(on)
                yield Vote(roll_call, on.year, state, codes[how])

    pairs = agreements(cast())
    first = next(pairs, None)
    last = max(days)
    edition |= {"edition": f"roll calls to {last}", "covers_to": str(last)} if first else {}
    for one in [first, *pairs] if first else []:
        part = f"; partial: to {last}" if one.year == last.year and last.month < 12 else ""
        flag = f"derived; n={one.roll_calls} roll calls{part}"
        yield Figure("agreement", one.one, str(one.year), one.share, other=one.other, flag=flag)


def _scores(given: Given) -> Content:
    edition: dict[str, str] = {}
    return Content(edition, _alike(given, edition))


def _alike(given: Given, edition: dict[str, str]) -> Iterator[Item]:
    years = set()
    for record in records(given, _SCORE):
        one, two, score, year = record.cells
        years.add(year_of(record, year))
        if score in _MISSING:
            yield Left("agree", "no value")
        else:
            yield Figure("agree", one, year_of(record, year), record.number(score), other=two)
    if years:
        edition |= {"edition": f"agreement scores {min(years)}-{max(years)}", "covers_to": max(years)}


def _layout(
    title: str, columns: tuple[str, ...], read: Callable[[Given], Content], work: dict[str, str],
    series: Mapping[str, Series], word: str, editions: str, where: str, quirks: tuple[str, ...],
    unfilled: Mapping[str, str] = MappingProxyType({}),
) -> Layout:  # fmt: skip
    return Layout(
        title=title, mismatch=partial(lacking_columns, wanted=columns), read=read, work=_WORK | work, series=series,
        word=word, editions=editions, where=f"https://doi.org/10.7910/DVN/LEJUQZ, {where}", quirks=quirks,
        unfilled=unfilled,
    )  # fmt: skip


AGREEMENT = {"agreement": Series("un.vote_agreement", "share", partner=OTHER)}
"""Of the shares that `roll_calls` gives."""

PROVIDER = Provider(
    name="unga",
    title="UN General Assembly votes and ideal points (Voeten, Strezhnev and Bailey)",
    layouts=(
        _layout(
            "Ideal points, CSV or tab-separated",
            _POINT,
            _points,
            {"title": "United Nations General Assembly ideal point estimates", "cite_also": "bailey2017state"},
            {kind: Series(indicator, "score", places=8) for kind, (indicator, _) in _POINTS.items()},
            "ideal",
            r"voeten[0-9]{4}ideal[a-z]*|unga[0-9]{4}ideal[a-z]*",
            "the file of ideal points (names change with the month: IdealpointestimatesAll_Jun2024.csv, IdealpointsJuly2025.tab)",
            (
                "Columns and their case change from edition to edition; a file may have the points of all votes, of final passage votes, or both.",
                "Older files give the session, whose year is 1945 later.",
                "All years are estimated anew in each edition, so that many values change a little: compare within one.",
                "A Stata file (.dta) is not read: on Dataverse choose the tab-delimited download.",
            ),
        ),
        _layout(
            "Roll calls, CSV (UNVotes.csv)",
            _VOTE,
            partial(roll_calls, _VOTE, _CAST),
            {"title": "United Nations General Assembly voting data", "cite_also": "voeten2013analyses"},
            AGREEMENT,
            "votes",
            r"unvotes[0-9]{4}|unga[0-9]{4}votes[a-z]*",
            "the file of votes (UNVotes)",
            (
                "1 is yes, 2 abstention, 3 no, 8 absent and 9 not a member; absences count for nothing.",
                "The share is ours: equal votes among the roll calls of a calendar year in which both voted.",
            ),
        ),
        _layout(
            "Agreement scores, CSV (AgreementScoresAll_Jun2024.csv)",
            _SCORE,
            _scores,
            {"title": "United Nations General Assembly agreement scores", "cite_also": "voeten2013analyses"},
            {},
            "agree",
            r"unga[0-9]{4}agree[a-z]*",
            "the file of agreement scores",
            (
                "The score is another measure than un.vote_agreement, which is our own share of equal votes.",
                "The distance of ideal points is not read: it follows from the points.",
            ),
            {"agree": "un.agreement_score"},
        ),
    ),
    by="cow_code",
    actors={"365": "RUS"},
    terms="CC0 1.0; citation is asked for.",
    left_out="States that are not actors.",
)
