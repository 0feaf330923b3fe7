"""One way to read the files of a package: a folder, a zip, or the data inside the installed wheel."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from errno import EACCES, EINVAL, ENOENT
from importlib.resources import files
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISREG, S_ISSOCK
from typing import Protocol

from sino_pak_data.model.problem import PackageError

DESCRIPTOR = "datapackage.json"

_KINDS = [
    (S_ISDIR, "a folder"),
    (S_ISFIFO, "a pipe"),
    (S_ISCHR, "a device"),
    (S_ISBLK, "a device"),
    (S_ISSOCK, "a socket"),
]


class Store(Protocol):
    """Files by name, forward slashes, relative to the folder of the descriptor."""

    place: str

    def names(self, under: str) -> Iterator[str]:
        """The files below a folder, in order; none where there is no such folder."""
        ...

    def exists(self, name: str) -> bool: ...

    def read(self, name: str) -> bytes: ...


class Folder:
    """A folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = str(root)

    def names(self, under: str) -> Iterator[str]:
        found = sorted((self.root / under).rglob("*"))
        return (path.relative_to(self.root).as_posix() for path in found if path.is_file())

    def exists(self, name: str) -> bool:
        return (self.root / name).is_file()

    def read(self, name: str) -> bytes:
        return self.regular(name).read_bytes()

    def regular(self, name: str) -> Path:
        """The path of a regular file of this folder. Raises OSError that says what else it is.

        A pipe or a device could be read for ever; a link out of the folder would publish what is no
        part of it.
        """
        path = self.root / name
        if path.is_symlink() and not path.exists():
            raise OSError(ENOENT, f"it is a symbolic link to {path.readlink()}, which does not exist")
        mode = path.stat().st_mode
        if not S_ISREG(mode):
            what = next((text for is_it, text in _KINDS if is_it(mode)), "no regular file")
            raise OSError(EINVAL, f"it is {what}")
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise OSError(EACCES, f"it lies outside of the package, at {path.resolve()}")
        return path


class Overlay(Folder):
    """A folder as it would be with other content in some of its files. The disk is left alone."""

    def __init__(self, root: Path, contents: Mapping[str, bytes]) -> None:
        super().__init__(root)
        self._contents = contents

    def read(self, name: str) -> bytes:
        return self._contents[name] if name in self._contents else super().read(name)


class Zip:
    """A zip file whose descriptor stands at its top or in its only folder."""

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as reason:
            raise PackageError(f"{path} is not a zip file that can be read: {reason}") from None
        inside = [n for n in self._archive.namelist() if n == DESCRIPTOR or n.endswith(f"/{DESCRIPTOR}")]
        self._base = min(inside, key=len, default=DESCRIPTOR)[: -len(DESCRIPTOR)]

    def names(self, under: str) -> Iterator[str]:
        inside = (n.removeprefix(self._base) for n in sorted(self._archive.namelist()) if n.startswith(self._base))
        return (name for name in inside if name.startswith(f"{under}/") and not name.endswith("/"))

    def exists(self, name: str) -> bool:
        return self._base + name in self._archive.namelist()

    def read(self, name: str) -> bytes:
        try:
            return self._archive.read(self._base + name)
        except KeyError:
            raise FileNotFoundError(f"{name} in {self.place}") from None


def checkout_around(path: Path) -> Path | None:
    """The nearest folder from `path` upwards that holds a descriptor with its tables, or None."""
    for folder in (path, *path.parents):
        if (folder / DESCRIPTOR).is_file() and (folder / "tables").is_dir() and (folder / "schemas").is_dir():
            return folder
    return None


def open_store(path: Path) -> Store:
    """The store at a folder, at a descriptor or at a zip. Raises `PackageError`."""
    if path.is_dir():
        if not (path / DESCRIPTOR).is_file():
            raise PackageError(f"{path} holds no {DESCRIPTOR}: name the folder of a data package, or a zip of one")
        return Folder(path)
    if path.name == DESCRIPTOR and path.is_file():
        return Folder(path.parent)
    if path.is_file():
        return Zip(path)
    raise PackageError(f"{path} does not exist")


def installed_store() -> Store:
    """The data that this installation serves: the checkout it runs from, else the wheel's own files.

    A checkout is read from its tables each time, so an editable installation is never stale.
    """
    home = Path(str(files("sino_pak_data")))
    if (home / "data" / DESCRIPTOR).is_file():
        return Folder(home / "data")
    if checkout_around(home.parent) == home.parent:
        return Folder(home.parent)
    raise PackageError(
        f"this installation holds no data ({home / 'data'}): install a wheel of sino-pak-data, or run from a clone"
    )
