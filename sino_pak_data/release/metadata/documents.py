"""What is written about the package: one line per file. A new format is a function and a line here.

A document of the package is made from a `Subject` and lists, where it lists files, those above it.
A document of the repository is made from descriptor and schemas alone: it changes with them and not
with every row, so that two people who each add a row do not meet in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sino_pak_data.bibliography import works
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.table import Package
from sino_pak_data.release.codebook import markdown, page
from sino_pak_data.release.metadata import cff, croissant, rocrate, schemaorg, terms, zenodo
from sino_pak_data.release.metadata.facts import Subject, Tables


class Document(NamedTuple):
    """A file of the package and the function that writes it."""

    path: str
    make: Callable[[Subject], str]


PACKAGE = (
    Document("CODEBOOK.md", markdown.package),
    Document("codebook.html", page.document),
    Document("TERMS.md", terms.document),
    Document("references.bib", lambda subject: works.bibtex(subject.package["sources"].rows)),
    Document("references.json", lambda subject: works.csl(subject.package["sources"].rows)),
    Document("schemaorg.json", schemaorg.document),
    Document("croissant.json", croissant.document),
    Document(rocrate.NAME, rocrate.document),
)

REPOSITORY: Mapping[str, Callable[[Descriptor], str]] = {
    "CODEBOOK.md": markdown.repository,
    "CITATION.cff": cff.document,
    ".zenodo.json": zenodo.document,
}


def written(package: Package, tables: Tables, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The documents of a package whose other files are `files`, by path."""
    made: dict[str, bytes] = {}
    for document in PACKAGE:
        made[document.path] = document.make(Subject(package, tables, {**files, **made})).encode("utf-8")
    return made
