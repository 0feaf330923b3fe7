"""Every rule by its code. A rule is one function whose docstring is its manual.

The docstring's first line says what is right. Then come paragraphs that begin with `Why:`, `Fix:`,
`Bad:` and `Good:`. `sino-pak-data explain` prints it, the tests lay its examples over a good package:

    Bad:  events: date=2005-13-01                      cells of the first row, joined with " | "
    Bad:  events: event_id=other | date=2005           names a key: that row, or a new one like the first
    Bad:  events: file: {file}a,"b\\n                   the whole file, written anew

A new rule goes into the file of `checks/rules/` that is named for its subject, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from textwrap import dedent
from typing import Any, Literal, TypeVar

from sino_pak_data.cells.ids import unknown
from sino_pak_data.checks import rules
from sino_pak_data.package.problem import Severity

Layer = Literal["canonical", "damage", "datapackage", "frames", "rules"]
Run = TypeVar("Run", bound=Callable[..., Any])

_PARTS = re.compile(r"^(Why|Fix|Bad|Good):\s+", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """A rule with its manual; `table` and `field` say where a rule of the layer `frames` looks."""

    code: str
    severity: Severity
    layer: Layer
    run: Callable[..., Any]
    summary: str
    why: str
    fix: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    table: str = ""
    field: str = ""


_RULES: dict[str, Rule] = {}


def rule(
    code: str, layer: Layer = "rules", severity: Severity = "error", *, table: str = "", field: str = ""
) -> Callable[[Run], Run]:
    """Enter a function as the rule `code`."""

    def enter(run: Run) -> Run:
        if code in _RULES:
            raise ValueError(f"two rules with the code {code!r}")
        _RULES[code] = _parsed(code, severity, layer, run, table, field)
        return run

    return enter


def all_rules() -> dict[str, Rule]:
    """Every rule, in the order of its file and of its place there."""
    for module in sorted(found.name for found in iter_modules(rules.__path__)):
        import_module(f"{rules.__name__}.{module}")
    return dict(_RULES)


def named(code: str) -> Rule:
    """The rule of that code. Raises KeyError with the nearest code."""
    known = all_rules()
    if code not in known:
        raise KeyError(unknown("rule", code, known))
    return known[code]


def _parsed(code: str, severity: Severity, layer: Layer, run: Callable[..., Any], table: str, field: str) -> Rule:
    head, *rest = _PARTS.split(dedent("    " + (run.__doc__ or "")).strip())
    parts: dict[str, list[str]] = {"Why": [], "Fix": [], "Bad": [], "Good": []}
    for name, body in zip(rest[::2], rest[1::2], strict=True):
        parts[name].append(" ".join(body.split()) if name in {"Why", "Fix"} else dedent(body).strip())
    if not head.strip() or not all(parts.values()):
        raise ValueError(f"the rule {code!r} needs a summary, Why, Fix, Bad and Good in its docstring")
    return Rule(
        code, severity, layer, run,
        " ".join(head.split()), parts["Why"][0], parts["Fix"][0], tuple(parts["Bad"]), tuple(parts["Good"]),
        table, field,
    )  # fmt: skip
