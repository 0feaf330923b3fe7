"""The pollutions of Pollock, a benchmark of readers of CSV, made anew in small files: each is read, or said to be wrong.

What they are is in `pollute_main.py` of HPI-Information-Systems/Pollock. Each file has three rows, of which a pollution
may change one; what is expected is where bulk reports which rule, by line.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bulk.conftest import Checked

HEAD = b"id,name,value\n"
ROWS = b"1,a,1.5\n2,b,2.5\n3,c,3.5\n"
CLEAN = HEAD + ROWS
FIELDS = [
    {"name": "id", "type": "integer", "constraints": {"required": True}},
    {"name": "name", "type": "string"},
    {"name": "value", "type": "number"},
]

Laid = Callable[..., Path]


@pytest.fixture
def laid(tmp_path: Path) -> Laid:
    """A package of one table."""

    def lay(content: bytes, name: str = "t.csv", fields: object = FIELDS) -> Path:
        (tmp_path / name).write_bytes(content)
        schema = {"fields": fields, "primaryKey": ["id"]}
        resource = {"name": "t", "path": name, "schema": schema}
        (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
        return tmp_path

    return lay


READ = {
    "as it was": CLEAN,
    "one row": HEAD + b"1,a,1.5\n",
    "no row": HEAD,
    "no line end at the end": CLEAN[:-1],
    "two line ends at the end": CLEAN + b"\n",
    "a blank line": CLEAN.replace(b"2,b", b"\n2,b"),
    "CRLF": CLEAN.replace(b"\n", b"\r\n"),
    "CR": CLEAN.replace(b"\n", b"\r"),
    "one row ends otherwise": CLEAN.replace(b"1.5\n", b"1.5\r\n"),
    "byte order mark": b"\xef\xbb\xbf" + CLEAN,
    "semicolons": CLEAN.replace(b",", b";"),
    "bars": CLEAN.replace(b",", b"|"),
    "tabs": CLEAN.replace(b",", b"\t"),
    "two tabs": CLEAN.replace(b",", b"\t\t"),
    "comma and space": CLEAN.replace(b",", b", "),
    "all quoted": b"\n".join(b",".join(b'"%b"' % cell for cell in row.split(b",")) for row in CLEAN.split()) + b"\n",
    "a quoted comma": CLEAN.replace(b"2,b,", b'2,"b,c",'),
    "a doubled quote": CLEAN.replace(b"2,b,", b'2,"b ""c""",'),
    "a line end in a cell": CLEAN.replace(b"2,b,", b'2,"b\nc",'),
    "one row in single quotes": CLEAN.replace(b"2,b,", b"2,'b',"),
}

WRONG = {
    "nothing": (b"", {(1, "empty-file")}),
    "no header": (ROWS, {(1, "wrong-header")}),
    "header in two rows": (HEAD + b"of,of,of\n" + ROWS, {(2, "wrong-type")}),
    "header without a name": (CLEAN.replace(b"name", b""), {(1, "wrong-header")}),
    "header with a name twice": (CLEAN.replace(b"value", b"name"), {(1, "duplicated-column")}),
    "header of 600,000 letters": (CLEAN.replace(b"name", b"HEADER" * 100_000), {(1, "wrong-header")}),
    "UTF-16": (CLEAN.decode().encode("utf-16"), {(1, "not-utf8")}),
    "Latin-1": (CLEAN.replace(b"2,b", b"2,b\xe9"), {(3, "not-utf8")}),
    "preamble": (b"Made by us\nof three rows\n" + CLEAN, {(1, "wrong-header")}),
    "delimited preamble": (b"Made,by,us\n" + CLEAN, {(1, "wrong-header")}),
    "footnote": (CLEAN + b"Made by us\n", {(5, "ragged-row")}),
    "delimited footnote": (CLEAN + b"Made,by,us\n", {(5, "wrong-type")}),
    "a second table": (CLEAN + b"\nx,y\n7,8\n", {(6, "ragged-row"), (7, "ragged-row")}),
    "colons": (CLEAN.replace(b",", b":"), {(1, "wrong-header")}),
    "single quotes": (CLEAN.replace(b"1", b"'1'"), {(2, "wrong-type")}),
    "a row with a cell less": (CLEAN.replace(b"2,b,", b"2,"), {(3, "ragged-row")}),
    "a row with twelve cells more": (CLEAN.replace(b"2,b,", b"2," * 13), {(3, "ragged-row")}),
    "a row with another delimiter": (CLEAN.replace(b"2,b,2.5", b"2;b;2.5"), {(3, "ragged-row")}),
    "a quote too many": (CLEAN.replace(b"2,b,", b'2,"b"",'), {(3, "stray-quote")}),
    "a backslash before a quote": (CLEAN.replace(b"2,b,", b'2,"b \\"c\\"",'), {(3, "stray-quote")}),
    "a NUL": (CLEAN.replace(b"2,b", b"2,b\0c"), {(3, "invisible-character")}),
    "a cell of another form": (CLEAN.replace(b"2.5", b"2,5"), {(3, "ragged-row")}),
}


@pytest.mark.parametrize("pollution", READ)
def test_what_can_be_read_is_read(bulk: Checked, laid: Laid, pollution: str) -> None:
    outcome = bulk(laid(READ[pollution]))

    rows = {"one row": 1, "no row": 0}.get(pollution, 3)
    assert (outcome.report.problems, outcome.rows) == ([], rows)


@pytest.mark.parametrize("pollution", WRONG)
def test_what_cannot_be_read_is_named(bulk: Checked, laid: Laid, pollution: str) -> None:
    content, wanted = WRONG[pollution]

    outcome = bulk(laid(content))

    found = {(one.line, one.rule) for one in outcome.report.problems}
    assert wanted <= found
    assert {line for line, _ in found} == {line for line, _ in wanted}


def test_a_table_of_a_thousand_columns_is_read(bulk: Checked, laid: Laid) -> None:
    more = [f"c{at}" for at in range(190)]
    content = b"\n".join(b",".join([row, *[b"x"] * len(more)]) for row in ROWS.split()) + b"\n"
    header = ",".join(["id,name,value", *more]).encode() + b"\n"

    outcome = bulk(laid(header + content, fields=[*FIELDS, *({"name": name, "type": "string"} for name in more)]))

    assert (outcome.report.problems, outcome.rows) == ([], 3)
