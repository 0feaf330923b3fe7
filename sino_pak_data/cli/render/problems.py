"""Problems as text for people and JSON for programs; `pipelines` has the formats of CI systems.

`PRINTERS` maps the name of a format to a function from findings to text. The JSON array is a
contract: its objects have exactly the fields of `Problem`. Text that came from a table is made
`visible` before it reaches a terminal, a page or a log: control characters would act there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby

import click

from sino_pak_data.checks.findings import Findings
from sino_pak_data.cli.render import pipelines
from sino_pak_data.cli.render.visible import UNSEEN, visible
from sino_pak_data.package.problem import Problem

_GRADES = {"error": "red", "warning": "yellow"}


def text(found: Findings | Sequence[Problem], origins: Mapping[tuple[str, int], str] | None = None) -> str:
    """`file:line:column: rule: message (hint)`, a group for each file, then a count of each rule.

    origins  where lines were handed over, by file and line: told with the column's name instead of the place
    """
    findings = found if isinstance(found, Findings) else Findings.of(found)
    groups = groupby(findings.problems, key=lambda problem: problem.file)
    lines = "\n\n".join("\n".join(_line(problem, origins or {}) for problem in group) for _, group in groups)
    return "\n".join([lines, *_counts(findings)] if findings.total > 1 else [lines])


def _counts(found: Findings) -> list[str]:
    lines = [""]
    for (grade, rule), count in sorted(found.counts.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0][1])):
        lines.append(f"{count:>9,}  {click.style(rule, fg=_GRADES[grade])} ({grade})")
    rest = found.total - len(found.problems)
    if rest > 0:
        lines.append(f"{rest:>9,}  of these are not shown: --max-problems 0 shows all")
    lines.append("`sino-pak-data explain CODE` tells why a rule exists and how to mend what it finds.")
    return lines


def _line(problem: Problem, origins: Mapping[tuple[str, int], str]) -> str:
    origin = origins.get((problem.file, problem.line))
    told = f"{origin}: {problem.field}" if origin else f"{problem.file}:{problem.line}:{problem.column}"
    place = click.style(visible(told), bold=True)
    rule = click.style(problem.rule, fg=_GRADES[problem.severity])
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: {rule}: {visible(problem.message + hint)}"


def as_json(found: Findings) -> str:
    """One JSON array; an object per problem. Characters that a terminal acts on are escaped."""
    plain = json.dumps([asdict(problem) for problem in found.problems], indent=2, ensure_ascii=False)
    return re.sub(UNSEEN, lambda char: char[0] if char[0] == "\n" else json.dumps(char[0])[1:-1], plain)


PRINTERS: dict[str, Callable[[Findings], str]] = {
    "text": text,
    "json": as_json,
    "github": pipelines.github,
    "markdown": pipelines.markdown,
    "junit": pipelines.junit,
}
