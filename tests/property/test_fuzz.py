"""Whatever the input, the answer is a problem with its place or a refusal, never a traceback.

FUZZ=5000 python -m pytest tests/property      a long run; by default a few examples of each property
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from sino_pak_data.add.add_input import Unusable, decoded, from_csv, from_json
from sino_pak_data.add.bibtex import from_bibtex
from sino_pak_data.add.csl import from_csl
from sino_pak_data.add.forms import from_issue
from sino_pak_data.checks.runner import check
from sino_pak_data.cli import main
from sino_pak_data.package.table import Package
from sino_pak_data.reading.reader import open_package

EXAMPLES = int(os.environ.get("FUZZ", "20"))
few = settings(max_examples=EXAMPLES)

TABLES = ["events", "sources", "observations", "claims", "retired"]
BITS = [b"\x00", b"\xff", b"\xef\xbb\xbf", "\u202e".encode(), b"9" * 400, *(bytes([byte]) for byte in b'",\n\r;[~= ')]
ODD = st.one_of(
    st.sampled_from(BITS),
    st.binary(max_size=12),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "replace")),
)
CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), ODD), min_size=1, max_size=5)
BODIES = st.one_of(st.text(max_size=200), st.text(alphabet='#{}[]",:;\n\\@=aé0 ', max_size=200))


def spoilt(content: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    """The content with pieces replaced; a cut is a place (0 to 1), a number of bytes and new bytes."""
    for where, length, new in cuts:
        at = int(where * len(content))
        content = content[:at] + new + content[at + length :]
    return content


@pytest.fixture
def spoil(base: Path) -> Callable[[str, list[tuple[float, int, bytes]]], Path]:
    """Spoil one table of the small package; the others are as they were."""
    good = {path: path.read_bytes() for path in (base / "tables").iterdir()}

    def lay(table: str, cuts: list[tuple[float, int, bytes]]) -> Path:
        for path, content in good.items():
            path.write_bytes(content)
        path = base / "tables" / f"{table}.csv"
        path.write_bytes(spoilt(good[path], cuts))
        return path

    return lay


def run(base: Path, monkeypatch: pytest.MonkeyPatch, *words: str, given: str = "") -> Result:
    monkeypatch.chdir(base)
    result = CliRunner().invoke(main, words, input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code in {0, 1, 2}
    return result


@few
@given(table=st.sampled_from(TABLES), cuts=CUTS)
def test_every_spoilt_table_is_read_and_every_problem_has_a_place(spoil, base: Path, table: str, cuts) -> None:
    path = spoil(table, cuts)
    lines = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    found = check(open_package(base)).problems
    here = [problem for problem in found if problem.file == f"tables/{table}.csv"]
    assert all(1 <= problem.line <= lines and problem.column >= 1 and problem.message for problem in here)


@few
@given(table=st.sampled_from(TABLES), cuts=CUTS)
def test_format_repairs_or_refuses_and_then_changes_nothing(spoil, base: Path, monkeypatch, table: str, cuts) -> None:
    path = spoil(table, cuts)
    before = path.read_bytes()
    first = run(base, monkeypatch, "format")
    after = path.read_bytes()
    second = run(base, monkeypatch, "format")
    assert path.read_bytes() == after
    assert after != before or first.exit_code == second.exit_code
    if first.exit_code == 0:
        assert run(base, monkeypatch, "format", "--check").exit_code == 0


@few
@given(body=BODIES)
def test_input_is_accepted_or_refused(package: Package, body: str) -> None:
    schema = package["sources"].schema
    for take in (
        lambda: from_csv(body, schema, "rows.csv"),
        lambda: from_json(body, package.descriptor, "sources", "rows.json"),
        lambda: from_csl(body, schema, "work.json"),
        lambda: from_bibtex(body, schema, "work.bib"),
        lambda: from_issue(body, package),
        lambda: decoded(body.encode("utf-16"), "rows.csv"),
    ):
        try:
            taken = take()
        except Unusable as refusal:
            assert str(refusal)
        else:
            assert isinstance(taken, (list, str))


@settings(few, max_examples=max(5, EXAMPLES // 4))
@given(
    row=st.dictionaries(
        st.sampled_from(["event_id", "date", "title", "actors", "sources", "note"]), st.text(max_size=20)
    )
)
def test_add_writes_a_good_row_or_nothing(base: Path, monkeypatch, row: dict[str, str]) -> None:
    before = {path.name: path.read_bytes() for path in (base / "tables").iterdir()}
    result = run(base, monkeypatch, "add", "events", "--from", "-", given=json.dumps(row))
    after = {path.name: path.read_bytes() for path in (base / "tables").iterdir()}
    assert result.exit_code == 0 or after == before
