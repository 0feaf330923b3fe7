"""docs/coding.md: the prose with each code list in its place."""

from __future__ import annotations

from importlib import resources

import pytest

from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Code
from sino_pak_data.package.table import Package
from sino_pak_data.release.codebook import manual

VISIT = Code(
    "visit", "Visit", "Somebody goes there.", include="A *head* of state.", exclude="A letter: statement.",
    examples=("xi-2015", "li-2013"), roles={"recipients": "required", "against": "empty"},
)  # fmt: skip
SANCTION = Code("sanction", "Penalty", "A penalty.", roles={"recipients": "either", "against": "either"}, actors=2)
CODES = {"event_type": (VISIT, SANCTION)}


def filled(guide: str) -> str:
    return manual.filled(guide, CODES, lambda name: f"About {name}.")


def test_a_code_list_stands_in_its_place_in_the_order_in_which_it_is_applied() -> None:
    assert filled("Before.\n\n<!-- codes: event_type -->\n\nAfter.\n").splitlines() == [
        "Before.",
        "",
        "About event_type.",
        "",
        "1. **`visit`**: Somebody goes there.",
        r"   - Include: A \*head\* of state.",
        "   - Exclude: A letter: statement.",
        "   - Examples: `xi-2015`, `li-2013`",
        "2. **`sanction`** (Penalty): A penalty.",
        "",
        "After.",
    ]


def test_the_matrix_says_which_roles_each_event_type_requires() -> None:
    assert filled("<!-- roles -->").splitlines()[2:] == [
        "| `visit` | at least 1 | required | empty |",
        "| `sanction` | at least 2 | this or the other | this or the other |",
    ]


def test_a_list_that_no_table_uses_is_an_error_of_the_prose() -> None:
    with pytest.raises(PackageError, match=r"<!-- codes: evnt --> asks for a code list that no table uses"):
        filled("<!-- codes: evnt -->")


def test_the_manual_defines_every_code_of_the_columns_that_are_coded_by_judgement(package: Package) -> None:
    text = manual.document(package.descriptor)
    assert "<!-- codes" not in text
    assert "<!-- roles" not in text
    judged = {
        "events": ("event_type", "domain", "balancing", "confidence"), "agreements": ("instrument", "status"),
        "evidence": ("stance",), "claims": ("kind", "claim_type", "theory", "mechanism", "subject"),
    }  # fmt: skip
    for table, name in ((table, name) for table, names in judged.items() for name in names):
        for code in package[table].schema.by_name[name].codes:
            assert f". **`{code.value}`**" in text, (name, code.value)


def test_each_code_list_stands_in_the_manual_once() -> None:
    guide = resources.files(manual.__package__).joinpath(manual.GUIDE).read_text(encoding="utf-8")
    assert guide.count("<!-- codes: ") == len(set(manual._PLACE.findall(guide)) - {""})


def test_a_package_has_the_manual(files: dict[str, bytes], package: Package) -> None:
    assert files["docs/coding.md"].decode() == manual.document(package.descriptor)
