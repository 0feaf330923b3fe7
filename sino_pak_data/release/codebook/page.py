"""codebook.html: CODEBOOK.md of a package as one web page that needs no network.

The page is `page.html` with the Markdown rendered by marko. Text from the tables can do no harm there: the renderer
lets through no HTML but anchors, no image, and no link but those within the page; the Content-Security-Policy
allows only the style and the script of the page, by their hashes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from marko import HTMLRenderer, Markdown, MarkoExtension
from marko.block import List
from marko.ext.gfm.elements import Table, TableCell, TableRow

from sino_pak_data.release.metadata.subject import Subject

_ANCHOR = re.compile(r'<a id="([\w.:-]+)">')
_TAG = re.compile(r"<[^>]*>")
_PERCENT = re.compile(r"(\d+)%")
# Not marko's whole GitHub dialect, which would turn bare addresses into links.
_TABLES = MarkoExtension(elements=[Table, TableRow, TableCell])


def document(subject: Subject) -> str:
    """The page, from CODEBOOK.md and, for search engines, schemaorg.json in `subject.files`."""
    contents, text = _rendered(subject.files["CODEBOOK.md"].content.decode())
    style, script = _part("page.css"), _part("page.js")
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return Template(_part("page.html")).substitute(
        {name: escape(word) for name, word in vars(subject.facts).items() if isinstance(word, str)},
        policy=escape(f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"),
        style=style,
        script=script,
        contents=contents,
        text=text,
        # HTML ends a script element at "</script", inside a JSON string too.
        dataset=subject.files["schemaorg.json"].content.decode().replace("<", "\\u003c"),
    )


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _rendered(markdown: str) -> tuple[str, str]:
    """The table of contents, which is the first list of the document, and the rest, as HTML."""
    markup = Markdown(renderer=_Inert, extensions=[_TABLES])
    parsed: Any = markup.parse(markdown)
    contents: Any = next(block for block in parsed.children if isinstance(block, List))
    parsed.children.remove(contents)
    return markup.render(contents), markup.render(parsed)


class _Inert(HTMLRenderer):
    """Renders what the codebook uses of Markdown, and anything else as text."""

    def render_inline_html(self, element: Any) -> str:
        anchor = _ANCHOR.fullmatch(element.children)
        if anchor:
            return _anchor(anchor[1])
        return "" if element.children == "</a>" else escape(element.children)

    def render_html_block(self, element: Any) -> str:
        return f"<p>{escape(element.body)}</p>\n"

    def render_image(self, element: Any) -> str:
        return str(self.render_children(element))

    def render_link(self, element: Any) -> str:
        return super().render_link(element) if element.dest.startswith("#") else str(self.render_children(element))

    def render_heading(self, element: Any) -> str:
        """Gives each heading an anchor: its own, else its text as GitHub makes one of it."""
        text = self.render_children(element)
        slug = re.sub(r"\W+", "-", _TAG.sub("", text).lower()).strip("-")
        anchor = "" if text.startswith("<a id=") else _anchor(slug)
        return f"<h{element.level}>{anchor}{text}</h{element.level}>\n"

    def render_table(self, element: Any) -> str:
        """A table whose cells name their column, for narrow screens and the search."""
        head, *rows = element.children
        labels = [self.render_children(cell) for cell in head.children]
        heads = "".join(
            f'<th scope="col"{_class(cell)}>{label.replace(".", ".<wbr>")}</th>'
            for cell, label in zip(head.children, labels, strict=True)
        )
        for row in rows:
            row.children[0].header = True
        lines = "\n".join(f"<tr>{''.join(map(self._cell, row.children, labels))}</tr>" for row in rows)
        return f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}\n</tbody></table>\n"

    def _cell(self, cell: Any, label: str) -> str:
        content = self.render_children(cell)
        tag, scope = ("th", ' scope="row"') if cell.header else ("td", "")
        if label == "filled":
            percent = _PERCENT.search(content)
            share = percent[1] if percent else {"all": "100"}.get(content, "0")
            content += f'<meter aria-hidden="true" max="100" value="{share}"></meter>'
        return f'<{tag}{scope}{_class(cell)} data-label="{label}">{content}</{tag}>'


def _class(cell: Any) -> str:
    return ' class="number"' if cell.align == "right" else ""


def _anchor(name: str) -> str:
    return f'<a id="{name}" class="anchor" href="#{name}" aria-label="Link to {name}">#</a>'
