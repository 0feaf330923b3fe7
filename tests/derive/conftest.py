"""Packages of a few rows, written where they are used."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, Row, Table
from tests.conftest import ROOT


@pytest.fixture
def package() -> Callable[..., Package]:
    """A package with these rows; a table that is not named is empty, a column that is not named too."""

    def made(**tables: list[dict[str, str]]) -> Package:
        descriptor = Descriptor(Folder(ROOT))
        schemas = [resource.schema for resource in descriptor.authored.values()]
        rows = {schema.table: [Row(row) for row in tables.get(schema.table, [])] for schema in schemas}
        return Package(
            descriptor, {s.table: Table(s, f"tables/{s.table}.csv", s.names, rows[s.table]) for s in schemas}
        )

    return made
