"""Identifiers that are gone from a package: whoever cited one must find in `retired` what became of it.

`release` asks this of everything since the last release, `check --base` of a branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sino_pak_data.cells import csv_lines
from sino_pak_data.package.descriptor import CSV
from sino_pak_data.package.problem import Problem
from sino_pak_data.release.diff import PackageDiff, TableDiff
from sino_pak_data.release.impact import greatest, least
from sino_pak_data.release.schema_diff import Bump

CODE = "lost-id"
"""The rule that `check --base` names."""
MANUAL = """lost-id: An identifier that the base has is gone, and `retired` does not say what became of it.

Why: Papers, notes and other tables cite records by their identifiers. A deleted row, or one that got another
identifier, leaves them with nothing; so does a row of `retired` that is deleted or loses its successor. A merge can
do it without anybody wanting it.

Fix: Put the row back, or add its address to `retired` with the reason and, if there is one, its replacement.
"""


class Loss(NamedTuple):
    """An identifier that is gone, what is wrong with that, and what to do."""

    table: str
    record: str
    message: str
    hint: str


def losses(difference: PackageDiff, version: str) -> Iterator[Loss]:
    """Rows with an identifier of their own that are gone without a row in `retired`, and rows of `retired` that are gone.

    version  the release that withdraws them, for the line to add
    """
    for table in difference.tables.values():
        for record in withdrawn(table):
            if table.name == "retired":
                message = "was removed, but a withdrawn identifier stays withdrawn"
                yield Loss(table.name, record, message, "put the row back")
            elif record not in difference.retired:
                line = csv_lines.write([record, version, "REASON", ""])
                hint = f"add `{line}` to {CSV.format('retired')}, with the reason"
                yield Loss(table.name, record, "was removed but is not in retired", hint)
        for key, cells in table.changed.items() if table.name == "retired" else ():
            if lost := next((cell.old for cell in cells if cell.field == "replaced_by" and not cell.new), ""):
                message = f"no longer leads to its successor {lost}"
                yield Loss(table.name, table.address(key), message, "put its replaced_by back, or name another")


def withdrawn(table: TableDiff) -> list[str]:
    """The addresses that are gone from a table whose rows have an identifier of their own."""
    gone = [*table.removed, *(old for old, _, _ in table.renamed)] if table.identified else []
    return [table.address(key) for key in gone]


def problems(difference: PackageDiff) -> Iterator[Problem]:
    """The same as problems of `check`, at the beginning of the table that lost the row; none without a table `retired`."""
    tables = difference.old.authored | difference.new.authored
    if "retired" in tables:
        version = least(difference.old.version, max(greatest(difference), Bump.patch))
        for table, record, message, hint in losses(difference, version):
            yield Problem(tables[table].path, 1, 1, "", CODE, "error", record, f"{record} {message}", hint)
