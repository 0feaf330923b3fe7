"""What a difference demands of the version, of rows and of schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.store import Folder
from sino_pak_data.release.impact import demands, least, parts
from sino_pak_data.release.schema_diff import Bump, SchemaChange, compare_schemas
from tests.release.conftest import Edit, changes


@pytest.mark.parametrize(
    ("old", "bump", "new"),
    [
        ("1.4.2", "major", "2.0.0"),
        ("1.4.2", "minor", "1.5.0"),
        ("1.4.2", "patch", "1.4.3"),
        ("1.4.2", "none", "1.4.2"),
        ("0.4.2", "major", "0.5.0"),  # SemVer 2.0.0, clause 4
        ("0.9.9", "minor", "0.10.0"),
    ],
)
def test_the_least_version(old: str, bump: str, new: str) -> None:
    assert least(old, Bump[bump]) == new


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "01.0.0", "1.0.0-rc1", "", "1.0.0\n"])
def test_anything_but_three_numbers_is_refused(version: str) -> None:
    with pytest.raises(PackageError, match="three numbers"):
        parts(version)


@pytest.mark.parametrize(
    ("file", "old", "new", "bump", "reason"),
    [
        (
            "agreements",
            "Treaty of Friendship",
            "Treaty of Amity",
            "patch",
            "changed: agreements/friendship-treaty-2005",
        ),
        ("retired", "by\n", "by\nevents/a,0.2.0,Error.,\n", "minor", "added: retired/events/a"),
        ("evidence", "yousaf-treaty-2005,", "yousaf-trade-2018,", "major", "removed: evidence/yousaf-treaty-2005:"),
    ],
)
def test_rows_demand(base: Path, edit: Edit, file: str, old: str, new: str, bump: str, reason: str) -> None:
    edit(f"tables/{file}.csv", old, new)
    greatest = demands(changes(base))[0]
    assert greatest.bump is Bump[bump]
    assert reason in greatest.reason


def altered(base: Path, file: str, alter: str) -> list[SchemaChange]:
    """What changes when a statement is run over the JSON of a schema, called `schema`."""
    before = Descriptor(Folder(base))
    facts = compare_schemas(before, before)
    assert facts == []
    path = base / "schemas" / f"{file}.json"
    schema: Any = json.loads(path.read_text(encoding="utf-8"))
    fields = {field["name"]: field for field in schema.get("fields", [])}
    exec(alter, {"schema": schema, "fields": fields})
    path.write_text(json.dumps(schema), encoding="utf-8")
    return compare_schemas(before, Descriptor(Folder(base)))


@pytest.mark.parametrize(
    ("file", "alter", "bump", "place"),
    [
        ("events", "fields['place'].setdefault('constraints', {})['required'] = True", "major", "events.place"),
        ("events", "del fields['date']['constraints']['required']", "minor", "events.date"),
        ("events", "fields['note']['description'] = 'Other words.'", "patch", "events.note"),
        ("events", "fields['note']['type'] = 'integer'", "major", "events.note"),
        ("events", "schema['fields'].remove(fields['note'])", "major", "events.note"),
        ("events", "schema['fields'].append({**fields['note'], 'name': 'remark'})", "minor", "events.remark"),
        ("events", "schema['fields'].reverse()", "minor", "events"),
        ("events", "schema['primaryKey'] = ['event_id', 'date']", "major", "events"),
        ("events", "schema['foreignKeys'] = []", "minor", "events"),
        ("events", "schema['title'] = 'Happenings'", "patch", "events"),
        ("events", "fields['event_id']['constraints']['pattern'] = '[a-z]+'", "major", "events.event_id"),
        ("events", "fields['event_id']['constraints']['minLength'] = 0", "major", "events.event_id"),
        ("built/verdicts", "fields['independent_sources']['constraints']['minimum'] = 1", "major", "verdicts.indep"),
        ("observations", "fields['value']['unit'] = 'USD'", "major", "observations.value"),
        ("observations", "del fields['value']['unit']", "patch", "observations.value"),
        ("codes/domain", "schema['codes'].pop()", "major", "codes/domain: "),
        ("codes/domain", "schema['codes'].append({**schema['codes'][0], 'value': 'x'})", "minor", "codes/domain: x"),
        ("codes/domain", "schema['codes'][0]['label'] = 'X'", "patch", "codes/domain: "),
    ],
)
def test_schemas_demand(base: Path, file: str, alter: str, bump: str, place: str) -> None:
    greatest = altered(base, file, alter)[0]
    assert greatest.bump is Bump[bump]
    assert greatest.place.startswith(place)


def test_a_code_that_five_tables_share_changes_once(base: Path) -> None:
    found = altered(base, "codes/domain", "schema['codes'][0]['label'] = 'X'")
    assert [(change.property, change.new) for change in found] == [("label", "X")]


def test_a_table_that_goes_is_one_change(base: Path) -> None:
    before = Descriptor(Folder(base))
    path = base / "datapackage.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    listed["resources"] = [one for one in listed["resources"] if one["name"] != "coverage"]
    path.write_text(json.dumps(listed), encoding="utf-8")
    found = compare_schemas(before, Descriptor(Folder(base)))
    assert [(c.place, c.property) for c in found if not c.place.startswith("codes/")] == [("coverage", "table")]
