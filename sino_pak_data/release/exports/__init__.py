"""The same rows for other tools: files that lie next to the data package in `dist/`, one module per format.

Never in the zip, which is what Data Package tools open: most readers would download three copies they do not want.
A new format is a module here with `written(edition)`, a line in EXPORTS and a line in `package/artifacts.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from sino_pak_data.package import artifacts
from sino_pak_data.release.exports import sqlite, stata, xlsx
from sino_pak_data.release.metadata.subject import Subject
from sino_pak_data.release.typed_tables import Edition, edition

EXPORTS: dict[str, Callable[[Edition], bytes]] = {
    "sqlite": sqlite.written,
    "xlsx": xlsx.written,
    "stata": stata.written,
}


def export_files(subject: Subject) -> dict[str, bytes]:
    """Every export of compiled tables by file name."""
    made = edition(subject)
    return {artifact.file(made.version): EXPORTS[artifact.name](made) for artifact in artifacts.EXPORTS}
