"""The page as one file: template, style, modules, chart library and data.

Scripts and style stand in the file and are allowed by their hashes; nothing else is, and no request may leave the page. A browser
imports no module from within a file, so each becomes a function here, in an order in which every import is there already.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from hashlib import sha256
from html import escape
from importlib.resources import files
from posixpath import dirname, join, normpath
from typing import Any

import pyarrow as pa
import vl_convert

from sino_pak_data.cells.text import counted
from sino_pak_data.explore.content import LISTED, Content
from sino_pak_data.loader.load import Data

EXTRA = ("bands", "outlines")
"""Data of the page alone: bands of context, and the outlines of the map."""
_SOURCES = files("sino_pak_data.explore") / "page"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.\.?/[\w/.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function\*? (\w+)|const (\w+)|class (\w+))", re.MULTILINE)


def document(data: Data) -> bytes:
    """The HTML of an opened package. Raises ImportError without vl-convert-python."""
    content = Content(data)
    first = content.first()
    style, library, script = styles(), _inert(_library()), _inert(bundle())
    about = first["about"]
    parts = {
        "POLICY": _policy(style, [library, script]),
        "TITLE": escape(about["title"]),
        "DESCRIPTION": escape(about["description"], quote=True),
        "NOTICES": _text("notices.txt"),
        "STYLE": style,
        "OVERVIEW": _overview(content, first),
        "WORKS": "\n".join(map(_work, content.listed())),
        "FIRST": _packed(first),
        "REST": _packed(
            {"cells": content.rest(), "extra": {name: json.loads(_text(f"../{name}.json")) for name in EXTRA}}
        ),
        "LATER": _packed(content.later()),
        "LIBRARY": library,
        "SCRIPT": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _text("page.html")).encode()


def _library() -> str:
    """Vega-Lite and all that it needs, as one script that puts `vegaEmbed` into the window."""
    script: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its stub asks for what it does not need
    return script


def bundle() -> str:
    """The modules as one script, each after those that it imports. Raises `graphlib.CycleError` if two need each other."""
    sources = {name: _text(name) for name in (*_named(".js"), *_named(".js", "views"))}
    needed = {name: [_path(name, found[2]) for found in _IMPORT.finditer(source)] for name, source in sources.items()}
    wrapped = (_wrapped(name, sources[name]) for name in TopologicalSorter(needed).static_order())
    return '"use strict";\nconst modules = {};\n' + "\n".join(wrapped)


def styles() -> str:
    """The style of the page, then that of each view that has one."""
    return "\n".join(map(_text, ("style.css", *_named(".css", "views"))))


def _named(suffix: str, folder: str = "") -> list[str]:
    """The files of `page/`, or of a folder in it, that end so."""
    found = sorted(one.name for one in (_SOURCES / folder).iterdir() if one.name.endswith(suffix))
    return [f"{folder}/{name}" if folder else name for name in found]


def _path(module: str, imported: str) -> str:
    """The name of a module that another one imports by a path from itself."""
    return normpath(join(dirname(module), imported))


def _wrapped(name: str, source: str) -> str:
    """A module as a function that returns what it exports."""

    def imported(found: re.Match[str]) -> str:
        names = re.sub(r" as ", ": ", " ".join(found[1].split()))
        return f'const {{ {names} }} = modules["{_path(name, found[2])}"];\n'

    exports = ", ".join(next(filter(None, found.groups())) for found in _EXPORT.finditer(source))
    body = _EXPORT.sub("", _IMPORT.sub(imported, source))
    return f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();\n'


def _policy(style: str, scripts: Iterable[str]) -> str:
    """The Content-Security-Policy; Vega sets style attributes on the marks that it draws."""
    allowed = " ".join(f"'{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src-elem '{_digest(style)}'; style-src-attr 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()


def _packed(value: Any) -> str:
    """A value as JSON, gzipped, in base64. By Arrow's zlib: Python's differs from system to system."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(pa.Codec("gzip", compression_level=9).compress(text, asbytes=True)).decode()


def _inert(script: str) -> str:
    """A script in which nothing ends or hides the element around it; both are the same inside a string or pattern."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _work(work: Mapping[str, str]) -> str:
    """An item of the list of works."""
    cells = (f"<{tag}>{escape(work[name], quote=False)}</{tag}>" for name, tag in LISTED.items())
    return f"<li>{' '.join(cells)}"


def _overview(content: Content, first: Mapping[str, Any]) -> str:
    """What a reader without JavaScript learns: the tables, their rows and years, and how to cite."""
    rows = "".join(
        f"<tr><th>{escape(table.schema.title)}<td>{len(table.rows):,}<td>{'–'.join(map(str, table.years or ()))}<td>{escape(table.schema.description)}"
        for table in content.package.authored
    )
    about = first["about"]
    return (
        f"<h1>{escape(about['title'])}</h1><p>{escape(about['description'])}</p>"
        "<p>Charts, tables and records need JavaScript. Without it, here is what the dataset holds, and the list of its works.</p>"
        f"<table><thead><tr><th>Table<th>Rows<th>Years<th>A row is</thead><tbody>{rows}</tbody></table>"
        f"<h2>Cite</h2><p>{escape(about['citation'])}</p><p>{escape(about['licence_note'])}</p>"
        f"<h2>{counted(len(content.package['sources'].rows), 'work')}</h2>"
    )


def _text(name: str) -> str:
    return _SOURCES.joinpath(name).read_text(encoding="utf-8")
