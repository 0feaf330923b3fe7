"""Which package a command works on."""

from __future__ import annotations

from pathlib import Path

import click

from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Revision, Store, checkout_around, installed_store, open_store


def repository(path: Path | None = None) -> Path:
    """The dataset around a path, or around the working folder. Raises `PackageError`."""
    start = (path or Path.cwd()).absolute()
    found = checkout_around(start)
    if found is None:
        raise PackageError(f"no datapackage.json in {start} or any folder above; run this inside a clone of a dataset")
    return found


def hold(root: Path) -> None:
    """Keep every other command from writing in a package until this one has ended."""
    from sino_pak_data.reading.write import locked  # imported late: a command that only reads needs no lock

    click.get_current_context().with_resource(locked(root))


def readable(path: Path | None) -> Store:
    """The package named, else the clone around the working folder, else the installed data."""
    if path is not None:
        return open_store(path)
    around = checkout_around(Path.cwd())
    return open_store(around) if around else installed_store()


def named_store(name: str, near: Path | None = None) -> Store:
    """The folder or zip of that name, or else the git revision in the clone around `near` or the working folder."""
    if Path(name).exists():
        return open_store(Path(name))
    try:
        root = repository(near)
    except PackageError:
        raise PackageError(f"{name!r} is not a file or folder, and there is no clone here with revisions") from None
    return Revision(root, name)


package_option = click.option(
    "--package",
    type=click.Path(exists=True, path_type=Path),
    help="Folder or zip of a data package. Default: the clone around the working folder, else the installed data.",
)
