"""The schemas as objects."""

from __future__ import annotations

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from tests.conftest import ROOT


def test_a_tenth_reference_follows_the_ninth() -> None:
    citations = Descriptor(Folder(ROOT)).table("citations").schema
    rows = [
        {"record": record, "field": "sources", "position": position}
        for record, position in [("events/b", "1"), ("events/a", "10"), ("events/a", "2"), ("events/a", "1")]
    ]
    ordered = [(row["record"][-1], row["position"]) for row in citations.in_order(rows)]
    assert ordered == [("a", "1"), ("a", "2"), ("a", "10"), ("b", "1")]


def test_every_column_is_told_and_every_built_one_has_its_recipe() -> None:
    descriptor = Descriptor(Folder(ROOT))
    schemas = [resource.schema for resource in (descriptor.authored | descriptor.built).values()]
    untold = [
        f"{schema.table}.{field.name}"
        for schema in schemas
        for field in schema.fields
        if not (field.title and field.description and field.example) or (schema.built and not field.recipe)
    ]
    assert untold == []
