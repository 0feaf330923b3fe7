"""Spark counts what DuckDB finds: needs the extra `spark` and Java, which `make slow` and `.ci/run` install."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.benchmarks import generate
from tests.bulk.conftest import Checked

pytest.importorskip("pyspark")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")]


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of events, one in fifty of which is bad, and the states that they may be of."""
    monkeypatch.setattr(generate, "BAD", 0.02)
    generate.write(4_000, tmp_path / "events.csv")
    with (tmp_path / "events.csv").open("ab") as file:
        file.write('9001,2015-04-20,CHN,PAK,010,1,1.0,1,"Mus\xe9e"\n'.encode("latin-1"))
        file.write(b'9002,2015-04-31,CHN,ZZZ,,1,1.0,1,"a ""b"", c"\n9003,1978-12-31, CHN ,PAK,1 0,1,1e1,1,\n')
    (tmp_path / "states.csv").write_text("state\n" + "\n".join(generate._STATES[:18]) + "\n", encoding="utf-8")
    schema = {
        **generate.SCHEMA, "uniqueKeys": [["event_id", "date"]],
        "foreignKeys": [{"fields": "target", "reference": {"resource": "states", "fields": "state"}}],
    }  # fmt: skip
    states = {"fields": [{"name": "state", "type": "string"}], "primaryKey": "state"}
    resources = [
        {"name": "events", "path": "events.csv", "schema": schema},
        {"name": "states", "path": "states.csv", "schema": states},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}))
    return tmp_path


def test_both_engines_count_the_same(bulk: Checked, events: Path) -> None:
    here, there = bulk(events), bulk(events, engine="spark")

    assert here.report.counts == there.report.counts
    assert (here.rows, here.files) == (there.rows, there.files)
    assert {one.rule for one in there.report.problems} == {rule for _, rule in there.report.counts}
    assert {one.line for one in there.report.problems} == {0}
