"""CODEBOOK.md: every table, column and code in words, made from the schemas alone."""

from __future__ import annotations

from sino_pak_data.model.descriptor import Descriptor, Field, Schema
from sino_pak_data.typed.arrow import arrow_type

_HEAD = """# Codebook

Made from `schemas/` by `sino-pak-data codebook`; edits here are lost. Columns are text in the CSV
files and typed in the Parquet files. An empty cell is missing, zero is zero.

Dates are written in a subset of EDTF (ISO 8601-2): `2005`, `2005-04`, `2005-04-05`, `2001/2004`,
`2015-04/..` with an open end; `~` after a date means approximate, `?` uncertain, `%` both. In the
Parquet files each date column is followed by `_start` and `_end` (first and last day that it can
be or covers; missing on an open side) and `_precision` (day, month, year, interval).

A reference is `source_id` or `source_id[place in the work]`, several are joined with `;`.
"""


def markdown(descriptor: Descriptor) -> str:
    """The whole codebook."""
    schemas = [resource.schema for resource in (descriptor.authored | descriptor.built).values()]
    toc = "\n".join(f"* [{s.table}](#{s.table}): {s.description.split('. ')[0].rstrip('.')}." for s in schemas)
    lists = {field.code_list or field.name: field for s in schemas for field in s.fields if field.codes}
    parts = [_HEAD, "## Tables\n", toc, *(_table(s) for s in schemas), "\n## Code lists"]
    parts += [_codes(name, lists[name]) for name in sorted(lists)]
    return "\n".join(parts).rstrip() + "\n"


def _table(schema: Schema) -> str:
    keys = ", ".join(f"`{name}`" for name in schema.key)
    built = " Built, never edited." if schema.built else ""
    head = f"\n## {schema.table}\n\n{schema.description}{built if 'Built' not in schema.description else ''} Key: {keys}.\n"
    columns = ["| column | type | unit or codes | meaning | example |", "|---|---|---|---|---|"]
    return "\n".join([head, *columns, *(_row(schema, field) for field in schema.fields)])


def _row(schema: Schema, field: Field) -> str:
    points = {key.field: key.table for key in schema.foreign_keys}
    of = f" of {points.get(field.name) or field.of}" if field.name in points or field.of else ""
    kind = (field.holds or str(arrow_type(field)) if not field.codes else "code") + of
    unit = f"[{field.code_list}](#codes-{field.code_list})" if field.codes else field.unit
    required = " Required." if field.required else ""
    recipe = f" Recipe: {field.recipe}" if field.recipe else ""
    cells = [f"`{field.name}`", kind, unit, f"{field.description}{required}{recipe}", f"`{field.example}`"]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _codes(name: str, field: Field) -> str:
    rows = [f"| `{code.value}` | {code.label} | {code.description} |" for code in field.codes]
    return "\n".join([f"\n### codes-{name}\n", "| code | label | meaning |", "|---|---|---|", *rows])
