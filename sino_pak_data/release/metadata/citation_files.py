"""How code hosts, Zenodo and registrars of DOIs cite and file the dataset.

CITATION.cff   Citation File Format 1.2.0; kept in the repository
.zenodo.json   Zenodo's deposit; kept in the repository
datacite.json  DataCite 4.5, to register a DOI; in the package

All are made from the descriptor alone.
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


def datacite(descriptor: Descriptor) -> str:
    """datacite.json, without a DOI before there is one."""
    known = facts(descriptor)
    rights = {"rights": known.licence_note, "rightsUri": known.licence_url, "rightsIdentifier": known.licence.lower(), "rightsIdentifierScheme": "SPDX"}  # fmt: skip
    return json_text(
        filled(
            {
                "schemaVersion": "http://datacite.org/schema/kernel-4",
                "doi": known.doi,
                "url": known.homepage,
                "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data package"},
                "creators": [
                    filled(
                        {
                            "name": creator.cited,
                            "nameType": "Personal" if creator.is_person else "Organizational",
                            "givenName": creator.given,
                            "familyName": creator.family,
                            "affiliation": creator.affiliation and [{"name": creator.affiliation}],
                            "nameIdentifiers": creator.orcid
                            and [{"nameIdentifier": creator.url, "nameIdentifierScheme": "ORCID"}],
                        }
                    )
                    for creator in known.creators
                ],
                "titles": [{"title": known.title}, {"title": known.name, "titleType": "AlternativeTitle"}],
                "publisher": {"name": known.creators[0].name},
                "publicationYear": known.date[:4],
                "dates": [{"date": known.date, "dateType": "Issued"}],
                "version": known.version,
                "language": "en",
                "subjects": [{"subject": word} for word in known.keywords],
                "rightsList": [rights],
                "descriptions": [{"description": known.description, "descriptionType": "Abstract"}],
                "relatedIdentifiers": [
                    {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
                    for _, url in known.sources
                ],
            }
        )
    )
