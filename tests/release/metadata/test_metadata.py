"""One dataset described in several formats: they agree, and everything they list exists."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package
from sino_pak_data.release.compile import package_files
from sino_pak_data.release.metadata.documents import PACKAGE, REPOSITORY
from sino_pak_data.release.metadata.facts import facts
from tests.conftest import ROOT

DATA_TYPES = {pa.date32(): "sc:Date", pa.int64(): "sc:Integer", pa.float64(): "sc:Float", pa.bool_(): "sc:Boolean"}
"""Text is the type of everything else."""


@pytest.fixture(scope="module")
def formats(files: dict[str, bytes]) -> dict[str, Any]:
    """Every metadata file as data, by name; `crate` has the entities of the RO-Crate by identifier."""
    names = ("datapackage.json", "schemaorg.json", "croissant.json")
    found = {name.removesuffix(".json"): json.loads(files[name]) for name in names}
    found["cff"] = yaml.safe_load(files["CITATION.cff"])
    found["zenodo"] = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    found["crate"] = {one["@id"]: one for one in json.loads(files["ro-crate-metadata.json"])["@graph"]}
    return found


@pytest.mark.parametrize(
    ("fact", "places"),
    [
        ("title", ["cff:title", "zenodo:title", "schemaorg:name", "croissant:alternateName", "root:name"]),
        ("version", ["cff:version", "zenodo:version", "schemaorg:version", "croissant:version", "root:version"]),
        ("created", ["cff:date-released", "zenodo:publication_date", "schemaorg:datePublished",
                     "croissant:datePublished", "root:datePublished"]),
        ("keywords", ["cff:keywords", "zenodo:keywords", "schemaorg:keywords", "croissant:keywords", "root:keywords"]),
    ],
)  # fmt: skip
def test_every_format_describes_the_same_dataset(fact: str, places: list[str], formats: dict[str, Any]) -> None:
    known = {**formats, "root": formats["crate"]["./"]}
    wanted = formats["datapackage"][fact][: 10 if fact == "created" else None]
    assert [known[name][field] for name, _, field in (place.partition(":") for place in places)] == [wanted] * 5


def test_every_format_has_the_licence_of_the_descriptor(formats: dict[str, Any]) -> None:
    licence = formats["datapackage"]["licenses"][0]
    assert [formats[name]["license"] for name in ("cff", "zenodo")] == [licence["name"]] * 2
    urls = [formats["schemaorg"]["license"], formats["croissant"]["license"], formats["crate"]["./"]["license"]["@id"]]
    assert urls == [licence["path"]] * 3


def test_only_those_whom_the_descriptor_names_are_named(formats: dict[str, Any]) -> None:
    wanted = [one["title"] for one in formats["datapackage"]["contributors"]]
    lists = [formats["cff"]["authors"], formats["zenodo"]["creators"]]
    lists += [formats[name]["creator"] for name in ("schemaorg", "croissant")]
    lists.append([formats["crate"][one["@id"]] for one in formats["crate"]["./"]["creator"]])
    assert [[one["name"] for one in people] for people in lists] == [wanted] * 5


@pytest.mark.parametrize("name", REPOSITORY)
def test_the_checked_in_copy_is_what_the_descriptor_makes(name: str, package: Package) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == REPOSITORY[name](package.descriptor)


def test_every_listed_file_has_its_hash(formats: dict[str, Any], files: dict[str, bytes]) -> None:
    downloads = [*formats["schemaorg"]["distribution"], *formats["croissant"]["distribution"]]
    hashes = [(one["contentUrl"], one["sha256"]) for one in downloads]
    hashes += [(path, one["sha256"]) for path, one in formats["crate"].items() if "sha256" in one]
    assert [path for path, listed in hashes if sha256(files[path]).hexdigest() != listed] == []
    tables = {path for path in files if path.endswith((".csv", ".parquet"))}
    assert {one["contentUrl"] for one in formats["schemaorg"]["distribution"]} == tables
    unlisted = {"datapackage.json", "ro-crate-metadata.json", "SHA256SUMS"}
    assert {one["@id"] for one in formats["crate"]["./"]["hasPart"]} == set(files) - unlisted


def test_croissant_types_every_column_as_parquet_does(formats: dict[str, Any], files: dict[str, bytes]) -> None:
    for record_set in formats["croissant"]["recordSet"]:
        if record_set.get("dataType") == "sc:Enumeration":
            continue
        schema = pq.read_schema(BytesIO(files[f"parquet/{record_set['@id']}.parquet"]))
        assert [one["source"]["extract"]["column"] for one in record_set["field"]] == schema.names
        for field in record_set["field"]:
            kind = schema.field(field["name"]).type
            assert pa.types.is_list(kind) == field.get("isArray", False)
            assert DATA_TYPES.get(kind, "sc:Text") == field["dataType"], field["@id"]
            assert field["dataType"] != "sc:Text" or "string" in str(kind)
            assert field["description"]


def test_croissant_names_everything_once_and_refers_to_nothing_absent(formats: dict[str, Any]) -> None:
    files, sets = formats["croissant"]["distribution"], formats["croissant"]["recordSet"]
    fields = [field for one in sets for field in one["field"]]
    names = [one["@id"] for one in (*files, *sets, *fields)]
    assert len(names) == len(set(names))
    assert all(one["name"] for one in (*files, *sets, *fields))
    targets = {field["references"]["field"]["@id"] for field in fields if "references" in field}
    targets |= {field["source"]["fileObject"]["@id"] for field in fields if "source" in field}
    targets |= {key["@id"] for one in sets for key in ([one["key"]] if isinstance(one["key"], dict) else one["key"])}
    assert targets <= set(names)


def test_croissant_lists_the_codes_themselves(formats: dict[str, Any], package: Package) -> None:
    sets = {one["@id"]: one for one in formats["croissant"]["recordSet"]}
    domain = package["events"].schema.by_name["domain"]
    listed = [(one["codes-domain/value"], one["codes-domain/description"]) for one in sets["codes-domain"]["data"]]
    assert listed == [(code.value, code.description) for code in domain.codes]


def test_schema_org_measures_the_series_that_have_values(formats: dict[str, Any], package: Package) -> None:
    dataset, rows = formats["schemaorg"], package["observations"].rows
    assert {one["propertyID"] for one in dataset["variableMeasured"]} == {row["indicator_id"] for row in rows}
    works = {one["identifier"] for one in dataset["isBasedOn"] if "identifier" in one}
    assert works == {row["source"].partition("[")[0] for row in rows}
    assert dataset["isBasedOn"][0]["url"] == formats["datapackage"]["sources"][0]["path"]
    assert {"China", "Pakistan", "India", "United States"} <= {one["name"] for one in dataset["spatialCoverage"]}
    first, last = dataset["temporalCoverage"].split("/")
    assert first <= "1947"
    assert last >= "2025"


def test_zenodo_learns_what_the_dataset_derives_from(formats: dict[str, Any]) -> None:
    related = {one["relation"]: one["identifier"] for one in formats["zenodo"]["related_identifiers"]}
    assert related == {
        "isSupplementTo": formats["datapackage"]["homepage"],
        "isDerivedFrom": formats["datapackage"]["sources"][0]["path"],
    }


def test_the_documents_are_the_same_when_written_again(files: dict[str, bytes], package: Package) -> None:
    again = package_files(package)
    assert [path for path in PACKAGE if again[path] != files[path]] == []


@pytest.mark.parametrize("name", ["contributors", "licenses", "created", "keywords"])
def test_a_descriptor_that_lacks_a_fact_is_refused_by_name(name: str, base: Path) -> None:
    path = base / "datapackage.json"
    path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != name}))
    with pytest.raises(PackageError, match=name):
        facts(Descriptor(Folder(base)))
