"""The build: package, its exports, wheel, sdist and their checksums, whole or not at all.

Everything is made in a folder beside the target, which is then moved into place; a build that is
interrupted leaves the old `dist/` as it was. The same commit gives the same bytes in any folder, time
zone, locale and umask with the tools that `requirements/release.txt` pins; `release.source` says how.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Zip
from sino_pak_data.package.table import Package
from sino_pak_data.release.archive import digest, zipped
from sino_pak_data.release.compile import compiled, package_files
from sino_pak_data.release.diff import compare
from sino_pak_data.release.exports.registry import export_files
from sino_pak_data.release.source import copy, environment

SUMS = "SHA256SUMS"


def build(package: Package, root: Path, out: Path) -> list[Path]:
    """Build `package`, whose repository is `root`, into the folder `out`. Returns the files made."""
    version = package.descriptor.version
    out.parent.mkdir(parents=True, exist_ok=True)
    _guard(out)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        tables = compiled(package)
        (new / f"sino-pak-data-{version}.zip").write_bytes(zipped(package_files(package, tables)))
        for name, content in export_files(package.descriptor, tables).items():
            (new / name).write_bytes(content)
        _distributions(copy(root, Path(scratch) / "source"), new, environment(package.descriptor))
        made = sorted(path.name for path in new.iterdir())
        sums = "".join(f"{digest((new / name).read_bytes())}  {name}\n" for name in made)
        (new / SUMS).write_text(sums, encoding="utf-8")
        new.chmod(0o755)
        if out.exists():
            out.rename(Path(scratch) / "old")
        new.rename(out)
    return sorted(out.iterdir())


def differs_from(out: Path, package: Package) -> list[str]:
    """What is wrong with a built folder: a file that is not the one summed, a row that is not the package's."""
    faults = []
    for line in (out / SUMS).read_text(encoding="utf-8").splitlines():
        told, _, name = line.partition("  ")
        if not (out / name).is_file() or digest((out / name).read_bytes()) != told:
            faults.append(f"{name} is not the file of {SUMS}")
    made = Descriptor(Zip(out / f"sino-pak-data-{package.descriptor.version}.zip"))
    difference = compare(package.descriptor, made)
    faults += [f"{name}: rows or cells differ" for name, table in difference.tables.items() if table]
    faults += [f"{change.place}: {change.property} differs" for change in difference.schemas]
    return faults


def _guard(out: Path) -> None:
    """Refuse to replace a folder that no build made."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / SUMS).is_file())):
        raise PackageError(f"{out} holds something that no build made: name another folder with --out")


def _distributions(root: Path, out: Path, environment: Mapping[str, str]) -> None:
    """Wheel and sdist, by the build backend that pyproject.toml names."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, umask=0o022)
    if done.returncode:
        raise PackageError(f"building wheel and sdist failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
