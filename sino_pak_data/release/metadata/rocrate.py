"""ro-crate-metadata.json: the package as a research object, RO-Crate 1.2, with every file an entity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sino_pak_data.derive.licences import Licence
from sino_pak_data.package.facts import filled
from sino_pak_data.package.schema import Schema
from sino_pak_data.release.metadata.subject import Subject, json_text

PROFILE = "https://w3id.org/ro/crate/1.2"
NAME = "ro-crate-metadata.json"
_CONTACT = {"@id": "#contact"}
_ABOUT = {
    "CHANGELOG.md": "What each release changed, in words.",
    "CITATION.cff": "How to cite the dataset, for reference managers.",
    "CODEBOOK.md": "Every table, column and code, and how reliable the coding is.",
    "CONTRIBUTING.md": "How to add or correct a row.",
    "LICENSE": "The licence of the code.",
    "LICENSE-DATA": "The licence of our own coding and words.",
    "README.md": "What the dataset is and how to use it.",
    "TERMS.md": "Whose figures the package holds and what may be done with them.",
    "claimreview.json": "The verdicts on claims as ClaimReview, for the search of fact checks.",
    "codebook.html": "The codebook as one page for a browser.",
    "croissant.json": "The tables described for machine learning tools (Croissant).",
    "datacite.json": "The dataset described for the register of its DOI (DataCite).",
    "datapackage.json": "The tables with their schemas (Data Package).",
    "docs/coding.md": "The manual by which rows are coded.",
    "explore.html": "The explorer: the dataset as one page for a browser, without a network.",
    "references.bib": "Every work of the dataset as BibTeX.",
    "references.json": "Every work of the dataset as CSL-JSON.",
    "releases.json": "The hash of each table in each release.",
    "schemaorg.json": "The dataset described for search engines (schema.org).",
    "tables/csv-metadata.json": "The CSV files described for CSV on the Web.",
    "sino-pak-data.R": "Reads the tables in R, with their types.",
}
"""What the files are that hold no table."""


def document(subject: Subject) -> str:
    """The file. It lists every file made before it."""
    facts = subject.facts
    schemas = {file.path: schema for file, schema in subject.table_files}
    creators = [
        {"@id": creator.url or f"#creator-{at}", "url": facts.homepage, **creator.linked_data, "contactPoint": _CONTACT}
        for at, creator in enumerate(facts.creators, 1)
    ]
    linked = [one for one in subject.all_licences if one.path not in subject.files]
    files = [
        {
            "@id": path,
            "@type": "File",
            "name": path,
            **filled({"description": _ABOUT.get(path, "")}),
            **(_table(subject, schemas[path], linked) if path in schemas else {}),
            "encodingFormat": file.media_type,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        for path, file in sorted(subject.files.items())
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": facts.title,
        **facts.shared,
        "creditText": facts.citation,
        "temporalCoverage": subject.years,
        **_licensed(subject.all_licences, linked),
        "creator": _one([{"@id": creator["@id"]} for creator in creators]),
        "publisher": {"@id": creators[0]["@id"]},
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    work = {"@type": "CreativeWork"}
    licences = [{"@id": one.path, **work, "name": one.name or one.title, "description": one.title} for one in linked]
    contact = {"@id": _CONTACT["@id"], "@type": "ContactPoint", "name": "Issues", "contactType": "questions and corrections", "url": f"{facts.homepage}/issues"}  # fmt: skip
    itself = {"@id": NAME, **work, "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}}
    return json_text(
        {"@context": f"{PROFILE}/context", "@graph": [itself, root, *creators, contact, *licences, *files]}
    )


def _table(subject: Subject, schema: Schema, linked: Sequence[Licence]) -> dict[str, Any]:
    """What a file that holds a table says besides; its licence only where it has not that of the whole."""
    own = subject.licences[schema.table]
    licensed = {} if own == subject.all_licences else _licensed(own, linked)
    return {"name": schema.title, "description": schema.description, **licensed}


def _licensed(licences: Sequence[Licence], linked: Sequence[Licence]) -> dict[str, Any]:
    """`license` for those with an address, `usageInfo` for those that a file of the package states."""
    addresses = [{"@id": one.path} for one in licences if one in linked]
    stated = [{"@id": one.path} for one in licences if one not in linked]
    return filled({"license": _one(addresses), "usageInfo": _one(stated)})


def _one(values: list[Any]) -> Any:
    """A value that stands alone, as RO-Crate writes it, or the list."""
    return values[0] if len(values) == 1 else values
