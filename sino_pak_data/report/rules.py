"""Rules as text: one manual page, or one line each."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent

from sino_pak_data.checks.registry import Rule

_LAYERS = {
    "canonical": "the text of the file",
    "datapackage": "the Data Package standard",
    "frames": "the columns of one table",
    "rules": "several tables",
}


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
