"""schemaorg.json: a schema.org/Dataset in JSON-LD, as dataset search engines read it."""

from __future__ import annotations

from sino_pak_data.derive import citations
from sino_pak_data.package.facts import filled
from sino_pak_data.package.table import Row
from sino_pak_data.release.metadata.subject import Subject, address, json_text

Entity = dict[str, str]


def document(subject: Subject) -> str:
    """The dataset with its tables as downloads, its series as variables, and the works that these come from."""
    facts, rows = subject.facts, subject.package["observations"].rows
    works = {work for row in rows for work in citations.works(row["source"])}
    states = {row[side] for row in subject.tables["dyad_years"][1] for side in ("iso1", "iso2")}
    dataset = {
        "@context": "https://schema.org/",
        "@id": facts.address,
        "@type": "Dataset",
        "identifier": facts.address,
        "sameAs": facts.homepage,
        "name": facts.title,
        "alternateName": facts.name,
        **facts.shared,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "license": [licence.path for licence in subject.all_licences],
        "usageInfo": "TERMS.md",
        "creator": [creator.linked_data for creator in facts.creators],
        "creditText": facts.citation,
        "temporalCoverage": subject.years,
        "spatialCoverage": [_country(state) for state in _rows(subject, "actors", states)],
        "variableMeasured": [
            _variable(series) for series in _rows(subject, "indicators", {row["indicator_id"] for row in rows})
        ],
        "isBasedOn": [
            *(_entity("CreativeWork", name=title, url=url) for title, url in facts.sources),
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
                "license": [licence.path for licence in subject.licences[schema.table]],
            }
            for file, schema in subject.table_files
        ],
    }
    return json_text(dataset)


def _rows(subject: Subject, table: str, identifiers: set[str]) -> list[Row]:
    """The rows with these identifiers, in their order."""
    known = subject.package.identifiers(table)
    return [known[name] for name in sorted(identifiers & set(known))]


def _country(state: Row) -> Entity:
    wikidata = state["wikidata"] and f"https://www.wikidata.org/entity/{state['wikidata']}"
    return _entity("Country", name=state["name"], identifier=state["iso3"], sameAs=wikidata)


def _variable(series: Row) -> Entity:
    name, definition, unit = series["name"], series["definition"], series["unit"]
    return _entity("PropertyValue", name=name, propertyID=series["indicator_id"], description=definition, unitText=unit)


def _work(work: Row) -> Entity:
    # not as Dataset: search engines would take each for one that we publish, and miss its description and keywords
    return _entity("CreativeWork", name=work["title"], identifier=work["source_id"], url=address(work))


def _entity(kind: str, **properties: str) -> Entity:
    """Its type and the properties that are not empty."""
    return {"@type": kind, **filled(properties)}
