"""Candidate rows, and what a table's schema says about filling them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sino_pak_data.package.problem import PackageError
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.package.table import Package, Row, Table


class Unusable(PackageError):
    """Input that cannot be read as rows; the text says where and why."""


class New(NamedTuple):
    """A candidate row; `origin` is where it came from, for messages: a file and line, or ""."""

    table: str
    cells: Mapping[str, str]
    origin: str = ""


def id_column(schema: Schema) -> str:
    """The column of a table's assigned id, or "" if its key is made of other columns."""
    key = schema.by_name[schema.key[0]]
    return key.name if len(schema.key) == 1 and key.constraints.get("pattern") and not key.holds else ""


def targets(schema: Schema) -> dict[str, str]:
    """The columns whose cells hold ids of another table, each with that table."""
    listed = {field.name: field.of for field in schema.fields if field.of}
    return listed | {key.field: key.table for key in schema.foreign_keys}


def labels(package: Package, schema: Schema, field: Field) -> dict[str, str]:
    """The codes or ids that a column may hold, each with what it stands for; empty for free text."""
    if field.holds == "record":
        return {table.address(row): table.schema.heading_of(row) for table in package.authored for row in table.rows}
    if target := targets(schema).get(field.name):
        heading_of = package[target].schema.heading_of
        return {key: heading_of(row) for key, row in package.identifiers(target).items()}
    codes = {code.value: f"{code.label}: {code.description}" for code in field.codes}
    return {"true": "", "false": ""} if field.type == "boolean" else codes


def missing(package: Package, new: New) -> list[str]:
    """The required columns that a row leaves empty, except the id, which can be proposed."""
    schema = package[new.table].schema
    required = (field.name for field in schema.fields if field.required and field.name != id_column(schema))
    return [name for name in required if not new.cells.get(name)]


def extended(table: Table, rows: Sequence[New]) -> Table:
    """The table followed by those of the rows that belong to it, with all its columns."""
    names = table.schema.names
    added = [Row({name: row.cells.get(name, "") for name in names}) for row in rows if row.table == table.name]
    return Table(table.schema, table.file, table.header, [*table.rows, *added])


def pending(package: Package, rows: Sequence[New]) -> Package:
    """The package with the rows appended to their tables, so that other new rows can refer to them."""
    tables = {name: extended(package[name], rows) for name in {row.table for row in rows}}
    return Package(package.descriptor, package.tables | tables)
