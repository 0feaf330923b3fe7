"""Builds `dist/`: the package, its exports, wheel, sdist and their checksums, all or nothing.

Everything is made in a folder next to the target, which is then moved into place, so that an
interrupted build leaves the old `dist/` as it was. With the tools that `requirements/release.txt` pins,
the same commit gives the same bytes in any folder, time zone, locale and umask; see `release.archive`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sino_pak_data.package.artifacts import PACKAGE, SUMS
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Zip
from sino_pak_data.package.table import Package
from sino_pak_data.release.archive import copy_tree, digest, environment, sums, zipped
from sino_pak_data.release.compile import compiled, package_files
from sino_pak_data.release.diff import compare
from sino_pak_data.release.exports import export_files
from sino_pak_data.release.referee import must_pass


def build(package: Package, root: Path, out: Path) -> list[Path]:
    """Build `package`, whose repository is `root`, into the folder `out`. Returns the files made.

    Raises `PackageError` if `out` is not a folder of an earlier build, if frictionless or pandera find a fault in
    the package, or if wheel and sdist cannot be built.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / SUMS).is_file())):
        raise PackageError(f"{out} was not made by a build and is not replaced: name another folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        for name, content in data_files(package).items():
            (new / name).write_bytes(content)
        must_pass(new / PACKAGE.file(package.descriptor.version))
        _distributions(copy_tree(root, Path(scratch) / "source"), new, environment(package.descriptor))
        (new / SUMS).write_bytes(sums({path.name: digest(path.read_bytes()) for path in new.iterdir()}))
        new.chmod(0o755)
        if out.exists():
            out.rename(Path(scratch) / "old")
        new.rename(out)
    return sorted(out.iterdir())


def data_files(package: Package) -> dict[str, bytes]:
    """The package and its exports by file name: all but wheel and sdist."""
    subject = compiled(package)
    files = {PACKAGE.file(package.descriptor.version): zipped(package_files(package, subject))}
    return files | export_files(subject)


def built_faults(out: Path, package: Package) -> list[str]:
    """What is wrong with a built folder: files that differ from SHA256SUMS, rows or schemas that are not the package's."""
    faults = []
    for line in (out / SUMS).read_text(encoding="utf-8").splitlines():
        expected, _, name = line.partition("  ")
        if not (out / name).is_file() or digest((out / name).read_bytes()) != expected:
            faults.append(f"{name} does not match {SUMS}")
    difference = compare(package.descriptor, Descriptor(Zip(out / PACKAGE.file(package.descriptor.version))))
    faults += [f"{name}: rows or cells differ" for name, table in difference.tables.items() if table]
    return faults + [f"{change.place}: {change.property} differs" for change in difference.schemas]


def _distributions(root: Path, out: Path, environment: Mapping[str, str]) -> None:
    """Wheel and sdist, by the build backend that pyproject.toml names."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, umask=0o022)
    if done.returncode:
        raise PackageError(f"building wheel and sdist failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
