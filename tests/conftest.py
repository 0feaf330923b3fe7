"""A small good package of real rows, and the means to damage a copy of it."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from sino_pak_data.cells import csv_lines
from sino_pak_data.checks.runner import check
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import Problem
from sino_pak_data.package.schema import Json
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.reading.reader import Authored, open_package
from sino_pak_data.release.compile import compiled, package_files, wheel_files
from sino_pak_data.release.metadata.subject import Subject

ROOT = Path(__file__).parent.parent

# No deadline and no check of speed: a busy machine is not a fault. A fixture may outlive one example, because tests
# that write to it write it whole.
settings.register_profile("shared", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("shared")


def with_own_examples(name: str, code_list: Json) -> Json:
    """A code list without examples, which name rows of the real tables; `instrument` has some of the base."""
    own = {
        "treaty": ["friendship-treaty-2005"],
        "agreement": ["diplomatic-relations-1951", "fta-goods-investment-2006"],
    }
    for code in code_list["codes"]:
        code.pop("examples", None)
        if name == "instrument":
            code |= {"include": code["description"], "examples": own.get(code["value"], [])}
    return code_list


@cache
def base_files() -> dict[str, bytes]:
    """The small package of `tests/base` with the repository's own schemas, content by path; made once.

    A table that `tests/base` lacks gets its header, so that a new table needs no copy there.
    """
    with TemporaryDirectory() as folder:
        package = Path(folder)
        shutil.copytree(ROOT / "tests" / "base" / "tables", package / "tables")
        shutil.copytree(ROOT / "schemas", package / "schemas")
        for path in (package / "schemas" / "codes").glob("*.json"):
            path.write_text(json.dumps(with_own_examples(path.stem, json.loads(path.read_text()))), encoding="utf-8")
        shutil.copy(ROOT / "datapackage.json", package)
        for resource in Descriptor(Folder(package)).authored.values():
            if not (package / resource.path).exists():
                (package / resource.path).write_text(csv_lines.write(resource.schema.names) + "\n", encoding="utf-8")
        return {str(path.relative_to(package)): path.read_bytes() for path in package.rglob("*") if path.is_file()}


def copy_base(package: Path) -> Path:
    """Write the small package into a folder."""
    for name, content in base_files().items():
        lay_down(package / name, content)
    return package


OLD = 946_684_800
"""The time of a file of the base that no test has written: 2000-01-01."""


def lay_down(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    os.utime(path, (OLD, OLD))


def mend(package: Path) -> None:
    """Undo whatever a test did to a copy of the base. Eighty new files would cost more than most tests."""
    lost, sound = base_files().copy(), {str(Path(name).parent) for name in base_files()}
    for here, folders, names in os.walk(package):
        inside = Path(here).relative_to(package)
        for name in [*folders, *names]:
            path, key = Path(here, name), (inside / name).as_posix()
            state = path.lstat()
            if S_ISDIR(state.st_mode):
                if key not in sound:
                    folders.remove(name)
                    shutil.rmtree(path)
            elif S_ISREG(state.st_mode) and state.st_mtime == OLD and state.st_size == len(lost.get(key, "")):
                lost.pop(key, None)
            else:
                path.unlink()
    for key, content in lost.items():
        lay_down(package / key, content)


@cache
def real_package() -> Authored:
    """The real tables as `check` reads them, for tests that change nothing; read once, when first asked for."""
    return open_package(ROOT)


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever a test or a command that it runs leaves among the temporary files, such as locks, goes with the test run."""
    with pytest.MonkeyPatch.context() as patch:
        folder = str(tmp_path_factory.mktemp("temporary"))
        patch.setattr(tempfile, "tempdir", folder)
        for name in ("TMPDIR", "TEMP", "TMP"):
            patch.setenv(name, folder)
        yield


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where copies of the small package wait between tests."""
    return tmp_path_factory.mktemp("shelf")


@contextmanager
def lent(kept: Path, package: Path) -> Iterator[Path]:
    """A copy of the small package, mended afterwards and kept for the next test."""
    if kept.exists():
        kept.rename(package)
    else:
        copy_base(package)
    yield package
    with suppress(OSError):  # a copy that cannot be mended stays where it is
        mend(package)
        package.rename(kept)


@pytest.fixture
def base(tmp_path: Path, shelf: Path) -> Iterator[Path]:
    """A copy of the small package, to damage."""
    with lent(shelf / "base", tmp_path / "package") as package:
        yield package


@pytest.fixture
def checked(base: Path) -> Callable[..., list[Problem]]:
    """Damage the base (`table`, old text, new text) and check it."""

    def run(table: str, old: str | bytes, new: str | bytes) -> list[Problem]:
        path = base / "tables" / f"{table}.csv"
        text = path.read_bytes()
        before, after = (part.encode() if isinstance(part, str) else part for part in (old, new))
        assert before in text, f"{old!r} is not in {path.name}"
        path.write_bytes(text.replace(before, after, 1))
        return check(open_package(base)).problems

    return run


@pytest.fixture(scope="session")
def package() -> Package:
    return read(Descriptor(Folder(ROOT)))


@pytest.fixture(scope="session")
def subject(package: Package) -> Subject:
    """What a build makes of the real tables."""
    return compiled(package)


@pytest.fixture(scope="session")
def files(
    package: Package, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The published package, content by path."""
    return kept("files", tmp_path_factory, lambda: package_files(package, request.getfixturevalue("subject")))


@pytest.fixture(scope="session")
def wheel(
    package: Package, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What the wheel carries, content by name."""
    return kept("wheel", tmp_path_factory, lambda: wheel_files(package, request.getfixturevalue("subject")))


def kept(name: str, folders: pytest.TempPathFactory, make: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
    """Files made once for all the processes among which the tests are divided."""
    own = folders.getbasetemp()
    path = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / f"{name}.pickle"
    if not path.exists():
        (own / path.name).write_bytes(pickle.dumps(make()))
        (own / path.name).replace(path)
    return pickle.loads(path.read_bytes())
