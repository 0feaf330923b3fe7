"""Rules as text: one manual page, or one line each."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent

from sino_pak_data.checks.registry import Rule

_LAYERS = {
    "canonical": "the text of the file",
    "damage": "the characters of a cell or row",
    "datapackage": "the Data Package standard",
    "frames": "the columns of one table",
    "rules": "several tables",
}


_HEAD = """# Rules

Every rule of `sino-pak-data check`, as `sino-pak-data explain CODE` prints it. This page is made from
the rules themselves by `sino-pak-data codebook`; edit their docstrings, not the page.

An example is laid over the rows of a small good package: `TABLE: column=value | column=value` changes
cells of one row, `TABLE: file: …` writes the file anew, where `{file}` is what stood there. Each bad
one gives exactly its rule, each good one gives nothing; the tests hold that."""


def page(rules: Iterable[Rule]) -> str:
    """All manuals, by the layer that they belong to, as one Markdown page."""
    by_layer: dict[str, list[Rule]] = {layer: [] for layer in _LAYERS}
    for rule in rules:
        by_layer[rule.layer].append(rule)
    chapters = [[f"# Rules that look at {_LAYERS[layer]}", *map(manual, some)] for layer, some in by_layer.items()]
    return "\n\n".join([_HEAD, *(part for chapter in chapters for part in chapter)]) + "\n"


def manual(rule: Rule) -> str:
    """The page of a rule, Markdown that reads well in a terminal."""
    examples = [_example("Bad", rule.bad), _example("Good", rule.good)]
    head = f"## {rule.code}\n\n{rule.summary}"
    grade = f"*{rule.severity}; looks at {_LAYERS[rule.layer]}*"
    return "\n\n".join([head, grade, f"Why: {rule.why}", f"Fix: {rule.fix}", *examples])


def overview(rules: Iterable[Rule]) -> str:
    """One line per rule."""
    listed = list(rules)
    width = max(len(rule.code) for rule in listed)
    return "\n".join(f"{rule.code:<{width}}  {rule.severity:<7}  {rule.summary}" for rule in listed)


def _example(title: str, texts: Iterable[str]) -> str:
    return f"{title}:\n\n" + indent("\n".join(texts), "    ")
