""".zenodo.json: what Zenodo files a release under when it archives the repository."""

from __future__ import annotations

from html import escape

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.release.metadata.facts import facts
from sino_pak_data.release.metadata.text import json_text


def document(descriptor: Descriptor) -> str:
    """The file, from the descriptor alone. Zenodo reads the description as HTML."""
    known = facts(descriptor)
    return json_text(
        {
            "upload_type": "dataset",
            "access_right": "open",
            "title": known.title,
            "description": f"<p>{escape(known.description)}</p>\n<p>{escape(known.licence_note)}.</p>",
            "creators": [{"name": name} for name in known.creators],
            "version": known.version,
            "publication_date": known.date,
            "license": known.licence,
            "language": "eng",
            "keywords": list(known.keywords),
            "related_identifiers": [
                {"identifier": known.homepage, "relation": "isSupplementTo", "resource_type": "software"},
                *(
                    {"identifier": work.path, "relation": "isDerivedFrom", "resource_type": "publication-article"}
                    for work in known.sources
                ),
            ],
        }
    )
