"""Whose figures the package carries and what may be done with them: `terms` as data, TERMS.md in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sino_pak_data.derive import citations
from sino_pak_data.package.table import Package, Row
from sino_pak_data.release.metadata.facts import Subject, address
from sino_pak_data.release.metadata.text import markdown_text, table

UNSEEN = "unclear"
MAY = {
    "open": "use, change and pass on for any purpose",
    "attribution": "use, change and pass on for any purpose, if you name and link the work",
    "limited": "quote small extracts for non-commercial purposes, if you name the work; ask for more",
    "unclear": "use for your own research; ask the publisher before you pass the rows on",
    "forbidden": "nothing: such rows are not in this package",
}
"""What a user may do with rows of a work, by the code of its `redistribution`."""

_HEAD = """# Terms

Made from the tables of {name} {version}. Our own coding is under {licence}: identifiers, summaries, notes,
classifications, claims, evidence, discrepancies, coverage, schemas and the selection as a whole. The numbers in
`observations` are not ours. Each row names the work it comes from in `source`, and stays under the terms of that
work as they were seen when the row was coded. This page is a help and not legal advice; the publisher's page decides.
"""
_NOTES = {
    "limited": """How small an extract must be is said by the licence beside each work. The package as a whole is such an
extract. Do not join it with other extracts of the same database and pass the whole on, and do not attribute
computations of your own to the publisher.""",
    "unclear": "No terms were seen, or none that say. They are not guessed here: look at the publisher's page.",
}
"""What a class needs said beyond that."""

_ELSEWHERE = """## Where else these numbers stand

The built tables repeat them: `dyad_years` in the columns named above, `verdicts` in its lowest and highest
value. So do the other forms of the package (Parquet, database, spreadsheet). The same terms hold for each copy.
To leave a class out, select `observations` by the `redistribution` of the work in `sources` and drop those columns.
Facts such as the day of a visit or a signature are nobody's property; of the works that report them only the
bibliographic record is here.
"""


@dataclass(frozen=True)
class Terms:
    """The rows of `observations` that come from one work, and the terms they stand under.

    source_id       the work
    work            its row in `sources`; an empty row where there is none
    redistribution  code: open, attribution, limited, unclear or forbidden
    rows            number of rows
    """

    source_id: str
    work: Mapping[str, str]
    redistribution: str
    rows: int


def terms(package: Package) -> list[Terms]:
    """One entry per work with rows in `observations`: by class from open to forbidden, then most rows first.

    A work whose row is missing or says nothing counts as unclear.
    """
    works = package.identifiers("sources")
    counts = Counter(
        reference.source_id for row in package["observations"].rows for reference in citations.parsed(row["source"])
    )
    found = [Terms(name, work := works.get(name, Row({})), _class(work), rows) for name, rows in counts.items()]
    order = list(MAY)
    return sorted(found, key=lambda one: (order.index(one.redistribution), -one.rows, one.source_id))


def rows_by_class(listed: Iterable[Terms]) -> dict[str, int]:
    """Number of rows of every class, classes without rows included."""
    counts = Counter[str]()
    for one in listed:
        counts[one.redistribution] += one.rows
    return {code: counts[code] for code in MAY}


def document(subject: Subject) -> str:
    """TERMS.md."""
    listed = terms(subject.package)
    rows = rows_by_class(listed)
    facts = subject.facts
    columns = _columns(subject)
    sections = [
        _section(code, [one for one in listed if one.redistribution == code], columns) for code in MAY if rows[code]
    ]
    head = _HEAD.format(name=facts.name, version=facts.version, licence=f"[{facts.licence}]({facts.licence_url})")
    return "\n".join([head, "## Classes\n", _classes(subject, listed, rows), *sections, _ELSEWHERE])


def _class(work: Mapping[str, str]) -> str:
    return work["redistribution"] if work["redistribution"] in MAY else UNSEEN


def _classes(subject: Subject, listed: list[Terms], rows: dict[str, int]) -> str:
    meaning = {
        code.value: code.description for code in subject.package["sources"].schema.by_name["redistribution"].codes
    }
    works = Counter(one.redistribution for one in listed)
    names = {code: f"[{code}](#{code})" if rows[code] else code for code in MAY}
    lines = [[names[code], meaning[code], may, f"{works[code]}", f"{rows[code]:,}"] for code, may in MAY.items()]
    return table(["class", "meaning", "you may", "works", "rows"], lines, right=(3, 4))


def _section(code: str, listed: list[Terms], columns: dict[str, list[str]]) -> str:
    """One class: what one may do, and each of its works with rows, terms as seen and columns of dyad_years."""
    lines = [
        [
            f"{one.rows:,}",
            f"`{one.source_id}`",
            _linked(one.work),
            markdown_text(one.work["licence"]) or "not seen",
            ", ".join(f"`{name}`" for name in columns.get(one.source_id, [])),
        ]
        for one in listed
    ]
    note = f"\n{_NOTES[code]}\n" if code in _NOTES else ""
    head = ["rows", "work", "title", "licence as seen", "columns of dyad_years"]
    return f"## {code}\n\nYou may {MAY[code]}.\n{note}\n{table(head, lines, right=(0,))}"


def _linked(work: Mapping[str, str]) -> str:
    title, where = markdown_text(work["title"]), address(work)
    return f"[{title}](<{where}>)" if where else title


def _columns(subject: Subject) -> dict[str, list[str]]:
    """The columns of `dyad_years` that are taken from each work; "*" takes a series from all its works."""
    found: dict[str, list[str]] = {}
    for field in subject.package.descriptor.built["dyad_years"].schema.fields:
        for name in _sources(subject.package, field.series):
            found.setdefault(name, []).append(field.name)
    return found


def _sources(package: Package, series: Mapping[str, str]) -> list[str]:
    if series.get("source") != "*":
        return [series["source"]] if series else []
    rows = (row for row in package["observations"].rows if row["indicator_id"] == series["indicator"])
    return sorted({one.source_id for row in rows for one in citations.parsed(row["source"])})
