"""The registry of documents: what is written about the package, one line per file.

PACKAGE     made from a `Subject`, in this order: a document may use those above it, and lists them if it lists files
REPOSITORY  made from descriptor and schemas alone and kept in the repository: adding a row does not change them,
            so two branches that each add a row do not conflict here
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sino_pak_data.bibliography import works
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.release.codebook import manual, markdown
from sino_pak_data.release.metadata import (
    citation_files,
    claimreview,
    croissant,
    csvw,
    r_script,
    rocrate,
    schemaorg,
    terms,
)
from sino_pak_data.release.metadata.subject import File, Subject


def _page(subject: Subject) -> str:
    # The build hook of the wheel imports this module in an environment without marko, and makes no page.
    from sino_pak_data.release.codebook import page

    return page.document(subject)


PACKAGE: Mapping[str, Callable[[Subject], str]] = {
    "CODEBOOK.md": markdown.package,
    "docs/coding.md": lambda subject: manual.document(subject.package.descriptor),
    "schemaorg.json": schemaorg.document,
    "claimreview.json": claimreview.document,
    "datacite.json": lambda subject: citation_files.datacite(subject.package.descriptor),
    "codebook.html": _page,
    "TERMS.md": terms.document,
    "references.bib": lambda subject: works.bibtex(subject.package["sources"].rows),
    "references.json": lambda subject: works.csl(subject.package["sources"].rows),
    r_script.NAME: r_script.document,
    "croissant.json": croissant.document,
    csvw.NAME: csvw.document,
    rocrate.NAME: rocrate.document,
}

REPOSITORY: Mapping[str, Callable[[Descriptor], str]] = {
    "CODEBOOK.md": markdown.repository,
    "docs/coding.md": manual.document,
    "CITATION.cff": citation_files.cff,
    ".zenodo.json": citation_files.zenodo,
}


def write(subject: Subject) -> None:
    """Add every document of the package to `subject.files`."""
    for path, make in PACKAGE.items():
        subject.files[path] = File(path, make(subject).encode())
