"""Every rule is run on the bad and the good rows of its own docstring.

`Bad` laid over the small good package gives exactly the rule's code, `Good` gives nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sino_pak_data.cells import csv_lines
from sino_pak_data.checks.rules import all_rules
from sino_pak_data.checks.runner import check
from sino_pak_data.package.table import Table
from sino_pak_data.reading.reader import open_package
from sino_pak_data.reading.source_text import LARGEST_TABLE

RULES = all_rules()


def lay(base: Path, example: str) -> None:
    """Lay an example over the package: `TABLE: column=value | …`, or `TABLE: file: text`, a line each."""
    for line in example.splitlines():
        name, _, what = line.strip().partition(":")
        path = base / "tables" / f"{name}.csv"
        table = open_package(base)[name]
        if what.strip().startswith("file:"):
            write_file(path, what.strip().removeprefix("file:").strip())
        else:
            path.write_text(with_cells(table, what.strip()), encoding="utf-8")


def with_cells(table: Table, what: str) -> str:
    """The table with the cells changed in the row that their key names, else in the first row."""
    cells = dict(pair.strip(" ").split("=", 1) for pair in what.split(" | "))
    cells = {name: value.encode().decode("unicode_escape") for name, value in cells.items()}
    rows = [dict(row) for row in table.rows]
    key = table.schema.key
    if set(key) <= set(cells):
        same = [row for row in rows if all(row[part] == cells[part] for part in key)]
        if not same:
            rows.append(dict(rows[0]) if rows else dict.fromkeys(table.header, ""))
            same = rows[-1:]
        same[0].update(cells)
    else:
        rows[0].update(cells)
    rows.sort(key=lambda row: [row[part] for part in key])
    return (
        "\n".join([csv_lines.write(table.header), *(csv_lines.write([r[n] for n in table.header]) for r in rows)])
        + "\n"
    )


def write_file(path: Path, template: str) -> None:
    text = path.read_bytes()
    if template in {"{missing}", "{folder}"}:
        path.unlink()
        if template == "{folder}":
            path.mkdir()
        return
    if template == "{huge}":
        os.truncate(path, LARGEST_TABLE + 1)  # a sparse file
        return
    header, *rows = text.splitlines(keepends=True)
    filled = template.encode("latin-1").decode("unicode_escape").encode("latin-1")
    parts = {
        b"{file}": text,
        b"{header}": header,
        b"{last}": rows[-1] if rows else b"",
        b"{reversed}": b"".join(rows[::-1]),
    }
    for name, part in parts.items():
        filled = filled.replace(name, part)
    path.write_bytes(filled)


def codes(base: Path) -> set[str]:
    """The codes of the rules that a check finds broken."""
    return {problem.rule for problem in check(open_package(base)).problems}


def test_the_base_is_good(base: Path) -> None:
    assert check(open_package(base)).problems == []


@pytest.mark.parametrize(("code", "example"), [(code, example) for code, rule in RULES.items() for example in rule.bad])
def test_a_bad_row_gives_exactly_its_code(code: str, example: str, base: Path) -> None:
    lay(base, example)
    assert codes(base) == {code}


@pytest.mark.parametrize("code", RULES)
def test_a_good_row_gives_nothing(code: str, base: Path) -> None:
    for example in RULES[code].good:
        lay(base, example)
    assert codes(base) == set()
