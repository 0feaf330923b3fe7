"""The repository's own package, made once."""

from __future__ import annotations

import pytest

from sino_pak_data.model.descriptor import Descriptor
from sino_pak_data.model.store import Folder
from sino_pak_data.model.table import Package, read
from sino_pak_data.release.compile import package_files
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def package() -> Package:
    return read(Descriptor(Folder(ROOT)))


@pytest.fixture(scope="session")
def files(package: Package) -> dict[str, bytes]:
    """Content by path."""
    return package_files(package)
