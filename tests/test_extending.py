"""A new rule, table, built table, exporter, metadata format and command touch the files that docs/architecture.md names, no other."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.release.conftest import commit, git

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("git") is None, reason="needs git")]

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", "dist", "*_cache", "__pycache__", "*.egg-info")


def files(kind: str) -> set[str]:
    """The files that the page names for a new one of a kind."""
    section = re.search(rf"^## A new {kind}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section
    return {name.replace("NAME", "toys") for name in re.findall(r"^\| `([^`]+)`", section[1], re.MULTILINE)}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("extending") / "repository"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    commit(copy, "As it is")
    return copy


@pytest.fixture
def scratch(repository: Path) -> Path:
    """The repository as it is, whatever the case before did to it. Bytecode stays, because git ignores it."""
    git(repository, "reset", "--quiet", "--hard")
    git(repository, "clean", "--quiet", "--force", "-d")
    return repository


SCHEMA = """{
  "$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "title": "Toys", "description": "A row is a toy.",
  "record": {"named_by": ["toy_id"]},
  "fields": [
    {"name": "toy_id", "title": "Identifier", "type": "string", "description": "The toy.", "example": "ball",
     "recipe": "given", "constraints": {"required": true, "pattern": "[a-z0-9]+(?:-[a-z0-9]+)*"}},
    {"name": "sources", "title": "Sources", "type": "string", "description": "Where it is described.",
     "holds": "references", "recipe": "given", "example": "yousaf2025drive[1.p1]", "constraints": {"required": true}}
  ],
  "primaryKey": ["toy_id"], "missingValues": [""]
}
"""
RESOURCE = '{"name": "toys", "path": "tables/toys.csv", "schema": "schemas/toys.json"},'
RULE = '''

@rule("toy-date", needs=("events",))
def toy_date(context: CheckContext) -> Iterator[Finding]:
    """An event is not dated 1949.

    Why:  The test says so.
    Fix:  Give another year.
    Bad:  events: date=1949
    Good: events: date=1950
    """
    table = context.package["events"]
    for row in table.rows:
        if row["date"] == "1949":
            yield Finding(table, row, "date", "1949 is the year of the toy", "give another year")
'''
BUILT = '''"""`toys`: one row."""

from __future__ import annotations

from collections.abc import Iterator

from sino_pak_data.package.table import Package


def rows(package: Package) -> Iterator[dict[str, str]]:
    """A ball."""
    yield {"toy_id": "ball", "sources": "yousaf2025drive"}
'''
EXPORTER = '''"""The names of the tables, a line each."""

from __future__ import annotations

from sino_pak_data.release.typed_tables import Edition


def written(edition: Edition) -> bytes:
    """The file."""
    return "\\n".join(edition.tables).encode()
'''
METADATA = '''"""toys.txt: the title of the package."""

from __future__ import annotations

from sino_pak_data.release.metadata.subject import Subject


def document(subject: Subject) -> str:
    """The file."""
    return subject.facts.title + "\\n"
'''
COMMAND = '''"""`toys`: says ball."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """Say ball."""
    click.echo("ball")
'''
BUILD_AND_VERIFY = """
import sys
from hashlib import sha256
from pathlib import Path
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.release.build import data_files
from sino_pak_data.verify import verify
out = Path(sys.argv[1])
files = data_files(read(Descriptor(Folder(Path()))))
for name, content in files.items():
    (out / name).write_bytes(content)
(out / "SHA256SUMS").write_text("".join(f"{sha256(files[n]).hexdigest()}  {n}\\n" for n in sorted(files)))
faults = [f for name in sorted(files) for f in (verify(out / name).faults if name.endswith(".zip") else [])]
sys.exit(str(faults) if faults else 0)
"""
PURPOSE = "a toy: the names of the tables"
# Of each kind: file, the text after which to insert ("" for a new file, "end" for the end), what to insert; the tests to run.
EXTENSIONS: dict[str, tuple[list[tuple[str, str, str]], str]] = {
    "rule": ([("sino_pak_data/checks/rules/dates.py", "end", RULE)], "tests/test_rooms.py tests/checks/test_rules.py -k 'toy or silent or rooms'"),
    "table": ([
        ("schemas/toys.json", "", SCHEMA),
        ("tables/toys.csv", "", "toy_id,sources\nball,yousaf2025drive\n"),
        ("datapackage.json", '"resources": [', RESOURCE),
    ], "tests/checks/test_rules.py tests/loader/test_load.py -k 'toys or silent or authored'"),
    "built table": ([
        ("schemas/built/toys.json", "", SCHEMA),
        ("sino_pak_data/derive/toys.py", "", BUILT),
        ("sino_pak_data/derive/tables.py", "dyad_years, ", "toys, "),
        ("sino_pak_data/derive/tables.py", '    "changes": changes.rows,\n', '    "toys": toys.rows,\n'),
    ], "tests/loader/test_load.py tests/release/exports/test_sqlite.py -k 'toys or names or sqlite'"),
    "exporter": ([
        ("sino_pak_data/release/exports/toys.py", "", EXPORTER),
        ("sino_pak_data/release/exports/__init__.py", "import sqlite, stata, ", "toys, "),
        ("sino_pak_data/release/exports/__init__.py", '[[Edition], bytes]] = {\n', '    "toys": toys.written,\n'),
        ("sino_pak_data/package/artifacts.py", "EXPORTS = (\n", f'    Artifact("toys", "sino-pak-data-VERSION.txt", "{PURPOSE}"),\n'),
        ("README.md", "map, tables, a page per record |\n", f"| `sino-pak-data-VERSION.txt` | {PURPOSE} |\n"),
    ], "tests/release/test_package.py -k 'export or artifact'"),
    "metadata format": ([
        ("sino_pak_data/release/metadata/toys.py", "", METADATA),
        ("sino_pak_data/release/metadata/documents.py", "    terms,\n", "    toys,\n"),
        ("sino_pak_data/release/metadata/documents.py", '    "croissant.json": croissant.document,\n', '    "toys.txt": toys.document,\n'),
    ], "tests/release/metadata/test_metadata.py -k 'hash or again'"),
    "command": ([
        ("sino_pak_data/cli/toys.py", "", COMMAND),
        ("sino_pak_data/cli/__init__.py", "VERBS = {\n", '    "toys": "Say ball.",\n'),
        ("sino_pak_data/cli/__init__.py", "    match verb:\n", '        case "toys":\n            import sino_pak_data.cli.toys\n'),
        ("README.md", "## Commands\n\n| command | does |\n|---|---|\n", "| `toys` | says ball |\n"),
    ], "tests/cli/test_verbs.py tests/data/test_readme.py -k 'verb or command or loads or readme'"),
}  # fmt: skip


def insert(path: Path, place: str, new: str) -> None:
    old = path.read_text(encoding="utf-8") if place else ""
    at = len(old) if place in {"", "end"} else old.index(place) + len(place)
    path.write_text(old[:at] + new + old[at:], encoding="utf-8")


@pytest.mark.parametrize("kind", EXTENSIONS)
def test_the_page_names_every_file_to_touch(kind: str, scratch: Path, tmp_path: Path) -> None:
    alone = {"PATH": os.environ["PATH"], "PYTHONPATH": str(scratch)}

    def run(*words: str | Path) -> None:
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=scratch, env=alone, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"

    insertions, tests = EXTENSIONS[kind]
    for name, place, new in insertions:
        insert(scratch / name, place, new)
    run("-m", "sino_pak_data", "codebook")
    git(scratch, "add", "--all")
    assert set(git(scratch, "diff", "--cached", "--name-only").split()) == files(kind)
    run("-m", "sino_pak_data", "check")
    if kind not in {"rule", "command"}:  # the data holds nothing of these two
        run("-c", BUILD_AND_VERIFY, tmp_path)
    run("-m", "pytest", "-x", *shlex.split(tests))
