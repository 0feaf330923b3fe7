"""schemaorg.json: a schema.org/Dataset in JSON-LD, as dataset search engines read it."""

from __future__ import annotations

from collections.abc import Mapping

from sino_pak_data.derive import citations
from sino_pak_data.package.table import Row
from sino_pak_data.release.metadata.facts import Subject, address, json_text


def document(subject: Subject) -> str:
    """The dataset with its tables as downloads, its series as variables, and the works that these come from."""
    facts, rows = subject.facts, subject.package["observations"].rows
    works = {reference.source_id for row in rows for reference in citations.parsed(row["source"])}
    states = {row[side] for row in subject.tables["dyad_years"][1] for side in ("iso1", "iso2")}
    dataset = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": facts.title,
        "alternateName": facts.name,
        **facts.shared,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "license": facts.licence_url,
        "usageInfo": "TERMS.md",
        "creator": [{"@type": "Organization", "name": name} for name in facts.creators],
        "creditText": facts.citation,
        "temporalCoverage": subject.years,
        "spatialCoverage": [_place(state) for state in _rows(subject, "actors", states)],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": series["name"],
                "propertyID": series["indicator_id"],
                "description": series["definition"],
                "unitText": series["unit"],
            }
            for series in _rows(subject, "indicators", {row["indicator_id"] for row in rows})
        ],
        "isBasedOn": [
            *({"@type": "CreativeWork", "name": title, "url": url} for title, url in facts.sources),
            *(_work(work) for work in _rows(subject, "sources", works)),
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": schema.title,
                "description": schema.description,
                "contentUrl": file.path,
                "encodingFormat": file.media_type,
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for file, schema in subject.table_files
        ],
    }
    return json_text(dataset)


def _rows(subject: Subject, table: str, identifiers: set[str]) -> list[Row]:
    """The rows with these identifiers, in their order."""
    known = subject.package.identifiers(table)
    return [known[name] for name in sorted(identifiers & set(known))]


def _place(state: Mapping[str, str]) -> dict[str, str]:
    wikidata = state["wikidata"] and f"https://www.wikidata.org/entity/{state['wikidata']}"
    return _filled({"@type": "Country", "name": state["name"], "identifier": state["iso3"], "sameAs": wikidata})


def _work(work: Mapping[str, str]) -> dict[str, str]:
    kind = "Dataset" if work["kind"] == "dataset" else "CreativeWork"
    return _filled({"@type": kind, "name": work["title"], "identifier": work["source_id"], "url": address(work)})


def _filled(properties: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in properties.items() if value}
