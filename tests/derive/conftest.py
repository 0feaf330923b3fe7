"""Packages of a few rows, written where they are used."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, Row, Table
from tests.conftest import ROOT

Rows = list[dict[str, str]]


@pytest.fixture
def package() -> Callable[..., Package]:
    """A package with these rows; a table that is not named is empty, a column that is not named too."""

    def made(**tables: Rows) -> Package:
        descriptor = Descriptor(Folder(ROOT))
        schemas = {name: resource.schema for name, resource in descriptor.authored.items()}
        return Package(
            descriptor,
            {
                name: Table(schema, f"tables/{name}.csv", schema.names, [Row(row) for row in tables.get(name, [])])
                for name, schema in schemas.items()
            },
        )

    return made
