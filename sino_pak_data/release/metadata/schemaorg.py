"""schemaorg.json: a schema.org/Dataset in JSON-LD, as dataset search engines read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sino_pak_data.package.schema import Schema
from sino_pak_data.release.metadata.facts import File, Subject, address, json_text, without_empty


def document(subject: Subject) -> str:
    """The file."""
    return json_text(dataset(subject))


def dataset(subject: Subject) -> dict[str, Any]:
    """The dataset with its tables as downloads, its series as variables, and the works that these come from."""
    facts, span = subject.facts, subject.coverage
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": facts.title,
        "alternateName": facts.name,
        "description": facts.description,
        "url": facts.homepage,
        "version": facts.version,
        "datePublished": facts.date,
        "keywords": list(facts.keywords),
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "license": facts.licence_url,
        "usageInfo": "TERMS.md",
        "creator": [{"@type": "Organization", "name": name} for name in facts.creators],
        "creditText": facts.citation,
        "temporalCoverage": f"{span.first:04}/{span.last:04}",
        "spatialCoverage": [_place(state) for state in span.states],
        "variableMeasured": [_variable(series) for series in subject.series],
        "isBasedOn": [
            *({"@type": "CreativeWork", "name": title, "url": url} for title, url in facts.sources),
            *(_work(work) for work in subject.works),
        ],
        "distribution": [_download(file, schema) for file, schema in subject.table_files],
    }


def _place(state: Mapping[str, str]) -> dict[str, Any]:
    wikidata = f"https://www.wikidata.org/entity/{state['wikidata']}" if state["wikidata"] else ""
    return without_empty({"@type": "Country", "name": state["name"], "identifier": state["iso3"], "sameAs": wikidata})


def _variable(series: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@type": "PropertyValue",
        "name": series["name"],
        "propertyID": series["indicator_id"],
        "description": series["definition"],
        "unitText": series["unit"],
    }


def _work(work: Mapping[str, str]) -> dict[str, Any]:
    kind = "Dataset" if work["kind"] == "dataset" else "CreativeWork"
    return without_empty({"@type": kind, "name": work["title"], "identifier": work["source_id"], "url": address(work)})


def _download(file: File, schema: Schema) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": schema.title,
        "description": schema.description,
        "contentUrl": file.path,
        "encodingFormat": file.media_type,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }
