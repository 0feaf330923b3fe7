"""Rules as text: the manual of one, a line each, or all of them as docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import indent

from sino_pak_data.cells.shown import wrapped
from sino_pak_data.checks.rules import Rule

_LAYERS = {
    "canonical": "the text of a file",
    "damage": "the characters of a cell or row",
    "datapackage": "the Data Package standard",
    "rows": "the columns of one row",
    "rules": "several tables",
}
_HEAD = """# Rules

Every rule of `sino-pak-data check`, as `sino-pak-data explain RULE` prints it. `sino-pak-data codebook` makes
this page from the docstrings of the rules; edit those, not this page.

Examples apply to the rows of a small valid package: `TABLE: column=value | column=value` changes cells of one
row, `TABLE: file: …` rewrites the file, with `{file}` for its former text, `datapackage: TABLE={…}` adds properties
to its resource. Each bad example breaks exactly its rule and each good one breaks none; the tests make sure of it."""


def page(rules: Iterable[Rule]) -> str:
    """All manuals as one Markdown page, grouped by layer."""
    parts = [_HEAD]
    for layer, some in _by_layer(rules):
        parts += [f"# Rules about {_LAYERS[layer]}", *map(manual, some)]
    return "\n\n".join(parts) + "\n"


def manual(rule: Rule, columns: int | None = None) -> str:
    """The manual of a rule, in Markdown that reads well in a terminal; `columns` is where to wrap, None for a pipe."""
    kind = f"*{rule.severity}; about {_LAYERS[rule.layer]}*"
    parts = wrapped([f"## {rule.code}", rule.summary, kind, f"Why: {rule.why}", f"Fix: {rule.fix}"], columns, 0, 0)
    for title, rows in (("Bad", rule.bad), ("Good", rule.good)):
        parts += [f"{title}:", indent("\n".join(rows), "    ")]
    return "\n\n".join(parts)


def overview(rules: Iterable[Rule], columns: int | None = None) -> str:
    """A line per rule, grouped by layer; `columns` is where to wrap, None for a pipe."""
    listed = list(rules)
    longest = max(len(rule.code) for rule in listed)
    grades = {"error": "", "warning": " (warning)"}
    lines = []
    for layer, some in _by_layer(listed):
        lines += ["", f"Rules about {_LAYERS[layer]}"]
        lines += wrapped((f"{r.code:<{longest}}  {r.summary}{grades[r.severity]}" for r in some), columns)
    return "\n".join(lines[1:])


def _by_layer(rules: Iterable[Rule]) -> Iterator[tuple[str, Iterator[Rule]]]:
    order = list(_LAYERS)  # sorted, because the order of registration depends on what was imported first
    return groupby(sorted(rules, key=lambda rule: (order.index(rule.layer), rule.code)), key=lambda rule: rule.layer)
