"""One dataset described in several formats: they agree, and everything they list exists."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from shutil import copy
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from sino_pak_data.derive.dyad_years import Dyads
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.facts import facts
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.release.compile import DOCUMENTS, package_files
from sino_pak_data.release.metadata.documents import PACKAGE, REPOSITORY
from tests.conftest import ROOT

DATA_TYPES = {pa.date32(): "sc:Date", pa.int64(): "sc:Integer", pa.float64(): "sc:Float", pa.bool_(): "sc:Boolean"}
"""Text is the type of everything else."""


def listed(value: Any) -> list[Any]:
    """The values of a property of the RO-Crate, where one stands alone."""
    return value if isinstance(value, list) else [value]


@pytest.fixture(scope="module")
def formats(files: dict[str, bytes]) -> dict[str, Any]:
    """Every metadata file as data, by name; `root` is the dataset in the RO-Crate."""
    names = ("datapackage", "schemaorg", "croissant", "ro-crate-metadata")
    found = {name: json.loads(files[f"{name}.json"]) for name in names}
    found["cff"] = yaml.safe_load(files["CITATION.cff"])
    found["zenodo"] = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    found["crate"] = {one["@id"]: one for one in found["ro-crate-metadata"]["@graph"]}
    root = found["crate"]["./"]
    creators = [found["crate"][one["@id"]] for one in listed(root["creator"])]
    licences = [one["@id"] for name in ("license", "usageInfo") for one in listed(root.get(name, []))]
    return found | {"root": {**root, "license": licences, "creator": creators}}


@pytest.mark.parametrize(
    ("fact", "places"),
    [
        ("title", "cff:title zenodo:title schemaorg:name croissant:alternateName root:name"),
        ("version", "cff:version zenodo:version schemaorg:version croissant:version root:version"),
        ("created", "cff:date-released zenodo:publication_date schemaorg:datePublished croissant:datePublished"
                    " root:datePublished"),
        ("keywords", "cff:keywords zenodo:keywords schemaorg:keywords croissant:keywords root:keywords"),
        ("creators", "cff:authors zenodo:creators schemaorg:creator croissant:creator root:creator"),
        ("licence", "cff:license zenodo:license"),
        ("licences", "schemaorg:license croissant:license root:license"),
    ],
)  # fmt: skip
def test_every_format_describes_the_same_dataset(fact: str, places: str, formats: dict[str, Any]) -> None:
    package = formats["datapackage"]
    derived = {
        "created": package["created"][:10],
        "creators": [one["title"] for one in package["contributors"]],
        "licence": package["licenses"][0]["name"],
        "licences": [one["path"] for one in package["licenses"]],
    }
    said = [formats[name][field] for name, _, field in (place.partition(":") for place in places.split())]
    if fact == "creators":
        said = [[one["name"] for one in people] for people in said]
    assert said == [{**package, **derived}[fact]] * len(said)


def test_each_table_is_under_our_licence_and_those_of_the_works_whose_figures_it_repeats(
    formats: dict[str, Any], package: Package
) -> None:
    resources = {
        one["path"]: [each["path"] for each in one["licenses"]]
        for one in formats["datapackage"]["resources"]
        if "licenses" in one
    }
    ours, works = formats["datapackage"]["licenses"][0]["path"], package.identifiers("sources")
    assert resources["tables/events.csv"] == [ours]
    figures = {works[row["source"].partition("[")[0]]["licence"] for row in package["observations"].rows}
    assert {
        one.removeprefix("https://spdx.org/licenses/").removesuffix(".html") if "spdx.org" in one else one
        for one in resources["tables/observations.csv"]
    } == {ours, *(figures - {"", "CC-BY-4.0"}), "TERMS.md"}
    for one in formats["schemaorg"]["distribution"]:
        table = one["contentUrl"].rpartition("/")[2].partition(".")[0]
        entity = formats["crate"][one["contentUrl"]]
        own = [each["@id"] for name in ("license", "usageInfo") for each in listed(entity.get(name, []))]
        crate = own or formats["root"]["license"]  # a file has the licences of the whole unless it names others
        assert set(one["license"]) == set(crate) == set(resources[f"tables/{table}.csv"])
    assert {path for paths in resources.values() for path in paths} == set(formats["croissant"]["license"])


def test_each_table_says_where_it_ends(formats: dict[str, Any], package: Package) -> None:
    said = {one["name"]: one["temporal"] for one in formats["datapackage"]["resources"] if "temporal" in one}
    last = max(row["date"] for row in package["events"].rows)[:4]
    assert said["events"] == f"1947/{last}"
    assert said["dyad_years"] == f"1947/{Dyads(package).last}"  # a year that was searched in part has no row
    assert {"sources", "actors"} - set(said) == {"actors"}


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
    assert {one["@id"] for one in formats["root"]["hasPart"]} == set(files) - unlisted


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
    names = [one["@id"] for one in (*files, *sets, *fields) if one["name"]]
    assert len(names) == len(set(names)) == len([*files, *sets, *fields])
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
    places = {one["name"]: one["sameAs"] for one in dataset["spatialCoverage"]}
    assert {"China", "Pakistan", "India", "United States"} <= set(places)
    assert places["Pakistan"] == "https://www.wikidata.org/entity/Q843"
    first, last = dataset["temporalCoverage"].split("/")
    assert (first <= "1947", last >= "2025") == (True, True)


def test_zenodo_learns_what_the_dataset_derives_from(formats: dict[str, Any]) -> None:
    related = {one["relation"]: one["identifier"] for one in formats["zenodo"]["related_identifiers"]}
    assert related == {
        "isSupplementTo": formats["datapackage"]["homepage"],
        "isDerivedFrom": formats["datapackage"]["sources"][0]["path"],
    }


def test_the_documents_are_the_same_when_written_again(base: Path) -> None:
    for name in DOCUMENTS:
        copy(ROOT / name, base)
    once, again = (package_files(read(Descriptor(Folder(base)))) for _ in range(2))
    assert [path for path in PACKAGE if again[path] != once[path]] == []


def test_persons_are_named_in_the_descriptor_alone(base: Path) -> None:
    path, orcid = base / "datapackage.json", "https://orcid.org/0000-0002-1825-0097"
    person = {"title": "Josiah Carberry", "familyName": "Carberry", "givenName": "Josiah", "organization": "Brown University", "path": orcid, "roles": ["creator"]}  # fmt: skip
    doi = "https://doi.org/10.5281/zenodo.1"
    path.write_text(json.dumps({**json.loads(path.read_text()), "contributors": [person], "id": doi}))
    for name in DOCUMENTS:
        shutil.copy(ROOT / name, base)
    known = facts(Descriptor(Folder(base)))
    assert known.citation.startswith("Carberry, Josiah (20")
    assert known.citation.endswith(doi)
    cited = yaml.safe_load(REPOSITORY["CITATION.cff"](Descriptor(Folder(base))))["authors"]
    assert cited == [{"family-names": "Carberry", "given-names": "Josiah", "affiliation": "Brown University", "orcid": orcid}]  # fmt: skip
    (creator,) = json.loads(REPOSITORY[".zenodo.json"](Descriptor(Folder(base))))["creators"]
    assert creator == {"name": "Carberry, Josiah", "affiliation": "Brown University", "orcid": orcid[18:]}
    written = package_files(read(Descriptor(Folder(base))))
    (listed,) = json.loads(written["schemaorg.json"])["creator"]
    assert (listed["@type"], listed["name"], listed["identifier"]) == ("Person", "Josiah Carberry", orcid)
    crate = {one["@id"]: one for one in json.loads(written["ro-crate-metadata.json"])["@graph"]}
    assert crate[orcid]["affiliation"]["name"] == "Brown University"
    assert json.loads(written["croissant.json"])["creator"][0]["@type"] == "sc:Person"


@pytest.mark.parametrize("name", ["contributors", "licenses", "created", "keywords"])
def test_a_descriptor_that_lacks_a_fact_is_refused_by_name(name: str, base: Path) -> None:
    path = base / "datapackage.json"
    path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != name}))
    with pytest.raises(PackageError, match=name):
        facts(Descriptor(Folder(base)))
