"""Who publishes the figures in the package and what users may do with them: `terms` as data, TERMS.md as prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import NamedTuple

from sino_pak_data.derive import citations, licences
from sino_pak_data.package.table import Package, Row
from sino_pak_data.release.metadata.subject import Subject, address, markdown_text, table

MAY = {
    "open": "use, change and share them for any purpose",
    "attribution": "use, change and share them for any purpose if you name and link the work",
    "limited": "quote small extracts for non-commercial purposes if you name the work; ask the publisher for more",
    "citation": "use them in your own research if you cite the work; ask the publisher before you share the whole",
    "unclear": "use them in your own research; ask the publisher before you share the rows",
    "forbidden": "do nothing with them: such rows are not in this package",
}
"""What users may do with the rows of a work, by its code in `sources.redistribution`."""


class Terms(NamedTuple):
    """The rows of `observations` from one work, and their terms.

    work            its row in `sources`, or an empty row if there is none
    redistribution  code: open, attribution, limited, citation, unclear or forbidden
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
    cited = (work for row in package["observations"].rows for work in citations.works(row["source"]))
    found = []
    for source_id, rows in Counter(cited).items():
        work = works.get(source_id, Row({}))
        code = work["redistribution"] if work["redistribution"] in MAY else "unclear"
        found.append(Terms(source_id, work, code, rows))
    return sorted(found, key=lambda one: (list(MAY).index(one.redistribution), -one.rows, one.source_id))


def document(subject: Subject) -> str:
    """TERMS.md."""
    listed, columns = terms(subject.package), licences.columns(subject.package)
    classes, sections = [], []
    for code in subject.package["sources"].schema.by_name["redistribution"].codes:
        works = [one for one in listed if one.redistribution == code.value]
        name = f"[{code.value}](#{code.value})" if works else code.value
        counts = [f"{len(works)}", f"{sum(one.rows for one in works):,}"]
        classes.append([name, code.description, MAY[code.value], *counts])
        sections += [_section(code.value, works, columns)] if works else []
    return Template(files(__package__).joinpath("terms.md").read_text(encoding="utf-8")).substitute(
        vars(subject.facts),
        classes=table(["class", "meaning", "you may", "works", "rows"], classes, right=(3, 4)),
        sections="\n".join(sections),
    )


def _section(code: str, listed: list[Terms], columns: Mapping[str, list[str]]) -> str:
    """One class: what users may do, and a line per work."""
    lines = []
    for source_id, work, _, rows in listed:
        title, url = markdown_text(work["title"]), address(work)
        taken = ", ".join(f"`{name}`" for name in columns.get(source_id, []))
        licence = work["licence"]
        licence = f"[terms](<{licence}>)" if licence.startswith("http") else markdown_text(licence) or "not seen"
        named = f"[{title}](<{url}>)" if url else title
        lines.append([f"{rows:,}", f"`{source_id}`", named, licence, markdown_text(work["terms"]), taken])
    head = ["rows", "work", "title", "licence", "what it says, and where", "columns of dyad_years"]
    return f"## {code}\n\nYou may {MAY[code]}.\n\n{table(head, lines, right=(0,))}"
