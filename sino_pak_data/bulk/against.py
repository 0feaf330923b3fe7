"""What files are checked against: a Table Schema alone, as the package of one table, or a data package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.safety import json_object
from sino_pak_data.package.store import DESCRIPTOR, Folder, Overlay, checkout_around


@dataclass(frozen=True)
class Described:
    """A descriptor, and the folder that the paths of its problems begin from.

    package  Is it a data package, whose tables have paths?
    dialect  delimiter, header and quoteChar, if a Table Schema says how its files are written
    """

    descriptor: Descriptor
    root: Path
    origin: str
    package: bool
    dialect: Mapping[str, Any]


def described(path: Path) -> Described:
    """The descriptor at a path: a folder, a `datapackage.json` of any name, or a Table Schema. Raises `PackageError`.

    A Table Schema may have a property `dialect` of the standard; its code lists are those of the dataset around it.
    """
    if path.is_dir():
        return Described(Descriptor(_of_folder(path)), path, str(path / DESCRIPTOR), True, {})
    raw = json_object(path.read_bytes(), str(path))
    if "resources" in raw:
        root = path.absolute().parent
        store = Folder(root) if path.name == DESCRIPTOR else Overlay(root, {DESCRIPTOR: path.read_bytes()})
        return Described(Descriptor(store), root, str(path), True, {})
    if "fields" not in raw:
        raise PackageError(
            f"{path} is neither a Table Schema, which has fields, nor a data package, which has resources"
        )
    home = checkout_around(path.absolute().parent) or path.absolute().parent
    dialect = raw.get("dialect", {})
    resource = {"name": path.stem, "path": f"{path.stem}.csv", "schema": {**raw, "built": False}}
    descriptor = json.dumps({"name": path.stem, "canonical": _canonical(home), "resources": [resource]}).encode()
    store = Overlay(home, {DESCRIPTOR: descriptor})
    return Described(Descriptor(store), Path.cwd(), str(path), False, dialect)


def _of_folder(path: Path) -> Folder:
    if not (path / DESCRIPTOR).is_file():
        raise PackageError(f"{path} has no {DESCRIPTOR}: give a Table Schema, or the folder of a data package")
    return Folder(path)


def _canonical(home: Path) -> bool:
    """Is the dataset around a schema kept canonical?"""
    return (home / DESCRIPTOR).is_file() and Descriptor(Folder(home)).canonical
