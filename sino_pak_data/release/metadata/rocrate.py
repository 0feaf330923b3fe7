"""ro-crate-metadata.json: the package as a research object, RO-Crate 1.1, with every file an entity."""

from __future__ import annotations

from sino_pak_data.release.metadata.facts import Subject, json_text

PROFILE = "https://w3id.org/ro/crate/1.1"
NAME = "ro-crate-metadata.json"


def document(subject: Subject) -> str:
    """The file. It lists every file made before it."""
    facts = subject.facts
    schemas = {file.path: schema for file, schema in subject.table_files}
    creators = [
        {"@id": f"#creator-{at}", "@type": "Organization", "name": name} for at, name in enumerate(facts.creators, 1)
    ]
    files = [
        {
            "@id": path,
            "@type": "File",
            "name": path,
            **({"name": schemas[path].title, "description": schemas[path].description} if path in schemas else {}),
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
        "license": {"@id": facts.licence_url},
        "creator": [{"@id": creator["@id"]} for creator in creators],
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    work = {"@type": "CreativeWork"}
    licence = {"@id": facts.licence_url, **work, "name": facts.licence, "description": facts.licence_note}
    itself = {"@id": NAME, **work, "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}}
    return json_text({"@context": f"{PROFILE}/context", "@graph": [itself, root, *creators, licence, *files]})
