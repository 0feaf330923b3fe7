"""One descriptor, told in the words of others: they agree, and what they list is there."""

from __future__ import annotations

import json
from collections.abc import Callable
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
from sino_pak_data.release.metadata.documents import PACKAGE, REPOSITORY
from sino_pak_data.release.metadata.facts import facts
from tests.conftest import ROOT

DATA_TYPES: dict[str, Callable[[pa.DataType], bool]] = {
    "sc:Date": pa.types.is_date,
    "sc:Integer": pa.types.is_integer,
    "sc:Float": pa.types.is_floating,
    "sc:Boolean": pa.types.is_boolean,
    "sc:Text": lambda kind: pa.types.is_string(kind) or pa.types.is_dictionary(kind),
}


@pytest.fixture(scope="module")
def told(files: dict[str, bytes]) -> dict[str, Any]:
    """Every metadata file as data, by name."""
    found = {
        name: json.loads(files[name])
        for name in ("datapackage.json", "schemaorg.json", "croissant.json", "ro-crate-metadata.json")
    }
    found["CITATION.cff"] = yaml.safe_load(files["CITATION.cff"])
    found[".zenodo.json"] = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    return found


def test_every_format_names_the_same_dataset(told: dict[str, Any]) -> None:
    ours = told["datapackage.json"]
    root = next(one for one in told["ro-crate-metadata.json"]["@graph"] if one["@id"] == "./")
    titles = [told["CITATION.cff"]["title"], told[".zenodo.json"]["title"], told["schemaorg.json"]["name"]]
    assert {*titles, told["croissant.json"]["alternateName"], root["name"]} == {ours["title"]}
    versions = {one["version"] for one in (*told.values(), root) if "version" in one}
    assert versions == {ours["version"]}
    dates = [told["CITATION.cff"]["date-released"], told[".zenodo.json"]["publication_date"], root["datePublished"]]
    assert {*dates, told["schemaorg.json"]["datePublished"]} == {ours["created"][:10]}
    licences = {told["schemaorg.json"]["license"], told["croissant.json"]["license"], root["license"]["@id"]}
    assert licences == {ours["licenses"][0]["path"]}
    assert told["CITATION.cff"]["license"] == told[".zenodo.json"]["license"] == ours["licenses"][0]["name"]
    for keywords in (told["CITATION.cff"], told[".zenodo.json"], told["schemaorg.json"], told["croissant.json"]):
        assert keywords["keywords"] == ours["keywords"]


def test_nobody_is_named_whom_the_descriptor_does_not_name(told: dict[str, Any]) -> None:
    wanted = [one["title"] for one in told["datapackage.json"]["contributors"]]
    graph = {one["@id"]: one for one in told["ro-crate-metadata.json"]["@graph"]}
    assert [one["name"] for one in told["CITATION.cff"]["authors"]] == wanted
    assert [one["name"] for one in told[".zenodo.json"]["creators"]] == wanted
    assert [one["name"] for one in told["schemaorg.json"]["creator"]] == wanted
    assert [one["name"] for one in told["croissant.json"]["creator"]] == wanted
    assert [graph[one["@id"]]["name"] for one in graph["./"]["creator"]] == wanted


@pytest.mark.parametrize("name", REPOSITORY)
def test_the_checked_in_copy_is_what_the_descriptor_makes(name: str, package: Package) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == REPOSITORY[name](package.descriptor)


def test_every_listed_file_has_its_hash(told: dict[str, Any], files: dict[str, bytes]) -> None:
    listed = [*told["schemaorg.json"]["distribution"], *told["croissant.json"]["distribution"]]
    hashes = [(one["contentUrl"], one["sha256"]) for one in listed]
    hashes += [(one["@id"], one["sha256"]) for one in told["ro-crate-metadata.json"]["@graph"] if "sha256" in one]
    assert [path for path, told_hash in hashes if sha256(files[path]).hexdigest() != told_hash] == []
    tables = {path for path in files if path.endswith((".csv", ".parquet"))}
    assert {one["contentUrl"] for one in told["schemaorg.json"]["distribution"]} == tables
    root = next(one for one in told["ro-crate-metadata.json"]["@graph"] if one["@id"] == "./")
    assert {one["@id"] for one in root["hasPart"]} == set(files) - {
        "datapackage.json",
        "ro-crate-metadata.json",
        "SHA256SUMS",
    }


def test_croissant_types_every_column_as_parquet_does(told: dict[str, Any], files: dict[str, bytes]) -> None:
    for record_set in told["croissant.json"]["recordSet"]:
        if record_set.get("dataType") == "sc:Enumeration":
            continue
        schema = pq.read_schema(BytesIO(files[f"parquet/{record_set['@id']}.parquet"]))
        assert [one["source"]["extract"]["column"] for one in record_set["field"]] == schema.names
        for field in record_set["field"]:
            kind = schema.field(field["name"]).type
            assert pa.types.is_list(kind) == field.get("isArray", False)
            assert DATA_TYPES[field["dataType"]](kind.value_type if pa.types.is_list(kind) else kind), field["@id"]
            assert field["description"]


def test_croissant_names_everything_once_and_points_at_nothing_absent(told: dict[str, Any]) -> None:
    croissant = told["croissant.json"]
    sets = croissant["recordSet"]
    fields = [field for one in sets for field in one["field"]]
    names = [one["@id"] for one in (*croissant["distribution"], *sets, *fields)]
    assert len(names) == len(set(names))
    assert all(one["name"] for one in (*croissant["distribution"], *sets, *fields))
    pointed = {field["references"]["field"]["@id"] for field in fields if "references" in field}
    pointed |= {field["source"]["fileObject"]["@id"] for field in fields if "source" in field}
    pointed |= {key["@id"] for one in sets for key in ([one["key"]] if isinstance(one["key"], dict) else one["key"])}
    assert pointed <= set(names)


def test_croissant_lists_the_codes_themselves(told: dict[str, Any], package: Package) -> None:
    sets = {one["@id"]: one for one in told["croissant.json"]["recordSet"]}
    domain = package["events"].schema.by_name["domain"]
    listed = [(one["codes-domain/value"], one["codes-domain/description"]) for one in sets["codes-domain"]["data"]]
    assert listed == [(code.value, code.description) for code in domain.codes]


def test_schema_org_measures_the_series_that_have_values(told: dict[str, Any], package: Package) -> None:
    dataset = told["schemaorg.json"]
    rows = package["observations"].rows
    assert {one["propertyID"] for one in dataset["variableMeasured"]} == {row["indicator_id"] for row in rows}
    works = {one["identifier"] for one in dataset["isBasedOn"] if "identifier" in one}
    assert works == {row["source"].partition("[")[0] for row in rows}
    assert dataset["isBasedOn"][0]["url"] == told["datapackage.json"]["sources"][0]["path"]
    assert {"China", "Pakistan", "India", "United States"} <= {one["name"] for one in dataset["spatialCoverage"]}
    first, last = dataset["temporalCoverage"].split("/")
    assert first <= "1947"
    assert last >= "2025"


def test_zenodo_is_told_what_the_dataset_derives_from(told: dict[str, Any]) -> None:
    related = {one["relation"]: one["identifier"] for one in told[".zenodo.json"]["related_identifiers"]}
    assert related == {
        "isSupplementTo": told["datapackage.json"]["homepage"],
        "isDerivedFrom": told["datapackage.json"]["sources"][0]["path"],
    }


def test_the_documents_are_written_the_same_twice(files: dict[str, bytes], package: Package) -> None:
    from sino_pak_data.release.compile import package_files

    again = package_files(package)
    assert [one.path for one in PACKAGE if again[one.path] != files[one.path]] == []


@pytest.mark.parametrize("name", ["contributors", "licenses", "created", "keywords"])
def test_a_descriptor_that_lacks_a_fact_is_refused_by_name(name: str, base: Path) -> None:
    path = base / "datapackage.json"
    path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != name}))
    with pytest.raises(PackageError, match=name):
        facts(Descriptor(Folder(base)))
