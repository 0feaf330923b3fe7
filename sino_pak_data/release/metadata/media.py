"""Media types of the package's files."""

from __future__ import annotations

_TYPES = {
    "references.json": "application/vnd.citationstyles.csl+json",
    "schemaorg.json": "application/ld+json",
    "croissant.json": "application/ld+json",
    "ro-crate-metadata.json": "application/ld+json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "md": "text/markdown",
    "html": "text/html",
    "bib": "application/x-bibtex",
    "cff": "text/yaml",
}


def media_type(path: str) -> str:
    """The media type of a file: by its name, else by its ending, else plain text."""
    name = path.rpartition("/")[2]
    return _TYPES.get(name) or _TYPES.get(name.rpartition(".")[2]) or "text/plain"
