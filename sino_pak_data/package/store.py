"""Where the files of a package are: a folder, a zip, a git commit, or the data inside the installed wheel, even one in a zip."""

from __future__ import annotations

import subprocess
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from errno import EACCES, EINVAL, ENOENT
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from os import getpid, sep
from os.path import realpath
from pathlib import Path
from stat import S_ISREG
from typing import Protocol

from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.safety import LARGEST_FILE, Fault, kind_name, name_fault, zip_faults

DESCRIPTOR = "datapackage.json"


class Store(Protocol):
    """Files by name, forward slashes, relative to the folder of the descriptor."""

    place: str

    def names(self, under: str) -> Iterator[str]:
        """The files below a folder, in order; all for "", none if there is no such folder."""
        ...

    def exists(self, name: str) -> bool: ...

    def read(self, name: str) -> bytes: ...


class Folder:
    """A folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = str(root)
        self._inside: set[Path] = set()  # folders that are surely of this one

    def names(self, under: str) -> Iterator[str]:
        found = sorted((self.root / under).rglob("*"))
        return (path.relative_to(self.root).as_posix() for path in found if path.is_file())

    def exists(self, name: str) -> bool:
        return name_fault(name) is None and (self.root / name).is_file()

    def read(self, name: str) -> bytes:
        _refuse(name_fault(name))
        path = self.regular(name)
        size = path.stat().st_size
        if size > LARGEST_FILE:
            _refuse(Fault(name, "too long", f"at most {LARGEST_FILE:,} bytes", f"{size:,}"))
        return path.read_bytes()

    def regular(self, name: str) -> Path:
        """The path of a regular file of this folder. Raises OSError that says what else it is.

        A pipe or device could be read for ever, and a link out of the folder would publish what is not part of it.
        """
        path = self.root / name
        try:
            mode = path.stat().st_mode
        except OSError:
            if path.is_symlink() and not path.exists():
                raise OSError(ENOENT, f"it is a symbolic link to {path.readlink()}, which does not exist") from None
            raise
        if not S_ISREG(mode):
            raise OSError(EINVAL, f"it is {kind_name(mode)}")
        if path.is_symlink() or path.parent not in self._inside:
            if not (real := realpath(path)).startswith(self._home):
                raise OSError(EACCES, f"it is outside the package, at {real}")
            self._inside.add(path.parent)
        return path

    @cached_property
    def _home(self) -> str:
        return realpath(self.root).rstrip(sep) + sep


class Overlay(Folder):
    """A folder as if some files were replaced or added. Nothing is written."""

    def __init__(self, root: Path, contents: Mapping[str, bytes]) -> None:
        super().__init__(root)
        self._contents = contents

    def names(self, under: str) -> Iterator[str]:
        return iter(sorted({*below(under, self._contents), *super().names(under)}))

    def exists(self, name: str) -> bool:
        return name in self._contents or super().exists(name)

    def read(self, name: str) -> bytes:
        return self._contents[name] if name in self._contents else super().read(name)


class Zip:
    """A zip file with the descriptor at its top or in its only folder.

    It is refused as a whole if one of its entries is unsafe; see `safety`. `base` names another folder than that of the
    descriptor, with its slash; "" is the top.
    """

    def __init__(self, path: Path, base: str | None = None) -> None:
        self.place = str(path)
        self._path = path.absolute()
        self._process = 0
        self._entries = {entry.filename: entry for entry in self._archive().infolist()}
        inside = [n for n in self._entries if n == DESCRIPTOR or n.endswith(f"/{DESCRIPTOR}")]
        self.base = min(inside, key=len, default=DESCRIPTOR)[: -len(DESCRIPTOR)] if base is None else base

    def __reduce__(self) -> tuple[type[Zip], tuple[Path, str]]:
        return Zip, (self._path, self.base)

    def _archive(self) -> zipfile.ZipFile:
        """The open file. A forked process opens its own: with its parent it would share the position in the file."""
        if self._process != getpid():
            try:
                _refuse(next(iter(zip_faults(self._path)), None), f"{self.place} is not a readable zip file: ")
                self._open, self._process = zipfile.ZipFile(self._path), getpid()
            except (zipfile.BadZipFile, OSError) as reason:
                raise PackageError(f"{self.place} is not a readable zip file: {reason}") from None
        return self._open

    @property
    def outside(self) -> list[str]:
        """The entries that are not below the base."""
        return [name for name in self._entries if not name.startswith(self.base)]

    def names(self, under: str) -> Iterator[str]:
        inside = (n.removeprefix(self.base) for n in sorted(self._entries) if n.startswith(self.base))
        return (name for name in below(under, inside) if not name.endswith("/"))

    def exists(self, name: str) -> bool:
        return self.base + name in self._entries

    def read(self, name: str) -> bytes:
        """The content of an entry, at most as long as it claims. Raises `PackageError` if it is damaged."""
        entry = self._entries.get(self.base + name)
        if entry is None:
            raise FileNotFoundError(f"{name} in {self.place}")
        try:
            with self._archive().open(entry) as file:
                content = file.read(entry.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as reason:
            raise PackageError(f"{name} in {self.place} is damaged: {reason}") from None
        if len(content) != entry.file_size:
            _refuse(Fault(name, "damaged", f"{entry.file_size:,} bytes", f"{len(content):,}"))
        return content


class Revision:
    """The folder `root` of a repository as it was at one commit, read without a checkout.

    The commit is looked up once: it stays the same if the branch moves on. Raises `PackageError` if git is not
    installed, `root` is in no repository, or there is no such commit.
    """

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.place = name
        self.commit = _commit(root, name)
        self._contents: dict[str, bytes] = {}

    @cached_property
    def _files(self) -> dict[str, str]:
        """Path to the git object that holds it."""
        listed = git(self.root, "ls-tree", "-r", "-z", self.commit).decode("utf-8", "replace")
        entries = (entry.partition("\t") for entry in listed.split("\0") if entry)
        return {path: about.split()[2] for about, _, path in entries if about.split()[1] == "blob"}

    def names(self, under: str) -> Iterator[str]:
        return below(under, sorted(self._files))

    def exists(self, name: str) -> bool:
        return name in self._files

    def read(self, name: str) -> bytes:
        if name not in self._files:
            raise FileNotFoundError(f"{name} in {self.place}")
        if name not in self._contents:
            self._read_folder(name.rpartition("/")[0])
        return self._contents[name]

    def _read_folder(self, folder: str) -> None:
        """Read every file of a folder at once: a process of git for each takes longer."""
        names = [name for name in self._files if name.rpartition("/")[0] == folder]
        asked = "".join(f"{self._files[name]}\n" for name in names).encode()
        out = BytesIO(git(self.root, "cat-file", "--batch", given=asked))
        for name in names:  # "ID blob SIZE", the content and a line end each
            about = out.readline().decode().split()
            if about[1:2] != ["blob"]:
                raise PackageError(f"{name} in {self.place} cannot be read: git says {' '.join(about)}")
            self._contents[name] = out.read(int(about[2]))
            out.read(1)


class Resources:
    """Files inside an installed package that is imported from a zip."""

    def __init__(self, root: Traversable) -> None:
        self.root = root
        self.place = str(root)

    def names(self, under: str) -> Iterator[str]:
        return below(under, sorted(file.name for file in self.root.iterdir()))  # a wheel has them in one folder

    def exists(self, name: str) -> bool:
        return self.root.joinpath(name).is_file()

    def read(self, name: str) -> bytes:
        return self.root.joinpath(name).read_bytes()


def git(root: Path, *words: str, given: bytes | None = None) -> bytes:
    """The output of a git command run in `root`, `given` on its standard input.

    Raises `PackageError` with git's own message.
    """
    try:
        done = subprocess.run(["git", "-C", str(root), *words], input=given, capture_output=True, check=False)
    except FileNotFoundError:
        raise PackageError("git is not installed") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().expandtabs(4)
        raise PackageError(f"git {words[0]} in {root} failed: {said or f'status {done.returncode}'}")
    return done.stdout


def _commit(root: Path, name: str) -> str:
    try:
        git(root, "rev-parse", "--git-dir")
    except PackageError as reason:
        raise PackageError(f"{reason}; a folder or a zip of a package needs no git") from None
    try:
        found = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except PackageError:
        shallow = git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
        hint = (
            "this clone is shallow: `git fetch --unshallow --tags` fetches the rest"
            if shallow
            else "`git tag` and `git log --oneline` list the revisions"
        )
        raise PackageError(f"{name!r} is not a file, a folder or a git revision of {root}; {hint}") from None
    return found.decode().strip()


def below(under: str, names: Iterable[str]) -> Iterator[str]:
    """The names below a folder; all for ""."""
    return (name for name in names if not under or name.startswith(f"{under}/"))


def _refuse(fault: Fault | None, before: str = "") -> None:
    if fault is not None:
        raise PackageError(f"{before}{fault}")


def checkout_around(path: Path) -> Path | None:
    """The nearest folder from `path` upwards with a descriptor, or None."""
    return next((folder for folder in (path, *path.parents) if (folder / DESCRIPTOR).is_file()), None)


def open_store(path: Path) -> Store:
    """The store at a folder, at a descriptor or at a zip. Raises `PackageError`."""
    if path.is_dir():
        if not (path / DESCRIPTOR).is_file():
            raise PackageError(f"{path} has no {DESCRIPTOR}: give the folder or the zip of a data package")
        return Folder(path)
    if path.name == DESCRIPTOR and path.is_file():
        return Folder(path.parent)
    if path.is_file():
        return Zip(path)
    raise PackageError(f"{path} does not exist")


def installed_store() -> Store:
    """The data of this installation: the checkout that it runs from, else the files in the wheel.

    A checkout is read from its tables each time, so that an editable installation is never stale.
    """
    here = files("sino_pak_data")
    home = Path(str(here))
    if (here / "data" / DESCRIPTOR).is_file():
        return Folder(home / "data") if home.is_dir() else Resources(here / "data")
    if checkout_around(home.parent) == home.parent:
        return Folder(home.parent)
    raise PackageError(
        f"this installation has no data in {home / 'data'}: install a wheel of sino-pak-data, or run from a clone"
    )
