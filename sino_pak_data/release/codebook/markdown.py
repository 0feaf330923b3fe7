"""The codebook in Markdown: CODEBOOK.md of the repository, and with counts that of the package."""

from __future__ import annotations

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.schema import Code
from sino_pak_data.release.codebook.book import Book, Chapter, CodeList, Column, book, code_anchor
from sino_pak_data.release.codebook.counts import Decades
from sino_pak_data.release.codebook.guide import GUIDE
from sino_pak_data.release.metadata.facts import Subject
from sino_pak_data.release.metadata.text import table

_WIDTH = 40
"""Characters of the longest bar."""


def repository(descriptor: Descriptor) -> str:
    """CODEBOOK.md at the root: from the schemas alone, so that adding a row does not change it."""
    return _document(book(descriptor))


def package(subject: Subject) -> str:
    """CODEBOOK.md of a package, with counts."""
    return _document(book(subject.package.descriptor, subject.tables))


def _document(book: Book) -> str:
    made = (
        f"Of {book.facts.name} {book.facts.version}, with counts from its rows."
        if book.counted
        else "Made from `schemas/` by `sino-pak-data codebook`; edits here are lost. The copy in a release adds counts, years\n"
        "and an example row, and is there as a page too: `codebook.html`."
    )
    parts = [f"# Codebook\n\n{book.facts.title}. {made}\n", _contents(book), "## Reading guide\n"]
    for section in GUIDE:
        text = "\n\n".join(section.paragraphs)
        parts.append(f'### <a id="{section.anchor}"></a>{section.title}\n\n{text}\n')
    parts += [_chapter(chapter) for chapter in book.chapters]
    parts += ["## Code lists\n", *(_codes(one) for one in book.lists)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _contents(book: Book) -> str:
    guide = [f"  * [{section.title}](#{section.anchor})" for section in GUIDE]
    tables = [f"  * [{one.anchor}](#{one.anchor}){_rows(one)}: {_cell(one.purpose)}" for one in book.chapters]
    lists = ", ".join(f"[{one.name}](#{one.anchor})" for one in book.lists)
    return "\n".join(
        ["* [Reading guide](#reading-guide)", *guide, "* Tables", *tables, f"* [Code lists](#code-lists): {lists}", ""]
    )


def _rows(chapter: Chapter) -> str:
    return "" if chapter.rows is None else f" ({chapter.rows:,})"


def _chapter(chapter: Chapter) -> str:
    keys = ", ".join(f"[`{name}`](#{chapter.anchor}.{name})" for name in chapter.schema.key)
    rows = "" if chapter.rows is None else f" {chapter.rows:,} rows."
    head = f"## {chapter.anchor}\n\n{_cell(chapter.schema.description)} Key: {keys}.{rows}\n"
    counted = chapter.rows is not None
    names = ["column", "type", "unit or codes", "meaning", "empty", *(["filled"] if counted else []), "example"]
    columns = table(names, (_column(one) for one in chapter.columns), right=(5,) if counted else ())
    years = _decades(chapter.decades) if chapter.decades else ""
    return "\n".join(part for part in (head, columns, years, _example(chapter)) if part)


def _column(column: Column) -> list[str]:
    field = column.field
    kind = f"{column.kind} of [{column.table}](#{column.table})" if column.table else column.kind
    codes = f"[{field.code_list}](#codes-{field.code_list})"
    recipe = f" Recipe: {field.recipe}." if field.recipe else ""
    return [
        f'<a id="{column.anchor}"></a>`{field.name}`',
        kind,
        codes if field.codes else field.unit,
        _cell(field.description + recipe),
        column.absence,
        *([] if column.filled is None else [f"{column.filled:,}"]),
        f"`{_cell(field.example)}`",
    ]


def _decades(decades: Decades) -> str:
    width = max(len(f"{count:,}") for _, count in decades.counts)
    bars = [
        f"{decade}s  {count:>{width},}  {'█' * -(-count * _WIDTH // decades.most)}".rstrip()
        for decade, count in decades.counts
    ]
    without = f" {decades.undated:,} rows without." if decades.undated else ""
    return f"Rows by decade of `{decades.field}`.{without}\n\n```text\n" + "\n".join(bars) + "\n```\n"


def _example(chapter: Chapter) -> str:
    if chapter.example is None:
        return ""
    cells = {name: value for name, value in chapter.example.items() if value}
    width = max(map(len, cells))
    lines = "\n".join(f"{name:<{width}}  {value}" for name, value in cells.items())
    return f"One row, empty cells left out:\n\n```text\n{lines}\n```\n"


def _codes(codes: CodeList) -> str:
    counted = [use for use in codes.uses if use.filled is not None]
    users = ", ".join(f"[{use.anchor}](#{use.anchor})" for use in codes.uses)
    head = ["code", "label", "meaning", *(use.anchor for use in counted)]
    rows = ([*_code(codes, code), *(f"{use.codes.get(code.value, 0):,}" for use in counted)] for code in codes.codes)
    right = tuple(range(3, len(head)))
    return f"### {codes.anchor}\n\n{_cell(codes.description)} Used by {users}.\n\n{table(head, rows, right=right)}"


def _code(codes: CodeList, code: Code) -> list[str]:
    anchor = f'<a id="{code_anchor(codes.name, code.value)}"></a>'
    meaning = f"{code.description} Source: `{code.sources}`." if code.sources else code.description
    return [f"{anchor}`{code.value}`", _cell(code.label), _cell(meaning)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
