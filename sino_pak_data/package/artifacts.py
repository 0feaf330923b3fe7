"""The files of a release: what each is called and what it is for.

`build` makes them, `verify` accepts them and README.md lists them. A new export is a line here and
a file in `release/exports/`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

NAME = "sino-pak-data"
SUMS = "SHA256SUMS"
REPOSITORY = "sino-pak-data/sino-pak-data"
"""Where releases are made and signed, as GitHub names it."""


class Artifact(NamedTuple):
    """A file in `dist/`; `pattern` is its name with VERSION for the version, `purpose` is Markdown."""

    name: str
    pattern: str
    purpose: str

    def file(self, version: str) -> str:
        """The name of the file in a release."""
        return self.pattern.replace("VERSION", version)

    def version(self, file: str) -> str | None:
        """The version in the name of a file, or None if it is not named like this artifact."""
        before, _, after = self.pattern.partition("VERSION")
        found = re.fullmatch(rf"{re.escape(before)}(\d+\.\d+\.\d+){re.escape(after)}", file)
        return found and found[1]


PACKAGE = Artifact(
    "package",
    "sino-pak-data-VERSION.zip",
    "the Data Package: each table as CSV and Parquet, `sino-pak-data.R` to read them in R, `codebook.html`, `TERMS.md` "
    "(whose figures, how many, what you may do), `references.bib` and `.json`, its description as Croissant, schema.org "
    "and RO-Crate, the verdicts as ClaimReview for fact-check search (`claimreview.json`), and the explorer (`explore.html`)",
)
PAGE = Artifact(
    "page",
    "sino-pak-data-VERSION.html",
    "the explorer: one page for any browser, without a network: timeline, series, claims, map, tables, a page per record",
)
WHEEL = Artifact(
    "wheel",
    "sino_pak_data-VERSION-py3-none-any.whl",
    "`pip install`: the loader with the data inside, no network needed",
)
SDIST = Artifact(
    "sdist", "sino_pak_data-VERSION.tar.gz", "the source: tables as text and the code that builds the rest"
)
EXPORTS = (
    Artifact("sqlite", "sino-pak-data-VERSION.sqlite", "SQL: foreign keys, link tables, views, full-text search"),
    Artifact(
        "xlsx",
        "sino-pak-data-VERSION.xlsx",
        "spreadsheets: a sheet per table, with a codebook and the works cited; made to be printed",
    ),
    Artifact(
        "stata",
        "sino-pak-data-VERSION-stata.zip",
        "Stata 14 and later: a .dta per table, with labels of variables and codes",
    ),
)
ARTIFACTS = (PACKAGE, PAGE, *EXPORTS, WHEEL, SDIST)


_COPY = re.compile(r"(?: ?\(\d+\)| \d+| copy(?: \d+)?| - Copy(?: \(\d+\))?)(?=(?:\.tar)?\.\w+$)")


def original(file: str) -> str:
    """The name of a file before a browser or a file manager marked it as a second copy.

    >>> original("sino-pak-data-0.2.0 (1).zip"), original("sino_pak_data-0.2.0 - Copy.tar.gz")
    ('sino-pak-data-0.2.0.zip', 'sino_pak_data-0.2.0.tar.gz')
    """
    return _COPY.sub("", file)


def recognized(file: str) -> tuple[Artifact, str] | None:
    """The artifact that has a name like this and its version, or None; a copy has the name of the original.

    >>> artifact, version = recognized("sino-pak-data-0.2.0-stata.zip")
    >>> artifact.name, version
    ('stata', '0.2.0')
    """
    found = ((artifact, artifact.version(original(file))) for artifact in ARTIFACTS)
    return next(((artifact, version) for artifact, version in found if version), None)
