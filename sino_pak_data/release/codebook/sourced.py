"""What the rows rest on, in Markdown: works and what is known of them, origins, places in works, terms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sino_pak_data.cells import edtf, ids
from sino_pak_data.package.origins import linked
from sino_pak_data.release.metadata.subject import table

HEADING = "What do the rows rest on?"
_HEAD = f'## <a id="rests-on"></a>{HEADING}'

_SINCE = 2001
_ACCOUNTS = ("own", "release", "agency")
"""Codes of `basis` of works whose origin is known: not compiled from others, nor unclear."""
_VAGUE = frozenset({"", "opening", "opening text", "text", "full text"})
"""Locators that do not say where in a work."""

Rows = Sequence[Mapping[str, str]]


def section(rows: Mapping[str, Rows]) -> str:
    """The section of the codebook; without rows it says where the numbers are."""
    if not rows:
        return f"{_HEAD}\n\nThe copy in a release gives the numbers, made from [sources](#sources) and [citations](#citations).\n"
    text = (
        "Works that print one statement, or one agency's report, are one origin, however many they are: `derived_from` of\n"
        "[sources](#sources) names it, and [citations](#citations) carry it. Origins that nobody saw make the shares upper\n"
        "bounds; the second leaves out works that are compiled from others or whose basis is unclear. A place is exact if it leads to a paragraph, page, section or entry.\n"
    )
    lines = [*_works(rows["sources"]), *_records(rows), *_terms(rows)]
    return f"{_HEAD}\n\n{text}\n{table(['', 'number', 'share'], lines, right=(1, 2))}"


def _line(what: str, number: int, of: int) -> list[str]:
    return [what, f"{number:,} of {of:,}", f"{100 * number / of:.0f}%" if of else ""]


def _works(works: Rows) -> Iterable[list[str]]:
    total = len(works)
    for column, what in (
        ("published", "a date"), ("accessed", "the day when they were seen"), ("archive_url", "an archived copy"),
    ):  # fmt: skip
        yield _line(f"works with {what} (`{column}`)", sum(bool(work[column]) for work in works), total)
    learned = [work for work in works if work["kind"] in {"article-journal", "book", "chapter", "dataset", "report"}]
    yield _line(
        "articles, books, reports and datasets with a DOI", sum(bool(work["doi"]) for work in learned), len(learned)
    )
    for column, what in (("title_kind", "title"), ("basis", "basis")):
        counted = Counter(work[column] or "not asked" for work in works)
        for code, number in sorted(counted.items(), key=lambda one: (one[0] == "not asked", -one[1])):
            yield _line(f"works whose {what} is {code}", number, total)


def _records(rows: Mapping[str, Rows]) -> Iterable[list[str]]:
    known = {work["source_id"] for work in rows["sources"] if work["basis"] in _ACCOUNTS}
    cited = defaultdict[str, list[Mapping[str, str]]](list)
    for citation in rows["citations"]:
        cited[citation["record"]].append(citation)
    for name, key, date in (("events", "event_id", "date"), ("agreements", "agreement_id", "signed")):
        every = [cited[f"{name}/{row[key]}"] for row in rows[name]]
        recent = [cited[f"{name}/{row[key]}"] for row in rows[name] if _year(row[date]) >= _SINCE]
        told = [[one for one in works if one["source_id"] in known] for works in recent]
        two = f"{name} since {_SINCE} with two origins or more"
        yield _line(two, sum(_origins(works) > 1 for works in recent), len(recent))
        yield _line(
            f"{two}, compiled and unclear works left out", sum(_origins(works) > 1 for works in told), len(told)
        )
        references = [one["locator"] for works in every for one in works]
        yield _line(f"references of {name} with a place in the work", sum(map(bool, references)), len(references))
        exact = sum(any(one["locator"] not in _VAGUE for one in works) for works in every)
        yield _line(f"{name} with an exact place in some work", exact, len(every))


def _origins(citations: Iterable[Mapping[str, str]]) -> int:
    """How many of the cited works are independent of each other."""
    return len(linked(frozenset(ids.split(one["origin"])) for one in citations))


def _year(cell: str) -> int:
    """The first year that a date can mean; 0 if it is empty or open."""
    years = date.years() if (date := edtf.parsed(cell)) else ()
    return min(years, default=0)


def _terms(rows: Mapping[str, Rows]) -> Iterable[list[str]]:
    known = {work["source_id"]: work["redistribution"] for work in rows["sources"]}
    works = (row["source"].partition("[")[0] for row in rows["observations"])
    counted = Counter(known.get(work, "unclear") for work in works)
    for code, number in counted.most_common():
        yield _line(f"observations whose terms are `{code}`", number, counted.total())
