"""ro-crate-metadata.json: the folder as a research object, RO-Crate 1.1, every file an entity."""

from __future__ import annotations

from typing import Any

from sino_pak_data.release.metadata.facts import File, Subject
from sino_pak_data.release.metadata.schemaorg import dataset
from sino_pak_data.release.metadata.text import json_text

PROFILE = "https://w3id.org/ro/crate/1.1"
NAME = "ro-crate-metadata.json"
_SHARED = ("description", "url", "version", "datePublished", "keywords", "creditText", "temporalCoverage")


def document(subject: Subject) -> str:
    """The file. It lists what was made before it."""
    facts, about = subject.facts, dataset(subject)
    creators = [
        {"@id": f"#creator-{at}", "@type": "Organization", "name": name} for at, name in enumerate(facts.creators, 1)
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": facts.title,
        **{name: about[name] for name in _SHARED},
        "license": {"@id": facts.licence_url},
        "creator": [{"@id": one["@id"]} for one in creators],
        "hasPart": [{"@id": file.path} for file in subject.files],
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
    files = [_file(subject, file) for file in subject.files]
    return json_text({"@context": f"{PROFILE}/context", "@graph": [itself, root, *creators, licence, *files]})


def _file(subject: Subject, file: File) -> dict[str, Any]:
    schema = subject.table_files.get(file.path)
    about = {"name": schema.title, "description": schema.description} if schema else {"name": file.path}
    return {
        "@id": file.path,
        "@type": "File",
        **about,
        "encodingFormat": file.media_type,
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }
