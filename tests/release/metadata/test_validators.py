"""The metadata as official validators judge it. Run by `make metadata`, in an environment of its own.

None of them has a network here: what they would fetch comes from a package.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.release.metadata.test_other_readers import CONTEXT, ROOT, plain, unpacked

pytestmark = pytest.mark.metadata


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(tmp_path_factory.mktemp("package"))


def flaws(schema: Path, document: Any) -> list[str]:
    """What a JSON Schema of draft 7 finds in a document, with the place of each."""
    from jsonschema import Draft7Validator

    found = Draft7Validator(json.loads(schema.read_bytes())).iter_errors(document)
    return [f"{'/'.join(map(str, one.path))}: {one.message}" for one in found]


def test_the_schemas_of_data_package_2_accept_descriptor_and_table_schemas(folder: Path) -> None:
    import dplib

    profiles = Path(dplib.__file__).parent / "profiles" / "2.0"
    for descriptor in (folder / "datapackage.json", ROOT / "datapackage.json"):
        assert flaws(profiles / "datapackage.json", json.loads(descriptor.read_bytes())) == []
    for path in [*(ROOT / "schemas").glob("*.json"), *(ROOT / "schemas" / "built").glob("*.json")]:
        assert flaws(profiles / "tableschema.json", json.loads(path.read_bytes())) == [], path.name
    damaged = json.loads((folder / "datapackage.json").read_bytes()) | {"resources": []}
    assert flaws(profiles / "datapackage.json", damaged)


def test_datacite_accepts_its_file(folder: Path) -> None:
    from datacite import schema45

    document = json.loads((folder / "datacite.json").read_bytes())
    assert [one.message for one in schema45.validator.iter_errors(document)] == []
    assert list(schema45.validator.iter_errors(document | {"publicationYear": "soon"}))


def test_csv_on_the_web_reads_every_row_and_finds_every_key(folder: Path) -> None:
    from csvw import TableGroup

    group = TableGroup.from_file(folder / "tables" / "csv-metadata.json")
    read = {table.local_name: list(table.iterdicts()) for table in group.tables}
    typed = {name: pq.read_table(folder / "parquet" / f"{name.removesuffix('.csv')}.parquet") for name in read}
    assert {name: len(rows) for name, rows in read.items()} == {name: table.num_rows for name, table in typed.items()}
    for name, rows in read.items():  # a day is read as its first moment, an empty list is not missing
        assert [[plain(cell) or None for cell in row.values()] for row in rows] == [
            [cell or None for cell in row.values()] for row in typed[name].to_pylist()
        ], name
    group.check_referential_integrity()


@pytest.fixture
def crate_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives the validator of research objects the context that it would fetch: that of the rocrate package, a later one."""
    from rdflib.plugins.shared.jsonld import context
    from rocrate_validator.utils.http import HttpRequester

    local = json.loads((files("rocrate") / "data" / "ro-crate.jsonld").read_bytes())
    fetched = context.source_to_json
    answer = SimpleNamespace(status_code=200, headers={"Content-Type": "application/ld+json"}, json=lambda: local, text=json.dumps(local), content=json.dumps(local).encode())  # fmt: skip
    monkeypatch.setattr(HttpRequester, "get", lambda *_, **__: answer, raising=False)
    monkeypatch.setattr(HttpRequester, "head", lambda *_, **__: answer, raising=False)
    monkeypatch.setattr(
        context, "source_to_json", lambda at, *a, **k: (local, None) if "ro/crate" in str(at) else fetched(at, *a, **k)
    )


def crate_issues(folder: Path) -> list[tuple[str, str]]:
    """What the RO-Crate validator requires or recommends beside what it finds, with the entity."""
    from rocrate_validator import services

    asked = services.ValidationSettings(rocrate_uri=str(folder), profile_identifier="ro-crate-1.2", requirement_severity="RECOMMENDED", offline=True)  # fmt: skip
    return [(str(one.violatingEntity), one.message or "") for one in services.validate(asked).get_issues()]


def test_the_crate_has_what_ro_crate_requires_and_recommends(folder: Path, crate_context: None, tmp_path: Path) -> None:
    issues = crate_issues(folder)
    # the contributors are no organisation that the register of research organisations knows
    assert [entity for entity, message in issues if "ROR" not in message] == []
    assert len(issues) == 1
    copied = Path(shutil.copytree(folder, tmp_path / "damaged"))
    text = (copied / "ro-crate-metadata.json").read_text(encoding="utf-8")
    (copied / "ro-crate-metadata.json").write_text(text.replace('"datePublished"', '"published"'), encoding="utf-8")
    assert len(crate_issues(copied)) > 1


def test_the_dataset_fits_the_shapes_that_science_gives_schema_org(folder: Path) -> None:
    from pyshacl import validate
    from rdflib import SH, Graph

    shapes = Graph().parse(str(files("soso") / "data" / "soso_common_v1.2.3.ttl"))

    def messages(document: dict[str, Any]) -> list[str]:
        data = Graph().parse(data=json.dumps(document | {"@context": CONTEXT}), format="json-ld")
        _, report, _ = validate(data, shacl_graph=shapes)
        return sorted(map(str, report.objects(None, SH.resultMessage)))

    dataset = json.loads((folder / "schemaorg.json").read_bytes())
    assert messages(dataset) == []
    del dataset["description"]
    assert messages(dataset) == ["Dataset must have a description"]


@pytest.mark.skipif(not shutil.which("java"), reason="the W3C's HTML checker runs on Java")
def test_the_html_checker_finds_the_codebook_valid(folder: Path) -> None:
    checker = Path(sys.prefix) / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", checker, "--format", "json", "--exit-zero-always", folder / "codebook.html"]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)["messages"]
    # it does not compute the hashes of inline styles and scripts that our Content-Security-Policy allows
    assert [one for one in said if "violates Content Security Policy" not in one["message"]] == []


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.mark.skipif(CHROMIUM is None, reason="axe runs in Chromium")
def test_axe_finds_the_codebook_accessible(folder: Path, tmp_path: Path) -> None:
    assert broken_rules((folder / "codebook.html").read_text(encoding="utf-8"), tmp_path) == []
    assert "image-alt" in broken_rules("<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src=x></main></body>", tmp_path)  # fmt: skip


def broken_rules(page: str, folder: Path) -> list[str]:
    """The rules of axe that a page breaks. Its Content-Security-Policy is left out: it would keep axe out too."""
    import axe_core_python

    (axe,) = Path(axe_core_python.__file__).parent.rglob("axe.min.js")
    ask = """addEventListener("load", async () => {
        const found = await axe.run(document, {resultTypes: ["violations"]});
        document.body.innerHTML = "<pre id=axe>" + JSON.stringify(found.violations.map(one => one.id)) + "</pre>";
    });"""
    library = axe.read_text(encoding="utf-8").replace("</script", r"<\/script")
    scripts = f"<script>{library}</script><script>{ask}</script>"
    page = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    (folder / "page.html").write_text(page.replace("</body>", scripts + "</body>"), encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom", (folder / "page.html").as_uri()]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
    return list(json.loads(re.findall("<pre id=.?axe.?>(.*?)</pre>", dom)[0]))
