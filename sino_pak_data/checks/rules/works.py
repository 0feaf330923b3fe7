"""What a row of `sources` says of its work: what it rests on, what it may be used for, what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import combinations

from sino_pak_data.cells import ids
from sino_pak_data.cells.edtf import parsed
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.checks.registry import row_rule, rule
from sino_pak_data.checks.rules.references import citing
from sino_pak_data.derive import citations, licences
from sino_pak_data.package.constraints import violation
from sino_pak_data.package.store import DESCRIPTOR
from sino_pak_data.package.table import Row, Table

_RETOLD = ("release", "agency")
"""Codes of `basis` of works that repeat another."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_ALIKE = 0.5
"""Share of the words of the shorter title that the other must have."""
_DAYS_APART = 2


@rule("circular-origin", needs=("sources.derived_from",))
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
        reached, ahead = set[str](), list(parents.get(row["source_id"], ()))
        while ahead:
            reached.add(work := ahead.pop())
            ahead += [one for one in parents.get(work, ()) if one not in reached]
        if row["source_id"] in reached:
            message = f"{row['source_id']} derives from itself"
            through = " by way of " + ", ".join(sorted(reached - {row["source_id"]})) if len(reached) > 1 else ""
            yield Finding(table, row, "derived_from", message + through, "name the earlier work")


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


@rule("alike-works", severity="warning", needs=("sources.basis",))
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


@rule("unknown-licence", needs=("sources.licence",))
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


@rule("contradicted-licence", needs=("sources.licence", "observations"))
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


@rule("forbidden-redistribution", needs=("observations", "sources.redistribution"))
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
