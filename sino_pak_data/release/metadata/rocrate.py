"""ro-crate-metadata.json: the package as a research object, RO-Crate 1.1, with every file an entity."""

from __future__ import annotations

from typing import Any

from sino_pak_data.package.facts import filled
from sino_pak_data.package.schema import Schema
from sino_pak_data.release.metadata.subject import Subject, json_text

PROFILE = "https://w3id.org/ro/crate/1.1"
NAME = "ro-crate-metadata.json"


def document(subject: Subject) -> str:
    """The file. It lists every file made before it."""
    facts = subject.facts
    schemas = {file.path: schema for file, schema in subject.table_files}
    creators = [
        {"@id": creator.url or f"#creator-{at}", **creator.linked_data} for at, creator in enumerate(facts.creators, 1)
    ]
    files = [
        {
            "@id": path,
            "@type": "File",
            "name": path,
            **(_table(subject, schemas[path]) if path in schemas else {}),
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
        "license": [{"@id": licence.path} for licence in subject.all_licences],
        "creator": [{"@id": creator["@id"]} for creator in creators],
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    work = {"@type": "CreativeWork"}
    licences = [
        {"@id": one.path, **work, **filled({"name": one.name or one.title, "description": one.title})}
        for one in subject.all_licences
        if one.path not in subject.files
    ]
    itself = {"@id": NAME, **work, "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}}
    return json_text({"@context": f"{PROFILE}/context", "@graph": [itself, root, *creators, *licences, *files]})


def _table(subject: Subject, schema: Schema) -> dict[str, Any]:
    """What a file that holds a table says besides."""
    licences = [{"@id": licence.path} for licence in subject.licences[schema.table]]
    return {"name": schema.title, "description": schema.description, "license": licences}
