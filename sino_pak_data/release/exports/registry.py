"""The files that lie beside the data package in `dist/`: the same rows for other tools.

They stay out of the zip, which is what Data Package tools open and what `verify` can make again
byte for byte: half of its readers would download three copies that they do not want. Each file
names its version inside, and SHA256SUMS covers all of them.

A new format is a file beside this, a line in EXPORTS and one in `package/artifacts.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from sino_pak_data.package import artifacts
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.release.exports import sqlite, stata, xlsx
from sino_pak_data.release.metadata.facts import Tables
from sino_pak_data.release.typed_tables import Edition, edition

EXPORTS: dict[str, Callable[[Edition], bytes]] = {
    "sqlite": sqlite.written,
    "xlsx": xlsx.written,
    "stata": stata.written,
}


def export_files(descriptor: Descriptor, tables: Tables) -> dict[str, bytes]:
    """Every export of compiled tables by the name of its file."""
    made = edition(descriptor, tables)
    return {artifact.file(made.version): EXPORTS[artifact.name](made) for artifact in artifacts.EXPORTS}
