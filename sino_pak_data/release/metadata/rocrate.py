"""ro-crate-metadata.json: the package as a research object, RO-Crate 1.1, with every file an entity."""

from __future__ import annotations

from typing import Any

from sino_pak_data.package.schema import Schema
from sino_pak_data.release.metadata.facts import File, Subject, json_text

PROFILE = "https://w3id.org/ro/crate/1.1"
NAME = "ro-crate-metadata.json"


def document(subject: Subject) -> str:
    """The file. It lists every file made before it."""
    facts, span = subject.facts, subject.coverage
    schemas = {file.path: schema for file, schema in subject.table_files}
    files = [subject.files[path] for path in sorted(subject.files)]
    creators = [
        {"@id": f"#creator-{at}", "@type": "Organization", "name": name} for at, name in enumerate(facts.creators, 1)
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": facts.title,
        "description": facts.description,
        "url": facts.homepage,
        "version": facts.version,
        "datePublished": facts.date,
        "keywords": list(facts.keywords),
        "creditText": facts.citation,
        "temporalCoverage": f"{span.first:04}/{span.last:04}",
        "license": {"@id": facts.licence_url},
        "creator": [{"@id": one["@id"]} for one in creators],
        "hasPart": [{"@id": file.path} for file in files],
    }
    licence = {
        "@id": facts.licence_url,
        "@type": "CreativeWork",
        "name": facts.licence,
        "description": facts.licence_note,
    }
    itself = {
        "@id": NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": PROFILE},
        "about": {"@id": "./"},
    }
    graph = [itself, root, *creators, licence, *(_file(file, schemas.get(file.path)) for file in files)]
    return json_text({"@context": f"{PROFILE}/context", "@graph": graph})


def _file(file: File, schema: Schema | None) -> dict[str, Any]:
    about = {"name": schema.title, "description": schema.description} if schema else {"name": file.path}
    return {
        "@id": file.path,
        "@type": "File",
        **about,
        "encodingFormat": file.media_type,
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }
