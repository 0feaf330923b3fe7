"""codebook.html: the codebook as one page that needs no network. Every word from outside is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from importlib.resources import files

from sino_pak_data.package.schema import Code
from sino_pak_data.release.codebook.book import Book, Chapter, CodeList, Column, book, code_anchor
from sino_pak_data.release.codebook.counts import Decades
from sino_pak_data.release.codebook.guide import GUIDE
from sino_pak_data.release.metadata.facts import Subject
from sino_pak_data.release.metadata.schemaorg import dataset

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
_INLINE = re.compile(r"`([^`]+)`|\[([^\]]+)\]\((#[^)]+)\)")


def document(subject: Subject) -> str:
    """The page, with counts from the rows and the dataset in schema.org for search engines."""
    made = book(subject.package.descriptor, subject.tables)
    facts = made.facts
    about = json.dumps(dataset(subject), ensure_ascii=False).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">
<title>{escape(facts.title)}: codebook {escape(facts.version)}</title>
<meta name="description" content="{escape(facts.description)}">
<style>
{_part("page.css")}</style>
<script type="application/ld+json">{about}</script>
</head>
<body>
<a class="skip" href="#main">To the text</a>
{_side(made)}
<main id="main">
<header>
<h1>{escape(facts.title)}: codebook</h1>
<p>{escape(facts.description)}</p>
<p class="facts">{escape(facts.citation)}</p>
</header>
{_guide()}
{_join(_chapter(one) for one in made.chapters)}
<h2 id="code-lists"><a href="#code-lists">Code lists</a></h2>
{_join(_codes(one) for one in made.lists)}
<footer>{escape(facts.name)} {escape(facts.version)}, {escape(facts.date)}. {escape(facts.licence_note)}.
<a href="{escape(facts.homepage)}">{escape(facts.homepage)}</a></footer>
</main>
<script>
{_part("page.js")}</script>
</body>
</html>
"""


def _part(name: str) -> str:
    return files("sino_pak_data.release.codebook").joinpath(name).read_text(encoding="utf-8")


def _join(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _inline(text: str) -> str:
    """`code` and [links](#anchor) of the guide; everything else as it is."""

    def turned(found: re.Match[str]) -> str:
        code, words, anchor = found.groups()
        return f"<code>{code}</code>" if code else f'<a href="{anchor}">{words}</a>'

    return _INLINE.sub(turned, escape(text, quote=False))


def _side(book: Book) -> str:
    """The table of contents, folded on a narrow screen."""
    guide = _join(f'<li><a href="#{one.anchor}">{escape(one.title)}</a></li>' for one in GUIDE)
    lists = _join(
        f'<li><a href="#{one.anchor}">{escape(one.title)}</a><span class="n">{len(one.codes)}</span></li>'
        for one in book.lists
    )
    return f"""<nav class="side" aria-label="Contents">
<a class="home" href="#main">{escape(book.facts.name)} {escape(book.facts.version)}</a>
<div class="find" role="search" hidden>
<input type="search" placeholder="Search columns and codes" aria-label="Search tables, columns and codes" title="Press / to come here">
<ul></ul>
</div>
<details open><summary>Contents</summary>
<h2>Reading guide</h2>
<ul>{guide}</ul>
<h2>Tables</h2>
<ul>{_join(_entry(one) for one in book.chapters if not one.schema.built)}</ul>
<h2>Built tables</h2>
<ul>{_join(_entry(one) for one in book.chapters if one.schema.built)}</ul>
<h2>Code lists</h2>
<ul>{lists}</ul>
</details>
</nav>"""


def _entry(chapter: Chapter) -> str:
    return f'<li><a href="#{chapter.anchor}">{chapter.anchor}</a><span class="n">{chapter.rows or 0:,}</span></li>'


def _guide() -> str:
    sections = []
    for one in GUIDE:
        text = _join(f"<p>{_inline(paragraph)}</p>" for paragraph in one.paragraphs)
        sections.append(f'<h3 id="{one.anchor}"><a href="#{one.anchor}">{escape(one.title)}</a></h3>\n{text}')
    return f'<section class="guide">\n<h2 id="guide"><a href="#guide">Reading guide</a></h2>\n{_join(sections)}\n</section>'


def _chapter(chapter: Chapter) -> str:
    schema, anchor = chapter.schema, chapter.anchor
    kind = "built" if schema.built else "table"
    keys = ", ".join(f'<a href="#{anchor}.{name}"><code>{name}</code></a>' for name in schema.key)
    names = _join(f'<li><a href="#{one.anchor}"><code>{one.field.name}</code></a></li>' for one in chapter.columns)
    return f"""<section>
<h2 id="{anchor}" data-says="{escape(schema.description)}"><a href="#{anchor}">{anchor}</a> <span class="kind">{kind}</span></h2>
<p>{escape(schema.description)}</p>
<p class="facts">{chapter.rows or 0:,} rows, {len(chapter.columns)} columns. Key: {keys}.</p>
{_decades(chapter.decades) if chapter.decades else ""}
{_example(chapter)}
<ul class="names" aria-label="Columns of {anchor}">{names}</ul>
{_join(_column(one, chapter.rows or 0) for one in chapter.columns)}
</section>"""


def _decades(decades: Decades) -> str:
    """A bar per decade, beside its number."""
    without = f" {decades.undated:,} rows without." if decades.undated else ""
    bars = _join(
        f'<tr><th scope="row">{decade}s</th><td class="num">{count:,}</td>'
        f'<td class="bar"><i style="width:{100 * count / decades.most:.1f}%"></i></td></tr>'
        for decade, count in decades.counts
    )
    return f'<table class="years"><caption>Rows by decade of <code>{decades.field}</code>.{without}</caption>\n{bars}</table>'


def _example(chapter: Chapter) -> str:
    if chapter.example is None:
        return ""
    cells = _join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in chapter.example.items() if value)
    return f'<details class="row"><summary>One row of {chapter.anchor}</summary>\n<dl>{cells}</dl></details>'


def _column(column: Column, rows: int) -> str:
    field = column.field
    target = f' of <a href="#{column.table}">{column.table}</a>' if column.table else ""
    unit = f", {escape(field.unit)}" if field.unit else ""
    listed = f' <a href="#codes-{field.code_list}">{escape(field.code_list)}</a>' if field.codes else ""
    told = [("Recipe", escape(field.recipe)), ("Empty", escape(column.absence))]
    told += (
        [("Filled", _filled(column.filled, rows))] if column.filled is not None and column.absence != "never" else []
    )
    told += [("Example", f"<code>{escape(field.example)}</code>")] if field.example else []
    pairs = _join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in told if value)
    chips = f'<ul class="chips">{_join(_chip(column, code) for code in field.codes)}</ul>' if field.codes else ""
    return f"""<article class="column" id="{column.anchor}" data-says="{escape(field.description)}">
<div><h3><a href="#{column.anchor}"><code>{field.name}</code></a></h3>
<p class="facts">{column.kind}{target}{listed}{unit}</p></div>
<div><p>{escape(field.description)}</p>
{chips}<dl>{pairs}</dl></div>
</article>"""


def _filled(filled: int, rows: int) -> str:
    share = 100 * filled / rows if rows else 0
    return f'<span class="fill"><i style="width:{share:.1f}%"></i></span>{filled:,} of {rows:,}'


def _chip(column: Column, code: Code) -> str:
    anchor = code_anchor(column.field.code_list, code.value)
    count = f' <span class="n">{column.codes.get(code.value, 0):,}</span>'
    return f'<li><a href="#{escape(anchor)}" title="{escape(code.label)}">{escape(code.value)}{count}</a></li>'


def _codes(codes: CodeList) -> str:
    users = ", ".join(f'<a href="#{use.anchor}"><code>{use.anchor}</code></a>' for use in codes.uses)
    heads = _join(f'<th scope="col" class="num">{use.anchor.replace(".", ".<wbr>")}</th>' for use in codes.uses)
    rows = _join(_code(codes, code) for code in codes.codes)
    return f"""<section>
<h3 id="{codes.anchor}" data-says="{escape(codes.description)}"><a href="#{codes.anchor}">{escape(codes.title)}</a> <span class="kind">{codes.name}</span></h3>
<p>{escape(codes.description)} Used by {users}.</p>
<div class="wide"><table class="codes"><thead><tr><th scope="col">code</th><th scope="col">meaning</th>{heads}</tr></thead>
<tbody>{rows}</tbody></table></div>
</section>"""


def _code(codes: CodeList, code: Code) -> str:
    anchor = escape(code_anchor(codes.name, code.value))
    counts = _join(
        f'<td class="num" data-of="{use.anchor}">{use.codes.get(code.value, 0):,}</td>' for use in codes.uses
    )
    source = f" Source: <code>{escape(code.sources)}</code>." if code.sources else ""
    meaning = f"<b>{escape(code.label)}.</b> {escape(code.description)}{source}"
    return f"""<tr id="{anchor}" data-says="{escape(code.label)}. {escape(code.description)}">
<th scope="row"><code>{escape(code.value)}</code></th><td>{meaning}</td>{counts}</tr>"""
