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
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Field, Schema
from sino_pak_data.release.metadata.facts import Subject, Tables, facts, markdown_text, table

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
    authored, built = ([one.schema for one in some.values()] for some in (descriptor.authored, descriptor.built))
    schemas = [*authored, *built]
    rows: dict[str, Rows] = {name: listed for name, (_, listed) in tables.items()}
    links = {
        schema.table: f"[{schema.table}](#{schema.table})"
        + (f" ({len(rows[schema.table]):,})" if schema.table in rows else "")
        for schema in schemas
    }
    overview = [[links[one.table], prose(one.description.split(". ")[0].rstrip(".") + ".")] for one in schemas]
    guide = files(__package__).joinpath("guide.md").read_text(encoding="utf-8")
    lists = sorted({field.code_list for schema in schemas for field in schema.fields if field.codes})
    contents = [
        "* [Reading guide](#reading-guide)",
        *(f"  * [{title}](#{anchor})" for anchor, title in _GUIDE_HEADING.findall(guide)),
        "* [Tables](#tables)",
        *(f"  * {links[schema.table]}" for schema in authored),
        "* [Built tables](#tables)",
        *(f"  * {links[schema.table]}" for schema in built),
        f"* [Code lists](#code-lists): {', '.join(f'[{name}](#codes-{name})' for name in lists)}",
    ]
    parts = [
        f"# {prose(known.title)}: codebook\n\n{prose(known.description)}\n\n{made}\n",
        "\n".join(contents) + "\n",
        f"## Reading guide\n\n{guide}",
        f"## Tables\n\n{table(['table', 'contents'], overview)}",
        *(_chapter(schema, rows.get(schema.table)) for schema in schemas),
        "## Code lists\n",
        *(_code_list(descriptor, name, schemas, rows) for name in lists),
    ]
    return "\n".join(parts)


def _chapter(schema: Schema, rows: Rows | None) -> str:
    name, lines = schema.table, []
    for field in schema.fields:
        anchor = f'<a id="{name}.{field.name}"></a>`{field.name}`'
        meaning = prose(field.description) + (f" Recipe: {prose(field.recipe)}." if field.recipe else "")
        line = [anchor, _type(schema, field), meaning, absence(schema, field)]
        if rows is not None:
            filled = sum(bool(row[field.name]) for row in rows)
            line.append("all" if filled == len(rows) else f"{filled:,} ({filled / len(rows):.0%})")
        lines.append([*line, _code(field.example) if field.example else ""])
    keys = ", ".join(f"[`{part}`](#{name}.{part})" for part in schema.key)
    count = "" if rows is None else f" {len(rows):,} rows, {len(schema.fields)} columns."
    head = ["column", "type", "meaning", "if empty", *([] if rows is None else ["filled"]), "example"]
    columns = table(head, lines, right=() if rows is None else (4,))
    parts = [f"## {name}\n", f"{prose(schema.description)} Key: {keys}.{count}\n", columns]
    if rows:
        parts += [decades(schema, rows), example(schema, rows)]
    return "\n".join(part for part in parts if part)


def _type(schema: Schema, field: Field) -> str:
    """What a cell holds, with the code list, the table it refers to or the unit."""
    if field.codes:
        return f"code: [{field.code_list}](#codes-{field.code_list})"
    target = {key.field: key.table for key in schema.foreign_keys}.get(field.name) or field.of
    kind = _TYPES[field.holds or field.type]
    if kind == "text" and (target or schema.key == (field.name,)):
        kind = "identifier"
    if target:
        return f"{kind} of [{target}](#{target})"
    unit = f"`{field.unit}`" if field.unit in schema.by_name else prose(field.unit)
    return f"{kind}, {unit}" if unit else kind


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


def decades(schema: Schema, rows: Rows) -> str:
    """A bar chart in text of the rows by decade, gaps included; "" if no row has a year.

    Counts the date column that is filled most often, else a column in years. An interval counts where it begins.
    """
    dated = schema.holding("date") or [field for field in schema.fields if field.unit == "year"]
    name = max((field.name for field in dated), key=lambda name: sum(bool(row[name]) for row in rows), default="")
    dates = [edtf.parse(row[name]) for row in rows if name and row[name]]
    counts = Counter(first.year // 10 * 10 for date in dates if (first := date.start or date.end))
    if not counts:
        return ""
    most, undated = max(counts.values()), len(rows) - counts.total()
    # Rounded up: a decade with a single row still shows.
    bars = [
        f"{decade}s  {counts[decade]:>{len(f'{most:,}')},}  {'█' * -(-counts[decade] * _LONGEST_BAR // most)}".rstrip()
        for decade in range(min(counts), max(counts) + 1, 10)
    ]
    without = f" Rows without a year: {undated:,}." if undated else ""
    return f"Rows by decade of `{name}`.{without}\n\n```text\n" + "\n".join(bars) + "\n```\n"


def example(schema: Schema, rows: Rows) -> str:
    """The row that the examples of the schema describe, else the fullest, the first of equals."""
    wanted = [schema.by_name[part].example for part in schema.key]
    named = (row for row in rows if [row[part] for part in schema.key] == wanted)
    row = next(named, None) or max(rows, key=lambda row: sum(map(bool, row.values())))
    cells = {name: value for name, value in row.items() if value}
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
        anchor = f'<a id="codes-{name}.{code.value.replace(" ", "_")}"></a>'
        source = f" Source: {_code(code.sources)}." if code.sources else ""
        meaning = [f"{anchor}{_code(code.value)}", prose(code.label), prose(code.description) + source]
        lines.append([*meaning, *(f"{count[code.value]:,}" for count in counts)])
    head = ["code", "label", "meaning", *(users if counts else [])]
    used = f"Used by {', '.join(f'[{user}](#{user})' for user in users)}."
    about = f"{prose(descriptor.about_codes(name))} {used}"
    return f"### codes-{name}\n\n{about}\n\n{table(head, lines, right=range(3, len(head)))}"


def prose(text: str) -> str:
    """A text of the schemas on one line of Markdown, in a table cell too; only `code` keeps its meaning."""
    parts = re.split("(`[^`]*`)", " ".join(text.split()))
    return "".join(part.replace("|", r"\|") if at % 2 else markdown_text(part) for at, part in enumerate(parts))


def _code(text: str) -> str:
    """Text as a code span, in a table cell too."""
    ticks = "``" if "`" in text else "`"
    padding = " " if "`" in text else ""
    return f"{ticks}{padding}{text}{padding}{ticks}".replace("|", r"\|")
