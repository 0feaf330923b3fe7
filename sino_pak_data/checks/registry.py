"""Every rule by its code. A rule is a function, and its docstring is its manual.

The first paragraph of the docstring says what is right; then come `Why:`, `Fix:`, `Bad:` and `Good:`.
`sino-pak-data explain` prints it. The tests lay the examples over a small good package:

    Bad:  events: date=2005-13-01                      cells of the first row, joined with " | "
    Bad:  events: event_id=other | date=2005           with a key: that row, or a new copy of the first
    Bad:  events: file: {file}a,"b\\n                   the whole file; without `Good:`, as it was is good

A rule looks at the whole package (`rule`), at rows one by one (`row_rule`) or at cells one by one
(`cell_rule`); rules that differ in nothing but their manual are `declared`. A rule states every column of a table by name
that it looks at, as "sources.published", and is not run in a package without them: anybody may have a table of sources.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from inspect import cleandoc
from sys import flags
from typing import Literal, NamedTuple

from sino_pak_data.cells.ids import unknown
from sino_pak_data.checks.context import CheckContext
from sino_pak_data.checks.findings import Finding
from sino_pak_data.package.descriptor import Resource
from sino_pak_data.package.problem import PackageError, Severity
from sino_pak_data.package.table import Row

Layer = Literal["canonical", "damage", "datapackage", "rows", "rules"]
Run = Callable[[CheckContext], Iterable[Finding]]
RowRun = Callable[[Row], str]
CellRun = Callable[[str], Iterable[tuple[str, str, int]]]
Needs = tuple[str, ...]

_PARTS = re.compile(r"^(Why|Fix|Bad|Good):\s+", re.MULTILINE)


class Rule(NamedTuple):
    """A rule with its manual."""

    code: str
    layer: Layer
    severity: Severity
    needs: Needs
    run: Run
    summary: str
    why: str
    fix: str
    bad: list[str]
    good: list[str]

    def applies(self, tables: Mapping[str, Resource]) -> bool:
        """Are the tables and columns that this rule needs among these?"""
        places = [need.partition(".") for need in self.needs]
        return all(name in tables and (not field or field in tables[name].schema.by_name) for name, _, field in places)


_RULES: dict[str, Rule] = {}


def of(table: str, columns: str) -> Needs:
    """The columns of a table, separated by spaces, as a rule needs them.

    >>> of("sources", "doi url")
    ('sources.doi', 'sources.url')
    """
    return tuple(f"{table}.{name}" for name in columns.split())


def all_rules() -> dict[str, Rule]:
    """Every rule by its code."""
    return dict(_RULES)


def named(code: str) -> Rule:
    """The rule of that code. Raises KeyError with the nearest code."""
    if code not in _RULES:
        raise KeyError(unknown("rule", code, _RULES))
    return _RULES[code]


def rule(code: str, layer: Layer = "rules", severity: Severity = "error", *, needs: Needs = ()) -> Callable[[Run], Run]:
    """A rule over the package: a function from the context to its findings."""

    def enter(run: Run) -> Run:
        _enter(code, layer, severity, needs, run, run.__doc__ or "")
        return run

    return enter


def row_rule(
    code: str, table: str, field: str, severity: Severity = "error", *, reads: tuple[str, ...]
) -> Callable[[RowRun], RowRun]:
    """A rule over single rows: a function from a row to the message for `field`, or ""; the hint is its `Fix:`.

    `reads` are the other columns it looks at. It is called once for each combination of their cells.
    """
    columns = (field, *reads)

    def enter(message: RowRun) -> RowRun:
        def run(context: CheckContext) -> Iterator[Finding]:
            fix = named(code).fix
            hint = fix[0].lower() + fix[1:].removesuffix(".")
            for row, found in context.rows_where(context.package[table], columns, message):
                yield Finding(context.package[table], row, field, found, hint)

        _enter(code, "rows", severity, tuple(f"{table}.{name}" for name in columns), run, message.__doc__ or "")
        return message

    return enter


def cell_rule(code: str, *holding: str) -> Callable[[CellRun], CellRun]:
    """A rule over cells that hold a grammar: a function from a filled cell to its faults, as message, hint and offset."""

    def enter(faults: CellRun) -> CellRun:
        def run(context: CheckContext) -> Iterator[Finding]:
            for table, row, field, found in context.cells_where(holding, lambda cell: list(faults(cell))):
                yield from (Finding(table, row, field.name, *fault) for fault in found)

        _enter(code, "rules", "error", (), run, faults.__doc__ or "")
        return faults

    return enter


def declared(manual: str, layer: Layer = "canonical", run: Run | None = None, *, needs: Needs = ()) -> None:
    """A rule without a function of its own; its manual begins with the code and a colon.

    Without `run`, its problems are found already: by reading, or in the search for damaged cells.
    """
    code, _, text = manual.partition(":")
    if run is None and layer == "damage":
        run = partial(CheckContext.damaged_by, code=code)
    _enter(code, layer, "error", needs, run or (lambda context: context.departures[code]), text)


def _enter(code: str, layer: Layer, severity: Severity, needs: Needs, run: Run, text: str) -> None:
    if flags.optimize > 1:
        raise PackageError("python -OO removes the docstrings, which are the manual of the rules: run it without -OO")
    if code in _RULES:
        raise ValueError(f"two rules with the code {code!r}")
    head, *rest = _PARTS.split(cleandoc(text))
    parts: dict[str, list[str]] = {"Why": [], "Fix": [], "Bad": [], "Good": []}
    for name, body in zip(rest[::2], rest[1::2], strict=True):
        parts[name].append(cleandoc(body))
    if not parts["Good"] and parts["Bad"] and ": file:" in parts["Bad"][0]:
        parts["Good"] = [f"{parts['Bad'][0].partition(':')[0]}: file: {{file}}"]
    if not head.strip() or not all(parts.values()):
        raise ValueError(f"the rule {code!r} needs a summary, Why, Fix, Bad and Good in its docstring")
    summary, why, fix = (" ".join(part.split()) for part in (head, *parts["Why"], *parts["Fix"]))
    _RULES[code] = Rule(code, layer, severity, needs, run, summary, why, fix, parts["Bad"], parts["Good"])
