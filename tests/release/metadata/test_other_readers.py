"""The metadata as other tools read it. Run by `make metadata`, in an environment of its own."""

from __future__ import annotations

import json
from datetime import date, datetime
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of this repository, unpacked."""
    out = tmp_path_factory.mktemp("package")
    for name, content in package_files(read(Descriptor(Folder(ROOT)))).items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(content)
    return out


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


def test_schema_org_knows_every_word_that_its_file_uses(folder: Path) -> None:
    from rdflib.namespace import SDO

    used = words(json.loads((folder / "schemaorg.json").read_bytes()))
    assert {"Dataset", "variableMeasured", "sha256"} <= used
    assert [word for word in sorted(used) if word not in SDO] == []


def test_cffconvert_finds_the_citation_valid_and_turns_it_into_a_sentence() -> None:
    from cffconvert import Citation

    citation = Citation((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    citation.validate()
    assert "sino-pak-data contributors (2026). China-Pakistan relations as data" in citation.as_apalike()


def test_rocrate_finds_every_file_that_the_crate_names(folder: Path) -> None:
    from rocrate.rocrate import ROCrate

    crate = ROCrate(str(folder))
    assert crate.name == "China-Pakistan relations as data"
    assert [one["name"] for one in crate.root_dataset["creator"]] == ["sino-pak-data contributors"]
    entities = [one for one in crate.data_entities if one.type == "File"]
    assert len(entities) > 30
    assert [one.id for one in entities if not (folder / one.id).is_file()] == []
    assert date.fromisoformat(str(crate.root_dataset["datePublished"])[:10])
