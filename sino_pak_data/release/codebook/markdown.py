"""CODEBOOK.md: the reading guide, every table with its columns, and every code list.

    repository  from the schemas alone, so that adding a row does not change it
    package     the same with counts, years and an example row

Anchors are stable and meant for links: `#events` is a table, `#events.date` a column, `#codes-domain` a code
list and `#codes-domain.military` a code.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from importlib.resources import files

from sino_pak_data.cells import edtf
from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.facts import facts
from sino_pak_data.package.schema import Code, Field, Schema
from sino_pak_data.release.codebook import measured, sourced
from sino_pak_data.release.metadata.subject import Subject, markdown_text, table

Rows = Sequence[Mapping[str, str]]

_TYPES = {
    "references": "list of references",
    "ids": "list of identifiers",
    "names": "list of names",
    "record": "record address",
    "records": "list of record addresses",
    "string": "text",
    "boolean": "true or false",
}
"""What a grammar or a type is called, where that is not its own name."""
_ALMOST = {"0%": r"\<1%", "100%": r"\>99%"}
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
    rows = {name: listed for name, (_, listed) in subject.tables.items()}
    return _document(subject.package.descriptor, rows, f"{version} Cite as: {prose(subject.facts.citation)}")


def _document(descriptor: Descriptor, rows: Mapping[str, Rows], made: str) -> str:
    known = facts(descriptor)
    schemas = [resource.schema for resource in (*descriptor.authored.values(), *descriptor.built.values())]
    links = {}
    for name in (schema.table for schema in schemas):
        links[name] = f"[{name}](#{name})" + (f" ({len(rows[name]):,})" if name in rows else "")
    overview = [[links[one.table], prose(one.description.split(". ")[0].rstrip(".") + ".")] for one in schemas]
    guide = files(__package__).joinpath("guide.md").read_text(encoding="utf-8")
    lists = code_lists(descriptor)
    contents = [
        "* [Reading guide](#reading-guide)",
        *(f"  * [{title}](#{anchor})" for anchor, title in _GUIDE_HEADING.findall(guide)),
        f"* [{sourced.HEADING}](#rests-on)",
        f"* [{measured.HEADING}](#how-reliable)",
        "* [Tables](#tables)",
        *(f"  * {links[schema.table]}" for schema in schemas if not schema.built),
        "* [Built tables](#tables)",
        *(f"  * {links[schema.table]}" for schema in schemas if schema.built),
        f"* [Code lists](#code-lists): {', '.join(f'[{name}](#codes-{name})' for name in sorted(lists))}",
    ]
    parts = [
        f"# {prose(known.title)}: codebook\n\n{prose(known.description)}\n\n{made}\n",
        "\n".join(contents) + "\n",
        f"## Reading guide\n\n{guide}",
        sourced.section(rows),
        measured.section(rows.get("reliability") if rows else None),
        f"## Tables\n\n{table(['table', 'contents'], overview)}",
        *(_chapter(schema, rows.get(schema.table)) for schema in schemas),
        "## Code lists\n",
        *(_code_list(name, descriptor.about_codes(name), uses, rows) for name, uses in sorted(lists.items())),
    ]
    return "\n".join(parts)


def _chapter(schema: Schema, rows: Rows | None) -> str:
    name, lines = schema.table, []
    for field in schema.fields:
        counts = _counts(field, rows or ())
        line = [f'<a id="{name}.{field.name}"></a>`{field.name}`', _type(schema, field), _meaning(field, counts)]
        filled = [] if rows is None else [share(sum(row[field.name] != "" for row in rows), len(rows))]
        lines.append([*line, absence(schema, field), *filled, _code(field.example) if field.example else ""])
    keys = ", ".join(f"[`{part}`](#{name}.{part})" for part in schema.key)
    count = "" if rows is None else f" {len(rows):,} rows, {len(schema.fields)} columns."
    filled = [] if rows is None else ["filled"]
    parts = [
        f"## {name}\n\n{prose(schema.description)} Key: {keys}.{count}\n",
        table(["column", "type", "meaning", "if empty", *filled, "example"], lines, right=[4] if filled else ()),
        *([decades(schema, rows), example(schema, rows)] if rows else []),
    ]
    return "\n".join(filter(None, parts))


def _type(schema: Schema, field: Field) -> str:
    """What a cell holds, with the code list, the table it refers to or the unit."""
    if field.codes:
        return f"{'list of codes' if field.many else 'code'}: [{field.code_list}](#codes-{field.code_list})"
    target = {key.field: key.table for key in schema.foreign_keys}.get(field.name) or field.of
    kind = field.holds or field.type
    kind = _TYPES.get(kind, kind)
    if kind == "text" and (target or schema.key == (field.name,)):
        kind = "identifier"
    if target:
        return f"{kind} of [{target}](#{target})"
    unit = f"`{field.unit}`" if field.unit in schema.by_name else prose(field.unit)
    return f"{kind}, {unit}" if unit else kind


def _meaning(field: Field, counts: Counter[str]) -> str:
    """The description, the recipe of a built column, and the codes: those in use with their counts, else all."""
    recipe = f" Recipe: {prose(field.recipe)}." if field.recipe else ""
    links = {code.value: f"[{_code(code.value)}](#{_code_anchor(field.code_list, code)})" for code in field.codes}
    used = [f"{link}\N{NO-BREAK SPACE}{counts[code]:,}" for code, link in links.items() if counts[code]]
    listed = f" Rows by code: {', '.join(used)}." if used else f" Codes: {', '.join(links.values())}." if links else ""
    return prose(field.description) + recipe + listed


def _counts(field: Field, rows: Rows) -> Counter[str]:
    """The number of rows with each code; those with several codes count under each."""
    if not field.codes:
        return Counter()
    return Counter(code for row in rows for code in field.items(row[field.name]))


def share(filled: int, rows: int) -> str:
    """How many rows have a value; only "none" and "all" mean 0 % and 100 %."""
    if filled in (0, rows):
        return "all" if filled else "none"
    percent = f"{filled / rows:.0%}"
    return f"{filled:,} ({_ALMOST.get(percent, percent)})"


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

    Counts what dates a record, else the first date or year. An interval counts where it begins.
    """
    years = [field.name for field in schema.fields if field.holds == "date" or field.unit == "year"]
    columns = schema.dated_by or years[:1]
    cells = [next((row[name] for name in columns if row[name]), "") for row in rows]
    counts = Counter(edtf.parse(cell).years()[0] // 10 * 10 for cell in cells if cell)
    if not counts:
        return ""
    most = max(counts.values())
    # Rounded up: a decade with a single row still shows.
    bars = [
        f"{decade}s  {counts[decade]:>{len(f'{most:,}')},}  {'█' * -(-counts[decade] * _LONGEST_BAR // most)}".rstrip()
        for decade in range(min(counts), max(counts) + 1, 10)
    ]
    named = ", else of ".join(f"`{name}`" for name in columns)
    undated = f" Rows without a year: {cells.count(''):,}." if "" in cells else ""
    return f"Rows by decade of {named}.{undated}\n\n```text\n" + "\n".join(bars) + "\n```\n"


def example(schema: Schema, rows: Rows) -> str:
    """The row that the examples of the schema describe, else the fullest, the first of equals."""
    wanted = [schema.by_name[part].example for part in schema.key]
    named = (row for row in rows if [row[part] for part in schema.key] == wanted)
    row = next(named, None) or max(rows, key=lambda row: sum(map(bool, row.values())))
    cells = {name: value for name, value in row.items() if value}
    width = max(map(len, cells))
    lines = "\n".join(f"{name:<{width}}  {value}" for name, value in cells.items())
    return f"An example row, without its empty cells:\n\n```\n{lines}\n```\n"


def code_lists(descriptor: Descriptor) -> dict[str, list[tuple[str, Field]]]:
    """The columns that use each code list, as table and field, by its name."""
    found: dict[str, list[tuple[str, Field]]] = defaultdict(list)
    for resource in (*descriptor.authored.values(), *descriptor.built.values()):
        for field in resource.schema.fields:
            if field.codes:
                found[field.code_list].append((resource.name, field))
    return found


def _code_list(name: str, description: str, uses: Sequence[tuple[str, Field]], rows: Mapping[str, Rows]) -> str:
    """A code list, with the number of rows per code for each column that uses it."""
    counts = [_counts(field, rows[home]) for home, field in uses if home in rows]
    users = [f"{home}.{field.name}" for home, field in uses]
    lines = []
    for code in uses[0][1].codes:
        anchor = f'<a id="{_code_anchor(name, code)}"></a>{_code(code.value)}'
        numbers = [f"{count[code.value]:,}" for count in counts]
        lines.append([anchor, prose(code.label), _definition(code), *numbers])
    head = ["code", "label", "meaning", *(users if counts else [])]
    used = f"Used by {', '.join(f'[{user}](#{user})' for user in users)}."
    columns = table(head, lines, right=range(3, len(head))) + _matrix(name, uses[0][1].codes)
    return f'### <a id="codes-{name}"></a>{name}\n\n{prose(description)} {used}\n\n{columns}'


def _definition(code: Code) -> str:
    """What a code means, includes and excludes, with its examples, its nearest events of PLOVER and its sources."""
    include = f" Include: {prose(code.include)}" if code.include else ""
    exclude = f" Not: {prose(code.exclude)}" if code.exclude else ""
    spans = (
        ("Examples", [*code.examples]),
        ("PLOVER", code.plover.split("|")),
        ("Source", [code.sources]),
    )
    listed = (f" {title}: {', '.join(map(_code, texts))}." for title, texts in spans if any(texts))
    return prose(code.description) + include + exclude + "".join(listed)


def _matrix(name: str, codes: Sequence[Code]) -> str:
    """Which roles each code requires, and what else its rows must have; "" for a list that demands nothing."""
    roles = list(dict.fromkeys(role for code in codes for role in code.roles))
    if not roles:
        return ""
    lines = [
        [
            f"[{_code(code.value)}](#{_code_anchor(name, code)})",
            f"{max(code.actors, 1)} or more",
            *(code.roles.get(role, "optional") for role in roles),
            _code(code.balancing) if code.balancing else "any, of a pair with the rival" if code.confronts else "any",
        ]
        for code in codes
    ]
    about = (
        "What a row of each type has in its roles; of those marked `either`, at least one is filled. Balancing by vote, "
        "voice or talks is done to the state that it is against, and the two are a pair; by other types it is not."
    )
    return f"\n{about}\n\n{table(['code', 'actors', *roles, 'balancing'], lines)}"


def _code_anchor(code_list: str, code: Code) -> str:
    return f"codes-{code_list}.{code.value.replace(' ', '_')}"


def prose(text: str) -> str:
    """A text of the schemas on one line of Markdown, in a table cell too; only `code` keeps its meaning."""
    parts = re.split("(`[^`]*`)", " ".join(text.split()))
    return "".join(part.replace("|", r"\|") if at % 2 else markdown_text(part) for at, part in enumerate(parts))


def _code(text: str) -> str:
    """Text as a code span, in a table cell too."""
    ticks = "``" if "`" in text else "`"
    padding = " " if "`" in text else ""
    return f"{ticks}{padding}{text}{padding}{ticks}".replace("|", r"\|")
