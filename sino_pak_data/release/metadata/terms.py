"""Who publishes the figures in the package and what users may do with them: `terms` as data, TERMS.md as prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sino_pak_data.derive import citations
from sino_pak_data.package.table import Package, Row
from sino_pak_data.release.metadata.facts import Subject, address, markdown_text, table

UNSEEN = "unclear"
MAY = {
    "open": "use, change and share them for any purpose",
    "attribution": "use, change and share them for any purpose if you name and link the work",
    "limited": "quote small extracts for non-commercial purposes if you name the work; ask the publisher for more",
    "unclear": "use them in your own research; ask the publisher before you share the rows",
    "forbidden": "do nothing with them: such rows are not in this package",
}
"""What users may do with the rows of a work, by its code in `sources.redistribution`."""

_HEAD = """# Terms

Generated from the tables of {name} {version}. Our own work is licensed under {licence}: identifiers, summaries, notes,
classifications, claims, evidence, discrepancies, coverage, schemas and the selection as a whole. The numbers in
`observations` belong to others. Each row names the work it comes from in `source` and stays under that work's terms
as they were when the row was coded. This page is a guide, not legal advice; what the publisher says prevails.
"""
_NOTES = {
    "limited": """The licence of each work says how small an extract must be. The package as a whole is such an extract. Do not
combine it with other extracts of the same database and share the result, and do not attribute your own computations
to the publisher.""",
    "unclear": "We saw no terms, or none that answer the question, and we do not guess: see the publisher's page.",
}
"""What else a class needs to say."""

_ELSEWHERE = """## Where else these numbers appear

The built tables repeat them: `dyad_years` in the columns named above, `verdicts` as lowest and highest values.
So do the other forms of the package (Parquet, database, spreadsheet). The same terms apply to every copy.
To leave out a class, select `observations` by the `redistribution` of the work in `sources`, and drop those columns.
Facts, such as the day of a visit or a signature, are nobody's property; of the works that report them, the package
holds only the bibliographic record.
"""


@dataclass(frozen=True)
class Terms:
    """The rows of `observations` from one work, and their terms.

    source_id       the work
    work            its row in `sources`, or an empty row if there is none
    redistribution  code: open, attribution, limited, unclear or forbidden
    rows            number of rows
    """

    source_id: str
    work: Mapping[str, str]
    redistribution: str
    rows: int


def terms(package: Package) -> list[Terms]:
    """One entry per work with rows in `observations`: from open to forbidden, then by number of rows, most first.

    A work without a row in `sources`, or without a known code there, counts as unclear.
    """
    works = package.identifiers("sources")
    cells = Counter(row["source"] for row in package["observations"].rows)
    counts = Counter[str]()
    for cell, rows in cells.items():
        counts.update({reference.source_id: rows for reference in citations.parsed(cell)})
    found = []
    for source_id, rows in counts.items():
        work = works.get(source_id, Row({}))
        code = work["redistribution"] if work["redistribution"] in MAY else UNSEEN
        found.append(Terms(source_id, work, code, rows))
    return sorted(found, key=lambda one: (list(MAY).index(one.redistribution), -one.rows, one.source_id))


def rows_by_class(listed: Iterable[Terms]) -> dict[str, int]:
    """Number of rows in every class, including classes without rows."""
    counts = Counter[str]()
    for one in listed:
        counts[one.redistribution] += one.rows
    return {code: counts[code] for code in MAY}


def document(subject: Subject) -> str:
    """TERMS.md."""
    listed, facts = terms(subject.package), subject.facts
    rows, columns = rows_by_class(listed), _columns(subject.package)
    sections = [
        _section(code, [one for one in listed if one.redistribution == code], columns) for code in MAY if rows[code]
    ]
    head = _HEAD.format(name=facts.name, version=facts.version, licence=f"[{facts.licence}]({facts.licence_url})")
    return "\n".join([head, "## Classes\n", _classes(subject.package, listed, rows), *sections, _ELSEWHERE])


def _classes(package: Package, listed: list[Terms], rows: dict[str, int]) -> str:
    codes = {code.value: code for code in package["sources"].schema.by_name["redistribution"].codes}
    works = Counter(one.redistribution for one in listed)
    names = {code: f"[{code}](#{code})" if rows[code] else code for code in MAY}
    lines = [
        [names[code], codes[code].description, may, f"{works[code]}", f"{rows[code]:,}"] for code, may in MAY.items()
    ]
    return table(["class", "meaning", "you may", "works", "rows"], lines, right=(3, 4))


def _section(code: str, listed: list[Terms], columns: dict[str, list[str]]) -> str:
    """One class: what users may do, and a line per work."""
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
    title, url = markdown_text(work["title"]), address(work)
    return f"[{title}](<{url}>)" if url else title


def _columns(package: Package) -> dict[str, list[str]]:
    """The columns of `dyad_years` by the work they are taken from; source "*" takes a series from all its works."""
    found: dict[str, list[str]] = {}
    for field in package.descriptor.built["dyad_years"].schema.fields:
        for source_id in _sources(package, field.series):
            found.setdefault(source_id, []).append(field.name)
    return found


def _sources(package: Package, series: Mapping[str, str]) -> list[str]:
    if series.get("source") != "*":
        return [series["source"]] if series else []
    cells = {row["source"] for row in package["observations"].rows if row["indicator_id"] == series["indicator"]}
    return sorted({one.source_id for cell in cells for one in citations.parsed(cell)})
