"""CITATION.cff (Citation File Format 1.2.0) and .zenodo.json: how code hosts and Zenodo cite and file the dataset.

Both are made from the descriptor alone and are kept in the repository.
"""

from __future__ import annotations

import json
from functools import partial
from html import escape

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.facts import facts, filled
from sino_pak_data.release.metadata.subject import json_text

_MESSAGE = "If you use these data, please cite the version you used and the sources of the rows you used."


def cff(descriptor: Descriptor) -> str:
    """CITATION.cff."""
    known = facts(descriptor)
    quoted = partial(json.dumps, ensure_ascii=False)  # every JSON string is a YAML scalar: no YAML writer is needed
    scalars = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": known.title,
        "abstract": known.description,
        "version": known.version,
        "date-released": known.date,
        "license": known.licence,
        "doi": known.doi,
        "repository": known.homepage,
    }
    lines = [f"{name}: {quoted(value)}" for name, value in filled(scalars).items()]
    lines.append("authors:")
    for creator in known.creators:
        named = (
            {"family-names": creator.family, "given-names": creator.given}
            if creator.is_person
            else {"name": creator.name}
        )
        more = {"affiliation": creator.affiliation, "orcid": creator.orcid and creator.url}
        pairs = [f"{name}: {quoted(value)}" for name, value in filled(named | more).items()]
        lines += [f"{'    ' if at else '  - '}{pair}" for at, pair in enumerate(pairs)]
    lines += ["keywords:", *(f"  - {quoted(word)}" for word in known.keywords)]
    return "\n".join(lines) + "\n"


def zenodo(descriptor: Descriptor) -> str:
    """.zenodo.json. Zenodo reads the description as HTML."""
    known = facts(descriptor)
    derived = {"relation": "isDerivedFrom", "resource_type": "publication-article"}
    return json_text(
        {
            "upload_type": "dataset",
            "access_right": "open",
            "title": known.title,
            "description": f"<p>{escape(known.description)}</p>\n<p>{escape(known.licence_note)}.</p>",
            "creators": [
                filled({"name": creator.cited, "affiliation": creator.affiliation, "orcid": creator.orcid})
                for creator in known.creators
            ],
            "version": known.version,
            "publication_date": known.date,
            "license": known.licence,
            "language": "eng",
            "keywords": list(known.keywords),
            "related_identifiers": [
                {"identifier": known.homepage, "relation": "isSupplementTo", "resource_type": "software"},
                *({"identifier": url, **derived} for _, url in known.sources),
            ],
        }
    )
