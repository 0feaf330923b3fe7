"""Every rule is run on the bad and the good rows of its own docstring.

`Bad` laid over the small good package breaks exactly this rule, `Good` breaks none.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sino_pak_data.cells import csv_lines
from sino_pak_data.checks.rules import all_rules
from sino_pak_data.checks.runner import check
from sino_pak_data.package.safety import LARGEST_FILE
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT

RULES = all_rules()
TABLES = [path.stem for path in (ROOT / "tests" / "base" / "tables").glob("*.csv")]
COLUMNS = sorted({need for rule in RULES.values() for need in rule.needs if "." in need})


def lay(base: Path, example: str) -> None:
    """Lay an example over the package, a line each.

    `TABLE: column=value | …`, `TABLE: file: text`, or `datapackage: RESOURCE={"property": …}`.
    """
    for line in example.splitlines():
        name, _, what = line.strip().partition(":")
        path = base / "tables" / f"{name}.csv"
        if name == "datapackage":
            describe(base / "datapackage.json", *what.strip().split("=", 1))
            continue
        kind, _, template = what.strip().partition(":")
        if kind == "file":
            write_file(path, template.strip())
        else:
            key = json.loads((base / "schemas" / f"{name}.json").read_text(encoding="utf-8"))["primaryKey"]
            path.write_text(with_cells(path.read_text(encoding="utf-8"), key, what.strip()), encoding="utf-8")


def describe(path: Path, resource: str, properties: str) -> None:
    """Add properties to a resource of the descriptor."""
    described = json.loads(path.read_text(encoding="utf-8"))
    next(one for one in described["resources"] if one["name"] == resource).update(json.loads(properties))
    path.write_text(json.dumps(described), encoding="utf-8")


def with_cells(text: str, key: list[str], what: str) -> str:
    """A table with cells changed in the row that their key names, or else in the first row."""
    header, *lines = [line.cells for line in csv_lines.parse(text)]
    pairs = (pair.strip(" ").split("=", 1) for pair in what.split(" | "))
    cells = {name: value.encode().decode("unicode_escape") for name, value in pairs}
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    row = rows[0] if rows else {}
    if set(key) <= set(cells):
        row = next((row for row in rows if all(row[part] == cells[part] for part in key)), {})
    if not row:
        row.update(rows[0] if rows else dict.fromkeys(header, ""))
        rows.append(row)
    row.update(cells)
    rows.sort(key=lambda row: [row[part] for part in key])
    return csv_lines.document(header, ([row[name] for name in header] for row in rows))


def write_file(path: Path, template: str) -> None:
    """Write a file: {missing}, {folder} and {huge} as they say, else the text with parts of the old one filled in."""
    text = path.read_bytes()
    header, *rows = text.splitlines(keepends=True)
    if template == "{huge}":
        os.truncate(path, LARGEST_FILE + 1)  # a sparse file
    elif template in {"{missing}", "{folder}"}:
        path.unlink()
        if template == "{folder}":
            path.mkdir()
    else:
        filled = template.encode("latin-1").decode("unicode_escape").encode("latin-1")
        filled = filled.replace(b"{file}", text).replace(b"{header}", header).replace(b"{last}", b"".join(rows[-1:]))
        path.write_bytes(filled.replace(b"{reversed}", b"".join(rows[::-1])))


def codes(base: Path) -> set[str]:
    """The codes of the rules that a check finds broken."""
    return {problem.rule for problem in check(open_package(base)).problems}


def test_the_base_is_good(base: Path) -> None:
    assert check(open_package(base)).problems == []


@pytest.mark.parametrize(("code", "example"), [(code, example) for code, rule in RULES.items() for example in rule.bad])
def test_a_bad_row_breaks_exactly_its_rule(code: str, example: str, base: Path) -> None:
    lay(base, example)
    assert codes(base) == {code}


@pytest.mark.parametrize("code", RULES)
def test_a_good_row_breaks_no_rule(code: str, base: Path) -> None:
    for example in RULES[code].good:
        lay(base, example)
    assert codes(base) == set()


@pytest.mark.parametrize("gone", TABLES)
def test_rules_are_silent_without_a_table_that_they_need(base: Path, gone: str) -> None:
    descriptor = base / "datapackage.json"
    described = json.loads(descriptor.read_text())
    described["resources"] = [one for one in described["resources"] if one["name"] != gone]
    descriptor.write_text(json.dumps(described))
    for path in (base / "tables").glob("*.csv"):  # so that most rules find something in the other tables
        path.write_text(path.read_text().replace("2005", "2091").replace("yousaf", "yusuf").replace("CHN", "CHM"))
    found = codes(base)
    assert found
    assert not {code for code in found if any(need.partition(".")[0] == gone for need in RULES[code].needs)}


@pytest.mark.parametrize("gone", COLUMNS)
def test_rules_are_silent_without_a_column_that_they_need(base: Path, gone: str) -> None:
    table, _, column = gone.partition(".")
    path = base / "schemas" / f"{table}.json"
    schema = json.loads(path.read_text())
    schema["fields"] = [field for field in schema["fields"] if field["name"] != column]
    schema.get("record", {}).clear()
    first = schema["fields"][0]["name"]
    schema["primaryKey"] = [part for part in schema["primaryKey"] if part != column] or [first]
    schema["foreignKeys"] = [key for key in schema.get("foreignKeys", []) if column not in key["fields"]]
    path.write_text(json.dumps(schema))
    path = base / "tables" / f"{table}.csv"
    lines = [line.cells for line in csv_lines.parse(path.read_text())]
    at = lines[0].index(column)
    header, *rows = [[*cells[:at], *cells[at + 1 :]] for cells in lines]
    path.write_text(csv_lines.document(header, rows))
    assert not {code for code in codes(base) if gone in RULES[code].needs}
