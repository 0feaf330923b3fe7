"""Builds `dist/`: the package, its exports, wheel, sdist and their checksums, all or nothing.

Everything is made in a folder next to the target, which is then moved into place, so that an
interrupted build leaves the old `dist/` as it was. With the tools that `requirements/release.txt` pins,
the same commit gives the same bytes in any folder, time zone, locale and umask.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from sino_pak_data.package.artifacts import PACKAGE, PAGE, SUMS
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import DESCRIPTOR, Zip, git
from sino_pak_data.package.table import Package
from sino_pak_data.release.compile import compiled, digest, package_files, sums, zipped
from sino_pak_data.release.diff import compare
from sino_pak_data.release.exports import export_files
from sino_pak_data.release.referee import must_pass

Page = Callable[[Package, Path], bytes]
"""The explorer of a package, whose repository is that folder. Made by a room that reads, so handed in."""


def no_page(_package: Package, _root: Path) -> bytes:
    """No explorer."""
    return b""


def build(package: Package, root: Path, out: Path, page: Page = no_page) -> list[Path]:
    """Build `package`, whose repository is `root`, into the folder `out`. Returns the files made.

    page  makes the explorer, which goes into the zip and beside it

    Of a dataset of somebody else it makes the package and SHA256SUMS.

    Raises `PackageError` if `out` is not a folder of an earlier build, if frictionless or pandera find a fault in
    the package, if wheel and sdist cannot be built, or if git cannot be asked which files of a clone it tracks.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / SUMS).is_file())):
        raise PackageError(f"{out} was not made by a build and is not replaced: name another folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    _clear(out)
    with tempfile.TemporaryDirectory(prefix=_prefix(out), dir=out.parent) as scratch, ThreadPoolExecutor() as pool:
        new = Path(scratch) / "new"
        new.mkdir()
        if package.descriptor.own:
            source = copy_tree(root, Path(scratch) / "source")
            distributions = pool.submit(_distributions, source, new, environment(package.descriptor))
        for name, content in data_files(package, page(package, root)).items():
            (new / name).write_bytes(content)
        if package.descriptor.canonical:  # the reference tools lack types and readings of cells that others may use
            must_pass(new / archive_name(package.descriptor))
        if package.descriptor.own:
            distributions.result()
        (new / SUMS).write_bytes(sums({path.name: digest(path.read_bytes()) for path in new.iterdir()}))
        new.chmod(0o755)
        if out.exists():
            out.rename(Path(scratch) / "old")
        new.rename(out)
    return sorted(out.iterdir())


def data_files(package: Package, page: bytes = b"") -> dict[str, bytes]:
    """The package, its page and its exports by file name: all but wheel and sdist. Exports are those of this dataset alone."""
    subject = compiled(package, page)
    name = archive_name(package.descriptor)
    archive = {name: zipped(package_files(package, subject), name.removesuffix(".zip"))}
    archive |= {PAGE.file(package.descriptor.version): page} if page else {}
    return archive | export_files(subject) if package.descriptor.own else archive


def archive_name(descriptor: Descriptor) -> str:
    """The file name of the package. Raises `PackageError` if the dataset has no name, version or licence to publish it."""
    if descriptor.own:
        return PACKAGE.file(descriptor.version)
    for name in ("name", "version", "licenses"):
        if not descriptor.json.get(name):
            raise PackageError(f"{DESCRIPTOR}: {name} is missing: a package cannot be published without it")
    return f"{descriptor.json['name']}-{descriptor.version}.zip"


def built_faults(out: Path, package: Package) -> list[str]:
    """Rows and schemas in a built folder that differ from those of the package."""
    difference = compare(package.descriptor, Descriptor(Zip(out / PACKAGE.file(package.descriptor.version))))
    faults = [f"{name}: rows or cells differ" for name, table in difference.tables.items() if table]
    return faults + [f"{change.place}: {change.property} differs" for change in difference.schemas]


def _prefix(out: Path) -> str:
    return f".{out.name}-building-"


def _clear(out: Path) -> None:
    """Remove what a killed build left next to `out`; if it was killed while it replaced `out`, put that back."""
    for left in out.parent.glob(f"{_prefix(out)}*"):
        if (left / "old").exists() and not out.exists():
            (left / "old").rename(out)
        shutil.rmtree(left)


def _distributions(root: Path, out: Path, environment: Mapping[str, str]) -> None:
    """Wheel and sdist, by the build backend that pyproject.toml names."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(root)]
    done = subprocess.run(command, capture_output=True, check=False, env=environment, umask=0o022)
    if done.returncode:
        said = b"".join((done.stdout[-2000:], done.stderr[-2000:])).decode("utf-8", "replace")
        raise PackageError(f"building wheel and sdist failed:\n{said}")


def untracked(root: Path) -> list[str]:
    """The files that git neither tracks nor ignores: no build includes them."""
    return _git_files(root, "--others", "--exclude-standard") if _tracked(root) else []


def copy_tree(root: Path, out: Path, replaced: Mapping[str, bytes] | None = None) -> Path:
    """Copy what git tracks in `root` to the new folder `out`, with some files replaced or added.

    A build in the clone itself would take along half-written notes, modes that depend on the umask and times that
    depend on the clock. A tree that is not a clone, such as an unpacked sdist, is built where it is.
    Returns the folder to build in: `out`, or `root` itself where it is not a clone and nothing is replaced.
    """
    contents: dict[str, bytes | None] = {**dict.fromkeys(_tracked(root)), **(replaced or {})}
    for name, content in contents.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((root / name).read_bytes() if content is None else content)
        path.chmod(0o755 if content is None and os.access(root / name, os.X_OK) else 0o644)
    return out if contents else root


def environment(descriptor: Descriptor) -> dict[str, str]:
    """Environment variables that fix clock, time zone, locale and hash seed of a build.

    The clock is `created` of the descriptor, the day of the release. Raises `PackageError` if that is not a time.
    """
    created = str(descriptor.json.get("created", ""))
    try:
        epoch = int(datetime.strptime(created, "%Y-%m-%dT%H:%M:%S%z").timestamp())
    except ValueError:
        raise PackageError(
            f"{DESCRIPTOR}: created must be a time such as 2026-11-24T00:00:00Z, not {created!r}"
        ) from None
    fixed = {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    return {**os.environ, **fixed}


def _tracked(root: Path) -> list[str]:
    """The files that git tracks and that exist; none where `root` is not a clone of a data package.

    Raises `PackageError` in a clone of which git says nothing: it is not installed, or another user owns the clone.
    """
    try:
        names = [name for name in _git_files(root) if (root / name).is_file()]
    except PackageError as reason:
        if any((folder / ".git").exists() for folder in (root, *root.absolute().parents)):
            raise PackageError(f"only what git tracks is built, and git cannot be asked: {reason}") from None
        return []
    return names if DESCRIPTOR in names else []


def _git_files(root: Path, *options: str) -> list[str]:
    names = git(root, "ls-files", "-z", *options).decode("utf-8", "surrogateescape")
    return sorted({name for name in names.split("\0") if name})
