"""CODEBOOK.md: the reading guide, every table with its columns, and every code list.

    repository  from the schemas alone, so that adding a row does not change it
    package     the same with counts, years and an example row

Anchors are stable and meant for links: `#events` is a table, `#events.date` a column, `#codes-domain` a code
list and `#codes-domain.military` a code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files

from sino_pak_data.cells import edtf
from sino_pak_data.cells.text import Malformed
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.metadata.facts import Subject, Tables, facts, table

Rows = Sequence[Mapping[str, str]]

_TYPES = {
    "date": "date",
    "reference": "reference",
    "references": "list of references",
    "ids": "list of identifiers",
    "names": "list of names",
    "record": "record address",
    "records": "list of record addresses",
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "true or false",
}
_LONGEST_BAR = 40
_MARKUP = re.compile(r"(`[^`]*`)|[\\`*\[\]<|~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_GUIDE_HEADING = re.compile(r'^### <a id="([^"]+)"></a>(.+)$', re.MULTILINE)


def repository(descriptor: Descriptor) -> str:
    """CODEBOOK.md of the repository."""
    made = (
        "Generated from `schemas/` by `sino-pak-data codebook`; do not edit. The copy in a release adds counts, years\n"
        "and an example row, and comes as a web page too: `codebook.html`."
    )
    return _document(descriptor, {}, made)


def package(subject: Subject) -> str:
    """CODEBOOK.md of a package, with counts."""
    version = f"Version {subject.facts.version} of `{subject.facts.name}`, with counts from its rows."
    return _document(subject.package.descriptor, subject.tables, f"{version} Cite as: {prose(subject.facts.citation)}")


def _document(descriptor: Descriptor, tables: Tables, made: str) -> str:
    known = facts(descriptor)
    authored = [resource.schema for resource in descriptor.authored.values()]
    built = [resource.schema for resource in descriptor.built.values()]
    schemas = [*authored, *built]
    rows = {name: listed for name, (_, listed) in tables.items()}
    guide = files("sino_pak_data.release.codebook").joinpath("guide.md").read_text(encoding="utf-8")
    lists = sorted({field.code_list for schema in schemas for field in schema.fields if field.codes})
    contents = [
        "* [Reading guide](#reading-guide)",
        *(f"  * [{title}](#{anchor})" for anchor, title in _GUIDE_HEADING.findall(guide)),
        "* [Tables](#tables)",
        *(_entry(schema, rows) for schema in authored),
        "* [Built tables](#tables)",
        *(_entry(schema, rows) for schema in built),
        f"* [Code lists](#code-lists): {', '.join(f'[{name}](#codes-{name})' for name in lists)}",
    ]
    parts = [
        f"# {prose(known.title)}: codebook\n\n{prose(known.description)}\n\n{made}\n",
        "\n".join(contents) + "\n",
        f"## Reading guide\n\n{guide}",
        f"## Tables\n\n{table(['table', 'contents'], map(_overview, schemas))}",
        *(_chapter(schema, rows.get(schema.table)) for schema in schemas),
        "## Code lists\n",
        *(_code_list(descriptor, name, schemas, rows) for name in lists),
    ]
    return "\n".join(parts)


def _entry(schema: Schema, rows: Mapping[str, Rows]) -> str:
    count = f" ({len(rows[schema.table]):,})" if schema.table in rows else ""
    return f"  * [{schema.table}](#{schema.table}){count}"


def _overview(schema: Schema) -> list[str]:
    """A table and the first sentence of its description."""
    return [f"[{schema.table}](#{schema.table})", prose(schema.description.split(". ")[0].rstrip(".") + ".")]


def _chapter(schema: Schema, rows: Rows | None) -> str:
    name, counted = schema.table, rows is not None
    keys = ", ".join(f"[`{part}`](#{name}.{part})" for part in schema.key)
    count = f" {len(rows):,} rows, {len(schema.fields)} columns." if rows is not None else ""
    head = ["column", "type", "meaning", "if empty", *(["filled"] if counted else []), "example"]
    columns = table(head, (_column(schema, field, rows) for field in schema.fields), right=(4,) if counted else ())
    parts = [f"## {name}\n", f"{prose(schema.description)} Key: {keys}.{count}\n", columns]
    if rows:
        parts += [_decades(schema, rows), _example(schema, rows)]
    return "\n".join(part for part in parts if part)


def _column(schema: Schema, field: Field, rows: Rows | None) -> list[str]:
    recipe = f" Recipe: {prose(field.recipe)}." if field.recipe else ""
    filled = [] if rows is None else [_filled(sum(bool(row[field.name]) for row in rows), len(rows))]
    return [
        f'<a id="{schema.table}.{field.name}"></a>`{field.name}`',
        _type(schema, field),
        prose(field.description) + recipe,
        absence(schema, field),
        *filled,
        _code(field.example) if field.example else "",
    ]


def _filled(filled: int, rows: int) -> str:
    return "all" if filled == rows else f"{filled:,} ({filled / rows:.0%})"


def _type(schema: Schema, field: Field) -> str:
    """What a cell holds, with the code list, the table it refers to or the unit."""
    if field.codes:
        return f"code: [{field.code_list}](#codes-{field.code_list})"
    target = {key.field: key.table for key in schema.foreign_keys}.get(field.name) or field.of
    kind = _TYPES[field.holds or field.type]
    if kind == "text" and (target or schema.key == (field.name,)):
        kind = "identifier"
    unit = f", {prose(field.unit)}" if field.unit else ""
    return f"{kind} of [{target}](#{target})" if target else kind + unit


def absence(schema: Schema, field: Field) -> str:
    """What an empty cell of a column means; "never" if there is none."""
    if field.required or field.name in schema.key:
        return "never"
    if field.count.get("bound") == "coverage":
        return "coverage has no row for it"
    if field.count:
        return "not searched, or an unsystematic search found nothing; zero only where it is known"
    if field.series:
        return "the source has no value for that year"
    if schema.built:
        return "nothing to derive it from"
    if field.name == "note":
        return "nothing to add"
    if field.holds == "date":
        return "unknown, has not happened or does not apply"
    if field.many or field.name in {key.field for key in schema.foreign_keys}:
        return "none recorded"
    return "unknown or does not apply"


def decades(schema: Schema, rows: Rows) -> tuple[str, dict[int, int], int] | None:
    """Rows by decade, gaps included: the column counted, rows by first year of the decade, rows without a year.

    Counts the date column that is filled most often, else a column in years; None without either. An interval
    counts where it begins.
    """
    dated = schema.holding("date") or [field for field in schema.fields if field.unit == "year"]
    if not dated:
        return None
    name = max(dated, key=lambda field: sum(bool(row[field.name]) for row in rows)).name
    years = [_year(row[name]) for row in rows]
    found = Counter(year // 10 * 10 for year in years if year is not None)
    if not found:
        return None
    return name, {decade: found[decade] for decade in range(min(found), max(found) + 1, 10)}, years.count(None)


def _year(cell: str) -> int | None:
    try:
        when = edtf.parse(cell) if cell else None
    except Malformed:
        return None
    first = when and (when.start or when.end)
    return first.year if first else None


def _decades(schema: Schema, rows: Rows) -> str:
    """A bar chart in text."""
    counted = decades(schema, rows)
    if counted is None:
        return ""
    field, counts, undated = counted
    most, width = max(counts.values()), len(f"{max(counts.values()):,}")
    # rounded up: a decade with a single row still shows
    bars = [
        f"{decade}s  {count:>{width},}  {'█' * -(-count * _LONGEST_BAR // most)}".rstrip()
        for decade, count in counts.items()
    ]
    without = f" {undated:,} rows have none." if undated else ""
    return f"Rows by decade of `{field}`.{without}\n\n```text\n" + "\n".join(bars) + "\n```\n"


def example(schema: Schema, rows: Rows) -> Mapping[str, str]:
    """The row that the examples of the schema describe, else the fullest, the first of equals."""
    wanted = [schema.by_name[part].example for part in schema.key]
    named = (row for row in rows if [row[part] for part in schema.key] == wanted)
    return next(named, None) or max(rows, key=lambda row: sum(map(bool, row.values())))


def _example(schema: Schema, rows: Rows) -> str:
    cells = {name: value for name, value in example(schema, rows).items() if value}
    width = max(map(len, cells))
    lines = "\n".join(f"{name:<{width}}  {value}" for name, value in cells.items())
    return f"An example row, without its empty cells:\n\n```\n{lines}\n```\n"


def _code_list(descriptor: Descriptor, name: str, schemas: Sequence[Schema], rows: Mapping[str, Rows]) -> str:
    """A code list, with the number of rows per code for each column that uses it."""
    uses = [(schema.table, field) for schema in schemas for field in schema.fields if field.code_list == name]
    counts = [Counter(row[field.name] for row in rows[home]) for home, field in uses if home in rows]
    users = [f"{home}.{field.name}" for home, field in uses]
    lines = []
    for code in uses[0][1].codes:
        anchor = f'<a id="{code_anchor(name, code.value)}"></a>'
        source = f" Source: {_code(code.sources)}." if code.sources else ""
        meaning = [f"{anchor}{_code(code.value)}", prose(code.label), prose(code.description) + source]
        lines.append([*meaning, *(f"{count[code.value]:,}" for count in counts)])
    head = ["code", "label", "meaning", *(users if counts else [])]
    description = prose(descriptor.about_codes(name)[1])
    used = f"Used by {', '.join(f'[{user}](#{user})' for user in users)}."
    return f"### codes-{name}\n\n{description} {used}\n\n{table(head, lines, right=range(3, len(head)))}"


def code_anchor(code_list: str, value: str) -> str:
    """The anchor of a code; a space becomes an underscore."""
    return f"codes-{code_list}.{value.replace(' ', '_')}"


def prose(text: str) -> str:
    """Text on one line, escaped for Markdown and its tables; only `code` keeps its meaning."""
    escaped = _MARKUP.sub(lambda found: found[0].replace("|", r"\|") if found[1] else "\\" + found[0], text)
    return " ".join(escaped.split())


def _code(text: str) -> str:
    """Text as a code span, in a table cell too."""
    ticks = "``" if "`" in text else "`"
    padding = " " if "`" in text else ""
    return f"{ticks}{padding}{text}{padding}{ticks}".replace("|", r"\|")
