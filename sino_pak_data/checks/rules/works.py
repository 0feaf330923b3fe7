"""What a row of `sources` says of its work: what it rests on, what it may be used for, what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache
from importlib.resources import files
from itertools import combinations

from sino_pak_data.cells import ids
from sino_pak_data.cells.edtf import parsed
from sino_pak_data.cells.text import bare_doi, untracked
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import of, row_rule, rule
from sino_pak_data.checks.rules.references import citing
from sino_pak_data.derive import citations, licences
from sino_pak_data.package.constraints import violation
from sino_pak_data.package.origins import reached
from sino_pak_data.package.store import DESCRIPTOR
from sino_pak_data.package.table import Row, Table

_RETOLD = ("release", "agency")
"""Codes of `basis` of works that repeat another."""
_CHAINS = {
    "actors": ("actor_id", "parent"),
    "agreements": ("agreement_id", "supersedes"),
    "retired": ("record", "replaced_by"),
    "sources": ("source_id", "read_in"),
}
"""By table, the columns that lead from row to row; origins of works and parts of claims have rules of their own."""
_ADDRESSES = frozenset({"url", "archive_url", "homepage", "path"})
_REDIRECT = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]+/url\?|lm?\.facebook\.com/l\.php|feedproxy\.google\.com/|lnkd\.in/"
    r"|(?:t\.co|bit\.ly|tinyurl\.com|goo\.gl|ow\.ly|buff\.ly|dlvr\.it|is\.gd)/"
    r"|[\w-]+\.safelinks\.protection\.outlook\.com/|urldefense\.(?:com|proofpoint\.com)/)",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"https?://(?:[^/?#]*@|(?:localhost|127(?:\.[0-9]+){3}|10(?:\.[0-9]+){3}|192\.168(?:\.[0-9]+){2})[:/]"
    r"|[^/?#]*[.-](?:ez|lib)?proxy[.-]|[^/?#]*/login\?q?url=|(?:ez|lib)?proxy[\w-]*\.)",
    re.IGNORECASE,
)
"""With a name and password, on a machine of the reader's own network, or through a library that only its members enter."""
_TWO = re.compile(r"[,;|](?=https?://)", re.IGNORECASE)
_RESOLVES = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/10\.", re.IGNORECASE)
_NOBODY = frozenset({
    "others", "and others", "et al", "et. al", "u. a", "等", "anonymous", "anon", "unknown", "various", "author", "staff",
})  # fmt: skip
_SEVERAL = re.compile(r",.*\s(?:and|&|und|et|y)\s|[|/]|\band\b.*,")
_COMMAS = 2
"""Of one name: before the given name, and before Jr."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_ALIKE = 0.5
"""Share of the words of the shorter title that the other must have."""
_DAYS_APART = 2


@rule("circular-origin", needs=of("sources", "source_id derived_from"))
def circular_origin(context: CheckContext) -> Iterator[Finding]:
    """No work derives from itself, directly or through others.

    Why:  A circle has no origin, and its works would count as one that nobody can name.
    Fix:  Name in derived_from the earlier work that this one reprints, quotes or is computed from.
    Bad:  sources: source_id=imf2024dots | derived_from=imf2024dots
    Bad:  sources: source_id=imf2024dots | derived_from=voeten2025ideal
          sources: source_id=voeten2025ideal | derived_from=imf2024dots
    Good: sources: source_id=imf2024dots | derived_from=voeten2025ideal
    """
    table = context.package["sources"]
    parents = {row["source_id"]: ids.split(row["derived_from"]) for row in table.rows if row["derived_from"]}
    for row in table.rows:
        if row["source_id"] in (origins := reached(row["source_id"], parents)):
            message = f"{row['source_id']} derives from itself{_through(origins - {row['source_id']})}"
            yield Finding(table, row, "derived_from", message, "name the earlier work")


@rule("circular-chain")
def circular_chain(context: CheckContext) -> Iterator[Finding]:
    """What a row takes the place of, belongs to or was read in does not lead back to it.

    Why:  Whoever follows the chain to its end never gets there: no agreement is the last, no actor the top.
    Fix:  Empty the cell of the row that comes first.
    Bad:  agreements: agreement_id=friendship-treaty-2005 | supersedes=friendship-treaty-2005
    Bad:  actors: actor_id=PAK | parent=CHN
          actors: actor_id=CHN | parent=PAK
    Good: actors: actor_id=HAL | kind=company | name=Hindustan Aeronautics | iso3= | cow_code= | gw_code= | parent=IND
          events: against=HAL
    """
    for name, (key, column) in _CHAINS.items():
        table = context.package.tables.get(name)
        if table is None:
            continue
        links = {row[key]: ids.split(row[column]) for row in table.rows if row[column]}
        for row in table.rows if links else ():
            if row[key] in (chain := reached(row[key], links)):
                message = f"{row[key]} leads back to itself{_through(chain - {row[key]})}"
                yield Finding(table, row, column, message, "empty the cell of the row that comes first")


def _through(others: Set[str]) -> str:
    return " by way of " + ", ".join(sorted(others)) if others else ""


@row_rule("unnamed-origin", "sources", "derived_from", reads=("basis", "source_id"))
def unnamed_origin(row: Row) -> str:
    """A work that retells a release or an agency's report names it.

    Why:  Papers that print one statement are one source; only the name of the statement shows which do.
    Fix:  Name the release or report in derived_from. If it was not seen, give it a row of its own with the status unverified.
    Bad:  sources: source_id=chinaorg2011ties | basis=release | derived_from=
    Good: sources: source_id=chinaorg2011ties | basis=release | derived_from=imf2024dots
    """
    wrong = row["basis"] in _RETOLD and not row["derived_from"]
    return f"{row['source_id']} retells a work that derived_from does not name" if wrong else ""


@rule("alike-works", severity="warning", needs=of("sources", "source_id basis derived_from published title"))
def alike_works(context: CheckContext) -> Iterator[Finding]:
    """Works of one record with like titles, days apart at most, say in basis whether they print one statement.

    Why:  A record with three papers that print one release has one source, and seems to have three.
    Fix:  Fill basis of both. Where it is release or agency, name in derived_from what they print.
    Bad:  sources: source_id=one2005visit | title=Premier arrives in Islamabad | published=2005-04-05 | url= | doi=
          sources: source_id=two2005visit | title=Chinese premier arrives in Islamabad | published=2005-04-06 | url= | doi=
          events: sources=one2005visit;two2005visit
    Good: sources: source_id=one2005visit | title=Premier arrives in Islamabad | published=2005-04-05 | url= | doi= | basis=own
          sources: source_id=two2005visit | title=Chinese premier arrives in Islamabad | published=2005-04-06 | url= | doi= | basis=own
          events: sources=one2005visit;two2005visit
    """
    works, origins = context.package.identifiers("sources"), context.package.origins
    seen = set[tuple[str, str]]()
    counted = ((table, field.name) for table in context.tables for field in table.schema.fields if field.counted_as)
    for table, name in counted:
        for row in table.rows:
            cited = [work for work in dict.fromkeys(citations.works(row[name])) if work in works]
            for pair in combinations(cited, 2):
                one, other = (works[work] for work in pair)
                asked = (one["basis"] and other["basis"]) or origins.of(pair[0]) & origins.of(pair[1])
                if pair not in seen and not asked and _alike(one, other):
                    seen.add(pair)
                    message = f"{pair[0]} and {pair[1]} may print one statement: like titles, {one['published']}"
                    hint = "fill basis of both in tables/sources.csv, and derived_from where it is release or agency"
                    yield Finding(table, row, name, message, hint, row[name].find(pair[1]))


def _alike(one: Row, other: Row) -> bool:
    first, second = parsed(one["published"]), parsed(other["published"])
    if not (first and second and first.start and second.start and first.end and second.end):
        return False
    if max(first.start, second.start).toordinal() - min(first.end, second.end).toordinal() > _DAYS_APART:
        return False
    words, others = (set(_WORD.findall(work["title"].lower())) for work in (one, other))
    return len(words & others) >= _ALIKE * max(1, min(len(words), len(others)))


@rule("tracking-address")
def tracking_address(context: CheckContext) -> Iterator[Finding]:
    """An address leads everybody to one page, and says nothing of who sent the reader.

    Why:  What a newsletter or a search engine adds makes one page look like two, and reports every reader.
    Fix:  Delete the parameters, such as utm_source; open a redirect, and write the address where it ends.
    Bad:  sources: source_id=imf2024dots | url=https://example.org/news/1?utm_source=feed&id=2
    Bad:  sources: source_id=imf2024dots | url=https://www.google.com/url?q=https://example.org/news/1
    Bad:  sources: source_id=imf2024dots | url=https://www-jstor-org.proxy.example.edu/stable/2010134
    Bad:  sources: source_id=imf2024dots | url=https://example.org/news/1;https://example.org/news/2
    Good: sources: source_id=imf2024dots | url=https://example.org/news/1?id=2
    """
    for table in context.tables:
        for name in _ADDRESSES & table.schema.by_name.keys():
            for row, fault in context.column_where(table, name, _visitor):
                yield Finding(table, row, name, *fault)


def _visitor(url: str) -> tuple[str, str, int] | None:
    """Message, hint and place of what an address says of its reader; None for a path, which is no address."""
    if "://" not in url:
        return None
    clean = untracked(url)
    if clean != url:
        at = next((at for at, pair in enumerate(zip(url, clean, strict=False)) if pair[0] != pair[1]), len(clean))
        return f"the address tells who sent the reader: {url[at:][:60]}", f"write {clean}", at
    if _REDIRECT.match(url):
        return "the address is a redirect", "open it, and write the address where it ends", 0
    if _PRIVATE.match(url):
        return "not everybody can open the address", "write the public address of the page", 0
    if second := _TWO.search(url):
        return (
            "there are two addresses in the cell",
            "keep the better one; the other may be a row of its own",
            second.start(),
        )
    return None


@rule("loose-doi")
def loose_doi(context: CheckContext) -> Iterator[Finding]:
    """A DOI is nothing but the DOI, and stands in its own column.

    Why:  With the query or the point of the sentence that it was copied from, it resolves to nothing.
    Fix:  Write it as it begins with 10., in lower case, without what the page around it added.
    Bad:  sources: source_id=imf2024dots | doi=10.2307/2010134?seq=1
    Bad:  sources: source_id=imf2024dots | doi=10.2307/2010134.
    Bad:  sources: source_id=imf2024dots | doi= | url=https://dx.doi.org/10.2307/2010134
    Good: sources: source_id=imf2024dots | doi=10.2307/2010134
    """
    for table in context.tables:
        fields = table.schema.by_name
        if "doi" not in fields:
            continue
        for row in table.rows:
            doi, url = row["doi"], row["url"] if "url" in fields else ""
            plain = bare_doi(doi)
            if doi and not violation(fields["doi"], doi) and plain != doi:
                yield Finding(table, row, "doi", f"{doi!r} is more than a DOI", f"write {plain}")
            elif not doi and _RESOLVES.match(url):
                yield Finding(
                    table, row, "url", "the address is a DOI", f"write {bare_doi(url)} into doi, and nothing here"
                )


@rule("loose-author", needs=of("sources", "source_id authors"))
def loose_author(context: CheckContext) -> Iterator[Finding]:
    """An author is one person, family name first, or one body; authors are joined with semicolons.

    Why:  A bibliography would print "al., E." as a person, and who wrote two works is told by the names.
    Fix:  Leave out et al. and whoever is not named; write a semicolon for "and"; put a body with a comma in braces.
    Bad:  sources: authors=Garver, John;et al.
    Bad:  sources: authors=Garver, John and Small, Andrew
    Bad:  sources: authors=Garver, John;Garver, John
    Good: sources: authors=Garver, John;{Ministry of Planning, Development and Reform}
    """
    table = context.package["sources"]
    for row in table.rows:
        at, before = 0, set[str]()
        for author in row["authors"].split(";"):
            if fault := _not_one(author, author in before):
                yield Finding(table, row, "authors", *fault, at)
            before.add(author)
            at += len(author) + 1


def _not_one(author: str, repeated: bool) -> tuple[str, str] | None:
    """Message and hint for what is not the name of one author."""
    if author.casefold().rstrip(".") in _NOBODY:
        return f"{author!r} is nobody's name", "leave it out"
    if author and repeated:
        return f"{author} is repeated", "delete one of the two"
    if author.count("{") != author.count("}"):
        return f"{author!r} has a brace without its other half", "put the whole name of a body in braces, or none of it"
    if not author.startswith("{") and (_SEVERAL.search(author) or author.count(",") > _COMMAS):
        return f"{author!r} looks like several authors", "join them with semicolons; put a body with a comma in braces"
    return None


@rule("unknown-licence", needs=of("sources", "source_id licence"))
def unknown_licence(context: CheckContext) -> Iterator[Finding]:
    """A licence is an identifier of the SPDX list, or the web address of the terms.

    Why:  Programs know CC-BY-4.0, and what no list knows can at least be read.
    Fix:  Write CC-BY-4.0, CC0-1.0, ODbL-1.0 and so on as SPDX spells it, or the address; the rest belongs in terms.
    Bad:  sources: source_id=imf2024dots | licence=CC-BY-4
    Bad:  sources: source_id=imf2024dots | licence=GPL2
    Good: sources: source_id=imf2024dots | licence=CC-BY-4.0
    Good: sources: source_id=imf2024dots | licence=https://www.imf.org/external/terms.htm
    """
    table = context.package["sources"]
    for row in table.rows:
        licence = row["licence"]
        if violation(table.schema.by_name["licence"], licence):  # another rule reports the form
            continue
        if licence and not licence.startswith(("http://", "https://")) and licence not in _spdx():
            close = context.guess("spdx", licence, _spdx())
            hint = f"did you mean {close!r}?" if close else "write the address of the terms, and what they say in terms"
            yield Finding(table, row, "licence", f"{licence!r} is no SPDX identifier", hint)


@rule("contradicted-licence", needs=of("observations", "indicator_id source") + of("sources", "source_id licence"))
def contradicted_licence(context: CheckContext) -> Iterator[Finding]:
    """A resource that lists its licences lists those of the works whose figures it repeats.

    Why:  Who trusts a descriptor that says CC0 breaks the terms that the publisher of the figures set.
    Fix:  Leave out `licenses` of the resource: the build writes them from sources.
    Bad:  datapackage: observations={"licenses": [{"name": "CC0-1.0", "path": "https://spdx.org/licenses/CC0-1.0.html"}]}
    Bad:  datapackage: events={"licenses": [{"name": "CC-BY-NC-4.0"}]}
    Good: datapackage: events={"licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}]}
    """
    for resource in context.package.descriptor.json["resources"]:
        table = context.package.tables.get(resource["name"])
        listed = resource.get("licenses")
        if table is None or listed is None or not context.readable("sources", "observations"):
            continue
        named = {one.get("path") or one.get("name", "") for one in listed}
        true = {one.path for one in licences.of_table(context.package, table.name)}
        if named != true:
            wrong = ", ".join(sorted(named - true)) or "too few licences"
            message = f"{table.name} is listed under {wrong}; its rows are under {', '.join(sorted(true))}"
            yield Finding(Table(table.schema, DESCRIPTOR, table.header), None, "", message, "leave out `licenses`")


@cache
def _spdx() -> tuple[str, ...]:
    """Every identifier of the SPDX licence list."""
    return tuple(files("sino_pak_data.checks").joinpath("spdx.txt").read_text(encoding="utf-8").split())


@row_rule("review-as-book", "sources", "kind", "warning", reads=("issue", "source_id"))
def review_as_book(row: Row) -> str:
    """A review of a book is entered as a review, and the book separately.

    Why:  Whoever cites the book's argument through its review cites the reviewer.
    Fix:  Set the kind to review-book. A book, or a volume of a series, has no issue.
    Bad:  sources: source_id=small2015axis | kind=book | volume=3 | issue=1 | url= | doi= | title=Axis
          events: sources=small2015axis
    Good: sources: source_id=small2015axis | kind=review-book | volume=3 | issue=1 | url= | doi= | title=Axis
          events: sources=small2015axis
    """
    wrong = row["kind"] == "book" and row["issue"]
    return f"{row['source_id']} is a book, but has the issue of a journal" if wrong else ""


@rule("forbidden-redistribution", needs=of("observations", "source") + of("sources", "source_id redistribution"))
def forbidden_redistribution(context: CheckContext) -> Iterator[Finding]:
    """No observation comes from a source whose terms forbid redistribution.

    Why:  Publishing the row would break the terms under which the data were provided.
    Fix:  Leave the rows out; a single total may be quoted in a note.
    Bad:  sources: source_id=imf2024dots | redistribution=forbidden
    Good: sources: source_id=imf2024dots | redistribution=limited
    """
    works = context.package.identifiers("sources")
    forbidden = {key for key, work in works.items() if work["redistribution"] == "forbidden"}
    for table, row, field, reference in citing(context, forbidden.__contains__) if forbidden else ():
        if table.name == "observations":
            message = f"the terms of {reference.source_id} forbid redistribution"
            yield Finding(table, row, field, message, "leave the row out", reference.at)
