"""CITATION.cff, Citation File Format 1.2.0: how the dataset is cited, for code hosts and reference managers."""

from __future__ import annotations

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.release.metadata.facts import facts
from sino_pak_data.release.metadata.text import yaml_scalar

_MESSAGE = "If you use these data, cite the version you used, and the sources of the rows you used."


def document(descriptor: Descriptor) -> str:
    """The file, from the descriptor alone."""
    known = facts(descriptor)
    plain = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": known.title,
        "abstract": known.description,
        "version": known.version,
        "date-released": known.date,
        "license": known.licence,
        "repository": known.homepage,
    }
    listed = {"authors": [f"name: {yaml_scalar(name)}" for name in known.creators]}
    listed["keywords"] = [yaml_scalar(word) for word in known.keywords]
    lines = [f"{name}: {yaml_scalar(value)}" for name, value in plain.items()]
    lines += [line for name, items in listed.items() for line in [f"{name}:", *(f"  - {item}" for item in items)]]
    return "\n".join(lines) + "\n"
