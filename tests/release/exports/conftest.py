"""The whole dataset as an edition, and editions with one cell of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sino_pak_data.release.metadata.subject import Subject
from sino_pak_data.release.typed_tables import Edition
from sino_pak_data.release.typed_tables import edition as make

NASTY = [
    '=HYPERLINK("http://example.org","click")', "+1", "-x", "@SUM(A1)", "\t=1+1", "\r=1", "=cmd|' /C calc'!A0",
    "_x0041_", "a\x01b", "<b>&amp;", "2005~", "''", "{=1}", "http://example.org",
]  # fmt: skip


@pytest.fixture(scope="package")
def edition(subject: Subject) -> Edition:
    return make(subject)


@pytest.fixture(scope="package")
def beginning(edition: Edition) -> Edition:
    """The first rows of every table, where more of them would show nothing else."""
    return replace(edition, tables={name: replace(one, rows=one.rows[:100]) for name, one in edition.tables.items()})


@pytest.fixture
def with_cells(edition: Edition) -> Callable[[str, str, list[Any]], Edition]:
    """The first rows of one table, a column of them replaced by these values; the other tables are empty."""

    def made(name: str, column: str, values: list[Any]) -> Edition:
        tables = {each: replace(table, rows=[]) for each, table in edition.tables.items()}
        whole = edition.tables[name]
        at = [one.name for one in whole.columns].index(column)
        rows = [
            (*row[:at], value, *row[at + 1 :]) for row, value in zip(whole.rows[: len(values)], values, strict=True)
        ]
        return replace(edition, tables={**tables, name: replace(whole, rows=rows)})

    return made
