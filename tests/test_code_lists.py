"""A column that lists codes, such as the subject of a claim, from the cell to everything that is published."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pandera.errors import SchemaErrors

from sino_pak_data import open_package, schemas
from sino_pak_data.add.forms import cell
from sino_pak_data.add.sampling import population
from sino_pak_data.checks.runner import check
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Field, grammar_pattern, parsed
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import read
from sino_pak_data.reading import canonical, reader
from sino_pak_data.reading.column_shift import Fit
from sino_pak_data.release.compile import DOCUMENTS, compiled, package_files
from sino_pak_data.release.exports import sqlite
from sino_pak_data.release.metadata import croissant, documents
from sino_pak_data.release.schema_diff import Bump, compare_schemas
from sino_pak_data.release.typed_tables import edition
from sino_pak_data.verify.descriptor_form import form_faults
from tests.conftest import ROOT

CLAIM, SUBJECTS = "yousaf-fatf-unsc-2008", "fatf;united_nations"


@pytest.fixture
def subject(base: Path) -> Field:
    return Descriptor(Folder(base)).table("claims").schema.by_name["subject"]


def written(base: Path, subjects: str) -> reader.Authored:
    """The base with these subjects of one claim."""
    path = base / "tables" / "claims.csv"
    path.write_text(path.read_text().replace(SUBJECTS, subjects))
    return reader.open_package(base)


@pytest.mark.parametrize(
    ("subjects", "found"),
    [
        (SUBJECTS, []),
        ("corridor;traed", [("unknown-code", 9, "'traed' is not a valid subject", "did you mean 'trade'?")]),
        ("trade;corridor", [("unsorted-codes", 6, "'corridor' comes after", "`sino-pak-data format`")]),
        ("trade;trade", [("repeated-item", 6, "trade", "")]),
        ("corridor; trade", [("loose-list", 9, "a space next to a semicolon", "`sino-pak-data format`")]),
    ],
)
def test_a_fault_is_at_its_item_and_names_the_nearest_code(
    base: Path, subjects: str, found: list[tuple[str, int, str, str]]
) -> None:
    problems = check(written(base, subjects)).problems
    start = (base / "tables" / "claims.csv").read_text().splitlines()[1].index(subjects) + 1
    assert [(p.rule, p.column - start) for p in problems] == [(rule, at) for rule, at, _, _ in found]
    for problem, (_, _, message, hint) in zip(problems, found, strict=True):
        assert message in problem.message
        assert hint in problem.hint


def test_format_sorts_the_codes_and_drops_repetitions(base: Path) -> None:
    text = canonical.text(written(base, "united_nations; fatf;fatf")["claims"])
    assert f",{SUBJECTS}," in text


def test_a_form_takes_labels_and_codes(base: Path, subject: Field) -> None:
    package = reader.open_package(base)
    assert cell(package, subject, "United Nations\n- FATF; trade") == "fatf;trade;united_nations"
    assert cell(package, subject, "Untied Nations") == "Untied Nations"


def test_a_sample_can_be_drawn_of_rows_with_one_of_the_codes(base: Path) -> None:
    drawn = population(reader.open_package(base), "claims", {"subject": "united_nations"})
    assert [row["claim_id"] for row in drawn.rows] == [CLAIM]


def test_the_published_schema_says_it_in_the_terms_of_the_standard_and_is_read_again(base: Path) -> None:
    descriptor = Descriptor(Folder(base))
    schema = descriptor.table("claims").schema
    published = descriptor.published(schema)
    (json_field,) = (one for one in published["fields"] if one["name"] == "subject")
    assert json_field.keys().isdisjoint({"categories"}), "which are for whole cells"
    assert "enum" not in json_field["constraints"]
    matches = re.compile(json_field["constraints"]["pattern"]).fullmatch
    assert [bool(matches(text)) for text in (SUBJECTS, "fatf", "fatf;", "fatf;traed", "fatfs")] == [
        True,
        True,
        *[False] * 3,
    ]
    again = parsed("claims", json.loads(json.dumps(published)), lambda name: [], False).by_name["subject"]
    assert (again.values, grammar_pattern(again)) == (
        schema.by_name["subject"].values,
        json_field["constraints"]["pattern"],
    )


def test_a_filter_finds_each_of_the_codes_and_refuses_others(base: Path) -> None:
    data = open_package(base)
    for wanted in ("united_nations", {"any": ["fatf", "corridor"]}):
        assert [*data.load("claims", filters={"subject": wanted})["claim_id"]] == [CLAIM]
    with pytest.raises(ValueError, match="no code 'unitednations' of subject; did you mean 'united_nations'"):
        data.load("claims", filters={"subject": {"any": ["fatf", "unitednations"]}})
    assert data.codebook("claims").frame().at["subject", "type"] == "list of codes"


def test_it_is_typed_as_a_list_and_pandera_looks_into_it(base: Path) -> None:
    claims = open_package(base).load("claims", engine="pyarrow")
    assert claims.schema.field("subject").type == pa.list_(pa.string())
    descriptor = Descriptor(Folder(base))
    judge = schemas.frame_schema(descriptor, descriptor.table("claims").schema)
    frame = open_package(base).load("claims")
    judge.validate(frame, lazy=True)
    with pytest.raises(SchemaErrors, match="pattern"):
        judge.validate(frame.assign(subject=pd.Series([["traed"]] * len(frame))), lazy=True)


def test_sql_has_a_row_per_code(base: Path) -> None:
    content = sqlite.written(edition(compiled(read(Descriptor(Folder(base))))))
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(content)
        rows = opened.execute("SELECT s.position, code, label FROM claims_subject s JOIN codes USING (code) "
                              "WHERE claim_id = ? AND table_name = 'claims' AND column_name = 'subject' ORDER BY 1", [CLAIM])  # fmt: skip
        assert rows.fetchall() == [(1, "fatf", "FATF"), (2, "united_nations", "United Nations")]


def test_the_codebook_counts_a_row_under_each_of_its_codes(base: Path) -> None:
    made = compiled(read(Descriptor(Folder(base))))
    documents.write(made)
    text = made.files["CODEBOOK.md"].content.decode()
    assert "| list of codes: [subject](#codes-subject) |" in text
    for code in ("fatf", "united_nations", "trade"):
        assert f"[`{code}`](#codes-subject.{code})\N{NO-BREAK SPACE}1" in text
    assert re.search(r'id="codes-subject.united_nations"></a>`united_nations` .* \| 1 \|', text)


def test_croissant_has_an_array_and_the_list_but_no_join_that_its_reader_cannot_follow(base: Path) -> None:
    described = json.loads(croissant.document(compiled(read(Descriptor(Folder(base))))))
    sets = {one["@id"]: one for one in described["recordSet"]}
    (column,) = (one for one in sets["claims"]["field"] if one["@id"] == "claims/subject")
    assert (column["isArray"], "references" in column) == (True, False)
    assert sets["codes-subject"]["data"][0]["codes-subject/value"] == "partnership"


def test_a_descriptor_with_the_codes_in_another_form_is_refused(base: Path) -> None:
    for name in DOCUMENTS:
        shutil.copy(ROOT / name, base)
    described = json.loads(package_files(read(Descriptor(Folder(base))))["datapackage.json"])
    assert list(form_faults(described, wheel=False)) == []
    claims = next(one for one in described["resources"] if one["name"] == "claims")
    next(one for one in claims["schema"]["fields"] if one["name"] == "subject")["itemCategories"] = ["fatf"]
    (fault,) = form_faults(described, wheel=False)
    assert "itemCategories" in str(fault)


def test_a_row_with_several_codes_is_not_taken_for_one_whose_cells_are_shifted(base: Path) -> None:
    table = reader.open_package(base)["claims"]
    fit = Fit(table.schema, table.header)
    assert [fit.misfits(list(row.values())) for row in table.rows] == [0, 0, 0]
    assert fit.misfits(["traed" if name == "subject" else cell for name, cell in table.rows[0].items()]) == 1


def test_a_row_is_an_example_of_each_of_its_codes(base: Path) -> None:
    path = base / "schemas" / "codes" / "subject.json"
    described = json.loads(path.read_text())
    for code in described["codes"]:
        code |= {"include": "What it says.", "examples": [CLAIM] if code["value"] in ("fatf", "trade") else []}
    path.write_text(json.dumps(described))
    assert sorted(problem.message for problem in check(reader.open_package(base)).problems) == [
        "subject: partnership: 0 of 1 examples",
        "subject: trade: the example 'yousaf-fatf-unsc-2008' carries fatf and united_nations",
        "subject: united_nations: 0 of 1 examples",
    ]


def test_a_new_code_is_one_change_of_its_list(base: Path, tmp_path: Path) -> None:
    old = shutil.copytree(base, tmp_path / "old")
    path = base / "schemas" / "codes" / "subject.json"
    described = json.loads(path.read_text())
    described["codes"].append({"value": "space", "label": "Space", "description": "Satellites and launches."})
    path.write_text(json.dumps(described))
    (added,) = compare_schemas(Descriptor(Folder(old)), Descriptor(Folder(base)))
    assert (added.place, added.property, added.bump) == ("codes/subject: space", "code", Bump.minor)
