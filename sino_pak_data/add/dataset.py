"""A new dataset: descriptor, a table with its schema, the check of pull requests, hooks and README, from `template/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template

from sino_pak_data.cells.text import folded
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import DESCRIPTOR, installed_store
from sino_pak_data.reading.write import replace_all

_PLACES = {
    DESCRIPTOR: "datapackage.json",
    "tables/standards.csv": "table.csv",
    "schemas/standards.json": "schema.json",
    "README.md": "readme.md",
    ".github/workflows/check.yml": "check.yml",
    ".pre-commit-config.yaml": "hooks.yaml",
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
}
"""Where each file of `template/` goes."""


def lay_out(folder: Path, title: str, today: date) -> list[str]:
    """Write a new dataset into a folder that is empty or does not exist yet. Returns the names of its files.

    title  for people; "" makes it from the name of the folder
    Raises `PackageError` if there is something in the folder, or its name has no letter that a dataset's may have.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PackageError(f"{folder} is not empty: name a folder that does not exist yet")
    name = re.sub(r"[^a-z0-9]+", "-", folded(folder.resolve().name)).strip("-")
    if not name:
        raise PackageError(f"{folder.name!r} gives no name for a dataset: use letters a to z or digits")
    ours = Descriptor(installed_store())
    words = {
        "name": name,
        "title": _quoted(title or folder.resolve().name),
        "day": f"{today}T00:00:00Z",
        "version": ours.version,
        "repository": ours.json["homepage"],
        "action": ours.json["homepage"].removeprefix("https://github.com/"),
    }
    contents = {folder / place: _filled(template, words) for place, template in _PLACES.items()}
    for path in contents:
        path.parent.mkdir(parents=True, exist_ok=True)
    replace_all(contents)
    return [*_PLACES]


def _quoted(title: str) -> str:
    """A title that may stand within quotes in JSON, and on a line of its own."""
    return " ".join(title.replace("\\", " ").replace('"', "'").split())


def _filled(template: str, words: Mapping[str, str]) -> bytes:
    text = files("sino_pak_data.add").joinpath("template", template).read_text(encoding="utf-8")
    return Template(text).safe_substitute(words).encode()  # "$schema" of the standard stays
